"""The team's own word on what became of an alert: it goes back and sees."""

from django.db import transaction

from entremise.alerts.enums import CLOSED, SendingStatus, State
from entremise.alerts.models import Alert
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import record
from entremise.structures.actor import Actor

from .holding import held, held_open, save


@transaction.atomic
def close_alert(*, alert: Alert, state: State, by: Actor) -> None:
    """Close an alert as solved or not; whoever has it in hand loses their link.

    Raises Refusal when it is closed already.
    """
    if state not in CLOSED:
        raise ValueError(f"« {state} » n'est pas une fin.")
    row = held_open(alert)
    before, row.state, row.closed_at = row.state, state, clock.now()
    row.sendings.filter(status=SendingStatus.CURRENT).update(status=SendingStatus.CLOSED)
    save(row, "state", "closed_at")
    _told(row, "alert.closed", before, by)


@transaction.atomic
def reopen_alert(*, alert: Alert, by: Actor) -> None:
    """What was said to be solved is not: the alert is to be sent again. Raises Refusal when it is
    not closed.
    """
    row = held(alert)
    if row.erased_at:
        raise Refusal("Cette alerte a été effacée.", code="erased", status=410)
    if not row.is_closed:
        raise Refusal("Cette alerte n'est pas close.", code="not_closed")
    before, row.state, row.closed_at = row.state, State.SIGNALLED, None
    save(row, "state", "closed_at")
    _told(row, "alert.reopened", before, by)


def _told(alert: Alert, verb: str, before: str, by: Actor) -> None:
    record(
        by=by,
        verb=verb,
        subject=alert,
        changes={"state": [str(before), str(alert.state)]},
        structure_id=alert.structure_id,
    )
