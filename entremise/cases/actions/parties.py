"""The parties of a case: who they are, what they agree to, what is noted of each alone."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from entremise.cases import traces
from entremise.cases.enums import (
    JOINT_STEPS,
    MAIN_ROLES,
    Answer,
    ConsentSubject,
    PartyRole,
    SharedItem,
    StepState,
)
from entremise.cases.models import Case, Consent, Note, Party, Sharing
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.structures.actor import Actor
from entremise.structures.models import Partner
from entremise.vault.keys import new_keys

from .settling import held, key_of, settle, told

WORDS = ("name", "phone", "email", "address", "language", "needs")


@transaction.atomic
def add_party(
    *, case: Case, role: str, represents: Party | None, words: dict[str, str], by: Actor
) -> Party:
    """Add somebody to a case, under a key of their own. `words` are those of WORDS.

    Raises Refusal for a representative of nobody, or of somebody of another case.
    """
    case = held(case)
    _check_represents(case, role, represents)
    (key,) = new_keys(case.structure_id, 1)
    party = Party(case=case, role=role, represents=represents, added_at=clock.now())
    party.seal(key, **{name: words.get(name, "") for name in WORDS})
    party.save(force_insert=True)
    traces.leave(party, case.structure_id, words)
    settle(case)
    told(case, "party.added", by=by, changes={"party": str(party.pk), "role": role})
    return party


@transaction.atomic
def edit_party(
    *, party: Party, role: str, represents: Party | None, words: dict[str, str], by: Actor
) -> None:
    """Correct what is known of somebody. Raises Refusal as `add_party` does."""
    case = held(party.case)
    _check_represents(case, role, represents, party)
    party.role, party.represents = role, represents
    party.seal(key_of(party), **{name: words.get(name, "") for name in WORDS})
    party.save()
    traces.leave(party, case.structure_id, words)
    settle(case)
    told(case, "party.edited", by=by, changes={"party": str(party.pk)})


def _check_represents(
    case: Case, role: str, represents: Party | None, party: Party | None = None
) -> None:
    wanted = role == PartyRole.REPRESENTATIVE
    if wanted and represents is None:
        raise Refusal(
            "Indiquez qui cette personne représente.", code="represents_nobody", field="represents"
        )
    if not wanted and represents is not None:
        raise Refusal(
            "Seul un représentant représente quelqu'un.", code="represents", field="represents"
        )
    if represents and (represents.case_id != case.pk or represents == party):
        raise Refusal(
            "Choisissez une autre partie de cette situation.", code="other", field="represents"
        )


@transaction.atomic
def ask_consent(
    *,
    party: Party,
    subject: str,
    asked_on: date,
    asked_how: str,
    by: Actor,
    partner: Partner | None = None,
    items: Collection[str] = (),
) -> Consent:
    """Write that somebody was asked to agree to something, how and when.

    Raises Refusal for a day to come, or for a sharing that names no partner or nothing to share.
    """
    case = held(party.case)
    _not_to_come(asked_on, "asked_on")
    sharing = subject == ConsentSubject.SHARING
    if sharing and (partner is None or partner.structure_id != case.structure_id):
        raise Refusal(
            "Choisissez un partenaire du carnet d'adresses.", code="no_partner", field="partner"
        )
    if sharing and (not items or not set(items) <= set(SharedItem.values)):
        raise Refusal(
            "Cochez ce qui pourrait être transmis : l'accord se donne information par information.",
            code="no_items",
            field="items",
        )
    consent = Consent.objects.create(
        party=party,
        subject=subject,
        partner=partner if sharing else None,
        items=sorted(items) if sharing else [],
        asked_on=asked_on,
        asked_how=asked_how,
        recorded_at=clock.now(),
    )
    settle(case, contact=_noon(asked_on))
    told(case, "consent.asked", by=by, changes=_about(consent))
    return consent


@transaction.atomic
def record_answer(
    *, consent: Consent, answer: str, answered_on: date, written: bool, by: Actor
) -> None:
    """Write what somebody answered: given, refused, or nothing after the delay.

    Raises Refusal for a day to come or before the question, or once it was withdrawn.
    """
    case = held(consent.party.case)
    _not_to_come(answered_on, "answered_on")
    if answered_on < consent.asked_on:
        raise Refusal("La réponse précède la question.", code="answer_first", field="answered_on")
    if answer not in (Answer.GIVEN, Answer.REFUSED, Answer.SILENT):
        raise Refusal("Choisissez une réponse.", code="unknown_answer", field="answer")
    if consent.answer == Answer.WITHDRAWN:
        raise Refusal("Cet accord a été retiré : demandez-le de nouveau.", code="consent_withdrawn")
    before = consent.answer
    consent.answer, consent.answered_on, consent.written = answer, answered_on, written
    consent.save()
    settle(case, contact=None if answer == Answer.SILENT else _noon(answered_on))
    told(case, "consent.answered", by=by, changes={**_about(consent), "answer": [before, answer]})


@transaction.atomic
def withdraw_consent(*, consent: Consent, on: date, by: Actor) -> int:
    """Write that somebody no longer agrees, which they may at any time, in a closed case as well.

    The joint sessions that were planned are cancelled: none takes place without all of them.
    Returns how many. Raises Refusal for a consent that was not given.
    """
    case = held(consent.party.case, closed=True)
    _not_to_come(on, "withdrawn_on")
    if consent.answer != Answer.GIVEN:
        raise Refusal("Seul un accord donné se retire.", code="nothing_to_withdraw")
    consent.answer, consent.withdrawn_on = Answer.WITHDRAWN, on
    consent.save()
    cancelled = 0
    if consent.subject == ConsentSubject.MEDIATION:
        # Those that a closing holds back are not to come back without consent.
        coming = (StepState.PLANNED, StepState.SUSPENDED)
        joint = case.steps.filter(state__in=coming, kind__in=JOINT_STEPS)
        cancelled = joint.update(state=StepState.CANCELLED)
    settle(case, contact=_noon(on))
    told(case, "consent.withdrawn", by=by, changes=_about(consent))
    return cancelled


@transaction.atomic
def write_note(*, case: Case, party: Party | None, text: str, by: Actor) -> Note:
    """Keep a confidential note: of one party, under their key; or of the case, under its own.

    Raises Refusal for a party of another case, or an empty note.
    """
    case = held(case, closed=True)
    if party is not None and party.case_id != case.pk:
        raise Refusal("Choisissez une partie de cette situation.", code="other", field="party")
    if not text.strip():
        raise Refusal("La note est vide.", code="empty_note", field="text")
    note = Note(case=case, party=party, author_id=by.member, written_at=clock.now())
    note.seal(key_of(party or case), text=text.strip())
    note.save(force_insert=True)
    about = {"party": str(party.pk)} if party else {}
    told(case, "note.written", by=by, changes={"note": str(note.pk), **about})
    return note


@transaction.atomic
def share_with_partner(
    *, case: Case, partner: Partner, items: Collection[str], by: Actor
) -> Sharing:
    """Write that these informations were passed on to a partner.

    Raises Refusal when a main party has not agreed to it, item by item, for that partner: an
    information of the case belongs to all of them.
    """
    case = held(case, closed=True)
    if not items or not set(items) <= set(SharedItem.values):
        raise Refusal("Cochez ce qui est transmis.", code="no_items", field="items")
    parties = list(case.parties.filter(erased_at__isnull=True))
    given = Consent.objects.filter(
        party__in=parties, subject=ConsentSubject.SHARING, partner=partner, answer=Answer.GIVEN
    )
    lacking = [item for item in sorted(items) if not _covered(item, parties, list(given))]
    if lacking:
        labels = ", ".join(str(SharedItem(item).label) for item in lacking)
        raise Refusal(
            f"Aucun accord ne couvre la transmission à « {partner} » : {labels}. Demandez-le "
            "d'abord aux parties.",
            code="no_consent",
            field="items",
        )
    sharing = Sharing.objects.create(
        case=case, partner=partner, items=sorted(items), by_id=by.member, at=clock.now()
    )
    sharing.consents.set(given)
    told(case, "case.shared", by=by, changes={"partner": partner.pk, "items": sorted(items)})
    return sharing


def _covered(item: str, parties: Sequence[Party], given: Sequence[Consent]) -> bool:
    """Who they are and how to reach them is each party's own to give: one consent is enough, and
    covers that party only. What happened belongs to them all."""
    agreed = {consent.party_id for consent in given if item in consent.items}
    if item in (SharedItem.IDENTITY, SharedItem.CONTACT):
        return bool(agreed)
    concerned = {party.pk for party in parties if party.role in MAIN_ROLES}
    return bool(concerned) and concerned <= agreed


def _about(consent: Consent) -> dict[str, object]:
    return {
        "party": str(consent.party_id),
        "subject": consent.subject,
        "partner": consent.partner_id,
        "items": consent.items,
    }


def _not_to_come(day: date, field: str) -> None:
    if day > clock.today():
        raise Refusal("Cette date est dans le futur.", code="future", field=field)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
