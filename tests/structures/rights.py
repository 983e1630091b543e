"""Who may read and run what in the registry."""

from entremise.core import clock
from entremise.journal.actions import record
from entremise.journal.models import JournalLine, RetentionRun
from entremise.structures import policies
from entremise.structures.enums import Role
from entremise.structures.models import (
    AccessToken,
    Contact,
    ContactPerson,
    Dispositif,
    FundingLine,
    Membership,
    Partner,
    Structure,
    StructureMerge,
)
from tests.journal.factories import make_run
from tests.structures.factories import (
    make_membership,
    make_partner,
    make_person,
    make_structure,
    make_token,
)
from tests.support.cast import Cast
from tests.support.rights import ANYWHERE, REGION, STRUCTURE, TEAM, YES, Right

FIELD = (Role.MEDIATOR, Role.COORDINATOR, Role.DIRECTOR)
REGISTRY = (Role.REGIONAL, Role.STEERING)
OWN = {Role.DIRECTOR: STRUCTURE}
CITING = (Role.COORDINATOR, Role.DIRECTOR, Role.ADMIN, *REGISTRY)


def _structure(cast: Cast, dispositif: Dispositif) -> Structure:
    return dispositif.structure


def _contact(cast: Cast, dispositif: Dispositif) -> Contact:
    return Contact.objects.create(
        structure=dispositif.structure, function=f"Accueil {dispositif.pk}", phone="0320000000"
    )


def _contact_of_the_dispositif(cast: Cast, dispositif: Dispositif) -> Contact:
    return Contact.objects.create(
        structure=dispositif.structure,
        dispositif=dispositif,
        function="Direction",
        phone="0320000000",
    )


def _person(cast: Cast, dispositif: Dispositif) -> ContactPerson:
    return make_person(_contact_of_the_dispositif(cast, dispositif))


def _merge(cast: Cast, dispositif: Dispositif) -> StructureMerge:
    return StructureMerge.objects.create(
        kept=dispositif.structure, gone=make_structure(), moved={}, at=clock.now()
    )


def _dispositif(cast: Cast, dispositif: Dispositif) -> Dispositif:
    return dispositif


def _funding_line(cast: Cast, dispositif: Dispositif) -> FundingLine:
    return dispositif.funding_lines.get()


def _partner(cast: Cast, dispositif: Dispositif) -> Partner:
    return make_partner(dispositif.structure)


def _colleague(cast: Cast, dispositif: Dispositif) -> Membership:
    return make_membership(Role.MEDIATOR, dispositif.structure, [dispositif])


def _director(cast: Cast, dispositif: Dispositif) -> Membership:
    return make_membership(Role.DIRECTOR, dispositif.structure)


def _token_of_a_colleague(cast: Cast, dispositif: Dispositif) -> AccessToken:
    return make_token(_colleague(cast, dispositif), f"jeton-{dispositif.pk}")


def _journal_line(cast: Cast, dispositif: Dispositif) -> JournalLine:
    return record(
        by=cast.director.actor,
        verb="structures.essai",
        subject=dispositif,
        structure_id=dispositif.structure_id,
    )


def _run(cast: Cast, dispositif: Dispositif) -> RetentionRun:
    return make_run(dispositif.structure_id)


WATCHERS = (Role.DIRECTOR, Role.DPO)

STRUCTURES = [
    Right(policies.can_read_registry, "ouvrir le registre", dict.fromkeys(REGISTRY, YES)),
    Right(policies.can_register_structure, "inscrire une structure", {Role.REGIONAL: YES}),
    Right(
        policies.can_see_structure,
        "lire la fiche d'une structure",
        dict.fromkeys((*FIELD, Role.DPO), STRUCTURE) | dict.fromkeys(REGISTRY, ANYWHERE),
        _structure,
        policies.visible_structures,
        everything=True,
    ),
    Right(
        policies.can_cite_structure,
        "trouver une structure par son nom, pour la citer",
        dict.fromkeys(CITING, ANYWHERE),
        _structure,
        policies.citable_structures,
        everything=True,
    ),
    Right(
        policies.can_edit_structure,
        "corriger la fiche d'une structure",
        OWN | {Role.REGIONAL: ANYWHERE},
        _structure,
        policies.editable_structures,
        everything=True,
    ),
    Right(
        policies.can_keep_registry,
        "ouvrir les doublons et les fiches à relire",
        {Role.REGIONAL: YES},
    ),
    Right(
        policies.can_review_structure,
        "relire la fiche d'une structure, la fusionner",
        {Role.REGIONAL: ANYWHERE},
        _structure,
        policies.editable_structures,
    ),
    Right(
        policies.can_read_history,
        "lire l'historique de la fiche d'une structure",
        OWN | {Role.REGIONAL: ANYWHERE},
        _structure,
        policies.editable_structures,
    ),
    Right(
        policies.can_keep_contact,
        "tenir les contacts d'une structure",
        OWN | {Role.REGIONAL: ANYWHERE},
        _contact,
        policies.kept_contacts,
        everything=True,
    ),
    Right(
        policies.can_attach_person,
        "attacher une personne à un contact",
        OWN | {Role.REGIONAL: REGION},
        _contact_of_the_dispositif,
        policies.contacts_for_persons,
        everything=True,
    ),
    Right(
        policies.can_keep_person,
        "lire la personne d'un contact, la corriger, la confirmer, l'effacer",
        OWN | {Role.REGIONAL: REGION},
        _person,
        policies.visible_persons,
        everything=True,
    ),
    Right(
        policies.can_part_structures,
        "annuler une fusion de structures",
        {Role.REGIONAL: ANYWHERE},
        _merge,
        policies.visible_merges,
        everything=True,
    ),
    Right(
        policies.can_manage_structure,
        "administrer une structure",
        OWN,
        _structure,
        policies.visible_structures,
    ),
    Right(
        policies.can_manage_own_structure,
        "ouvrir les pages d'administration de sa structure",
        {Role.DIRECTOR: YES},
    ),
]

