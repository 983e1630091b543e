"""Instants as a form shows them: on the clock of the wall, to the minute."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


def wall(value: Any, zone: ZoneInfo) -> datetime | None:
    """What the clock on the wall showed, to the minute; None when it cannot be read."""
    found = _read(value)
    local = found.astimezone(zone) if found else None
    return local.replace(second=0, microsecond=0, tzinfo=None) if local else None


def instant(typed: datetime | None, received: Any, zone: ZoneInfo) -> str | None:
    """The instant received as long as its minute was not changed, else the one typed."""
    if typed is None:
        return None
    if typed == wall(received, zone):
        return str(received)
    return typed.replace(tzinfo=zone).isoformat()


def _read(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.tzinfo and 1900 <= found.year <= 2999 else None
