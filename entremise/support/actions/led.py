"""What all these writes share: whose they are, and what is not written before it has happened."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models

from entremise.core import clock
from entremise.core.clock import months_between
from entremise.core.errors import Refusal
from entremise.journal.actions import mark_changed, record
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Structure

# The tables of facts that these rows are counted in.
MEETINGS, SUPPORTS = "meetings", "supports"


def whose(by: Actor) -> dict[str, Any]:
    """The region and the mission of what somebody begins. Raises Refusal for whoever has none."""
    if not by.region_code or not by.structure_id:
        raise Refusal("Seule une mission régionale fait cela.", code="no_region", status=403)
    return {"region_id": by.region_code, "mission_id": by.structure_id}


def require_new(rows: models.QuerySet[Any], structures: Iterable[Structure], by: Actor) -> None:
    """A form sent twice (a double click, a network that answers late) writes once: raises Refusal
    when one of these rows, that say the same, is with the same structures. Two sendings wait for
    each other.
    """
    Structure.objects.select_for_update().get(pk=by.structure)
    wanted = {row.pk for row in structures}
    for row in rows.filter(mission=by.structure_id).prefetch_related("parties"):
        if {party.structure_id for party in row.parties.all()} == wanted:
            raise Refusal("C'est déjà noté, à l'identique : rien n'a été ajouté.", code="again")


def require_past(day: date, field: str = "on") -> None:
    """What has not happened yet is not written down as done. Raises Refusal."""
    clock.require_sensible(day, field)
    if day > clock.today():
        raise Refusal("Cette date n'est pas encore venue.", code="future", field=field)


def require_own(dispositif: Dispositif | None, structures: Iterable[Structure]) -> None:
    """A dispositif is one of these structures'. Raises Refusal."""
    if dispositif and dispositif.structure_id not in {row.pk for row in structures}:
        raise Refusal(
            "Ce dispositif n'est à aucune des structures citées.",
            code="not_theirs",
            field="dispositif",
        )


def told(
    subject: models.Model,
    verb: str,
    by: Actor,
    mission: int,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """A line of the journal, in the chain of the mission."""
    record(by=by, verb=verb, subject=subject, changes=changes, structure_id=mission)


def count_supports_again(start: date, end: date | None) -> None:
    """The months a track or a DLA runs in, as far as they have come, are to be counted again."""
    last = min(end or clock.today(), clock.today())
    mark_changed(fact=SUPPORTS, months=months_between(start, last))
