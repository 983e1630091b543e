"""Keeping an alert, whatever door it came by."""

from typing import Any

from django.db import IntegrityError, transaction

from entremise.alerts.enums import Source
from entremise.alerts.models import Alert
from entremise.alerts.policies import can_edit_alert, can_see_alert
from entremise.alerts.routing import addressee_for
from entremise.alerts.seen import Seen
from entremise.core import clock
from entremise.core.receipts import Receipt, SyncStatus
from entremise.journal.actions import changes_between, mark_changed, record
from entremise.structures.actor import Actor
from entremise.vault.keys import new_keys, open_keys

from .holding import FACT
from .sendings import send_alert

NOT_YOURS = "Cette alerte a été donnée par d'autres : demandez à votre coordination."
CLOSED = "Cette alerte a été close au bureau : il faut la rouvrir avant de la corriger."
ERASED = "Cette alerte a été effacée, au terme de sa conservation."


def keep_alert(*, seen: Seen, source: Source, by: Actor) -> Receipt:
    """Keep a checked alert, exactly once.

    A new identifier creates, and sends it to whoever answers for it, if anybody does and unless
    it comes from a revoked device; the same content again is a duplicate; other content on the
    current version corrects it, as long as it is open; other content on another version, or an
    identifier one may not read, is a conflict and changes nothing.
    """
    try:
        return _keep(seen, source, by)
    except IntegrityError:
        # The same alert was committed meanwhile by another delivery: now it is known.
        return _keep(seen, source, by)


@transaction.atomic
def _keep(seen: Seen, source: Source, by: Actor) -> Receipt:
    before = Alert.objects.select_for_update(of=("self",)).filter(pk=seen.id).first()
    if before is None:
        return _create(seen, source, by)
    if not can_see_alert(by, before):
        # Somebody else's identifier: say nothing of what is behind it.
        return Receipt(seen.id, SyncStatus.CONFLICT)
    if seen.digest in before.deliveries:
        return Receipt(seen.id, SyncStatus.DUPLICATE, before.version, kept=before)
    if fault := _settled(before):
        return Receipt(seen.id, SyncStatus.INVALID, before.version, {"id": [fault]})
    if seen.base_version != before.version:
        return Receipt(seen.id, SyncStatus.CONFLICT, before.version, kept=before)
    if not can_edit_alert(by, before):
        return Receipt(seen.id, SyncStatus.INVALID, before.version, {"id": [NOT_YOURS]})
    return _correct(before, seen, by)


def _settled(alert: Alert) -> str:
    """Why nothing of it can be corrected any more."""
    if alert.erased_at:
        return ERASED
    return CLOSED if alert.is_closed else ""


def _create(seen: Seen, source: Source, by: Actor) -> Receipt:
    now = clock.now()
    alert = Alert(
        id=seen.id,
        structure_id=seen.structure_id,
        source=source,
        deliveries=[seen.digest],
        logged_by_id=by.member,
        created_at=now,
        updated_at=now,
        **seen.columns,
    )
    (key,) = new_keys(seen.structure_id, 1)
    alert.seal(key, **seen.words)
    alert.save(force_insert=True)
    alert.seen_by.set(seen.seen_by)
    record(by=by, verb="alert.logged", subject=alert, structure_id=alert.structure_id)
    mark_changed(fact=FACT, months=[alert.service_date])
    addressee = addressee_for(alert, clock.today())
    if addressee and source != Source.REVOKED:
        alert = send_alert(alert=alert, addressee=addressee, by=by).alert
    return Receipt(alert.pk, SyncStatus.CREATED, 1, kept=alert)


def _correct(alert: Alert, seen: Seen, by: Actor) -> Receipt:
    """What was said is corrected; to whom it was sent stays as it is."""
    key = open_keys([alert.key_id])[alert.key_id]
    before = _content(alert) | alert.words(key)
    months = [alert.service_date, seen.columns["service_date"]]
    for name, value in seen.columns.items():
        setattr(alert, name, value)
    alert.seal(key, **seen.words)
    alert.seen_by.set(seen.seen_by)
    alert.version += 1
    alert.deliveries = [*alert.deliveries, seen.digest]
    alert.updated_at = clock.now()
    alert.save()
    changes = changes_between(before, {**_content(alert), **seen.words}, unspoken=seen.words)
    record(
        by=by,
        verb="alert.corrected",
        subject=alert,
        changes=changes,
        structure_id=alert.structure_id,
    )
    mark_changed(fact=FACT, months=months)
    return Receipt(alert.pk, SyncStatus.UPDATED, alert.version, kept=alert)


def _content(alert: Alert) -> dict[str, Any]:
    return {name: getattr(alert, name) for name in _SPOKEN}


_SPOKEN = ("dispositif_id", "seen_at", "category", "danger", "commune_id", "qpv_id")
