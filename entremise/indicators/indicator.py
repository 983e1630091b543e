"""An indicator: one definition, its expression, and what a reader must know to trust it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ibis import _
from ibis.common.deferred import Deferred

from .measures import Count, Measure

Unit = Literal["count", "people", "hours", "minutes", "days", "percent", "ratio"]
Direction = Literal["up", "down", "neutral"]

UNITS: dict[Unit, str] = {
    "count": "nombre",
    "people": "personnes",
    "hours": "heures",
    "minutes": "minutes",
    "days": "jours",
    "percent": "pourcentage",
    "ratio": "rapport",
}


@dataclass(frozen=True, eq=False)
class Formula:
    """How a figure comes out of measures.

    `expression` is an Ibis expression over a table whose columns are the measures. `counts` are
    those that must not be small for the figure to leave the structure. `empty` is the figure of
    nothing at all: zero for a total, none for a ratio.
    """

    expression: Deferred
    measures: tuple[Measure, ...]
    counts: tuple[Count, ...]
    empty: float | None = None


def total(measure: Measure, *, counts: tuple[Count, ...] = (), divided_by: int = 1) -> Formula:
    """A measure itself, in a larger unit if need be. A count answers for itself."""
    looked_at = counts or ((measure,) if isinstance(measure, Count) else ())
    plain = _[measure.code].fill_null(0)
    expression = plain / divided_by if divided_by != 1 else plain
    return Formula(expression, (measure,), looked_at, empty=0)


def share(part: Count, *, of: Count) -> Formula:
    """The share of a part in its whole, from 0 to 1."""
    return Formula(_[part.code] / _[of.code].nullif(0), (part, of), (part, of))


def share_among(part: Count, *others: Count) -> Formula:
    """The share of a part among the parts that are known, from 0 to 1."""
    known = _[part.code]
    for other in others:
        known = known + _[other.code]
    return Formula(_[part.code] / known.nullif(0), (part, *others), (part, *others))


def mean(amount: Measure, *, per: Measure, counts: tuple[Count, ...]) -> Formula:
    """An amount for one of something."""
    return Formula(_[amount.code] / _[per.code].nullif(0), (amount, per), counts)


FIRST_CATALOGUE = date(2026, 11, 1)


@dataclass(frozen=True)
class Former:
    """What an indicator was before: its definition, the last day it was in force, what changed."""

    until: date
    definition: str
    why: str


@dataclass(frozen=True, eq=False)
class Indicator:
    """A figure of the catalogue.

    `percent` is a share from 0 to 1, to be written with `decimals` digits as a percentage.
    `direction` is where one hopes it goes. `breakdowns` are those allowed, all when empty;
    `not_by` are those that would make no sense. `source` says who defined it. `since` is the day
    its definition came into force, `formerly` the ones before, the latest first: whoever compares
    two reports can see what changed between them.
    """

    code: str
    label: str
    definition: str
    formula: Formula
    source: str
    unit: Unit = "count"
    direction: Direction = "neutral"
    decimals: int = 0
    breakdowns: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    since: date = FIRST_CATALOGUE
    formerly: tuple[Former, ...] = ()

    @property
    def fact(self) -> str:
        """The table of facts it is computed on."""
        return self.formula.measures[0].fact

    def allows(self, breakdown: str) -> bool:
        """Whether it may be broken down so."""
        return breakdown not in self.not_by and (
            not self.breakdowns or breakdown in self.breakdowns
        )
