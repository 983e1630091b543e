"""How a dispositif receives requests."""

from django.db import transaction

from entremise.cases.models import Reception
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, record
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif

FIELDS = ("public", "phone", "email")


@transaction.atomic
def set_reception(
    *, dispositif: Dispositif, public: bool, phone: str, email: str, by: Actor
) -> Reception:
    """Open or close the public form of a dispositif, and say how it is reached.

    Raises Refusal when the public may write and has no telephone to call.
    """
    if public and not phone:
        raise Refusal(
            "Indiquez le téléphone du service : tout le monde n'écrit pas.",
            code="phone_needed",
            field="phone",
        )
    reception, _ = Reception.objects.select_for_update().get_or_create(dispositif=dispositif)
    before = {name: getattr(reception, name) for name in FIELDS}
    after = {"public": public, "phone": phone, "email": email}
    if changes := changes_between(before, after):
        Reception.objects.filter(pk=reception.pk).update(**after)
        record(
            by=by,
            verb="reception.set",
            subject=reception,
            changes=changes,
            structure_id=dispositif.structure_id,
        )
    reception.refresh_from_db()
    return reception
