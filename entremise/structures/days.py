"""The service day: the one a shift belongs to, which midnight does not cut."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def service_day(at: datetime, time_zone: str, day_starts_at: int) -> date:
    """The day of the shift: before `day_starts_at` (local hour) it is still the evening before."""
    local = at.astimezone(ZoneInfo(time_zone))
    return (local - timedelta(hours=day_starts_at)).date()
