"""The door of devices: raw payloads in, one receipt each out, and nothing lost on the way."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction

from entremise.core import clock
from entremise.core.receipts import Receipt, SyncStatus
from entremise.core.shapes import Delivery, Errors, Rejected
from entremise.core.storable import storable
from entremise.journal.actions import record
from entremise.structures.actor import Actor

from .actions import receive, receive_rounds
from .checks import check
from .entries import EntryIn, read_shape
from .enums import RecordKind, Source
from .models import Activity, QuarantinedEntry, Round
from .references import references_of
from .rounds import RoundIn, check_rounds, read_round

Shape = TypeVar("Shape", bound=Delivery)
Content = TypeVar("Content")

KEPT_ASIDE = {SyncStatus.INVALID, SyncStatus.LOCKED}
ACCEPTED = {SyncStatus.CREATED, SyncStatus.UPDATED}
MODELS: dict[RecordKind, type[Activity] | type[Round]] = {
    RecordKind.ACTIVITY: Activity,
    RecordKind.ROUND: Round,
}
# The field under which the fault of a whole record is told.
WHOLE = {RecordKind.ACTIVITY: "entry", RecordKind.ROUND: "round"}
# The names a journal may tell: those of a faulty record may be words of the field.
_TOLD = {
    field.alias or name
    for shape in (EntryIn, RoundIn)
    for name, field in shape.model_fields.items()
}


@transaction.atomic
def receive_payloads(*, payloads: Sequence[Any], source: Source, by: Actor) -> list[Receipt]:
    """One receipt per payload, in their order.

    What cannot be accepted (unreadable, unknown code, closed period) is kept whole in quarantine
    with its reasons, once however often it is sent again; an accepted entry settles what its
    identifier had left there.
    """
    payloads = [storable(payload) for payload in payloads]
    references = references_of(by)
    checked = _checked(payloads, read_shape, lambda shaped: check(shaped, references))
    accepted = [entry for entry in checked if not isinstance(entry, Rejected)]
    received = receive(entries=accepted, references=references, source=source, by=by)
    return _receipts(payloads, checked, received, RecordKind.ACTIVITY, by)


@transaction.atomic
def receive_round_payloads(*, payloads: Sequence[Any], by: Actor) -> list[Receipt]:
    """The same for rounds."""
    payloads = [storable(payload) for payload in payloads]
    references = references_of(by)
    checked = _checked(payloads, read_round, lambda shaped: check_rounds(shaped, references))
    accepted = [item for item in checked if not isinstance(item, Rejected)]
    received = receive_rounds(rounds=accepted, references=references, by=by)
    return _receipts(payloads, checked, received, RecordKind.ROUND, by)


@transaction.atomic
def set_aside(*, payloads: Sequence[Any], kind: RecordKind, reason: str, by: Actor) -> int:
    """Keep records in quarantine without looking at them; returns how many there are."""
    for payload in payloads:
        _quarantine(storable(payload), {WHOLE[kind]: [reason]}, kind, by)
    return len(payloads)


def _checked(
    payloads: Sequence[Any],
    read: Callable[[Any], Shape | Rejected],
    check_all: Callable[[list[Shape]], list[Content | Rejected]],
) -> list[Content | Rejected]:
    shaped = [read(payload) for payload in payloads]
    results = iter(check_all([item for item in shaped if not isinstance(item, Rejected)]))
    return [item if isinstance(item, Rejected) else next(results) for item in shaped]


def _receipts(
    payloads: Sequence[Any],
    checked: Sequence[Any],
    received: Sequence[Receipt],
    kind: RecordKind,
    by: Actor,
) -> list[Receipt]:
    """The receipts in the order of the payloads, what is refused being kept aside."""
    left = iter(received)
    receipts = [
        _refused(payload, item) if isinstance(item, Rejected) else next(left)
        for payload, item in zip(payloads, checked, strict=True)
    ]
    for payload, receipt in zip(payloads, receipts, strict=True):
        if receipt.status in KEPT_ASIDE:
            _quarantine(payload, receipt.errors, kind, by)
    _settle([receipt for receipt in receipts if receipt.status in ACCEPTED], kind, by)
    return receipts


def _refused(payload: Any, rejected: Rejected) -> Receipt:
    return Receipt(_claimed_id(payload), SyncStatus.INVALID, errors=rejected.errors)


def _claimed_id(payload: Any) -> str:
    claimed = payload.get("id", "") if isinstance(payload, dict) else ""
    return str(claimed)[:64]


def _quarantine(payload: Any, errors: Errors, kind: RecordKind, by: Actor) -> None:
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False)
    again = {} if _overtaken(payload, kind, by) else {"settled_at": None}
    content = {"payload": payload, "reasons": errors, "claimed_id": _claimed_id(payload)}
    aside, created = QuarantinedEntry.objects.update_or_create(
        membership_id=by.member,
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
        defaults={**content, **again, "erased_at": None},
        create_defaults={
            "kind": kind,
            "structure_id": by.structure,
            "received_at": clock.now(),
            **content,
        },
    )
    if created:
        fields = sorted({name.partition(".")[0] for name in errors} & _TOLD)
        record(by=by, verb="entry.set_aside", subject=aside, changes={"fields": fields})


def _overtaken(payload: Any, kind: RecordKind, by: Actor) -> bool:
    """Whether the record has been written since the version this content was made from: mended at
    the desk, it does not come back there because its device had not heard the first answer.
    """
    try:
        key = UUID(_claimed_id(payload))
    except ValueError:
        return False
    based = payload.get("base_version")
    version = based if type(based) is int and based > 0 else 0
    kept = MODELS[kind].objects.filter(pk=key, structure_id=by.structure)
    return any(held > version for held in kept.values_list("version", flat=True))


def _settle(receipts: Sequence[Receipt], kind: RecordKind, by: Actor) -> None:
    """What the sender's own records of that kind had left aside: what somebody else's says of the
    same record has not been seen by anybody yet.
    """
    if not receipts:
        return
    QuarantinedEntry.objects.filter(
        membership_id=by.member,
        kind=kind,
        settled_at__isnull=True,
        claimed_id__in=[str(receipt.id) for receipt in receipts],
    ).update(settled_at=clock.now())
