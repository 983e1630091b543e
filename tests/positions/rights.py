"""Who may read, write and count the posts."""

from functools import partial

from entremise.positions import policies
from entremise.positions.enums import Status
from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from tests.positions.factories import make_convention, make_position
from tests.structures.factories import make_membership
from tests.support.cast import Cast
from tests.support.rights import REGION, STRUCTURE, YES, Right

READERS = {Role.COORDINATOR: STRUCTURE, Role.DIRECTOR: STRUCTURE, Role.REGIONAL: REGION}


def _position(cast: Cast, dispositif: Dispositif, status: Status = Status.CREATED) -> Position:
    commune = dispositif.communes.exclude(pk="59350").first() or dispositif.communes.get()
    return make_position(dispositif.structure, status, dispositif=dispositif, commune=commune)


def _directed(cast: Cast, dispositif: Dispositif) -> Position:
    """One whose employer is directed by somebody: else the mission may change it too."""
    make_membership(Role.DIRECTOR, dispositif.structure)
    return _position(cast, dispositif)


_prospect = partial(_position, status=Status.PROSPECT)


def _convention(cast: Cast, dispositif: Dispositif) -> AdulteRelaisConvention:
    return make_convention(_position(cast, dispositif))


RIGHTS = [
    Right(policies.can_list_positions, "ouvrir la liste des postes", dict.fromkeys(READERS, YES)),
    Right(
        policies.can_see_position,
        "lire un poste",
        READERS,
        _position,
        policies.visible_positions,
        everything=True,
    ),
    Right(
        policies.can_add_position,
        "ajouter un poste",
        {Role.DIRECTOR: YES, Role.REGIONAL: YES},
    ),
    Right(
        policies.can_edit_position,
        "faire évoluer un poste créé",
        {Role.DIRECTOR: STRUCTURE},
        _directed,
        policies.visible_positions,
    ),
    Right(
        policies.can_edit_position,
        "faire évoluer un poste en perspective",
        {Role.DIRECTOR: STRUCTURE, Role.REGIONAL: REGION},
        _prospect,
        policies.visible_positions,
    ),
    Right(
        policies.can_support_position,
        "dire qu'un poste est accompagné",
        {Role.REGIONAL: REGION},
        _position,
        policies.visible_positions,
    ),
    Right(
        policies.can_import_positions,
        "importer des postes",
        {Role.DIRECTOR: YES, Role.REGIONAL: YES},
    ),
    Right(
        policies.can_import_adultes_relais,
        "importer les adultes-relais publiés par l'État",
        {Role.REGIONAL: YES},
    ),
    Right(
        policies.can_count_jobs,
        "lire les chiffres de l'emploi",
        dict.fromkeys((*READERS, Role.STEERING), YES),
    ),
    Right(
        policies.can_list_conventions,
        "ouvrir la liste des conventions adulte-relais",
        dict.fromkeys(READERS, YES),
    ),
    Right(
        policies.can_see_convention,
        "lire une convention adulte-relais",
        READERS,
        _convention,
        policies.visible_conventions,
        everything=True,
    ),
    Right(
        policies.can_sign_convention,
        "saisir une convention adulte-relais",
        {Role.DIRECTOR: STRUCTURE},
        _position,
        policies.visible_positions,
    ),
    Right(
        policies.can_keep_convention,
        "renouveler, vérifier ou retirer une convention adulte-relais",
        {Role.DIRECTOR: STRUCTURE},
        _convention,
        policies.visible_conventions,
    ),
]
