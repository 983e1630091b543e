"""Who follows an evening from afar: the rounds, what came in, the telephones."""

from django.db.models import Q, QuerySet

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import AccessToken


def can_read_handover(actor: Actor) -> bool:
    """Whoever answers for teams: their coordinator, the director."""
    return actor.is_(Role.COORDINATOR, Role.DIRECTOR)


def visible_phones(actor: Actor) -> QuerySet[AccessToken]:
    """The devices of the structure for its director; for a coordinator, those of the people of
    their teams and their own. What they hold is told, never shown.
    """
    if actor.is_(Role.DIRECTOR):
        return AccessToken.objects.filter(membership__structure_id=actor.structure)
    if actor.is_(Role.COORDINATOR):
        teams = Q(membership__dispositifs__in=actor.dispositif_ids)
        return AccessToken.objects.filter(
            teams | Q(membership_id=actor.member), membership__structure_id=actor.structure
        ).distinct()
    return AccessToken.objects.none()


def can_see_phone(actor: Actor, token: AccessToken) -> bool:
    """The same rule for one device."""
    return visible_phones(actor).filter(pk=token.pk).exists()
