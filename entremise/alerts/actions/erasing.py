"""The end of what an alert told: its words and photos go with its key, and what counts is left."""

from django.db import transaction

from entremise.alerts.enums import CLOSED, SendingStatus, State
from entremise.alerts.models import Alert, Answer
from entremise.core import clock
from entremise.core.web import Author
from entremise.journal.actions import record
from entremise.vault.files import forget_files
from entremise.vault.keys import destroy_keys

from .holding import held, save


@transaction.atomic
def erase_alert(*, row: Alert, by: Author) -> None:
    """Erase the place, the note, the photos and the comments of an alert, and the key that opened
    them. One that nobody has closed is closed as unsolved: its links die."""
    alert = held(row)
    if alert.state not in CLOSED:
        alert.state, alert.closed_at = State.UNSOLVED, clock.now()
        alert.sendings.filter(status=SendingStatus.CURRENT).update(status=SendingStatus.CLOSED)
        save(alert, "state", "closed_at")
    forget_files(alert.photos.all())
    alert.photos.all().delete()
    Answer.objects.filter(sending__alert=alert).update(**dict.fromkeys(Answer.sealed_fields(), b""))
    Alert.objects.filter(pk=alert.pk).update(
        erased_at=clock.now(), **dict.fromkeys(Alert.sealed_fields(), b"")
    )
    record(by=by, verb="alert.erased", subject=alert, structure_id=alert.structure_id)
    destroy_keys({alert.key_id})
