"""The public form is open to everybody, and not to robots: how many times an hour one may write.

No third party judges who is a person. An address is never kept: a fingerprint of it is, for a day.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.structures.models import Dispositif

from .actions import receive_referral
from .models import Knock, Reception, Referral

HOUR = timedelta(hours=1)
KEPT = timedelta(days=1)
PER_SENDER = 5
# Across all senders: a crowd that writes to one team in an hour is a machine.
PER_STRUCTURE = 60
TOO_MANY = "too_many"


def receive_from_public(
    *, key: UUID, sender: str, dispositif: Dispositif, **referral: Any
) -> Referral:
    """Keep a referral of the public form; the one already kept when its form comes again.

    Raises Refusal when there were too many in the hour, from this sender or to this structure.
    """
    _hold_the_door()
    if known := Referral.objects.filter(pk=key).first():
        return known
    now = clock.now()
    Knock.objects.filter(at__lt=now - KEPT).delete()
    recent = Knock.objects.filter(at__gt=now - HOUR)
    if (
        recent.filter(sender=sender).count() >= PER_SENDER
        or recent.filter(structure_id=dispositif.structure_id).count() >= PER_STRUCTURE
    ):
        raise Refusal(
            "Trop de demandes viennent d'être envoyées. Ce que vous avez écrit est encore là : "
            "réessayez dans une heure, ou appelez l'équipe.",
            code=TOO_MANY,
            status=429,
        )
    Knock.objects.create(sender=sender, structure_id=dispositif.structure_id, at=now)
    return receive_referral(dispositif=dispositif, key=key, **referral)


def _hold_the_door() -> None:
    """Let one in at a time, until the end of the transaction: two that count at once would both
    pass. A sender may write to several structures, so that the row held is the same for all."""
    Reception.objects.select_for_update().order_by("pk").first()
