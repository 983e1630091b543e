"""The one door of alerts made elsewhere: what a form or a telephone sends, kept exactly once."""

from typing import Any

from entremise.core.receipts import Receipt, SyncStatus
from entremise.core.shapes import Rejected
from entremise.core.storable import storable
from entremise.structures.actor import Actor

from .actions.logging import keep_alert
from .enums import Source
from .seen import checked


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
