"""The telephones of the demonstration: what each said when it was last heard of."""

from datetime import datetime, timedelta

from django.db import transaction

from entremise.carnet.files import edition
from entremise.structures.actor import actor_of
from entremise.structures.models import AccessToken, Membership
from entremise.structures.tokens import issue_token, revoke_token

from .pack import Pack, PhoneRow
from .world import World

IN_SERVICE = timedelta(days=120)


@transaction.atomic
def keep_phones(pack: Pack, world: World, *, at: datetime) -> int:
    """The devices of the pack, each heard of as many minutes before this instant as it says.

    Those that are there already say it anew; returns how many were added. Nobody knows their keys.
    """
    members = Membership.objects.select_related("user", "structure").in_bulk(
        world.members[row.email] for row in pack.phones
    )
    known = _known(members)
    for row in pack.phones:
        member = members[world.members[row.email]]
        if (member.pk, row.label) not in known:
            issue_token(membership=member, label=row.label, by=actor_of(member))
    added = _known(members)
    for row in pack.phones:
        token = added[world.members[row.email], row.label]
        if row.revoked is not None:
            revoke_token(token=token, by=actor_of(members[token.membership_id]))
        _say(token, row, at)
    return len(added.keys() - known.keys())


def _known(members: dict[int, Membership]) -> dict[tuple[int, str], AccessToken]:
    tokens = AccessToken.objects.filter(membership__in=members).order_by("-pk")
    return {(token.membership_id, token.label): token for token in tokens}


def _say(token: AccessToken, row: PhoneRow, at: datetime) -> None:
    seen = at - timedelta(minutes=row.seen)
    revoked = at - timedelta(minutes=row.revoked) if row.revoked is not None else token.revoked_at
    AccessToken.objects.filter(pk=token.pk).update(
        created_at=at - IN_SERVICE,
        last_used_on=seen.date(),
        last_seen_at=seen,
        waiting=row.waiting,
        conflicts=row.conflicts,
        software=row.software or edition().version,
        revoked_at=revoked,
    )
