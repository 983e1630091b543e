"""Reads of imports for their pages and files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from entremise.core.importing import Choice, Importer, Outcome
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
    changes = _differences(imported.described, page.rows, key)
    return page, [_shown(row, key, header, changes[row.pk]) for row in page.rows]


def _differences(
    importer: Importer, rows: Sequence[ImportRow], key: Key | None
) -> dict[UUID, list[Difference]]:
    """What each row changes, in the words of the importer, asked for all rows at once."""
    labels = {field.name: field.label for field in importer.fields}
    found = []
    for row in rows:
        change = row.plain(key, "change") or {"before": {}, "after": {}}
        found += [(row.pk, name, value, change["after"][name])
                  for name, value in change["before"].items()]  # fmt: skip
    before = importer.say([(name, value) for _, name, value, _ in found])
    after = importer.say([(name, value) for _, name, _, value in found])
    changes: dict[UUID, list[Difference]] = {row.pk: [] for row in rows}
    for (pk, name, _, _), old, new in zip(found, before, after, strict=True):
        label = labels.get(name) or labels.get(name.removesuffix("_id"), name)
        changes[pk].append(Difference(label, old or "rien", new or "rien"))
    return changes


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
    row: ImportRow, key: Key | None, header: Sequence[str], differences: Sequence[Difference]
) -> RowShown:
    told = row.plain(key, "told") or {"cells": [], "reasons": [], "options": []}
    options = [(option, Choice(option).label) for option in told["options"]]
    cells = [(title, cell[:SHOWN])
             for title, cell in zip(header, told["cells"], strict=False) if cell]  # fmt: skip
    return RowShown(row, cells, told["reasons"], options, differences)
