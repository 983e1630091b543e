"""Whether one is open now, and when next: « ouvert ce soir jusqu'à 23 h »."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from opening_hours import OpeningHours

from entremise.core.typography import WIDE, dated
from entremise.structures.hours import computable, depends_on_school

MORNING, EVENING = 5, 18
# Beyond a week, « mardi » would be taken for the next one.
WEEK = timedelta(days=6)


@dataclass(frozen=True)
class Now:
    """Whether it is open at an instant, and the sentence that says until when, or from when."""

    is_open: bool
    words: str


UNKNOWN = Now(False, "horaires à demander")


def open_at(hours: str, instant: datetime, zone: str) -> Now:
    """What hours in the form of OpenStreetMap say at an instant, on the clocks of a time zone."""
    if not hours:
        return UNKNOWN
    if depends_on_school(hours):
        return Now(False, "horaires selon les vacances scolaires")
    parsed = _parsed(hours, zone)
    here = instant.astimezone(ZoneInfo(zone))
    if parsed.is_unknown(here):
        return UNKNOWN
    change = parsed.next_change(here)
    if parsed.is_open(here):
        return Now(True, _until(here, change))
    if change is None or not parsed.is_open(change):
        return Now(False, "fermé en ce moment")
    return Now(False, _from(here, change))


@lru_cache(maxsize=4096)
def _parsed(hours: str, zone: str) -> OpeningHours:
    said = computable(hours, school=True)
    return OpeningHours(said, timezone=ZoneInfo(zone), country="FR", max_interval_days=366)


def _until(here: datetime, end: datetime | None) -> str:
    if end is None or end - here > WEEK:
        return "ouvert jour et nuit"
    if end.date() == here.date() or end - here < timedelta(hours=12):
        return f"ouvert {_part(here)} jusqu'à {_hour(end)}"
    return f"ouvert jusqu'à {_day(here, end)} à {_hour(end)}"


def _from(here: datetime, start: datetime) -> str:
    if start - here > WEEK:
        return f"ouvre le {dated(start, 'j F')} à {_hour(start)}"
    if start.date() == here.date():
        return f"ouvre {_part(start)} à {_hour(start)}"
    return f"ouvre {_day(here, start)} à {_hour(start)}"


def _part(here: datetime) -> str:
    if here.hour < MORNING:
        return "cette nuit"
    return "ce soir" if here.hour >= EVENING else "aujourd'hui"


def _day(here: datetime, day: datetime) -> str:
    if day.date() == here.date() + timedelta(days=1):
        return "demain"
    return date_format(day, "l")


def _hour(at: datetime) -> str:
    """« 16 h », « 16 h 30 », « minuit »."""
    if (at.hour, at.minute) == (0, 0):
        return "minuit"
    whole = f"{at.hour}{WIDE}h"
    return f"{whole}{WIDE}{at.minute:02d}" if at.minute else whole
