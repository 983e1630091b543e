"""The photos of an alert. What comes has been made again by `vault.uploads`: nothing of where and
with what it was taken is left."""

from uuid import UUID, uuid4

from django.db import transaction

from entremise.alerts.models import Alert, AlertPhoto
from entremise.core.errors import Refusal
from entremise.journal.actions import record
from entremise.structures.actor import Actor
from entremise.vault.enums import Kind
from entremise.vault.files import forget_files
from entremise.vault.keys import open_keys
from entremise.vault.uploads import CleanFile

from .holding import held

MOST = 5
NOT_A_PHOTO = "Une photo est attendue, et non un document."


@transaction.atomic
def add_photo(
    *, alert: Alert, file: CleanFile, by: Actor, id: UUID | None = None
) -> AlertPhoto | None:
    """Keep a photo. A telephone names it by an `id` of its own: sent again, it is kept once.

    One that was taken away does not come back with a delivery that is repeated: None. Raises
    Refusal for what is not an image, beyond MOST of them, for a closed alert, or for an identifier
    that another alert bears.
    """
    row = held(alert)
    known = AlertPhoto.objects.filter(pk=id).first() if id else None
    if known is not None:
        if known.alert_id != row.pk:
            raise Refusal("Cette photo ne peut pas être gardée.", code="conflict")
        return known
    if id and str(id) in row.removed_photos:
        return None
    if row.is_closed:
        raise Refusal(
            "Cette alerte est close : on n’y joint plus de photo.", code="closed", field="photo"
        )
    if file.kind is Kind.PDF:
        raise Refusal(NOT_A_PHOTO, code="not_a_photo", field="photo")
    if row.photos.count() >= MOST:
        raise Refusal(f"Une alerte garde {MOST} photos au plus.", code="too_many", field="photo")
    key = open_keys([row.key_id]).get(row.key_id)
    if key is None:
        raise Refusal("Cette alerte a été effacée.", code="erased", status=410)
    photo = AlertPhoto(id=id or uuid4(), alert=row, added_by_id=by.member)
    photo.keep(file, key)
    photo.save(force_insert=True)
    record(by=by, verb="alert.photo_added", subject=row, structure_id=row.structure_id)
    return photo


@transaction.atomic
def remove_photo(*, photo: AlertPhoto, by: Actor) -> None:
    """Take a photo away for good: one that shows a face must leave nothing, nor come back."""
    alert = held(photo.alert)
    alert.removed_photos = [*alert.removed_photos, str(photo.pk)]
    alert.save(update_fields=["removed_photos"])
    forget_files([photo])
    photo.delete()
    record(by=by, verb="alert.photo_removed", subject=alert, structure_id=alert.structure_id)
