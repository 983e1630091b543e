"""The time, in one place, so that tests and the demonstration can hold it still."""

from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from .errors import Refusal

# Phones whose clock runs ahead are common; beyond this an instant is in the future.
CLOCK_SKEW = timedelta(minutes=10)

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """The present instant, with its time zone (UTC)."""
    return _held.get() or timezone.now()


def today() -> date:
    """The calendar date in the installation's time zone."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(start: date, end: date) -> Iterator[date]:
    """The first days of the months from one day to another, both included."""
    for number in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
        yield date(number // 12, number % 12 + 1, 1)


def is_ahead(instant: datetime) -> bool:
    """Whether an instant that a device tells has not come yet."""
    return instant > now() + CLOCK_SKEW


@contextmanager
def hold(instant: datetime) -> Iterator[None]:
    """Make `now()` answer this instant inside the block."""
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)


def wall(instant: datetime, zone: str) -> datetime:
    """An instant as the clock on the wall shows it there: without a zone, so that no page turns it
    into the time of another place."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


# Every month from a day on is counted: a year typed « 0202 » would fill the figures with nothing.
FIRST_YEAR, YEARS_AHEAD = 1900, 20


def is_sensible(day: date) -> bool:
    """Whether a day may be one on which something was, is or will be done."""
    return FIRST_YEAR <= day.year <= today().year + YEARS_AHEAD


def require_sensible(day: date, field: str) -> None:
    """Raises Refusal for a day whose year is a slip of the keyboard."""
    if not is_sensible(day):
        raise Refusal("Vérifiez l'année de cette date.", code="other_age", field=field)
