"""A member's entries on their way back to a telephone: what was corrected elsewhere."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

from entremise.activities.models import Activity
from entremise.activities.policies import visible_activities
from entremise.activities.serializers import as_payload
from entremise.core import clock
from entremise.structures.actor import Actor

KEPT = timedelta(days=31)
# A batch that was being written while the telephone asked appears with an instant already past:
# each answer begins a little before the end of the last one.
OVERLAP = timedelta(minutes=2)


def entries_since(actor: Actor, since: str = "") -> dict[str, Any]:
    """The member's entries of the last thirty-one days that changed since the cursor, and the
    identifiers of those that were cancelled. A cursor that cannot be read stands for none.
    """
    now = clock.now()
    mine = Activity.mediators.through.objects.filter(membership_id=actor.member)
    rows = (
        visible_activities(actor)
        .filter(Q(logged_by_id=actor.member) | Q(pk__in=mine.values("activity_id")))
        .filter(service_date__gte=clock.today() - KEPT)
        .prefetch_related("mediators", "funding_lines")
        .order_by("updated_at", "pk")
    )
    if start := _instant(since):
        rows = rows.filter(updated_at__gte=start)
    found = list(rows)
    return {
        "since": (now - OVERLAP).isoformat(),
        "entries": [
            {**as_payload(row), "version": row.version} for row in found if not row.cancelled_at
        ],
        "cancelled": [str(row.pk) for row in found if row.cancelled_at],
    }


def _instant(since: str) -> datetime | None:
    try:
        # A « + » that was not escaped in an address arrives as a space.
        instant = parse_datetime(since.replace(" ", "+"))
    except ValueError:
        return None
    return instant if instant and is_aware(instant) else None
