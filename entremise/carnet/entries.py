"""A member's entries and rounds on their way back to a telephone: what was written elsewhere, at
the desk or by the other of the pair; and what became of their alerts."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from entremise.activities.models import Activity, Round
from entremise.activities.policies import visible_activities, visible_rounds
from entremise.activities.serializers import as_payload, as_round_payload
from entremise.alerts.models import Alert
from entremise.alerts.policies import visible_alerts
from entremise.alerts.queries import in_hand
from entremise.alerts.serializers import as_news
from entremise.core import clock
from entremise.structures.actor import Actor

R = TypeVar("R", Activity, Round, Alert)

KEPT = timedelta(days=31)
# A batch that was being written while the telephone asked appears with an instant already past:
# each answer begins a little before the end of the last one.
OVERLAP = timedelta(minutes=2)


def entries_since(actor: Actor, since: str = "") -> dict[str, Any]:
    """The member's entries and rounds of the last thirty-one days that changed since the cursor,
    the identifiers of the entries that were cancelled, and the state of the alerts, without their
    words. A cursor that cannot be read stands for none.
    """
    now = clock.now()
    entries = list(
        _changed(visible_activities(actor), actor, since).prefetch_related(
            "mediators", "funding_lines"
        )
    )
    rounds = _changed(visible_rounds(actor), actor, since).prefetch_related("mediators")
    alerts = _changed(visible_alerts(actor), actor, since, "seen_by").prefetch_related(in_hand())
    return {
        "since": (now - OVERLAP).isoformat(),
        "entries": [
            {**as_payload(row), "version": row.version} for row in entries if not row.cancelled_at
        ],
        "cancelled": [str(row.pk) for row in entries if row.cancelled_at],
        "rounds": [{**as_round_payload(row), "version": row.version} for row in rounds],
        "alerts": [as_news(row) for row in alerts],
    }


def _changed(rows: QuerySet[R], actor: Actor, since: str, team: str = "mediators") -> QuerySet[R]:
    """Those the member was at or wrote, kept long enough, and changed since the cursor."""
    there = getattr(rows.model, team).through.objects.filter(membership_id=actor.member)
    own = f"{rows.model._meta.model_name}_id"
    mine = rows.filter(Q(logged_by_id=actor.member) | Q(pk__in=there.values(own)))
    kept = mine.filter(service_date__gte=clock.today() - KEPT).order_by("updated_at", "pk")
    start = _instant(since)
    return kept.filter(updated_at__gte=start) if start else kept


def _instant(since: str) -> datetime | None:
    try:
        # A « + » that was not escaped in an address arrives as a space.
        instant = parse_datetime(since.replace(" ", "+"))
    except ValueError:
        return None
    return instant if instant and is_aware(instant) else None
