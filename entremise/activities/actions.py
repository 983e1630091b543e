"""Every write to field activity. Devices and pages pass through `receive`."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from django.db import transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.receipts import Receipt, SyncStatus
from entremise.core.web import Author
from entremise.journal.actions import mark_changed, record
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif

from .batch import deliver, locked_sentence
from .entries import Entry
from .enums import Source
from .models import Activity, ClosedPeriod, QuarantinedEntry, Round
from .policies import can_edit_activity
from .records import FACT, ActivityBatch, RoundBatch
from .references import References
from .rounds import Tour

R = TypeVar("R", Activity, Round)


def receive(
    *, entries: Sequence[Entry], references: References, source: Source, by: Actor
) -> list[Receipt]:
    """Keep checked entries, each exactly once: see `batch.deliver`."""
    return deliver(lambda: ActivityBatch(references=references, source=source, by=by), entries)


def receive_rounds(*, rounds: Sequence[Tour], references: References, by: Actor) -> list[Receipt]:
    """Keep checked rounds, each exactly once: see `batch.deliver`."""
    return deliver(lambda: RoundBatch(references=references, by=by), rounds)


def log_activity(*, entry: Entry, references: References, source: Source, by: Actor) -> Activity:
    """Keep one entry. Raises Refusal when it is locked or in conflict."""
    (receipt,) = receive(entries=[entry], references=references, source=source, by=by)
    return _kept(
        receipt,
        Activity,
        "Cette activité a été modifiée entre-temps par quelqu'un d'autre. Votre saisie est "
        "restée à l'écran : comparez avec la fiche à jour, puis enregistrez de nouveau.",
    )


def log_round(*, tour: Tour, references: References, by: Actor) -> Round:
    """Keep one round. Raises Refusal when it is locked, of others, or in conflict."""
    (receipt,) = receive_rounds(rounds=[tour], references=references, by=by)
    return _kept(
        receipt,
        Round,
        "Cette tournée a été reçue entre-temps dans une autre version, qui reste telle quelle. "
        "Si elle est juste, écartez celle-ci.",
    )


def _kept(receipt: Receipt, model: type[R], conflict: str) -> R:
    """The row of a record given alone. Raises Refusal when it was not taken."""
    if receipt.status in {SyncStatus.LOCKED, SyncStatus.INVALID}:
        raise Refusal(next(iter(receipt.errors.values()))[0], code=str(receipt.status))
    if receipt.status == SyncStatus.CONFLICT or not isinstance(receipt.kept, model):
        raise Refusal(conflict, code="conflict")
    return receipt.kept


@transaction.atomic
def cancel_activity(*, activity: Activity, by: Actor) -> None:
    """Take an activity out of lists and figures. It can be restored; nothing is erased."""
    _require_editable(activity, by)
    if activity.cancelled_at is None:
        _set_cancelled(activity, by=by, verb="activity.cancelled", at=clock.now())


@transaction.atomic
def restore_activity(*, activity: Activity, by: Actor) -> None:
    """Undo a cancellation."""
    _require_editable(activity, by)
    if activity.cancelled_at is not None:
        _set_cancelled(activity, by=by, verb="activity.restored", at=None)


@transaction.atomic
def mend_entry(
    *, aside: QuarantinedEntry, entry: Entry, references: References, by: Actor
) -> Activity:
    """Keep a refused entry once it has been put right. Raises Refusal like `log_activity`."""
    activity = log_activity(entry=entry, references=references, source=Source.SYNC, by=by)
    _settle(aside, by=by, verb="entry.mended")
    return activity


@transaction.atomic
def mend_round(*, aside: QuarantinedEntry, tour: Tour, references: References, by: Actor) -> Round:
    """Keep a refused round once it has been put right. Raises Refusal like `log_round`."""
    kept = log_round(tour=tour, references=references, by=by)
    _settle(aside, by=by, verb="round.mended")
    return kept


@transaction.atomic
def set_entry_aside_for_good(*, aside: QuarantinedEntry, by: Actor) -> None:
    """Take a refused entry out of the list. Its content stays in the database."""
    _settle(aside, by=by, verb="entry.discarded")


@transaction.atomic
def bring_entry_back(*, aside: QuarantinedEntry, by: Actor) -> None:
    """Undo `set_entry_aside_for_good`. Raises Refusal once its content has been erased."""
    if aside.erased_at is not None:
        raise Refusal(
            "Le contenu de cette saisie, réglée depuis longtemps, a été effacé : elle ne peut plus "
            "revenir dans la liste.",
            code="erased",
        )
    aside.settled_at = None
    aside.save(update_fields=["settled_at"])
    record(by=by, verb="entry.brought_back", subject=aside)


@transaction.atomic
def erase_entry(*, row: QuarantinedEntry, by: Author) -> None:
    """Erase what a settled entry held. Its fingerprint stays, so that the same one sent again is
    recognised, and kept anew.
    """
    row.payload, row.reasons, row.claimed_id, row.erased_at = None, {}, "", clock.now()
    row.save(update_fields=["payload", "reasons", "claimed_id", "erased_at"])
    record(
        by=by,
        verb="entry.erased",
        subject=row,
        changes={"payload": None, "reasons": None},
        structure_id=row.structure_id,
    )


@transaction.atomic
def erase_note(*, row: Activity, by: Author) -> None:
    """Erase the note of an activity, closed periods included: no figure is drawn from it.

    The version stays: nobody has anything new to hear, and a telephone that still holds a
    correction of that activity must not meet a conflict because its note was old.
    """
    row.note = ""
    row.save(update_fields=["note"])
    record(
        by=by,
        verb="activity.note_erased",
        subject=row,
        changes={"note": None},
        structure_id=row.structure_id,
    )


@transaction.atomic
def close_period(
    *, dispositif: Dispositif, start: date, end: date, reason: str, by: Actor
) -> ClosedPeriod:
    """No activity of these days changes any more: a sealed report cites them."""
    # Writers hold the dispositif while they look at its closed periods (`with_periods_held`).
    Dispositif.objects.select_for_update(no_key=True).get(pk=dispositif.pk)
    period = ClosedPeriod.objects.create(
        dispositif=dispositif, starts_on=start, ends_on=end, reason=reason, closed_at=clock.now()
    )
    record(
        by=by,
        verb="activities.period_closed",
        subject=period,
        changes={"starts_on": [None, start.isoformat()], "ends_on": [None, end.isoformat()]},
        structure_id=dispositif.structure_id,
    )
    return period


def _settle(aside: QuarantinedEntry, *, by: Actor, verb: str) -> None:
    aside.settled_at = clock.now()
    aside.save(update_fields=["settled_at"])
    record(by=by, verb=verb, subject=aside)


def _require_editable(activity: Activity, by: Actor) -> None:
    if not can_edit_activity(by, activity):
        raise Refusal("Vous ne pouvez pas modifier cette activité.", code="forbidden", status=403)
    Dispositif.objects.select_for_update(no_key=True).get(pk=activity.dispositif_id)
    closed = ClosedPeriod.objects.filter(
        dispositif_id=activity.dispositif_id,
        starts_on__lte=activity.service_date,
        ends_on__gte=activity.service_date,
    ).first()
    if closed:
        raise Refusal(locked_sentence(activity.service_date, closed.reason), code="locked")


def _set_cancelled(activity: Activity, *, by: Actor, verb: str, at: datetime | None) -> None:
    activity.cancelled_at = at
    activity.version += 1
    activity.updated_at = clock.now()
    activity.save(update_fields=["cancelled_at", "version", "updated_at"])
    record(by=by, verb=verb, subject=activity, structure_id=activity.structure_id)
    mark_changed(fact=FACT, months=[activity.service_date])
