"""Reads of imports for their pages and files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from entremise.core.importing import Choice, Outcome
from entremise.core.paging import KeysetPage, keyset
from entremise.structures.actor import Actor
from entremise.vault.keys import open_keys
from entremise.vault.rows import words_of
from entremise.vault.sealing import Key

from .models import Import, ImportRow
from .policies import visible_imports

PAGE_SIZE = 40
REASONS = "raisons"
# What a page shows of a cell.
SHOWN = 80


@dataclass(frozen=True)
class Difference:
    """A field that changes: what it said, what it will say."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowShown:
    """A row of the table with its words."""

    row: ImportRow
    cells: Sequence[tuple[str, str]]
    reasons: Sequence[str]
    options: Sequence[tuple[str, str]]
    differences: Sequence[Difference]


def imports_page(
    actor: Actor, after: str | None
) -> tuple[KeysetPage[Import], list[tuple[Import, str]]]:
    """The imports of one's structure, newest first, each with the name of its file."""
    rows = visible_imports(actor).select_related("by__user")
    page = keyset(rows, by=("created_at", "id"), after=after, size=PAGE_SIZE)
    return page, [(row, words["name"]) for row, words in words_of(page.rows)]


def key_to(imported: Import) -> Key | None:
    """What opens it; None once it was erased."""
    return open_keys([imported.key_id]).get(imported.key_id)


def rows_page(
    imported: Import, key: Key | None, outcome: str, after: str | None
) -> tuple[KeysetPage[ImportRow], list[RowShown]]:
    """Its rows, in the order of the table, of one outcome or of all."""
    rows = imported.rows.all()
    if outcome:
        rows = rows.filter(outcome=outcome)
    page = keyset(rows, by=("number",), after=after, size=PAGE_SIZE, descending=False)
    header = _head(imported, key)["header"]
    labels = {field.name: field.label for field in imported.described.fields}
    return page, [_shown(row, key, header, labels) for row in page.rows]


def faulty(imported: Import) -> QuerySet[ImportRow]:
    """Those that would not be written as they are: in error, or a doubt nobody settled."""
    return imported.rows.filter(outcome__in=[Outcome.ERROR, Outcome.DUPLICATE]).order_by("number")


def faulty_file(imported: Import) -> tuple[list[str], Iterator[list[str]]]:
    """The header and the lines of those rows, with a column of reasons: to mend and send again."""
    key = key_to(imported)
    header = [title for title in _head(imported, key)["header"] if title != REASONS]

    def lines() -> Iterator[list[str]]:
        whole = _head(imported, key)["header"]
        places = [place for place, title in enumerate(whole) if title != REASONS]
        for row in faulty(imported).iterator(chunk_size=500):
            told = row.plain(key, "told")
            yield [*(told["cells"][place] for place in places), " ".join(told["reasons"])]

    return [*header, REASONS], lines()


def _head(imported: Import, key: Key | None) -> dict[str, Any]:
    held: dict[str, Any] | None = imported.plain(key, "head")
    return held or {"sheets": [], "header": [], "samples": []}


def head_of(imported: Import) -> dict[str, Any]:
    """The sheets, the headings and the first rows of the table."""
    return _head(imported, key_to(imported))


def _shown(
    row: ImportRow, key: Key | None, header: Sequence[str], labels: dict[str, str]
) -> RowShown:
    told = row.plain(key, "told") or {"cells": [], "reasons": [], "options": []}
    change = row.plain(key, "change") or {"before": {}, "after": {}}
    options = [(option, Choice(option).label) for option in told["options"]]
    differences = [
        Difference(
            labels.get(name, labels.get(name.removesuffix("_id"), name)),
            _written(change["before"][name]),
            _written(after),
        )
        for name, after in change["after"].items()
        if name in change["before"]
    ]
    cells = [
        (title, cell[:SHOWN]) for title, cell in zip(header, told["cells"], strict=False) if cell
    ]
    return RowShown(row, cells, told["reasons"], options, differences)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value) if value not in (None, "") else "rien"
