"""What a round looks like from outside, what it becomes once checked, and how it is checked.

A round belongs to the service day of its start, even when it ends after midnight.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from entremise.core.shapes import Delivery, Instant, Rejected, read
from entremise.territories.models import Commune

from . import reference
from .grounds import NOT_YOURS, day_of, known_code, not_ahead, team_of
from .references import References, Service

LONGEST = timedelta(hours=24)


class PlannedIn(Schema):
    """A place the round means to visit."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(max_length=120)
    kind: str = Field(description="code de la liste place_kinds")
    commune: str | None = Field(None, max_length=5, description="code INSEE")


class StopIn(Schema):
    """A place visited, from when to when."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(max_length=120)
    kind: str = Field(description="code de la liste place_kinds")
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    commune: str | None = Field(None, max_length=5, description="code INSEE")
    arrived_at: Instant
    left_at: Instant | None = None


class RoundIn(Delivery):
    """A round as a device sends it; without `ended_at`, it is under way."""

    dispositif: int
    mediators: list[int] = Field(default_factory=list, max_length=20)
    started_at: Instant = Field(description="instant du départ, avec son décalage horaire")
    ended_at: Instant | None = Field(None, description="au plus 24 h après le départ")
    planned: list[PlannedIn] = Field(default_factory=list, max_length=30)
    stops: list[StopIn] = Field(default_factory=list, max_length=200)


@dataclass(frozen=True)
class Tour:
    """The checked content of a round."""

    id: UUID
    base_version: int | None
    digest: str
    dispositif_id: int
    mediator_ids: tuple[int, ...]
    started_at: datetime
    ended_at: datetime | None
    time_zone: str
    service_date: date
    planned: list[dict[str, Any]]
    stops: list[dict[str, Any]]

    def columns(self) -> dict[str, Any]:
        """The values of the round's own columns (without its relation to many)."""
        values = asdict(self)
        for name in ("id", "base_version", "digest", "mediator_ids"):
            del values[name]
        return values


def read_round(payload: Any) -> RoundIn | Rejected:
    """The payload as a `RoundIn`, or what is wrong with its shape."""
    return read(RoundIn, payload, whole="round", what="une tournée")


def check_rounds(rounds: Sequence[RoundIn], references: References) -> list[Tour | Rejected]:
    """Each round, checked, or why it cannot be accepted (one query for the whole batch)."""
    named = {code for shaped in rounds for code in _communes(shaped) if code}
    known = set(Commune.objects.filter(code__in=named).values_list("code", flat=True))
    return [_check(shaped, references, known) for shaped in rounds]


def _communes(shaped: RoundIn) -> list[str | None]:
    return [place.commune for place in shaped.planned] + [stop.commune for stop in shaped.stops]


def _check(shaped: RoundIn, references: References, communes: set[str]) -> Tour | Rejected:
    faults = Rejected()
    service = references.services.get(shaped.dispositif)
    if service is None:
        faults.add("dispositif", NOT_YOURS)
        return faults
    day = day_of(shaped.started_at, service, faults)
    mediators = team_of(shaped.mediators, references, faults)
    _check_end(shaped, service, faults)
    for number, place in enumerate(shaped.planned):
        _check_place(f"planned.{number}", place, communes, faults)
    for number, stop in enumerate(shaped.stops):
        _check_place(f"stops.{number}", stop, communes, faults)
        _check_stop(f"stops.{number}", stop, shaped, faults)
    if faults.errors:
        return faults
    return Tour(
        id=shaped.id,
        base_version=shaped.base_version,
        digest=shaped.digest(),
        dispositif_id=service.id,
        mediator_ids=mediators,
        started_at=shaped.started_at.astimezone(UTC),
        ended_at=shaped.ended_at.astimezone(UTC) if shaped.ended_at else None,
        time_zone=service.time_zone,
        service_date=day,
        planned=[place.model_dump(mode="json") for place in shaped.planned],
        stops=[stop.model_dump(mode="json") for stop in shaped.stops],
    )


def _check_end(shaped: RoundIn, service: Service, faults: Rejected) -> None:
    if shaped.ended_at is None:
        return
    not_ahead("ended_at", shaped.ended_at, service, faults)
    if shaped.ended_at <= shaped.started_at:
        faults.add("ended_at", "La tournée finit avant d'avoir commencé.")
    elif shaped.ended_at - shaped.started_at > LONGEST:
        faults.add("ended_at", "Une tournée dure au plus vingt-quatre heures.")


def _check_place(
    name: str, place: PlannedIn | StopIn, communes: set[str], faults: Rejected
) -> None:
    known_code(f"{name}.kind", place.kind, reference.place_kinds(), faults)
    if place.commune and place.commune not in communes:
        faults.add(f"{name}.commune", f"La commune « {place.commune} » n'existe pas.")


def _check_stop(name: str, stop: StopIn, shaped: RoundIn, faults: Rejected) -> None:
    """A stop lies inside its round; one that is under way has no end."""
    if (stop.lon is None) != (stop.lat is None):
        faults.add(f"{name}.lon", "Un point a besoin de sa longitude et de sa latitude.")
    latest = shaped.ended_at or shaped.started_at + LONGEST
    if not shaped.started_at <= stop.arrived_at <= latest:
        faults.add(f"{name}.arrived_at", "L'arrivée sur un lieu se situe pendant la tournée.")
    if stop.left_at is None:
        return
    if stop.left_at < stop.arrived_at:
        faults.add(f"{name}.left_at", "Le départ d'un lieu suit l'arrivée.")
    elif stop.left_at > latest:
        faults.add(f"{name}.left_at", "Le départ d'un lieu se situe pendant la tournée.")
