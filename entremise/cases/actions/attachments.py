"""Files of a case: kept sealed, and destroyed when they are taken out."""

from django.db import transaction

from entremise.cases.models import Attachment, Case, Party
from entremise.core.errors import Refusal
from entremise.structures.actor import Actor
from entremise.vault.files import forget_files
from entremise.vault.uploads import CleanFile

from .settling import held, key_of, told


@transaction.atomic
def attach_file(*, case: Case, party: Party | None, file: CleanFile, by: Actor) -> Attachment:
    """Keep a file: of one party, under their key; or of the case, under its own.

    Raises Refusal for a party of another case.
    """
    case = held(case)
    if party is not None and party.case_id != case.pk:
        raise Refusal("Choisissez une partie de cette situation.", code="other", field="party")
    attachment = Attachment(case=case, party=party, added_by_id=by.member)
    attachment.keep(file, key_of(party or case))
    attachment.save(force_insert=True)
    told(case, "file.attached", by=by, changes=_about(attachment))
    return attachment


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: Actor) -> None:
    """Destroy a file: it cannot be brought back."""
    case = held(attachment.case)
    told(case, "file.removed", by=by, changes=_about(attachment))
    forget_files([attachment])
    attachment.delete()


def _about(attachment: Attachment) -> dict[str, object]:
    return {"file": str(attachment.pk), "kind": attachment.kind, "size": attachment.size}
