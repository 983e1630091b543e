"""What an asker may count, and over which days."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from entremise.structures.actor import FIELD_ROLES, Actor
from entremise.structures.enums import Role

from .breakdowns import MONTHS


@dataclass(frozen=True)
class Period:
    """Days, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("Une période finit après avoir commencé.")

    def previous_year(self) -> "Period":
        """The same days a year before; the last day of February stays the last."""
        return Period(_year_before(self.start), _year_before(self.end))

    def overlaps(self, other: "Period") -> bool:
        """Whether a day belongs to both."""
        return self.start <= other.end and other.start <= self.end

    def months(self) -> Iterator[tuple[int, int]]:
        """The (year, month) it touches, in order."""
        for number in self.month_numbers():
            yield number // 12, number % 12 + 1

    def month_numbers(self) -> range:
        """The same months, counted since year 0."""
        return range(_number(self.start), _number(self.end) + 1)

    @property
    def label(self) -> str:
        """« 1er janvier – 31 octobre 2026 »."""
        same_year = self.start.year == self.end.year
        return f"{_spoken(self.start, year=not same_year)} – {_spoken(self.end, year=True)}"


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if is_last else min(day.day, last))


def _spoken(day: date, *, year: bool) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


@dataclass(frozen=True)
class Scope:
    """The rows an asker may count. Filters narrow it, nothing widens it.

    `small_count` is the first count that may be shown; 0 inside the structure, where nothing is
    hidden.
    """

    structure_id: int | None = None
    dispositif_ids: frozenset[int] | None = None
    funder_id: int | None = None
    region: str | None = None
    small_count: int = 0


def scope_of(actor: Actor) -> Scope | None:
    """What an actor may count, None when they may read no figure.

    Mediators and coordinators: their dispositifs. Directors: their structure. Partners: what they
    fund, small counts hidden. The regional mission and the steering committee: their region, small
    counts hidden. Administrators and visitors: nothing.
    """
    small = settings.SMALL_COUNT
    if actor.is_(*FIELD_ROLES) and actor.structure_id is not None:
        team = None if actor.is_(Role.DIRECTOR) else actor.dispositif_ids
        return Scope(structure_id=actor.structure_id, dispositif_ids=team)
    if actor.is_(Role.PARTNER) and actor.structure_id is not None:
        return Scope(funder_id=actor.structure_id, small_count=small)
    if actor.is_(Role.REGIONAL, Role.STEERING) and actor.region_code:
        return Scope(region=actor.region_code, small_count=small)
    return None
