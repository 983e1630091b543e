"""The activity a referral comes from. Activities lie above and are not asked: their page hands its
number over, signed for whoever reads it."""

from uuid import UUID

from django.core import signing

from entremise.structures.actor import Actor

_SALT = "entremise.cases.origin"


def handed_over(activity_id: UUID, *, to: Actor) -> str:
    """The number of an activity that somebody is reading, for the form where they refer it."""
    return signing.dumps([str(activity_id), to.member], salt=_SALT)


def origin_of(handed: str, *, by: Actor) -> UUID | None:
    """The activity whose page this person was shown; None when it was shown to nobody, or to
    somebody else."""
    try:
        number, member = signing.loads(handed, salt=_SALT)
    except signing.BadSignature:
        return None
    return UUID(number) if member == by.member else None
