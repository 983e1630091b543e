"""What the activity log keeps for the cast's structure, and what its API can be sent."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone

from entremise.activities.models import Activity, ClosedPeriod, QuarantinedEntry, Round
from tests.activities.factories import (
    LAST,
    make_activity,
    make_round,
    payload,
    round_payload,
    send,
    send_rounds,
)
from tests.support.belongings import CANARY
from tests.support.cast import Cast


def belongings(cast: Cast) -> list[Model]:
    """An activity, a round, an entry and a round waiting to be mended, a period closed by a
    report.
    """
    said = {"note": CANARY, "place": {"kind": "street", "label": CANARY}}
    activity = make_activity(cast.mediator, cast.dispositif, **said)
    send(cast.mediator, payload(cast.dispositif, register="inconnu", **said))
    closed = ClosedPeriod.objects.create(
        dispositif=cast.dispositif,
        starts_on=date(LAST, 1, 1),
        ends_on=date(LAST, 1, 31),
        reason=CANARY,
        closed_at=timezone.now(),
    )
    places = [{"label": CANARY, "kind": "street"}]
    send_rounds(cast.mediator, round_payload(cast.dispositif, planned=places, mediators=[0]))
    tour = make_round(cast.mediator, cast.dispositif, planned=places)
    return [activity, tour, *QuarantinedEntry.objects.all(), closed]


def _sync(cast: Cast) -> dict[str, Any]:
    """A correction of the structure's activity, and a new one in its dispositif."""
    activity = Activity.objects.get(dispositif=cast.dispositif)
    taken = payload(cast.dispositif, id=str(activity.pk), version=activity.version, people=99)
    return {"entries": [taken, payload(cast.dispositif)]}


def _sync_rounds(cast: Cast) -> dict[str, Any]:
    """A change of the structure's round, and a new one in its dispositif."""
    kept = Round.objects.get(dispositif=cast.dispositif)
    taken = round_payload(cast.dispositif, id=str(kept.pk), base_version=kept.version)
    return {"rounds": [taken, round_payload(cast.dispositif)]}


BODIES: dict[str, Callable[[Cast], Any]] = {"sync_activities": _sync, "sync_rounds": _sync_rounds}
