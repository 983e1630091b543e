"""What a refused record says of itself, so that one is told from another. It is read as it was
received, and may be anything: whatever cannot be read is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from entremise.core.typography import dated
from entremise.structures.models import Dispositif

from .enums import RecordKind
from .labels import reasons, spoken
from .models import QuarantinedEntry
from .wall import wall


@dataclass(frozen=True)
class Aside:
    """A refused record in a list."""

    row: QuarantinedEntry
    where: str
    facts: list[str]
    reasons: list[tuple[str, str]]


def told(rows: Iterable[QuarantinedEntry], dispositifs: Iterable[Dispositif]) -> list[Aside]:
    """These records in words, on the clock of their dispositif."""
    zones = {item.pk: ZoneInfo(item.time_zone) for item in dispositifs}
    return [_told(row, zones) for row in rows]


def _told(row: QuarantinedEntry, zones: Mapping[int, ZoneInfo]) -> Aside:
    payload = row.payload if isinstance(row.payload, dict) else {}
    tour = row.kind == RecordKind.ROUND
    facts = [_start(payload, zones), "" if tour else _code("register", payload.get("register"))]
    return Aside(
        row=row,
        where=_stops(payload) if tour else _place(payload.get("place")),
        facts=[fact for fact in facts if fact],
        reasons=reasons(row.reasons),
    )


def _start(payload: Mapping[str, Any], zones: Mapping[int, ZoneInfo]) -> str:
    named = payload.get("dispositif")
    zone = zones.get(named) if type(named) is int else None
    start = wall(payload.get("started_at"), zone or ZoneInfo("Europe/Paris"))
    return dated(start, "j F Y, H:i") if start else ""


def _place(place: Any) -> str:
    if not isinstance(place, dict):
        return ""
    label = place.get("label")
    named = label.strip() if isinstance(label, str) else ""
    return named or _code("place_kind", place.get("kind"))


def _stops(payload: Mapping[str, Any]) -> str:
    stops = payload.get("stops")
    places = [_place(stop) for stop in stops] if isinstance(stops, list) else []
    return ", ".join(place for place in places if place)


def _code(name: str, value: Any) -> str:
    return str(spoken(name, value)) if isinstance(value, str) else ""