DISPOSITIFS = [
    Right(
        policies.can_see_dispositif,
        "lire la fiche d'un dispositif",
        OWN
        | dict.fromkeys((Role.MEDIATOR, Role.COORDINATOR, Role.PARTNER), TEAM)
        | dict.fromkeys(REGISTRY, REGION),
        _dispositif,
        policies.visible_dispositifs,
        everything=True,
    ),
    Right(
        policies.can_manage_dispositif,
        "ouvrir ou fermer un dispositif",
        OWN,
        _dispositif,
        policies.managed_dispositifs,
        everything=True,
    ),
    Right(
        policies.can_edit_dispositif,
        "corriger la fiche d'un dispositif, la confirmer, en lire l'historique",
        OWN | {Role.REGIONAL: REGION},
        _dispositif,
        policies.editable_dispositifs,
        everything=True,
    ),
    Right(
        policies.can_import_dispositifs,
        "importer des dispositifs depuis un fichier",
        {Role.DIRECTOR: YES, Role.REGIONAL: YES},
    ),
    Right(
        policies.can_see_funding_line,
        "lire une ligne de financement",
        OWN | dict.fromkeys((Role.MEDIATOR, Role.COORDINATOR, Role.PARTNER), TEAM),
        _funding_line,
        policies.visible_funding_lines,
        everything=True,
    ),
    Right(
        policies.can_see_amount,
        "lire le montant d'une ligne de financement",
        OWN | {Role.PARTNER: TEAM},
        _funding_line,
        policies.visible_amounts,
        everything=True,
    ),
    Right(
        policies.can_manage_funding_line,
        "tenir une ligne de financement",
        OWN,
        _funding_line,
        policies.managed_funding_lines,
        everything=True,
    ),
]

PARTNERS = [
    Right(policies.can_list_partners, "ouvrir le carnet d'adresses", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_see_partner,
        "lire un partenaire du carnet d'adresses",
        dict.fromkeys(FIELD, STRUCTURE),
        _partner,
        policies.visible_partners,
        everything=True,
    ),
    Right(
        policies.can_keep_partners,
        "tenir le carnet d'adresses",
        {Role.COORDINATOR: YES, Role.DIRECTOR: YES},
    ),
    Right(
        policies.can_keep_partner,
        "corriger ou retirer un partenaire",
        OWN | {Role.COORDINATOR: STRUCTURE},
        _partner,
        policies.kept_partners,
        everything=True,
    ),
]

PEOPLE = [
    Right(policies.can_list_members, "ouvrir la page des équipes", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_see_member,
        "voir un collègue et son rôle",
        OWN | {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _colleague,
        policies.visible_members,
        everything=True,
    ),
    Right(
        policies.can_manage_member,
        "ouvrir, changer ou fermer un compte de la structure",
        OWN,
        _colleague,
        policies.managed_members,
        everything=True,
    ),
    Right(policies.can_open_accounts, "ouvrir la page des comptes", {Role.ADMIN: YES}),
    Right(
        policies.can_manage_account,
        "ouvrir ou fermer le compte d'une direction",
        {Role.ADMIN: ANYWHERE},
        _director,
        policies.visible_accounts,
        everything=True,
    ),
    Right(policies.can_hold_tokens, "relier un appareil à son compte", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_revoke_token,
        "révoquer l'appareil d'un collègue",
        OWN | {Role.COORDINATOR: TEAM},
        _token_of_a_colleague,
        policies.visible_tokens,
        everything=True,
    ),
    Right(
        policies.can_read_journal,
        "ouvrir le journal des écritures",
        dict.fromkeys(WATCHERS, YES),
    ),
    Right(
        policies.can_read_line,
        "lire une ligne du journal des écritures",
        dict.fromkeys(WATCHERS, STRUCTURE),
        _journal_line,
        policies.visible_journal,
        everything=True,
    ),
    Right(
        policies.can_read_retention,
        "lire les durées de conservation et ce qui arrive à échéance",
        dict.fromkeys(WATCHERS, YES),
    ),
    Right(
        policies.can_read_retention_run,
        "lire la preuve d'un passage de conservation",
        dict.fromkeys(WATCHERS, STRUCTURE),
        _run,
        policies.visible_retention_runs,
        everything=True,
    ),
]

RIGHTS = [*STRUCTURES, *DISPOSITIFS, *PARTNERS, *PEOPLE]
