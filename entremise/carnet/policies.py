"""Who follows an evening from afar: the rounds, what came in, the telephones."""

from django.db.models import QuerySet

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import AccessToken
from entremise.structures.policies import visible_tokens


def can_read_handover(actor: Actor) -> bool:
    """Whoever answers for teams: their coordinator, the director."""
    return actor.is_(Role.COORDINATOR, Role.DIRECTOR)


def visible_phones(actor: Actor) -> QuerySet[AccessToken]:
    """The devices that whoever reads the handover may revoke. What they hold is told, never
    shown.
    """
    return visible_tokens(actor) if can_read_handover(actor) else AccessToken.objects.none()


def can_see_phone(actor: Actor, token: AccessToken) -> bool:
    """The same rule for one device."""
    return visible_phones(actor).filter(pk=token.pk).exists()
