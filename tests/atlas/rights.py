"""Who reads the map and the coverage."""

from entremise.atlas import policies
from entremise.structures.enums import Role
from tests.support.rights import YES, Right

RIGHTS = [
    Right(
        policies.can_read_map,
        "lire la carte et la couverture des territoires",
        dict.fromkeys(policies.READERS, YES),
    ),
    Right(
        policies.can_see_overlaps,
        "lire les chevauchements d'un territoire",
        {Role.REGIONAL: YES, Role.STEERING: YES},
    ),
]
