"""The frozen document of a bilan: all a page, a PDF or a workbook may say, and nothing else.

It is kept with the report as JSON and read back without loss. Numbers are those of the answers,
unrounded; how they are written in French is the business of `wording`. A suppressed cell holds no
number, so no rendering can give it away.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import TypeAdapter

State = Literal["known", "suppressed", "missing"]
Unit = Literal["count", "hours", "percent", "minutes", "days", "ratio", "people"]
ChartKind = Literal["months", "columns", "bars"]

# Ends the code of a column that holds the year before.
PREVIOUS = ":previous"


@dataclass(frozen=True)
class Cell:
    """A number, or the reason why there is none."""

    number: float | None
    state: State = "known"

    def __post_init__(self) -> None:
        if (self.number is not None) != (self.state == "known"):
            raise ValueError("Une cellule a un nombre si et seulement si il est connu.")


MISSING = Cell(None, "missing")


@dataclass(frozen=True)
class Measure:
    """How the numbers of a column or of a key figure are to be read and written."""

    code: str
    label: str
    unit: Unit
    decimals: int = 0


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the first page: its value, the same a year before, and its sentence."""

    measure: Measure
    value: Cell
    previous: Cell
    sentence: str
    comparison: str


@dataclass(frozen=True)
class TableRow:
    """One line of a table. `code` is the stored code, "" for what is unknown."""

    code: str
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Rows under a heading; `total` is the answer's own total, not the sum of what is shown."""

    caption: str
    heading: str
    columns: tuple[Measure, ...]
    rows: tuple[TableRow, ...]
    total: TableRow | None = None
    note: str = ""

    @property
    def compared(self) -> bool:
        """Whether its last column is the year before."""
        return self.columns[-1].code.endswith(PREVIOUS)


@dataclass(frozen=True)
class Panel:
    """One question answered: what was found, the drawing, the table it is made from.

    `drawn` is how many rows of the table are drawn, from the first.
    """

    key: str
    title: str
    subtitle: str
    chart: ChartKind
    drawn: int
    alternative: str
    table: Table


@dataclass(frozen=True)
class Section:
    """A chapter: a title, what is to be remembered of it, its panels."""

    key: str
    title: str
    sentences: tuple[str, ...]
    panels: tuple[Panel, ...]


@dataclass(frozen=True)
class Definition:
    """What an indicator counts, in words a funder can check, and where that comes from."""

    label: str
    text: str
    unit: str
    source: str


@dataclass(frozen=True)
class Reference:
    """A reference the figures rest on (geography, lists of codes) with its date."""

    name: str
    version: str
    producer: str


@dataclass(frozen=True)
class Line:
    """A funding line as it was: what was paid for, when, how much (euros a year), where.

    `scope` says the whole of where; `communes` are those it was limited to, if any.
    """

    label: str
    starts_on: date
    ends_on: date
    amount: float | None
    scope: str
    communes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cover:
    """Who tells what to whom. `kind` is what the document calls itself."""

    kind: str
    title: str
    dispositif: str
    structure: str
    funder: str
    period: str
    previous_period: str
    interim: bool
    domains: tuple[str, ...]
    communes: tuple[str, ...]
    qpvs: tuple[str, ...]
    fictitious_qpvs: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Order:
    """What was asked, so that it can be asked again: identifiers, period, threshold.

    `compare_starts_on` is None when the funder financed nothing a year before.
    """

    structure_id: int
    dispositif_id: int
    funder_id: int
    year: int
    starts_on: date
    ends_on: date
    compare_starts_on: date | None
    compare_ends_on: date | None
    small_count: int


@dataclass(frozen=True)
class Bilan:
    """The whole document."""

    order: Order
    cover: Cover
    headline: str
    figures: tuple[KeyFigure, ...]
    sections: tuple[Section, ...]
    method: tuple[str, ...]
    definitions: tuple[Definition, ...]
    references: tuple[Reference, ...]
    data_version: int
    computed_at: datetime


_BILAN: TypeAdapter[Bilan] = TypeAdapter(Bilan)


def to_json(bilan: Bilan) -> dict[str, Any]:
    """The document as JSON values, for the record."""
    content: dict[str, Any] = _BILAN.dump_python(bilan, mode="json")
    return content


def from_json(content: dict[str, Any]) -> Bilan:
    """The document of a record. Raises pydantic.ValidationError when it is not one."""
    return _BILAN.validate_python(content)


def numbers(bilan: Bilan) -> dict[str, Cell]:
    """Every cell of the document under a path that says where it is."""
    return dict(_cells(bilan))


def _cells(bilan: Bilan) -> Iterator[tuple[str, Cell]]:
    for figure in bilan.figures:
        yield f"figures/{figure.measure.code}", figure.value
        yield f"figures/{figure.measure.code}/previous", figure.previous
    for section in bilan.sections:
        for panel in section.panels:
            total = (panel.table.total,) if panel.table.total else ()
            for row in (*panel.table.rows, *total):
                name = "total" if row is panel.table.total else f"row:{row.code}"
                for column, cell in zip(panel.table.columns, row.cells, strict=True):
                    yield f"{panel.key}/{name}/{column.code}", cell


def fingerprint(bilan: Bilan) -> str:
    """SHA-256 of the figures, whatever the words around them: version, period, cells."""
    cells = {path: [cell.state, cell.number] for path, cell in _cells(bilan)}
    order = TypeAdapter(Order).dump_python(bilan.order, mode="json")
    text = json.dumps(
        {"version": bilan.data_version, "order": order, "cells": cells}, sort_keys=True
    )
    return hashlib.sha256(text.encode()).hexdigest()
