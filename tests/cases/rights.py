"""Who may read a dispute, and who may not."""

from entremise.cases import actions, policies
from entremise.cases.models import (
    Access,
    Agreement,
    Attachment,
    Case,
    Consent,
    Letter,
    LetterText,
    Party,
    Reception,
    Referral,
    Step,
)
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, Membership
from tests.cases.factories import (
    all_agree,
    answer,
    coordinator_of,
    make_agreement,
    make_attachment,
    make_case,
    make_letter,
    make_referral,
)
from tests.structures.factories import make_membership
from tests.support.cast import Cast
from tests.support.rights import STRUCTURE, TEAM, YES, Right

FIELD = (Role.MEDIATOR, Role.COORDINATOR, Role.DIRECTOR)
KNOWN = {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM, Role.DIRECTOR: STRUCTURE}


def _mediator(cast: Cast) -> Membership:
    assert cast.mediator.membership is not None
    return cast.mediator.membership


def _own(cast: Cast, dispositif: Dispositif) -> Case:
    """A case the cast's mediator is in charge of, where there is one; of a colleague elsewhere."""
    at_home = dispositif == cast.dispositif
    return make_case(dispositif, *([_mediator(cast)] if at_home else []))


def _colleague(cast: Cast, dispositif: Dispositif) -> Case:
    return make_case(dispositif, make_membership(Role.MEDIATOR, dispositif.structure, [dispositif]))


def _party(cast: Cast, dispositif: Dispositif) -> Party:
    return _own(cast, dispositif).parties.all()[0]


def _step(cast: Cast, dispositif: Dispositif) -> Step:
    return _own(cast, dispositif).steps.get()


def _agreement(cast: Cast, dispositif: Dispositif) -> Agreement:
    case, by = _own(cast, dispositif), coordinator_of(dispositif)
    all_agree(case, by)
    return make_agreement(case, by)


def _consent(cast: Cast, dispositif: Dispositif) -> Consent:
    return answer(_party(cast, dispositif), coordinator_of(dispositif))


def _file(cast: Cast, dispositif: Dispositif) -> Attachment:
    return make_attachment(_own(cast, dispositif), coordinator_of(dispositif))


def _letter(cast: Cast, dispositif: Dispositif) -> Letter:
    return make_letter(_party(cast, dispositif), coordinator_of(dispositif))


def _letter_text(cast: Cast, dispositif: Dispositif) -> LetterText:
    return actions.write_letter_text(
        structure_id=dispositif.structure_id,
        kind="proposal",
        subject="Bonjour",
        body="Une proposition.",
        closing="",
        by=coordinator_of(dispositif),
    )


def _referral(cast: Cast, dispositif: Dispositif) -> Referral:
    return make_referral(dispositif)


def _noted(cast: Cast, dispositif: Dispositif) -> Referral:
    at_home = dispositif == cast.dispositif
    return make_referral(dispositif, cast.mediator.actor if at_home else None)


def _sent(cast: Cast, dispositif: Dispositif) -> Referral:
    funder = dispositif.funding_lines.get().funder
    return make_referral(dispositif, channel="partner", origin="commune", organisation=funder)


def _access(cast: Cast, dispositif: Dispositif) -> Access:
    return actions.break_glass(
        case=_colleague(cast, dispositif),
        reason="Une urgence au domicile.",
        hours=4,
        by=coordinator_of(dispositif),
    )


def _reception(cast: Cast, dispositif: Dispositif) -> Reception:
    return actions.set_reception(
        dispositif=dispositif,
        public=True,
        phone="03 20 00 00 00",
        email="",
        by=coordinator_of(dispositif),
    )


