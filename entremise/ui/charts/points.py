"""What charts are given, and the table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from entremise.core.typography import NARROW
from entremise.ui.components import Column, Hidden, State, Table, written


@dataclass(frozen=True)
class Point:
    """One month or category: its value, the one a year before, a target if there is one.

    A known point without a value is yet to come: nothing is drawn there. `short` replaces the label
    where room is scarce; `colour` is a token of the theme (« register-conflict »).
    """

    label: str
    value: float | None
    previous: float | None = None
    state: State = "known"
    short: str = ""
    target: float | None = None
    colour: str = ""
    previous_state: State = "known"

    @property
    def shown(self) -> float | None:
        """The value when it may be drawn; a suppressed one leaves no trace, not even in a scale."""
        return self.value if self.state == "known" else None

    @property
    def last_year(self) -> float | None:
        """The value of the year before when it may be drawn."""
        return self.previous if self.previous_state == "known" else None


@dataclass(frozen=True)
class Series:
    """A curve: its name and a value per step, None where nothing is known."""

    name: str
    values: Sequence[float | None]
    colour: str = "action"
    faint: bool = False


@dataclass(frozen=True)
class Wording:
    """How the figures of a chart are named and written.

    A `small_count` of 0 says that hidden values are not all below a threshold: some are hidden to
    protect others, and only « secret » is true of all.
    """

    value: str
    previous: str = ""
    label: str = ""
    unit: str = "count"
    decimals: int = 0
    small_count: int = 5

    def written(self, value: float | None) -> str:
        """A value of this chart as it is read."""
        return written(value, self.unit, self.decimals)

    @property
    def hidden(self) -> str:
        """What stands for a suppressed value."""
        return f"<{NARROW}{self.small_count}" if self.small_count else "secret"

    @property
    def whole(self) -> bool:
        """Whether the values are things one counts."""
        return self.unit in {"count", "people"} and not self.decimals


def has_previous(points: Sequence[Point]) -> bool:
    """Whether last year is to be shown at all."""
    return any(point.last_year is not None for point in points)


def cell(value: float | None, state: State, small_count: int) -> Any:
    """A value as a cell of a table."""
    return value if state == "known" else Hidden(state, small_count)


def table_of(points: Sequence[Point], caption: str, wording: Wording) -> Table:
    """The figures of a chart, last year and targets too when there are some."""
    columns = [Column("label", wording.label)]
    columns.append(Column("value", wording.value, True, wording.unit, wording.decimals))
    if has_previous(points):
        columns.append(Column("previous", wording.previous, True, wording.unit, wording.decimals))
    if any(point.target is not None for point in points):
        columns.append(Column("target", "Objectif", True, wording.unit, wording.decimals))
    rows = [
        {
            "label": point.label,
            "value": cell(point.value, point.state, wording.small_count),
            "previous": cell(point.previous, point.previous_state, wording.small_count),
            "target": point.target,
        }
        for point in points
    ]
    return Table(caption, columns, rows)


def described(points: Sequence[Point], wording: Wording) -> str:
    """The extremes in a sentence, for who listens to the page."""
    known = [(point.shown, point.label) for point in points if point.shown is not None]
    if not known:
        return "Aucune valeur à montrer."
    (least, low), (most, high) = min(known), max(known)
    return (
        f"Le plus haut : {wording.written(most)} ({high}) ; "
        f"le plus bas : {wording.written(least)} ({low})."
    )
