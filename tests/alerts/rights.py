"""Who may read, give and follow alerts, and answer them."""

from entremise.alerts import policies
from entremise.alerts.models import Addressee, Alert, AlertPhoto, Sending
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from tests.alerts.factories import make_addressee, make_alert, make_photo, make_sending
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.rights import STRUCTURE, TEAM, YES, Right

FIELD = (Role.MEDIATOR, Role.COORDINATOR, Role.DIRECTOR)
OWN = {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE}


def _colleague(dispositif: Dispositif) -> Person:
    """Another mediator of the same team."""
    return Person(make_membership(Role.MEDIATOR, dispositif.structure, [dispositif]))


def _alert(cast: Cast, dispositif: Dispositif) -> Alert:
    return make_alert(_colleague(dispositif), dispositif)


def _own_alert(cast: Cast, dispositif: Dispositif) -> Alert:
    """Of the cast's mediator in the team's dispositif; elsewhere, of somebody else."""
    author = cast.mediator if dispositif == cast.dispositif else _colleague(dispositif)
    return make_alert(author, dispositif)


def _addressee(cast: Cast, dispositif: Dispositif) -> Addressee:
    return make_addressee(dispositif.structure)


def _sending(cast: Cast, dispositif: Dispositif) -> Sending:
    """Addressed to whoever pays for the dispositif: the partner, for the team's one."""
    payer = dispositif.funding_lines.get().funder
    return make_sending(_colleague(dispositif), dispositif, organisation=payer)


def _photo(cast: Cast, dispositif: Dispositif) -> AlertPhoto:
    """Of an alert addressed to whoever pays for the dispositif."""
    return make_photo(_colleague(dispositif), _sending(cast, dispositif).alert)


def _own_photo(cast: Cast, dispositif: Dispositif) -> AlertPhoto:
    return make_photo(cast.mediator, _own_alert(cast, dispositif))


RIGHTS = [
    Right(policies.can_list_alerts, "ouvrir la liste des alertes", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_see_alert,
        "lire une alerte",
        OWN,
        _alert,
        policies.visible_alerts,
        everything=True,
    ),
    Right(policies.can_log_alert, "donner une alerte", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_follow_alert,
        "transmettre, clore ou rouvrir une alerte",
        OWN,
        _alert,
        policies.visible_alerts,
        everything=True,
    ),
    Right(
        policies.can_edit_alert,
        "corriger sa propre alerte",
        OWN,
        _own_alert,
        policies.visible_alerts,
    ),
    Right(
        policies.can_edit_alert,
        "corriger l'alerte d'un collègue",
        {Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE},
        _alert,
        policies.visible_alerts,
    ),
    Right(
        policies.can_list_addressees,
        "ouvrir la liste des destinataires",
        dict.fromkeys(FIELD, YES),
    ),
    Right(
        policies.can_see_addressee,
        "lire un destinataire d'alertes",
        dict.fromkeys(FIELD, STRUCTURE),
        _addressee,
        policies.visible_addressees,
        everything=True,
    ),
    Right(
        policies.can_keep_addressees,
        "tenir les destinataires d'alertes",
        {Role.COORDINATOR: YES, Role.DIRECTOR: YES},
    ),
    Right(
        policies.can_keep_addressee,
        "modifier un destinataire d'alertes",
        {Role.COORDINATOR: STRUCTURE, Role.DIRECTOR: STRUCTURE},
        _addressee,
        policies.kept_addressees,
        everything=True,
    ),
    Right(
        policies.can_list_addressed,
        "ouvrir la liste des alertes adressées à son organisme",
        {Role.PARTNER: YES},
    ),
    Right(
        policies.can_see_addressed,
        "lire une alerte adressée à son organisme",
        {Role.PARTNER: TEAM},
        _sending,
        policies.visible_addressed,
        everything=True,
    ),
    Right(
        policies.can_answer,
        "répondre à une alerte adressée à son organisme",
        {Role.PARTNER: TEAM},
        _sending,
        policies.visible_addressed,
    ),
    Right(
        policies.can_see_photo,
        "voir la photo d'une alerte",
        OWN | {Role.PARTNER: TEAM},
        _photo,
        policies.visible_photos,
        everything=True,
    ),
    Right(
        policies.can_remove_photo,
        "effacer la photo de sa propre alerte",
        OWN,
        _own_photo,
        policies.visible_photos,
    ),
]