CASES = [
    Right(policies.can_list_cases, "ouvrir la liste des situations", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_know_of_case,
        "savoir qu'une situation existe, sans un mot de ce qui s'y dit",
        KNOWN,
        _colleague,
        policies.listed_cases,
        everything=True,
    ),
    Right(
        policies.can_read_case,
        "lire une situation dont on est en charge",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _own,
        policies.readable_cases,
        everything=True,
    ),
    Right(
        policies.can_read_case,
        "lire la situation d'un collègue",
        {Role.COORDINATOR: TEAM},
        _colleague,
        policies.readable_cases,
        everything=True,
    ),
    Right(
        policies.can_break_glass,
        "ouvrir une situation par un accès exceptionnel, avec une raison",
        KNOWN,
        _colleague,
        policies.openable_cases,
        everything=True,
    ),
    Right(
        policies.can_work_on_case,
        "suivre une situation dont on est en charge",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _own,
        policies.workable_cases,
        everything=True,
    ),
    Right(
        policies.can_work_on_case,
        "suivre la situation d'un collègue",
        {Role.COORDINATOR: TEAM},
        _colleague,
        policies.workable_cases,
        everything=True,
    ),
    Right(
        policies.can_assign_case,
        "désigner les médiateurs en charge",
        {Role.COORDINATOR: TEAM},
        _own,
        policies.assignable_cases,
        everything=True,
    ),
    Right(
        policies.can_step_back,
        "se retirer d'une situation",
        {Role.MEDIATOR: TEAM},
        _own,
        policies.readable_cases,
    ),
    Right(
        policies.can_work_with_party,
        "lire et corriger une partie",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _party,
        policies.workable_parties,
        everything=True,
    ),
    Right(
        policies.can_account_to_party,
        "remettre à une partie la copie de ses données, ou l'effacer",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _party,
        policies.accountable_parties,
        everything=True,
    ),
    Right(
        policies.can_work_on_consent,
        "noter la réponse d'une partie",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _consent,
        policies.workable_consents,
        everything=True,
    ),
    Right(
        policies.can_work_on_step,
        "prévoir et noter une étape",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _step,
        policies.workable_steps,
        everything=True,
    ),
    Right(
        policies.can_work_on_agreement,
        "corriger ou annuler un accord",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _agreement,
        policies.workable_agreements,
        everything=True,
    ),
    Right(
        policies.can_read_attachment,
        "lire un fichier d'une situation dont on est en charge",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _file,
        policies.readable_attachments,
        everything=True,
    ),
    Right(
        policies.can_remove_attachment,
        "détruire un fichier",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _file,
        policies.removable_attachments,
        everything=True,
    ),
    Right(
        policies.can_read_letter,
        "lire une lettre d'une situation dont on est en charge",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _letter,
        policies.readable_letters,
        everything=True,
    ),
    Right(
        policies.can_remove_letter,
        "retirer une lettre gardée par erreur",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _letter,
        policies.removable_letters,
        everything=True,
    ),
    Right(
        policies.can_keep_letter_texts,
        "ouvrir les modèles de lettres",
        {Role.COORDINATOR: YES, Role.DIRECTOR: YES},
    ),
    Right(
        policies.can_keep_letter_text,
        "récrire un modèle de lettre",
        {Role.COORDINATOR: STRUCTURE, Role.DIRECTOR: STRUCTURE},
        _letter_text,
        policies.kept_letter_texts,
        everything=True,
    ),
    Right(
        policies.can_review_accesses,
        "ouvrir la page des accès exceptionnels",
        {Role.DIRECTOR: YES},
    ),
    Right(
        policies.can_review_access,
        "lire la raison d'un accès exceptionnel",
        {Role.DIRECTOR: STRUCTURE},
        _access,
        policies.visible_accesses,
        everything=True,
    ),
]

REFERRALS = [
    Right(policies.can_receive_referral, "noter une saisine", dict.fromkeys(FIELD, YES)),
    Right(
        policies.can_read_referral,
        "lire une saisine que l'on a notée",
        {Role.MEDIATOR: TEAM, Role.COORDINATOR: TEAM},
        _noted,
        policies.visible_referrals,
        everything=True,
    ),
    Right(
        policies.can_read_referral,
        "lire une autre saisine",
        {Role.COORDINATOR: TEAM},
        _referral,
        policies.visible_referrals,
        everything=True,
    ),
    Right(
        policies.can_examine_referral,
        "examiner une saisine",
        {Role.COORDINATOR: TEAM},
        _referral,
        policies.examined_referrals,
        everything=True,
    ),
    Right(
        policies.can_erase_referral,
        "effacer une saisine sans situation",
        {Role.COORDINATOR: TEAM},
        _referral,
        policies.erasable_referrals,
        everything=True,
    ),
    Right(
        policies.can_refer_as_partner,
        "saisir une équipe que l'on finance",
        {Role.PARTNER: YES},
    ),
    Right(
        policies.can_follow_sent_referral,
        "savoir qu'une saisine envoyée a reçu une suite",
        {Role.PARTNER: TEAM},
        _sent,
        policies.sent_referrals,
        everything=True,
    ),
    Right(
        policies.can_keep_reception,
        "ouvrir le formulaire public d'un dispositif",
        {Role.DIRECTOR: STRUCTURE},
        _reception,
        policies.kept_receptions,
        everything=True,
    ),
]

RIGHTS = [*CASES, *REFERRALS]
