"""What an alert looks like from outside, and what it becomes once checked."""

from dataclasses import dataclass
from datetime import UTC
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from entremise.core import clock
from entremise.core.shapes import Delivery, Instant, Rejected, read
from entremise.structures.actor import Actor
from entremise.structures.days import service_day
from entremise.structures.models import Dispositif, Membership
from entremise.territories.spots import Spot, locate

from . import reference
from .policies import watched_dispositifs

NOT_YOURS = "Ce dispositif n'existe pas, ou vous n'y intervenez pas."


# What a database takes for a number of its own.
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]


class WhereIn(Schema):
    """Where exactly, in the words of the field, and a point when the telephone has one."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field("", max_length=240)
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    commune: str | None = Field(None, max_length=5, description="code INSEE")
    qpv: str | None = Field(None, max_length=8, description="code du QPV, s'il est déclaré")

    @property
    def point(self) -> str:
        """« 50.62514, 3.06842 »: to the metre, as a map reads it; nothing without a point."""
        known = self.lon is not None and self.lat is not None
        return f"{self.lat:.5f}, {self.lon:.5f}" if known else ""


class AlertIn(Delivery):
    """An alert as a form or a device sends it."""

    dispositif: Number
    seen_by: list[Number] = Field(default_factory=list, max_length=20)
    seen_at: Instant = Field(description="instant, avec son décalage horaire")
    category: str = Field(max_length=24, description="code de la liste alert_categories")
    danger: bool = False
    place: WhereIn
    note: str = Field("", max_length=2000)


@dataclass(frozen=True)
class Seen:
    """The checked content of an alert. `words` are those that are sealed."""

    id: UUID
    base_version: int | None
    digest: str
    structure_id: int
    seen_by: tuple[int, ...]
    columns: dict[str, Any]
    words: dict[str, str]


def checked(payload: Any, by: Actor) -> Seen | Rejected:
    """The alert, every code of it being known and every relation allowed, or what is wrong.

    Five queries and those that find the place.
    """
    shaped = read(AlertIn, payload, whole="alert", what="une alerte")
    if isinstance(shaped, Rejected):
        return shaped
    service = watched_dispositifs(by).filter(pk=shaped.dispositif).first()
    if service is None:
        return Rejected({"dispositif": [NOT_YOURS]})
    spot = spot_of(shaped, service)
    faults = spot if isinstance(spot, Rejected) else Rejected()
    _check(shaped, service, faults)
    team = tuple(sorted(set(shaped.seen_by))) or (by.member,)
    if Membership.objects.filter(structure_id=by.structure, pk__in=team).count() != len(team):
        faults.add("seen_by", "Un des intervenants ne fait pas partie de votre structure.")
    if faults.errors or not isinstance(spot, Spot):
        return faults
    return seen_of(shaped, service, spot, team)


def spot_of(shaped: AlertIn, service: Dispositif) -> Spot | Rejected:
    """Where it is, the communes of the service being those one thinks of first."""
    served = sorted(service.communes.values_list("code", flat=True))
    (spot,) = locate([shaped.place], [served])
    return spot


def seen_of(shaped: AlertIn, service: Dispositif, spot: Spot, team: tuple[int, ...]) -> Seen:
    """What is kept of an alert whose fields are known to be right."""
    return Seen(
        id=shaped.id,
        base_version=shaped.base_version,
        digest=shaped.digest(),
        structure_id=service.structure_id,
        seen_by=team,
        columns=_columns(shaped, service, spot),
        words={
            "place": shaped.place.label.strip(),
            "point": shaped.place.point,
            "note": shaped.note.strip(),
        },
    )


def _check(shaped: AlertIn, service: Dispositif, faults: Rejected) -> None:
    if shaped.category not in reference.categories():
        title = reference.tree().title
        faults.add("category", f"« {shaped.category} » ne figure pas dans la liste « {title} ».")
    if not shaped.place.label.strip() and not shaped.place.point:
        faults.add("place.label", "Dites où : le destinataire doit pouvoir s'y rendre.")
    if clock.is_ahead(shaped.seen_at):
        faults.add("seen_at", "Cette heure n'est pas encore venue : vérifiez la date.")
    day = service_day(shaped.seen_at, service.time_zone, service.day_starts_at)
    if day < service.opened_on:
        faults.add("seen_at", f"Le dispositif n'a ouvert que le {service.opened_on:%d/%m/%Y}.")
    if service.closed_on and day > service.closed_on:
        faults.add("seen_at", f"Le dispositif a fermé le {service.closed_on:%d/%m/%Y}.")


def _columns(shaped: AlertIn, service: Dispositif, spot: Spot) -> dict[str, Any]:
    return {
        "dispositif_id": service.pk,
        "seen_at": shaped.seen_at.astimezone(UTC),
        "time_zone": service.time_zone,
        "service_date": service_day(shaped.seen_at, service.time_zone, service.day_starts_at),
        "category": shaped.category,
        "danger": shaped.danger,
        "commune_id": spot.commune,
        "qpv_id": spot.qpv,
        "in_qpv": spot.in_qpv,
        "place_method": spot.method,
    }
