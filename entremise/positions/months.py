"""Days counted in months: three years of a convention, nine months before its end."""

from datetime import date, timedelta

from entremise.core.clock import months_after

YEARS = 3
DELAYS = (9, 6, 3)  # months before the end of a convention


def ordinary_end(start: date) -> date:
    """The last day of a convention of three years."""
    return months_after(start, 12 * YEARS) - timedelta(days=1)


def delay_reached(end: date, today: date) -> int | None:
    """The shortest of the delays before the end that has come: 9, 6, 3 months, or none yet."""
    reached = [months for months in DELAYS if today >= months_after(end, -months)]
    return min(reached, default=None)
