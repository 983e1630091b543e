"""Amounts and targets, dated and sourced: rows of data/parameters, never of the code."""

import calendar
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from config.env import ROOT

FOLDER = ROOT / "data" / "parameters"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Amount:
    """What the State pays a year for a full-time post, between two days its source vouches for.

    Without `until`, as far as is known.
    """

    euros: Decimal
    since: date
    until: date | None
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether the source vouches for that day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Target:
    """Jobs to be created and consolidated in a territory."""

    jobs: int
    region: str
    departements: tuple[str, ...]
    since: date
    source: str


@dataclass(frozen=True)
class Area:
    """The arrondissements a founding document names together."""

    label: str
    arrondissements: tuple[str, ...]
    source: str


@cache
def amounts() -> tuple[Amount, ...]:
    """The yearly aid for an adulte-relais, oldest first."""
    return tuple(
        Amount(Decimal(row["euros"]), row["since"], row.get("until"), row["source"])
        for row in _read("adulte_relais")["amounts"]
    )


def amount_on(day: date) -> Amount | None:
    """The amount in force on a day; None when no source says it."""
    return next((row for row in amounts() if row.holds_on(day)), None)


def aid_of_year(year: int, *, since: date, until: date, share: Decimal) -> Decimal | None:
    """What a convention that runs between two days brings in a year, day by day.

    Zero outside these days; None when the amount of one of them is not known.
    """
    first, last = max(since, date(year, 1, 1)), min(until, date(year, 12, 31))
    total, day = Decimal(0), first
    while day <= last:
        found = amount_on(day)
        if found is None:
            return None
        end = min(last, found.until or last)
        total += found.euros * ((end - day).days + 1)
        day = end + timedelta(days=1)
    days = 366 if calendar.isleap(year) else 365
    return (total * share / days).quantize(CENT, rounding=ROUND_HALF_UP)


def target_of(region: str | None, day: date) -> Target | None:
    """The target that stands for a region on a day: the latest one agreed upon."""
    rows = [
        Target(row["jobs"], row["region"], tuple(row["departements"]), row["since"], row["source"])
        for row in _read("jobs")["targets"]
        if row["region"] == region and row["since"] <= day
    ]
    return max(rows, key=lambda row: row.since, default=None)


@cache
def leading_area() -> Area:
    """The seven arrondissements of the leaflet of 2014."""
    row = _read("jobs")["leading_area"]
    return Area(row["label"], tuple(row["arrondissements"]), row["source"])


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
