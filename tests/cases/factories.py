"""Referrals and cases, made by the actions, so that they are what the platform makes."""

import re
from typing import Any

from entremise.cases import actions, letters
from entremise.cases.actions.referrals import Told
from entremise.cases.enums import (
    Answer,
    AskedHow,
    Channel,
    ConsentSubject,
    LetterKind,
    Origin,
    StepState,
)
from entremise.cases.models import (
    Agreement,
    Attachment,
    Case,
    Consent,
    Letter,
    Party,
    Referral,
    Step,
)
from entremise.core import clock
from entremise.structures.actor import Actor, actor_of
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, Membership
from entremise.vault.uploads import clean_upload
from tests.structures.factories import make_membership
from tests.vault.samples import png

APPLICANT = {"applicant": "Demandeur Exemple", "phone": "03 20 00 00 01"}


def coordinator_of(dispositif: Dispositif) -> Actor:
    """Somebody who coordinates the team."""
    return actor_of(make_membership(Role.COORDINATOR, dispositif.structure, [dispositif]))


def make_referral(
    dispositif: Dispositif,
    by: Actor | None = None,
    *,
    channel: str = Channel.PHONE,
    origin: str = Origin.RESIDENT,
    organisation: Any = None,
    **told: Any,
) -> Referral:
    """A resident has called."""
    words = {"topic": "noise", "narrative": "Du bruit la nuit.", **APPLICANT, **told}
    return actions.receive_referral(
        dispositif=dispositif,
        channel=channel,
        origin=origin,
        organisation=organisation,
        content=Told(**words),
        by=by or coordinator_of(dispositif),
    )


def make_case(
    dispositif: Dispositif,
    *mediators: Membership,
    by: Actor | None = None,
    **told: Any,
) -> Case:
    """A case opened from a referral, two parties and a proposal to make."""
    by = by or coordinator_of(dispositif)
    told = {"other_party": "Voisin Exemple", **told}
    referral = make_referral(dispositif, by, **told)
    return actions.admit_referral(referral=referral, mediators=mediators, by=by)


def answer(party: Party, by: Actor, what: str = Answer.GIVEN) -> Consent:
    """A party was asked to take part, and has answered."""
    today = clock.today()
    consent = actions.ask_consent(
        party=party,
        subject=ConsentSubject.MEDIATION,
        asked_on=today,
        asked_how=AskedHow.PHONE,
        by=by,
    )
    actions.record_answer(consent=consent, answer=what, answered_on=today, written=True, by=by)
    return consent


def all_agree(case: Case, by: Actor) -> None:
    """Every party has agreed to take part."""
    for party in case.parties.all():
        answer(party, by)


def hold(case: Case, kind: str, by: Actor, **said: Any) -> Step:
    """A step was planned, and has just taken place."""
    step = case.steps.filter(kind=kind, state=StepState.PLANNED).first()
    if step is None:
        step = actions.plan_step(
            case=case, kind=kind, at=clock.now(), parties=(), mediators=(), place="", by=by
        )
    told = {"minutes": 60, "place": "Maison de quartier", "report": "Ils se sont parlé.", **said}
    actions.hold_step(
        step=step, at=clock.now(), parties=list(case.parties.all()), mediators=(), by=by, **told
    )
    return step


def make_agreement(case: Case, by: Actor, *items: str) -> Agreement:
    """An agreement, in two items if nothing is said of them."""
    return actions.record_agreement(
        case=case,
        how="written",
        made_on=clock.today(),
        items=items or ["Pas de musique après 22 h.", "Prévenir avant une fête."],
        by=by,
    )


def make_attachment(case: Case, by: Actor) -> Attachment:
    """A small image, kept with the case."""
    file = clean_upload(png(), "Photo du palier.png")
    return actions.attach_file(case=case, party=None, file=file, by=by)


def make_letter(party: Party, by: Actor, kind: str = LetterKind.PROPOSAL) -> Letter:
    """A letter as its text says it, somebody having filled in what it lacks."""
    said = {
        name: re.sub(r"\[à compléter[^\]]*\]", "ce qu'il faut", text)
        for name, text in letters.draft(party, kind).items()
    }
    return actions.write_letter(party=party, kind=kind, **said, by=by)
