"""Who follows an evening from afar."""

from entremise.carnet import policies
from entremise.structures.enums import Role
from entremise.structures.models import AccessToken, Dispositif
from tests.structures.factories import make_membership, make_token
from tests.support.cast import Cast
from tests.support.rights import STRUCTURE, TEAM, YES, Right


def _phone(cast: Cast, dispositif: Dispositif) -> AccessToken:
    """Of another mediator of the team."""
    member = make_membership(Role.MEDIATOR, dispositif.structure, [dispositif])
    return make_token(member, f"jeton-{dispositif.pk}")


RIGHTS = [
    Right(
        policies.can_read_handover,
        "lire la relève",
        {Role.COORDINATOR: YES, Role.DIRECTOR: YES},
    ),
    Right(
        policies.can_see_phone,
        "savoir ce qui attend sur l'appareil d'un médiateur",
        {Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE},
        _phone,
        policies.visible_phones,
        everything=True,
    ),
]
