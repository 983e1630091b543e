"""Dispositifs: opening one, changing what it is and where it works, closing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, record
from entremise.structures.actor import Actor
from entremise.structures.areas import read_area, square_kilometres
from entremise.structures.models import Dispositif, Structure
from entremise.structures.zones import zone_of
from entremise.territories.models import Commune, ContratVille, Epci, Qpv
from entremise.territories.queries import contrats_of

from .keeping import keep, values
from .registry import mark_sheets


@dataclass(frozen=True)
class Service:
    """What the sheet of a dispositif says: what it does and for whom, where, when, to the public.

    `epcis` are those it serves whole: their communes are served, whether or not they are given.
    `source_key` is what the directory it comes from calls it: None, from anybody else, leaves it.
    """

    name: str
    domains: Sequence[str]
    portage: str
    communes: Sequence[Commune]
    qpvs: Sequence[Qpv]
    opened_on: date
    day_starts_at: int = 5
    registers: Sequence[str] = ()
    publics: Sequence[str] = ()
    epcis: Sequence[Epci] = ()
    contrat_ville: ContratVille | None = None
    summary: str = ""
    opening_hours: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    website: str = ""
    published: bool = True
    source_key: str | None = None


LISTS = ("domains", "registers", "publics")
PLAIN = (
    "name", "portage", "opened_on", "day_starts_at", "summary", "opening_hours", "address",
    "lon", "lat", "website", "published",
)  # fmt: skip
FIELDS = (*PLAIN, *LISTS, "contrat_ville_id", "time_zone", "source_key")


@transaction.atomic
def open_dispositif(*, structure: Structure, service: Service, by: Actor) -> Dispositif:
    """Open a mediation service. Raises Refusal for a name taken or a territory amiss."""
    dispositif = Dispositif(structure=structure, confirmed_on=clock.today())
    _fill(dispositif, service)
    _record(dispositif, "dispositif.opened", by, {})
    return dispositif


@transaction.atomic
def edit_dispositif(*, dispositif: Dispositif, service: Service, by: Actor) -> None:
    """Change what its sheet says: whoever does has just read it, so that it is confirmed. What has
    been logged keeps its place and its day."""
    before = _said(dispositif)
    dispositif.confirmed_on = clock.today()
    _fill(dispositif, service)
    if changes := changes_between(before, _said(dispositif)):
        _record(dispositif, "dispositif.edited", by, changes)


@transaction.atomic
def confirm_dispositif(*, dispositif: Dispositif, by: Actor) -> None:
    """Say that everything on the sheet is right today."""
    dispositif.confirmed_on = clock.today()
    dispositif.save(update_fields=["confirmed_on"])
    record(
        by=by, verb="dispositif.confirmed", subject=dispositif, structure_id=dispositif.structure_id
    )
    mark_sheets()


@transaction.atomic
def draw_area(*, dispositif: Dispositif, area: Mapping[str, Any] | None, by: Actor) -> None:
    """Keep the area drawn on a map, a GeoJSON Polygon or MultiPolygon; None takes it away.

    The journal tells how large it was and is, in square kilometres: every outline would burden it
    for ever. Raises Refusal as `read_area`.
    """
    before = dispositif.area
    dispositif.area = None if area is None else read_area(area)
    if dispositif.area == before:
        return
    keep(dispositif)
    sizes = [square_kilometres(before), square_kilometres(dispositif.area)]
    _record(dispositif, "dispositif.drawn", by, {"area": sizes})


@transaction.atomic
def close_dispositif(*, dispositif: Dispositif, on: date, by: Actor) -> None:
    """It serves until that day, included. Raises Refusal for a day before it opened."""
    clock.require_sensible(on, "on")
    before = values(dispositif, "closed_on")
    dispositif.closed_on = on
    keep(dispositif)
    changes = changes_between(before, values(dispositif, "closed_on"))
    _record(dispositif, "dispositif.closed", by, changes)


@transaction.atomic
def reopen_dispositif(*, dispositif: Dispositif, by: Actor) -> None:
    """Undo `close_dispositif`."""
    before = values(dispositif, "closed_on")
    if before["closed_on"] is None:
        return
    dispositif.closed_on = None
    keep(dispositif)
    changes = changes_between(before, values(dispositif, "closed_on"))
    _record(dispositif, "dispositif.reopened", by, changes)


def _fill(dispositif: Dispositif, service: Service) -> None:
    communes = _served(service)
    _require_territory(service, communes)
    clock.require_sensible(service.opened_on, "opened_on")
    for name in PLAIN:
        setattr(dispositif, name, getattr(service, name))
    for name in LISTS:
        setattr(dispositif, name, list(getattr(service, name)))
    dispositif.contrat_ville = service.contrat_ville
    if service.source_key is not None:
        dispositif.source_key = service.source_key
    dispositif.time_zone = zone_of(communes[0].code)
    keep(dispositif)
    dispositif.communes.set(communes)
    dispositif.qpvs.set(service.qpvs)
    dispositif.epcis.set(service.epcis)


def _served(service: Service) -> list[Commune]:
    """The communes given, then those of the EPCI served whole."""
    whole = [epci.pk for epci in service.epcis]
    within = Commune.objects.current().filter(epci__in=whole).order_by("pk") if whole else ()
    return list(dict.fromkeys([*service.communes, *within]))


def _require_territory(service: Service, communes: Sequence[Commune]) -> None:
    """At least one commune; priority neighbourhoods and contrat de ville of these communes only."""
    if not communes:
        raise Refusal(
            "Indiquez au moins une commune desservie.", code="no_commune", field="add_communes"
        )
    served = [commune.pk for commune in communes]
    elsewhere = Qpv.objects.filter(pk__in=[qpv.pk for qpv in service.qpvs]).exclude(
        communes__in=served
    )
    if stray := elsewhere.first():
        raise Refusal(
            f"Le quartier « {stray} » n'est dans aucune des communes desservies.",
            code="stray_qpv",
            field="qpvs",
        )
    contrat = service.contrat_ville
    # Those carried by an établissement public territorial have no body that we know.
    carried = contrat and (contrat.epci_id or contrat.commune_id)
    if carried and contrat and not contrats_of(served).filter(pk=contrat.pk).exists():
        raise Refusal(
            f"Le contrat de ville « {contrat} » n'est celui d'aucune des communes desservies.",
            code="stray_contrat",
            field="contrat_ville",
        )


def _said(dispositif: Dispositif) -> dict[str, Any]:
    return values(dispositif, *FIELDS) | {
        name: sorted(getattr(dispositif, name).values_list("pk", flat=True))
        for name in ("communes", "qpvs", "epcis")
    }


def _record(dispositif: Dispositif, verb: str, by: Actor, changes: dict[str, Any]) -> None:
    """What its own people change is to be read again by the regional mission."""
    structure = dispositif.structure
    if by.structure_id == structure.pk:
        structure.changed_at = clock.now()
        structure.save(update_fields=["changed_at"])
    record(by=by, verb=verb, subject=dispositif, changes=changes, structure_id=structure.pk)
    days = [day for name in ("opened_on", "closed_on") for day in changes.get(name, ()) if day]
    opened = [dispositif.opened_on] if verb == "dispositif.opened" else []
    mark_sheets(min([*opened, *map(date.fromisoformat, days)], default=None))
