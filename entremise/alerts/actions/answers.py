"""What addressees answer, by the link they received or from their account."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction

from entremise.alerts.enums import Reply, SendingStatus, State
from entremise.alerts.models import Alert, Answer, Sending
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import record
from entremise.journal.models import JournalLine
from entremise.structures.actor import Actor
from entremise.vault.keys import open_keys

from .holding import held, save

# What is done by a link, without an account.
READ, ANSWERED = "alert.read_by_link", "alert.answered_by_link"
HOUR, PER_HOUR = timedelta(hours=1), 60

# How far each answer brings an alert; one that says less than the last changes nothing.
_RANK = ("", Reply.RECEIVED, Reply.IN_CHARGE, Reply.SOLVED)
_STATES = {
    Reply.RECEIVED: State.ACKNOWLEDGED,
    Reply.IN_CHARGE: State.IN_CHARGE,
    Reply.SOLVED: State.SOLVED,
    Reply.NOT_OURS: State.SIGNALLED,
}
_ENDS = {Reply.SOLVED: SendingStatus.CLOSED, Reply.NOT_OURS: SendingStatus.DECLINED}


@transaction.atomic
def answer_alert(*, sending: Sending, reply: Reply, comment: str, by: Actor) -> None:
    """Keep an answer, and what becomes of the alert. The actor is a visitor who holds the link, or
    a partner.

    The same answer given again, without a word more, changes nothing. « Résolu » closes the alert,
    « pas de notre ressort » gives it back to the team; both end the sending and its links. Raises
    Refusal when it has ended already.
    """
    alert = held(sending.alert)
    row = Sending.objects.select_for_update(of=("self",)).get(pk=sending.pk)
    if not row.is_current:
        raise Refusal(
            "Cette alerte n'est plus entre vos mains : elle est close, ou confiée à un autre.",
            code="ended",
            status=410,
        )
    further = reply == Reply.NOT_OURS or _RANK.index(reply) > _RANK.index(row.reply)
    words = comment.strip()
    if not further and not words:
        return
    _keep_answer(row, alert, reply, words, by)
    if further:
        _advance(row, alert, reply)
    save(alert, "state", "answered_at", "closed_at")
    record(
        by=by,
        verb="alert.answered" if by.is_authenticated else ANSWERED,
        subject=alert,
        changes={"state": [None, str(reply)]},
        structure_id=alert.structure_id,
    )


def _keep_answer(row: Sending, alert: Alert, reply: Reply, words: str, by: Actor) -> None:
    now = clock.now()
    answer = Answer(id=uuid4(), sending=row, reply=reply, at=now, by_id=by.membership_id)
    key = open_keys([alert.key_id]).get(alert.key_id)
    if key is None:
        raise Refusal("Cette alerte a été effacée.", code="erased", status=410)
    answer.seal(key, comment=words)
    answer.save(force_insert=True)
    row.answered_at = row.answered_at or now
    row.save(update_fields=["answered_at"])
    alert.answered_at = alert.answered_at or now


def _advance(row: Sending, alert: Alert, reply: Reply) -> None:
    now = clock.now()
    row.reply, row.status = reply, _ENDS.get(reply, row.status)
    alert.state = _STATES[reply]
    if reply == Reply.SOLVED:
        row.solved_at = alert.closed_at = now
    row.save(update_fields=["reply", "status", "solved_at"])


def require_pace(sending: Sending) -> None:
    """A link is for a few people, not for a machine: the journal already counts what it did.

    Raises Refusal (429) beyond PER_HOUR readings and answers.
    """
    done = JournalLine.objects.filter(
        subject_type=Alert._meta.label_lower,
        subject_id=str(sending.alert_id),
        verb__in=[READ, ANSWERED],
        # What was done by the links of an addressee before does not stop the next one.
        at__gt=max(clock.now() - HOUR, sending.sent_at),
    )
    if done.count() >= PER_HOUR:
        raise Refusal(
            "Ce lien a trop servi depuis une heure : attendez un peu.", code="too_many", status=429
        )


@transaction.atomic
def tell_reading(*, sending: Sending, by: Actor) -> None:
    """Note in the journal that an addressee has read an alert, by the link or from an account."""
    alert = sending.alert
    verb = "alert.read" if by.is_authenticated else READ
    record(by=by, verb=verb, subject=alert, structure_id=alert.structure_id)
