"""Who may read a dispute. A case is read by its mediators and their coordinators, and by nobody
else unless they break the glass: neither the director, nor the mission, nor an administrator.
"""

from django.db.models import Q, QuerySet

from entremise.core import clock
from entremise.structures.actor import FIELD_ROLES, Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from entremise.structures.policies import visible_dispositifs

from .enums import ReferralState
from .models import (
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

# --- cases


def can_list_cases(actor: Actor) -> bool:
    """Whoever works in a structure reads which cases there are, without a word of them."""
    return actor.is_(*FIELD_ROLES)


def listed_cases(actor: Actor) -> QuerySet[Case]:
    """The cases one knows of: number, subject, commune, stage. Those of one's teams; all those of
    the structure for its director."""
    if actor.is_(Role.DIRECTOR):
        return Case.objects.filter(structure_id=actor.structure)
    if actor.is_(Role.MEDIATOR, Role.COORDINATOR):
        return Case.objects.filter(
            structure_id=actor.structure, dispositif_id__in=actor.dispositif_ids
        )
    return Case.objects.none()


def can_know_of_case(actor: Actor, case: Case) -> bool:
    """The same rule for one case."""
    if actor.structure_id != case.structure_id:
        return False
    return actor.is_(Role.DIRECTOR) or (
        actor.is_(Role.MEDIATOR, Role.COORDINATOR) and case.dispositif_id in actor.dispositif_ids
    )


def workable_cases(actor: Actor) -> QuerySet[Case]:
    """The cases one follows: those one is in charge of; those of one's teams for a coordinator.

    Neither archived nor erased ones.
    """
    if not actor.is_(*FIELD_ROLES):
        return Case.objects.none()
    rows = Case.objects.filter(
        structure_id=actor.structure, archived_at__isnull=True, erased_at__isnull=True
    )
    return rows.filter(_followed(actor))


def can_work_on_case(actor: Actor, case: Case) -> bool:
    """The same rule for one case."""
    return workable_cases(actor).filter(pk=case.pk).exists()


def readable_cases(actor: Actor) -> QuerySet[Case]:
    """The cases one follows, and those one has broken the glass of, for as long as that lasts."""
    if not actor.is_(*FIELD_ROLES):
        return Case.objects.none()
    opened = Access.objects.filter(membership_id=actor.member, until__gt=clock.now())
    followed = _followed(actor) & Q(archived_at__isnull=True)
    return Case.objects.filter(structure_id=actor.structure, erased_at__isnull=True).filter(
        followed | Q(pk__in=opened.values("case_id"))
    )


def can_read_case(actor: Actor, case: Case) -> bool:
    """The same rule for one case."""
    return readable_cases(actor).filter(pk=case.pk).exists()


def assignable_cases(actor: Actor) -> QuerySet[Case]:
    """Those whose mediators a coordinator chooses: the ones of their teams."""
    return workable_cases(actor) if actor.is_(Role.COORDINATOR) else Case.objects.none()


def can_assign_case(actor: Actor, case: Case) -> bool:
    """The same rule for one case."""
    return actor.is_(Role.COORDINATOR) and can_work_on_case(actor, case)


def can_step_back(actor: Actor, case: Case) -> bool:
    """A mediator in charge may withdraw from a case; the charter says so."""
    return case.mediators.filter(pk=actor.member).exists()


def openable_cases(actor: Actor) -> QuerySet[Case]:
    """The cases one knows of and whose glass one could break: what was erased has nothing left."""
    return listed_cases(actor).filter(erased_at__isnull=True)


def can_break_glass(actor: Actor, case: Case) -> bool:
    """Whoever knows of a case and does not read it already."""
    return can_know_of_case(actor, case) and case.erased_at is None


def can_review_accesses(actor: Actor) -> bool:
    """A director, to whom every exceptional access is told."""
    return actor.is_(Role.DIRECTOR)


def visible_accesses(actor: Actor) -> QuerySet[Access]:
    """The exceptional accesses of the structure, for its director."""
    if can_review_accesses(actor):
        return Access.objects.filter(case__structure_id=actor.structure)
    return Access.objects.none()


def can_review_access(actor: Actor, access: Access) -> bool:
    """The same rule for one access."""
    return can_review_accesses(actor) and access.case.structure_id == actor.structure_id


# --- what is in a case


def workable_parties(actor: Actor) -> QuerySet[Party]:
    """The parties of the cases one follows."""
    return Party.objects.filter(case__in=workable_cases(actor), erased_at__isnull=True)


def can_work_with_party(actor: Actor, party: Party) -> bool:
    """The same rule for one party."""
    return party.erased_at is None and can_work_on_case(actor, party.case)


def workable_consents(actor: Actor) -> QuerySet[Consent]:
    """The consents of the parties of the cases one follows."""
    return Consent.objects.filter(party__in=workable_parties(actor))


def can_work_on_consent(actor: Actor, consent: Consent) -> bool:
    """The same rule for one consent."""
    return can_work_with_party(actor, consent.party)


def accountable_parties(actor: Actor) -> QuerySet[Party]:
    """Those one may hand a copy to, or erase: the parties of the cases one follows, archived or
    not. Their rights do not end with the work."""
    if not actor.is_(*FIELD_ROLES):
        return Party.objects.none()
    cases = Case.objects.filter(structure_id=actor.structure, erased_at__isnull=True)
    return Party.objects.filter(case__in=cases.filter(_followed(actor)), erased_at__isnull=True)


def can_account_to_party(actor: Actor, party: Party) -> bool:
    """The same rule for one party."""
    return accountable_parties(actor).filter(pk=party.pk).exists()


def erasable_referrals(actor: Actor) -> QuerySet[Referral]:
    """Those that led to no case, to be erased when whoever asked asks for it."""
    return examined_referrals(actor).filter(case__isnull=True)


def can_erase_referral(actor: Actor, referral: Referral) -> bool:
    """The same rule for one referral."""
    return referral.case_id is None and can_examine_referral(actor, referral)


def readable_attachments(actor: Actor) -> QuerySet[Attachment]:
    """The files of the cases one may read."""
    return Attachment.objects.filter(case__in=readable_cases(actor))


def can_read_attachment(actor: Actor, attachment: Attachment) -> bool:
    """The same rule for one file."""
    return can_read_case(actor, attachment.case)


def removable_attachments(actor: Actor) -> QuerySet[Attachment]:
    """The files of the cases one follows."""
    return Attachment.objects.filter(case__in=workable_cases(actor))


def can_remove_attachment(actor: Actor, attachment: Attachment) -> bool:
    """The same rule for one file."""
    return can_work_on_case(actor, attachment.case)


def readable_letters(actor: Actor) -> QuerySet[Letter]:
    """The letters of the cases one may read."""
    return Letter.objects.filter(case__in=readable_cases(actor), party__erased_at__isnull=True)


def can_read_letter(actor: Actor, letter: Letter) -> bool:
    """The same rule for one letter."""
    return letter.party.erased_at is None and can_read_case(actor, letter.case)


def removable_letters(actor: Actor) -> QuerySet[Letter]:
    """The letters of the cases one follows."""
    return Letter.objects.filter(party__in=workable_parties(actor))


def can_remove_letter(actor: Actor, letter: Letter) -> bool:
    """The same rule for one letter."""
    return can_work_with_party(actor, letter.party)


def can_keep_letter_texts(actor: Actor) -> bool:
    """Coordinators and directors say how their structure writes."""
    return actor.is_(Role.COORDINATOR, Role.DIRECTOR)


def kept_letter_texts(actor: Actor) -> QuerySet[LetterText]:
    """The texts of the structure."""
    if can_keep_letter_texts(actor):
        return LetterText.objects.filter(structure_id=actor.structure)
    return LetterText.objects.none()


def can_keep_letter_text(actor: Actor, text: LetterText) -> bool:
    """The same rule for one text."""
    return can_keep_letter_texts(actor) and text.structure_id == actor.structure_id


def workable_steps(actor: Actor) -> QuerySet[Step]:
    """The steps of the cases one follows."""
    return Step.objects.filter(case__in=workable_cases(actor))


def can_work_on_step(actor: Actor, step: Step) -> bool:
    """The same rule for one step."""
    return can_work_on_case(actor, step.case)


def workable_agreements(actor: Actor) -> QuerySet[Agreement]:
    """The agreements of the cases one follows."""
    return Agreement.objects.filter(case__in=workable_cases(actor))


def can_work_on_agreement(actor: Actor, agreement: Agreement) -> bool:
    """The same rule for one agreement."""
    return can_work_on_case(actor, agreement.case)


# --- referrals


def can_receive_referral(actor: Actor) -> bool:
    """Whoever works in a dispositif may note a request made by telephone or on the spot."""
    return actor.is_(*FIELD_ROLES)


def receiving_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Where one may note it: one's teams, or the whole structure for a director."""
    if not can_receive_referral(actor):
        return Dispositif.objects.none()
    return visible_dispositifs(actor)


def visible_referrals(actor: Actor) -> QuerySet[Referral]:
    """Those of the teams for a coordinator, who examines them; those one has noted otherwise."""
    if not actor.is_(*FIELD_ROLES):
        return Referral.objects.none()
    mine = Q(received_by_id=actor.member)
    if actor.is_(Role.COORDINATOR):
        mine |= Q(dispositif_id__in=actor.dispositif_ids)
    return Referral.objects.filter(structure_id=actor.structure, erased_at__isnull=True).filter(
        mine
    )


def can_read_referral(actor: Actor, referral: Referral) -> bool:
    """The same rule for one referral."""
    return visible_referrals(actor).filter(pk=referral.pk).exists()


def examined_referrals(actor: Actor) -> QuerySet[Referral]:
    """Those a coordinator decides of: the ones of their teams."""
    if not actor.is_(Role.COORDINATOR):
        return Referral.objects.none()
    return visible_referrals(actor).filter(dispositif_id__in=actor.dispositif_ids)


def can_examine_referral(actor: Actor, referral: Referral) -> bool:
    """The same rule for one referral."""
    return examined_referrals(actor).filter(pk=referral.pk).exists()


def waiting_referrals(actor: Actor) -> QuerySet[Referral]:
    """Those nobody has examined yet, to be counted only: teams, or structure for a director."""
    rows = Referral.objects.filter(state=ReferralState.RECEIVED, erased_at__isnull=True)
    if actor.is_(Role.DIRECTOR):
        return rows.filter(structure_id=actor.structure)
    if actor.is_(Role.COORDINATOR):
        return rows.filter(structure_id=actor.structure, dispositif_id__in=actor.dispositif_ids)
    return rows.none()


def can_refer_as_partner(actor: Actor) -> bool:
    """A partner refers disputes to the dispositifs it funds."""
    return actor.is_(Role.PARTNER)


def sent_referrals(actor: Actor) -> QuerySet[Referral]:
    """What one's organisation has sent: when, about what, whether it was dealt with; no more."""
    if not can_refer_as_partner(actor):
        return Referral.objects.none()
    return Referral.objects.filter(organisation_id=actor.structure)


def can_follow_sent_referral(actor: Actor, referral: Referral) -> bool:
    """The same rule for one referral."""
    return can_refer_as_partner(actor) and referral.organisation_id == actor.structure_id


def kept_receptions(actor: Actor) -> QuerySet[Reception]:
    """How the dispositifs of the structure receive referrals: kept by its director."""
    if actor.is_(Role.DIRECTOR):
        return Reception.objects.filter(dispositif__structure_id=actor.structure)
    return Reception.objects.none()


def can_keep_reception(actor: Actor, reception: Reception) -> bool:
    """The same rule for one of them."""
    return actor.is_(Role.DIRECTOR) and reception.dispositif.structure_id == actor.structure_id


def _followed(actor: Actor) -> Q:
    """In charge of it, or coordinating the team it belongs to."""
    charge = Case.mediators.through.objects.filter(membership_id=actor.member)
    followed = Q(pk__in=charge.values("case_id"))
    if actor.is_(Role.COORDINATOR):
        followed |= Q(dispositif_id__in=actor.dispositif_ids)
    return followed
