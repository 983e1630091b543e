"""Dispositifs: opening one, changing what it is and where it works, closing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, record
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Structure
from entremise.structures.zones import zone_of
from entremise.territories.models import Commune, Qpv

from .keeping import keep, values


@dataclass(frozen=True)
class Service:
    """What a dispositif is: its domains (codes), its portage, the territory it serves."""

    name: str
    domains: Sequence[str]
    portage: str
    communes: Sequence[Commune]
    qpvs: Sequence[Qpv]
    opened_on: date
    day_starts_at: int = 5


FIELDS = ("name", "domains", "portage", "opened_on", "day_starts_at", "time_zone")


@transaction.atomic
def open_dispositif(*, structure: Structure, service: Service, by: Actor) -> Dispositif:
    """Open a mediation service. Raises Refusal for a name taken or a territory amiss."""
    dispositif = Dispositif(structure=structure)
    _fill(dispositif, service)
    record(
        by=by, verb="dispositif.opened", subject=dispositif, structure_id=dispositif.structure_id
    )
    return dispositif


@transaction.atomic
def edit_dispositif(*, dispositif: Dispositif, service: Service, by: Actor) -> None:
    """Change what a dispositif is. What has been logged keeps its place and its day."""
    before = _said(dispositif)
    _fill(dispositif, service)
    if changes := changes_between(before, _said(dispositif)):
        _record(dispositif, "dispositif.edited", by, changes)


@transaction.atomic
def close_dispositif(*, dispositif: Dispositif, on: date, by: Actor) -> None:
    """It serves until that day, included. Raises Refusal for a day before it opened."""
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
    _require_territory(service)
    for name in ("name", "portage", "opened_on", "day_starts_at"):
        setattr(dispositif, name, getattr(service, name))
    dispositif.domains = list(service.domains)
    dispositif.time_zone = zone_of(service.communes[0].code)
    keep(dispositif)
    dispositif.communes.set(service.communes)
    dispositif.qpvs.set(service.qpvs)


def _require_territory(service: Service) -> None:
    """At least one commune; priority neighbourhoods in these communes only."""
    if not service.communes:
        raise Refusal(
            "Indiquez au moins une commune desservie.", code="no_commune", field="add_communes"
        )
    elsewhere = Qpv.objects.filter(pk__in=[qpv.pk for qpv in service.qpvs]).exclude(
        communes__in=[commune.pk for commune in service.communes]
    )
    if stray := elsewhere.first():
        raise Refusal(
            f"Le quartier « {stray} » n'est dans aucune des communes desservies.",
            code="stray_qpv",
            field="qpvs",
        )


def _said(dispositif: Dispositif) -> dict[str, Any]:
    return values(dispositif, *FIELDS) | {
        "communes": sorted(dispositif.communes.values_list("pk", flat=True)),
        "qpvs": sorted(dispositif.qpvs.values_list("pk", flat=True)),
    }


def _record(dispositif: Dispositif, verb: str, by: Actor, changes: dict[str, Any]) -> None:
    record(
        by=by,
        verb=verb,
        subject=dispositif,
        changes=changes,
        structure_id=dispositif.structure_id,
    )
