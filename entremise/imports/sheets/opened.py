"""A table opened at one of its sheets: its heading, its rows."""

from dataclasses import dataclass
from hashlib import sha256

from entremise.core.nearness import folded
from entremise.imports.enums import TableKind

from .limits import refusal
from .lists import read_list
from .texts import read_text
from .workbooks import read_workbook

LETTERS = 26
HEADING = 120  # signs


@dataclass(frozen=True)
class Opened:
    """A sheet as rows of words. A row bears the number it has in the spreadsheet."""

    sheets: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]

    @property
    def fingerprint(self) -> str:
        """That of the headings: the same columns come again under the same one."""
        return sha256("\n".join(map(folded, self.header)).encode()).hexdigest()


def open_table(content: bytes, kind: TableKind, sheet: int = 0) -> Opened:
    """The sheet at that place among those that are not hidden.

    The first row that says something is the heading; empty rows are left out. Raises Refusal.
    """
    if kind == TableKind.CSV:
        sheets, rows = [""], read_text(content)
    elif kind == TableKind.JSON:
        sheets, rows = [""], read_list(content)
    else:
        sheets, rows = read_workbook(content, sheet)
    numbered = [(number, row) for number, row in enumerate(rows, start=1) if any(row)]
    if len(numbered) < 2:
        where = f"La feuille « {sheets[sheet]} »" if len(sheets) > 1 else "Ce tableau"
        raise refusal(f"{where} n'a pas de ligne sous ses titres.", "no_row")
    (_, heading), *body = numbered
    width = max(len(row) for _, row in numbered)
    header = _titles(heading, width)
    return Opened(
        tuple(sheets), header, tuple((n, row + [""] * (width - len(row))) for n, row in body)
    )


def _titles(heading: list[str], width: int) -> tuple[str, ...]:
    """Each column has a title of its own: « Colonne D » when it has none, « nom (2) » when it is
    another's."""
    titles: list[str] = []
    for place in range(width):
        said = " ".join(heading[place].split())[:HEADING] if place < len(heading) else ""
        title = base = said or f"Colonne {_letter(place)}"
        again = 1
        while title in titles:
            again += 1
            title = f"{base} ({again})"
        titles.append(title)
    return tuple(titles)


def _letter(place: int) -> str:
    before, last = divmod(place, LETTERS)
    return (chr(64 + before) if before else "") + chr(65 + last)
