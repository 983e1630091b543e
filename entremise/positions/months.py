"""Days counted in months: three years of a convention, nine months before its end."""

from calendar import monthrange
from datetime import date, timedelta

YEARS = 3
DELAYS = (9, 6, 3)  # months before the end of a convention


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later, or the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def ordinary_end(start: date) -> date:
    """The last day of a convention of three years."""
    return months_after(start, 12 * YEARS) - timedelta(days=1)


def delay_reached(end: date, today: date) -> int | None:
    """The shortest of the delays before the end that has come: 9, 6, 3 months, or none yet."""
    reached = [months for months in DELAYS if today >= months_after(end, -months)]
    return min(reached, default=None)
