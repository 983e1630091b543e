"""Opening hours in the form of OpenStreetMap: whether they can be read, and when they are open."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import opening_hours
from django.core.exceptions import ValidationError

from entremise.core.clock import wall

from .grammar import computable, depends_on_school

DAY = timedelta(days=1)
COUNTRY = "FR"


class Span(NamedTuple):
    """A stretch of opening, in minutes from the midnight that begins its day; past 1,440 it ends in
    the night that follows.
    """

    start: int
    end: int


def validate_hours(value: str) -> None:
    """« Mo-Fr 16:00-23:00; Sa 17:00-01:00 » (wiki.openstreetmap.org/wiki/Key:opening_hours)."""
    if not opening_hours.validate(value):
        raise ValidationError(
            "Ces horaires ne se lisent pas. Écrivez-les comme OpenStreetMap : "
            "Mo-Fr 16:00-23:00; Sa 17:00-01:00."
        )


def open_now(hours: str, at: datetime, zone: str = "Europe/Paris") -> bool | None:
    """Whether these hours are open at an instant, public holidays counted.

    None when nobody can say: no hours, or hours that depend on school holidays, which the calendar
    of the library does not hold for France.
    """
    if not hours or depends_on_school(hours):
        return None
    return _read(hours, holidays=True).is_open(wall(at, zone))


def week(hours: str, on: date) -> Mapping[int, Sequence[Span]]:
    """The openings of each day (0 is Monday) of the week of that day, were it an ordinary one:
    public and school holidays are left aside. Days without opening have an empty list.
    """
    monday = datetime.combine(on - timedelta(days=on.weekday()), time.min)
    days: dict[int, list[Span]] = {day: [] for day in range(7)}
    if not hours:
        return days
    # From the day before, so that what began on Sunday evening is not taken for Monday's.
    for start, end, state, _ in _ordinary(hours, monday):
        if state == opening_hours.State.OPEN:
            for first, last in _by_day(start, end):
                if monday <= first < monday + 7 * DAY:
                    midnight = datetime.combine(first, time.min)
                    days[first.weekday()].append(
                        Span(_minutes(first - midnight), _minutes(last - midnight))
                    )
    return days


def _by_day(start: datetime, end: datetime) -> Sequence[tuple[datetime, datetime]]:
    """An opening of more than a day is that of each of its days."""
    pieces = []
    while end - start > DAY:
        midnight = datetime.combine(start, time.min) + DAY
        pieces.append((start, midnight))
        start = midnight
    return [*pieces, (start, end)]


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds()) // 60


def _ordinary(hours: str, monday: datetime) -> Iterator[Any]:
    return _read(hours, holidays=False).intervals(monday - DAY, monday + 8 * DAY)


@lru_cache(maxsize=1024)
def _read(hours: str, *, holidays: bool) -> opening_hours.OpeningHours:
    said = computable(hours, school=holidays)
    return opening_hours.OpeningHours(said, country=COUNTRY if holidays else None)
