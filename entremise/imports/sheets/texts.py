"""CSV, whatever the program that wrote it: its encoding, its separator."""

import csv
import re
from io import StringIO

from entremise.core.cells import as_typed

from .limits import COLUMNS, ROWS, refusal, too_long, too_wide, unreadable

SEPARATORS = ";,\t"
SAMPLE = 30  # rows
SIGNS = 100_000  # of one cell

_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_text(content: bytes) -> list[list[str]]:
    """The rows of a CSV. Raises Refusal."""
    text = decoded(content)
    if "\x00" in text:
        raise refusal(
            "Ce fichier contient des octets nuls : il est abîmé, ou ce n'est pas un CSV. "
            "Exportez-le de nouveau.",
            "null_bytes",
        )
    if _CONTROLS.search(text):
        raise unreadable()
    try:
        return _rows(text, _separator(text))
    except csv.Error:
        raise refusal(
            "Un guillemet ouvert n'est jamais refermé, ou une cellule est démesurée : exportez ce "
            "fichier de nouveau, en CSV.",
            "broken_quotes",
        ) from None


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else what Windows writes. Raises Refusal."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unreadable()


def _separator(text: str) -> str:
    """The one that cuts the first rows in most columns, evenly; a semicolon between equals."""

    def columns(separator: str) -> tuple[float, int]:
        reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
        try:
            counts = [len(row) for row, _ in zip(reader, range(SAMPLE), strict=False) if row]
        except csv.Error:  # a whole row taken for one cell
            return (0, 0)
        usual = max(counts, key=counts.count) if counts else 1
        return (counts.count(usual) / len(counts) if usual > 1 else 0, usual)

    return max(SEPARATORS, key=columns)


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(SIGNS)
    found = []
    for row in csv.reader(StringIO(text, newline=""), delimiter=separator, strict=False):
        while row and not row[-1].strip():
            row.pop()
        if len(row) > COLUMNS:
            raise too_wide()
        found.append([as_typed(cell.strip()) for cell in row])
        if len(found) > ROWS + 1:
            raise too_long()
    return found
