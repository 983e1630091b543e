"""Who may open the pages that compose several apps."""

from entremise.portal import policies
from entremise.structures.enums import Role
from tests.support.rights import YES, Right

RIGHTS = [
    Right(
        policies.can_see_dashboard,
        "lire le tableau de bord de ce que l'on a le droit de compter",
        {role: YES for role in Role if role not in {Role.ADMIN, Role.DPO}},
    ),
    Right(
        policies.can_plan_week,
        "ouvrir sa semaine",
        {Role.REGIONAL: YES},
    ),
]
