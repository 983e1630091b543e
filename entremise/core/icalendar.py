"""Days and hours as any agenda opens them: iCalendar (RFC 5545), the little of it that is needed.

Hours are those of the wall, in the installation's time zone, sent as instants: an agenda shows them
where it is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from . import clock

AN_HOUR = 60
OCTETS = 75  # the longest line; what follows goes on the next one after a space
_SPECIAL = re.compile(r"([\\;,])")


@dataclass(frozen=True)
class Event:
    """Something on a day; without an hour, it lasts the day. `lasts` is in minutes."""

    uid: str
    on: date
    summary: str
    starts_at: time | None = None
    lasts: int | None = None
    location: str = ""
    url: str = ""


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The file, ready to be sent."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Entremise//FR",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(folded + b"\r\n" for line in lines for folded in _folded(line))


def _event(event: Event) -> Iterator[str]:
    host = re.sub(r"^https?://|[:/].*$", "", settings.PUBLIC_ADDRESS) or "entremise"
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}@{host}"
    yield f"DTSTAMP:{clock.now():%Y%m%dT%H%M%SZ}"
    yield from _when(event)
    yield f"SUMMARY:{_text(event.summary)}"
    if event.location:
        yield f"LOCATION:{_text(event.location)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "END:VEVENT"


def _when(event: Event) -> Iterator[str]:
    if event.starts_at is None:
        yield f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}"
        return
    start = datetime.combine(event.on, event.starts_at, ZoneInfo(settings.TIME_ZONE))
    first = start.astimezone(ZoneInfo("UTC"))
    last = first + timedelta(minutes=event.lasts or AN_HOUR)
    yield f"DTSTART:{first:%Y%m%dT%H%M%SZ}"
    yield f"DTEND:{last:%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """What would be read as a sign of the format is escaped."""
    return _SPECIAL.sub(r"\\\1", value).replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """A line cut where it is too long, never inside a letter."""
    room, piece = OCTETS, b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > room:
            yield piece
            piece = b" "
        piece += octets
    yield piece
