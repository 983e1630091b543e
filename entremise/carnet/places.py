"""The places a team goes to, as its last entries tell them."""

from collections import Counter
from typing import Any

from entremise.activities.desk import place_of
from entremise.activities.models import Activity
from entremise.activities.policies import visible_activities
from entremise.structures.actor import Actor

# How far back habits are looked for, and how many places a telephone is given.
REMEMBERED = 400
OFFERED = 40


def recent_places(actor: Actor) -> list[dict[str, Any]]:
    """Named places of the team's last entries: one's own habits first, then the most used.

    Each comes with all that its last entry says of it (one query).
    """
    rows = (
        visible_activities(actor)
        .filter(cancelled_at__isnull=True)
        .exclude(place_label="")
        .order_by("-started_at", "-pk")[:REMEMBERED]
    )
    last: dict[str, Activity] = {}
    uses: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for activity in rows:
        label = activity.place_label
        last.setdefault(label, activity)
        uses[label] += 1
        own[label] += activity.logged_by_id == actor.membership_id
    chosen = sorted(last, key=lambda label: (-own[label], -uses[label], label))[:OFFERED]
    return [
        {"label": label, "place": place_of(last[label]), "uses": uses[label]} for label in chosen
    ]
