"""Who brings files in."""

from entremise.imports import policies
from entremise.imports.models import Import, ImportRow
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from tests.imports.belongings import TITLES
from tests.imports.factories import bring, row_of
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.rights import STRUCTURE, YES, Right

DIRECTED = {Role.DIRECTOR: STRUCTURE}


def _import(cast: Cast, dispositif: Dispositif) -> Import:
    director = Person(make_membership(Role.DIRECTOR, dispositif.structure))
    row = ("Essai", "transports en commun", "", "59350", "01/01/2025")
    return bring(director, row, importer="dispositifs", titles=TITLES)


def _row(cast: Cast, dispositif: Dispositif) -> ImportRow:
    return row_of(_import(cast, dispositif), 2)


RIGHTS = [
    Right(
        policies.can_import,
        "importer un fichier",
        {Role.DIRECTOR: YES, Role.REGIONAL: YES},
    ),
    Right(
        policies.can_follow_import,
        "lire, confirmer ou défaire un import de sa structure",
        DIRECTED,
        _import,
        policies.visible_imports,
        everything=True,
    ),
    Right(
        policies.can_decide_row,
        "trancher une ligne d'un import de sa structure",
        DIRECTED,
        _row,
        policies.visible_import_rows,
        everything=True,
    ),
]
