"""What the rows of a table come to, without writing anything of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from entremise.core.importing import Asked, Field, Importer, Outcome, Plan, Planner, Unread
from entremise.structures.actor import Actor

from .sheets import Opened

AT_ONCE = 1000  # rows planned together
OFFERED = 100  # mistyped words shown at once

# What spreadsheets show where a formula failed.
FAILED = {
    "#REF!", "#N/A", "#N/D", "#DIV/0!", "#VALUE!", "#VALEUR!", "#NAME?", "#NOM?", "#NUM!",
    "#NOMBRE!", "#NULL!", "#NUL!",
}  # fmt: skip

Corrections = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Planned:
    """A row of the table and its plan."""

    number: int
    cells: Sequence[str]
    plan: Plan


@dataclass(frozen=True)
class Mistyped:
    """A word that a column does not understand, on how many rows, and what may have been meant."""

    field: str
    label: str
    word: str
    reason: str
    near: tuple[str, ...]
    rows: int


class Analysis:
    """The columns of a table, read once for every row that holds the same words."""

    def __init__(
        self,
        importer: Importer,
        mapping: Mapping[str, int],
        opened: Opened,
        corrections: Corrections,
        by: Actor,
    ):
        self.importer, self.mapping, self.opened = importer, mapping, opened
        self._by = by
        self._fields = [field for field in importer.fields if field.name in mapping]
        self._counts: dict[tuple[str, str], int] = {}
        self._read = {
            field.name: self._column(field, corrections.get(field.name, {}))
            for field in self._fields
        }

    def batches(self, choices: Mapping[int, str]) -> Iterator[list[Planned]]:
        """The rows by thousands, in their order, each with its plan."""
        planner, rows = self.importer.plan(self._by), iter(self.opened.rows)
        while batch := list(islice(rows, AT_ONCE)):
            yield self._planned(batch, planner, choices)

    def mistyped(self) -> list[Mistyped]:
        """The words that have something like them, the most frequent first."""
        labels = {field.name: field.label for field in self._fields}
        found = [
            Mistyped(name, labels[name], word, value.reason, value.near, self._counts[name, word])
            for name, column in self._read.items()
            for word, value in column.items()
            if isinstance(value, Unread) and value.near
        ]
        return sorted(found, key=lambda one: (-one.rows, one.field, one.word))[:OFFERED]

    def _column(self, field: Field, corrections: Mapping[str, str]) -> dict[str, Any]:
        for _, cells in self.opened.rows:
            if word := self._word(field, cells):
                at = (field.name, word)
                self._counts[at] = self._counts.get(at, 0) + 1
        words = [word for name, word in self._counts if name == field.name]
        meant = {word: corrections.get(word, word) for word in words}
        read = field.read({word for word in meant.values() if word not in FAILED}, self._by)
        failed = Unread("La formule de cette cellule est en erreur.")
        return {word: read.get(meant[word], failed) for word in words}

    def _word(self, field: Field, cells: Sequence[str]) -> str:
        """What the row says in that column; nothing when another column has said it."""
        instead = self.mapping.get(field.unless)
        if instead is not None and cells[instead].strip():
            return ""
        return cells[self.mapping[field.name]].strip()

    def _planned(
        self,
        batch: Sequence[tuple[int, Sequence[str]]],
        planner: Planner,
        choices: Mapping[int, str],
    ) -> list[Planned]:
        """Rows that were not understood are errors at once; the planner sees the others."""
        asked: list[Asked] = []
        plans: dict[int, Plan] = {}
        for number, cells in batch:
            values, wrong = self._values(cells)
            if wrong:
                plans[number] = Plan(Outcome.ERROR, reasons=tuple(wrong))
            else:
                asked.append(Asked(number, values, choices.get(number, "")))
        answers = planner(asked)
        plans |= {row.number: plan for row, plan in zip(asked, answers, strict=True)}
        return [Planned(number, cells, plans[number]) for number, cells in batch]

    def _values(self, cells: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
        values: dict[str, Any] = {}
        wrong = []
        for field in self._fields:
            word = self._word(field, cells)
            if not word:
                if field.required:
                    wrong.append(f"Il manque « {field.label} ».")
                continue
            value = self._read[field.name][word]
            if isinstance(value, Unread):
                wrong.append(f"{field.label} : {value.reason}")
            else:
                values[field.name] = value
        return values, wrong
