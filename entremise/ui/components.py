"""What a page is made of: frozen values, each drawn by one tag with one template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from django.utils import timezone

from entremise.core import typography

State = Literal["known", "suppressed", "missing"]
Trend = Literal["up", "down", "flat", ""]
Layout = Literal["scroll", "stack"]

NOTHING = "—"


def written(value: Any, unit: str = "count", decimals: int = 0) -> str:
    """A value as it is read. `unit`: count, people, ratio, percent, minutes, hours, days or euros.

    Percent is given of one (0.5 is 50 %). Any other unit is written after the number (« 2 jours »).
    Text is left as it is, None is a dash.
    """
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime(f"%d/%m/%Y{typography.WIDE}%H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, str) or not hasattr(value, "__round__"):
        return str(value)
    return _number_written(value, unit, decimals)


def _number_written(value: float, unit: str, decimals: int) -> str:
    if unit == "percent":
        return typography.percent(value, decimals)
    if unit == "minutes":
        return typography.duration(round(value))
    number = typography.figure(value, decimals)
    if unit == "days":
        return f"{number}{typography.WIDE}{typography.agree(value, 'jour')}"
    suffix = {"count": "", "people": "", "ratio": "", "hours": "h", "euros": "€"}.get(unit, unit)
    return f"{number}{typography.WIDE}{suffix}" if suffix else number


@dataclass(frozen=True)
class Figure:
    """A figure with what it takes to understand it.

    `value` is a number written by `unit` (see `written`), or text shown as it is. `sentence` says
    it in words, `comparison` sets it beside another period or a target, `as_of` says when it was
    computed, `href` leads to the records behind it. A suppressed one is « secret »: small itself,
    or hidden to protect another, and a card need not tell which.
    """

    label: str
    value: float | str | None = None
    unit: str = "count"
    sentence: str = ""
    comparison: str = ""
    as_of: date | datetime | None = None
    href: str = ""
    state: State = "known"
    decimals: int = 0
    trend: Trend = ""

    @property
    def text(self) -> str:
        """The value as it is read, whatever its state."""
        if self.shown_state == "suppressed":
            return "secret"
        if self.shown_state == "missing":
            return "non connu"
        return written(self.value, self.unit, self.decimals)

    @property
    def shown_state(self) -> State:
        """A known figure without a value is a missing one."""
        return "missing" if self.state == "known" and self.value is None else self.state


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere."""

    label: Any
    href: str


@dataclass(frozen=True)
class Hidden:
    """A cell whose value is not shown: too small to leave the structure, or not known.

    A `small_count` of 0 says that it may be hidden only to protect another: « secret » is all that
    is true of it.
    """

    state: State = "suppressed"
    small_count: int = 5

    @property
    def text(self) -> str:
        """What stands in the cell."""
        if self.state != "suppressed":
            return NOTHING
        return f"<{typography.WIDE}{self.small_count}" if self.small_count else "secret"


SUPPRESSED = Hidden()
MISSING = Hidden("missing")


@dataclass(frozen=True)
class Register:
    """A cell that names one of the eight registers of the norm, with its colour and pictogram."""

    code: str
    label: str


@dataclass(frozen=True)
class Column:
    """A column: its key in each row, its heading, and how its numbers are written."""

    key: str
    label: str
    numeric: bool = False
    unit: str = "count"
    decimals: int = 0


@dataclass(frozen=True)
class Cell:
    """One cell, ready to be drawn."""

    column: Column
    text: str
    href: str = ""
    state: State = "known"
    register: str = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption. A row is a mapping of column keys to cells.

    A cell is a number, text, a date, a `Link`, a `Register`, `SUPPRESSED` or `MISSING`. On a phone
    a table scrolls sideways inside its frame, or (layout "stack") each row becomes a block.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]
    totals: Mapping[str, Any] | None = None
    layout: Layout = "scroll"
    empty: str = "Rien à montrer pour ces critères."

    @property
    def body(self) -> list[list[Cell]]:
        """The rows, cell by cell."""
        return [self._cells(row) for row in self.rows]

    @property
    def foot(self) -> list[Cell]:
        """The row of totals, if there is one."""
        return self._cells(self.totals) if self.totals else []

    def _cells(self, row: Mapping[str, Any]) -> list[Cell]:
        return [cell_of(column, row.get(column.key)) for column in self.columns]


def cell_of(column: Column, value: Any) -> Cell:
    """A value placed in its column."""
    if isinstance(value, Link):
        return Cell(column, written(value.label, column.unit, column.decimals), href=value.href)
    if isinstance(value, Register):
        return Cell(column, value.label, register=value.code)
    if isinstance(value, Hidden):
        return Cell(column, value.text, state=value.state)
    return Cell(column, written(value, column.unit, column.decimals))


@dataclass(frozen=True)
class Chart:
    """A drawing and the same figures as a table.

    `title` states the finding; `subtitle` gives unit and period. `svg` is drawn for a desk and
    `svg_narrow` for a phone, both with the theme's variables as colours; `svg_for_print` holds
    plain colours, for documents.
    """

    title: str
    subtitle: str
    svg: str
    table: Table
    source: str = ""
    svg_narrow: str = ""
    svg_for_print: str = ""


@dataclass(frozen=True)
class EmptyState:
    """Nothing here yet: why, and what would fill the place."""

    title: str
    text: str
    href: str = ""
    action: str = ""
    icon: str = "inbox"


class Crumb(NamedTuple):
    """A step of the path to the page; the last one has no address. A pair does as well."""

    label: str
    href: str | None = None


@dataclass(frozen=True)
class Notice:
    """A message after an action, possibly with the address that undoes it."""

    text: str
    level: Literal["success", "info", "warning", "error"] = "success"
    undo: str = ""
    details: Sequence[str] = field(default=())
