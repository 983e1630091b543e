"""Putting an alert in somebody's hands, calling them again, and going above them."""

from functools import partial

from django.db import transaction

from entremise.alerts.enums import AWAITED, Letter, SendingStatus, State
from entremise.alerts.links import new_nonce
from entremise.alerts.models import Addressee, Alert, Sending
from entremise.alerts.tasks import send_letter
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import record
from entremise.structures.actor import VISITOR, Actor

from .holding import held_open, save


@transaction.atomic
def send_alert(*, alert: Alert, addressee: Addressee, by: Actor) -> Sending:
    """Put an alert in the hands of an addressee; whoever had it loses it, and their link.

    The letter leaves once the transaction has been committed. Raises Refusal for a closed alert, an
    addressee of another structure, or the one who has it already.
    """
    row = held_open(alert)
    if addressee.structure_id != row.structure_id:
        raise Refusal("Ce destinataire n'est pas de votre structure.", code="not_yours")
    current = row.sendings.filter(status=SendingStatus.CURRENT)
    if current.filter(addressee=addressee).exists():
        raise Refusal(f"« {addressee} » a déjà cette alerte en main.", code="already_sent")
    current.update(status=SendingStatus.REDIRECTED)
    now = clock.now()
    sending = Sending.objects.create(
        alert=row, addressee=addressee, sent_by_id=by.membership_id, sent_at=now, nonce=new_nonce()
    )
    row.state, row.sent_at = State.SENT, row.sent_at or now
    save(row, "state", "sent_at")
    record(
        by=by,
        verb="alert.sent",
        subject=row,
        changes={"addressee": [None, addressee.pk]},
        structure_id=row.structure_id,
    )
    _write(sending, Letter.FIRST)
    return sending


@transaction.atomic
def remind_addressee(*, sending: Sending) -> bool:
    """Call again whoever has not answered. False when it has been done, or need not be."""
    row = _still_in_hand(sending)
    if row is None or row.answered_at or row.reminded_at:
        return False
    row.reminded_at = clock.now()
    row.save(update_fields=["reminded_at"])
    _told(row, "alert.reminded")
    _write(row, Letter.REMINDER)
    return True


@transaction.atomic
def escalate(*, sending: Sending) -> bool:
    """Write above whoever has not taken the alert in charge. False as in `remind_addressee`.

    Without an address above, nothing leaves: the team is told that nobody could be reached, and it
    leaves when the address is entered (`reach_above`).
    """
    row = _still_in_hand(sending)
    if row is None or row.escalated_at or row.alert.state == State.IN_CHARGE:
        return False
    row.escalated_at = clock.now()
    row.save(update_fields=["escalated_at"])
    _told(row, "alert.escalated")
    if row.addressee.escalation_email:
        _write(row, Letter.ESCALATION)
    return True


@transaction.atomic
def reach_above(*, addressee: Addressee) -> int:
    """Write above an addressee of whom one did not know whom to write to; how many letters."""
    waiting = Sending.objects.filter(
        addressee=addressee,
        status=SendingStatus.CURRENT,
        escalated_at__isnull=False,
        alert__state__in=AWAITED,
    )
    for row in waiting:
        _write(row, Letter.ESCALATION)
    return len(waiting)


def _still_in_hand(sending: Sending) -> Sending | None:
    """The sending, with its alert held: an answer may be coming in."""
    Alert.objects.select_for_update(of=("self",)).get(pk=sending.alert_id)
    rows = Sending.objects.select_related("alert", "addressee")
    return rows.filter(pk=sending.pk, status=SendingStatus.CURRENT).first()


def _told(sending: Sending, verb: str) -> None:
    alert = sending.alert
    save(alert)
    record(by=VISITOR, verb=verb, subject=alert, structure_id=alert.structure_id)


def _write(sending: Sending, letter: Letter) -> None:
    transaction.on_commit(partial(send_letter.enqueue, str(sending.pk), letter.value))
