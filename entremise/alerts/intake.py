"""The one door of alerts made elsewhere: what a form or a telephone sends, kept exactly once."""

from dataclasses import replace
from typing import Any
from uuid import uuid5

from entremise.core.errors import Refusal
from entremise.core.receipts import Receipt, SyncStatus
from entremise.core.shapes import Rejected
from entremise.core.storable import storable
from entremise.structures.actor import Actor

from .actions.logging import keep_alert
from .enums import Source, State
from .models import Alert
from .seen import Seen, checked, salvaged

# A stolen telephone that is not opened could be made to say a great deal.
MOST_TO_CHECK = 200


def receive(*, payload: Any, source: Source, by: Actor) -> Receipt:
    """What becomes of an alert: see `keep_alert`. One that breaks a rule is invalid, its faults
    being told field by field, and nothing of it is kept.
    """
    content = storable(payload)
    seen = checked(content, by)
    if isinstance(seen, Rejected):
        claimed = content.get("id", "") if isinstance(content, dict) else ""
        return Receipt(str(claimed)[:64], SyncStatus.INVALID, errors=seen.errors)
    return keep_alert(seen=seen, source=source, by=by)


def salvage(*, payload: Any, by: Actor) -> bool:
    """Keep what a revoked device hands in, for the team to check: it goes to nobody by itself, and
    changes nothing of what is known. False for what is not an alert at all.

    Raises Refusal once `MOST_TO_CHECK` of that person's wait.
    """
    seen = salvaged(storable(payload), by)
    if isinstance(seen, Rejected):
        return False
    waiting = Alert.objects.filter(
        logged_by_id=by.member, source=Source.REVOKED, state=State.SIGNALLED
    )
    if waiting.count() >= MOST_TO_CHECK:
        raise Refusal(
            "Trop d'alertes de cet appareil attendent déjà d'être vérifiées.",
            code="too_many",
            status=413,
        )
    if _known_otherwise(seen):
        # A correction that never arrived: it stands beside what is known, under a number that the
        # same words always give.
        seen = replace(seen, id=uuid5(seen.id, seen.digest), base_version=None)
    keep_alert(seen=seen, source=Source.REVOKED, by=by)
    return True


def _known_otherwise(seen: Seen) -> bool:
    kept = Alert.objects.filter(pk=seen.id).values_list("deliveries", flat=True).first()
    return kept is not None and seen.digest not in kept
