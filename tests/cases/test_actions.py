"""The rules of a dispute: who must agree before what, and what is never written in clear."""

from datetime import timedelta

import pytest

from entremise.cases import actions
from entremise.cases.enums import (
    Answer,
    AskedHow,
    ConsentSubject,
    PartyRole,
    ReferralState,
    SharedItem,
    Stage,
    StepKind,
    StepState,
)
from entremise.cases.models import Case, Party, Referral, Step
from entremise.cases.queries import words
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from tests.cases.factories import all_agree, answer, hold, make_agreement, make_case, make_referral
from tests.structures.factories import make_partner
from tests.support.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case of two parties, the mediator in charge."""
    return make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)


def _refused(code: str, action: object, **kwargs: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        action(**kwargs)  # type: ignore[operator]
    assert caught.value.code == code
    return caught.value


def test_a_referral_is_numbered_sealed_and_acknowledged(cast: Cast) -> None:
    referral = make_referral(cast.dispositif, cast.mediator.actor, narrative="Du bruit.")
    other = make_referral(cast.dispositif, cast.mediator.actor)
    year = clock.today().year
    assert [referral.number, other.number] == [f"S{year}-0001", f"S{year}-0002"]
    assert referral.acknowledged_at is not None
    assert words(referral)["narrative"] == "Du bruit."
    assert "bruit" not in str(Referral.objects.filter(pk=referral.pk).values())


def test_a_letter_waits_for_its_answer(cast: Cast) -> None:
    letter = make_referral(cast.dispositif, cast.mediator.actor, channel="mail")
    assert letter.acknowledged_at is None
    actions.acknowledge(referral=letter, by=cast.coordinator.actor)
    letter.refresh_from_db()
    assert letter.acknowledged_at is not None


def test_an_acknowledgement_leaves_by_mail_without_what_was_told(
    cast: Cast,
    mailoutbox: list,
    tasks_at_once: None,
    django_capture_on_commit_callbacks: object,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        referral = make_referral(
            cast.dispositif, narrative="Un secret.", email="demandeur@example.org"
        )
    (mail,) = mailoutbox
    assert mail.to == ["demandeur@example.org"]
    assert referral.number in mail.subject
    assert "secret" not in mail.body


def test_opening_a_case_makes_its_parties_and_what_comes_first(case: Case) -> None:
    roles = {party.role: words(party)["name"] for party in case.parties.all()}
    assert roles == {PartyRole.APPLICANT: "Demandeur Exemple", PartyRole.OTHER: "Voisin Exemple"}
    assert (case.stage, case.next_step) == (Stage.TO_PROPOSE, StepKind.PROPOSAL)
    assert case.next_at is not None
    assert timedelta(days=6) < case.next_at - clock.now() < timedelta(days=8)
    assert case.referrals.get().state == ReferralState.ADMITTED


def test_a_landlord_refers_for_somebody_who_becomes_the_party(cast: Cast) -> None:
    case = make_case(cast.dispositif, origin="landlord", applicant="Locataire Exemple")
    assert words(case.parties.get(role=PartyRole.APPLICANT))["name"] == "Locataire Exemple"


def test_a_decision_is_taken_once_and_can_be_undone(cast: Cast) -> None:
    by = cast.coordinator.actor
    referral = make_referral(cast.dispositif, by)
    _refused("unknown_motive", actions.exclude_referral, referral=referral, motive="x", by=by)
    actions.exclude_referral(referral=referral, motive="in_court", by=by)
    _refused("referral_decided", actions.admit_referral, referral=referral, mediators=(), by=by)
    actions.examine_again(referral=referral, by=by)
    _refused(
        "unknown_third_party", actions.redirect_referral,
        referral=referral, third_party="law", partner=None, by=by,
    )  # fmt: skip
    actions.redirect_referral(referral=referral, third_party="conciliator", partner=None, by=by)
    actions.examine_again(referral=referral, by=by)
    case = actions.admit_referral(referral=referral, mediators=(), by=by)
    _refused("referral_has_a_case", actions.examine_again, referral=referral, by=by)
    assert case.referrals.get() == referral


def test_a_second_referral_joins_the_case_it_is_about(case: Case, cast: Cast) -> None:
    by = cast.coordinator.actor
    second = make_referral(cast.dispositif, by)
    actions.join_case(referral=second, case=case, by=by)
    assert set(case.referrals.values_list("state", flat=True)) == {ReferralState.ADMITTED}
    assert case.referrals.count() == 2
    away = make_case(cast.neighbour_dispositif)
    third = make_referral(cast.dispositif, by)
    _refused("other_structure", actions.join_case, referral=third, case=away, by=by)


def test_stages_follow_what_happens(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor

    def stage() -> str:
        case.refresh_from_db()
        return case.stage

    hold(case, StepKind.PROPOSAL, by, minutes=None)
    assert stage() == Stage.ANSWERS
    first, second = case.parties.all()
    answer(first, by)
    assert stage() == Stage.ANSWERS
    answer(second, by)
    assert stage() == Stage.INTERVIEWS
    hold(case, StepKind.ROUND_TABLE, by)
    assert stage() == Stage.MEDIATION
    make_agreement(case, by)
    assert (stage(), case.next_step) == (Stage.FOLLOW_UP, StepKind.FOLLOW_UP)
    hold(case, StepKind.FOLLOW_UP, by, kept="kept")
    actions.close_case(case=case, outcome="agreement", by=by)
    assert (stage(), case.next_at) == (Stage.CLOSED, None)
    assert not case.steps.filter(state=StepState.PLANNED).exists()
    actions.reopen_case(case=case, by=by)
    assert (stage(), case.reopened) == (Stage.FOLLOW_UP, 1)


def test_no_joint_session_without_everybody_s_consent(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor
    planned = {
        "case": case, "kind": StepKind.ROUND_TABLE, "at": clock.now(), "parties": (),
        "mediators": (), "place": "", "by": by,
    }  # fmt: skip
    _refused("no_consent", actions.plan_step, **planned)
    first, second = case.parties.all()
    answer(first, by)
    answer(second, by, Answer.REFUSED)
    _refused("no_consent", actions.plan_step, **planned)
    consent = answer(second, by)
    table = actions.plan_step(**planned)
    assert actions.withdraw_consent(consent=consent, on=clock.today(), by=by) == 1
    table.refresh_from_db()
    assert table.state == StepState.CANCELLED
    _refused("no_consent", actions.plan_step, **planned)
    again = {"consent": consent, "on": clock.today(), "by": by}
    _refused("nothing_to_withdraw", actions.withdraw_consent, **again)


def test_silence_is_not_consent(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor
    first, second = case.parties.all()
    answer(first, by)
    answer(second, by, Answer.SILENT)
    _refused(
        "no_consent", actions.record_agreement,
        case=case, how="oral", made_on=clock.today(), items=["Se parler."], by=by,
    )  # fmt: skip


def test_an_agreement_plans_its_two_visits(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor
    all_agree(case, by)
    make_agreement(case, by)
    days = [
        (step.at.date() - clock.today()).days
        for step in case.steps.filter(kind=StepKind.FOLLOW_UP).order_by("at")
    ]
    assert days == [30, 90]


def test_what_is_held_is_past_lasts_and_finds(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor
    step = case.steps.get()
    held = {
        "step": step, "at": clock.now(), "minutes": None, "parties": (), "mediators": (),
        "place": "", "report": "", "by": by,
    }  # fmt: skip
    _refused("future", actions.hold_step, **{**held, "at": clock.now() + timedelta(hours=1)})
    interview = actions.plan_step(
        case=case, kind=StepKind.INTERVIEW, at=clock.now(), parties=(), mediators=(), place="",
        by=by,
    )  # fmt: skip
    _refused("no_duration", actions.hold_step, **{**held, "step": interview})
    actions.hold_step(**held)
    _refused("step_not_planned", actions.hold_step, **held)


def test_sharing_wants_a_consent_for_each_item(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor
    partner = make_partner(cast.structure, "Bailleur du quartier")
    first, second = case.parties.all()

    def agree(party: Party, *items: str) -> None:
        consent = actions.ask_consent(
            party=party, subject=ConsentSubject.SHARING, partner=partner, items=items,
            asked_on=clock.today(), asked_how=AskedHow.IN_PERSON, by=by,
        )  # fmt: skip
        actions.record_answer(
            consent=consent, answer=Answer.GIVEN, answered_on=clock.today(), written=False, by=by
        )

    def share(*items: str) -> None:
        actions.share_with_partner(case=case, partner=partner, items=items, by=by)

    with pytest.raises(Refusal, match="description de la situation"):
        share(SharedItem.SITUATION)
    agree(first, SharedItem.SITUATION, SharedItem.CONTACT)
    with pytest.raises(Refusal):
        share(SharedItem.SITUATION)  # what happened belongs to both
    agree(second, SharedItem.SITUATION)
    share(SharedItem.SITUATION, SharedItem.CONTACT)
    with pytest.raises(Refusal):
        share(SharedItem.AGREEMENT)
    elsewhere = make_partner(cast.structure, "Mairie")
    with pytest.raises(Refusal):
        actions.share_with_partner(
            case=case, partner=elsewhere, items=[SharedItem.SITUATION], by=by
        )
    assert case.sharings.get().items == [SharedItem.CONTACT, SharedItem.SITUATION]


def test_a_note_on_a_party_is_sealed_under_their_key(case: Case, cast: Cast) -> None:
    party = case.parties.all()[0]
    note = actions.write_note(case=case, party=party, text="Il est seul.", by=cast.mediator.actor)
    about_all = actions.write_note(case=case, party=None, text="À deux.", by=cast.mediator.actor)
    assert note.key_id == party.key_id != case.key_id == about_all.key_id
    other = make_case(cast.other_dispositif)
    _refused(
        "other", actions.write_note,
        case=other, party=party, text="x", by=cast.mediator.actor,
    )  # fmt: skip


def test_a_closed_case_changes_no_more(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor
    actions.close_case(case=case, outcome="out_of_reach", by=by)
    _refused("case_closed", actions.rewrite_summary, case=case, summary="x", by=by)
    _refused("case_closed", actions.close_case, case=case, outcome="failed", by=by)
    assert case.steps.get().state == StepState.SUSPENDED


def test_every_write_has_its_line_and_none_says_a_word(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor
    actions.rewrite_summary(case=case, summary="Voisin Exemple crie.", by=by)
    all_agree(case, by)
    hold(case, StepKind.ROUND_TABLE, by, report="Demandeur Exemple a pleuré.")
    make_agreement(case, by)
    actions.write_note(case=case, party=case.parties.all()[0], text="Voisin seul.", by=by)
    lines = JournalLine.objects.filter(structure_id=cast.structure.pk)
    verbs = set(lines.values_list("verb", flat=True))
    assert {"case.summed_up", "step.held", "agreement.made", "note.written"} <= verbs
    said = str(list(lines.values_list("changes", flat=True)))
    for word in ("Exemple", "crie", "pleuré", "seul", "musique", "Maison"):
        assert word not in said


def test_a_broken_glass_has_a_reason_and_an_end(case: Case, cast: Cast) -> None:
    by = cast.director.actor
    for reason in ("urgent", "aaaaaaaaaaaaaaa", "urgence urgence URGENCE", "12 345 678", "a b c d"):
        _refused("no_reason", actions.break_glass, case=case, reason=reason, hours=1, by=by)
    _refused(
        "too_long", actions.break_glass,
        case=case, reason="Une plainte du voisin.", hours=73, by=by,
    )  # fmt: skip
    access = actions.break_glass(case=case, reason="Une plainte du voisin.", hours=1, by=by)
    assert access.until - access.opened_at == timedelta(hours=1)
    assert words(access)["reason"] == "Une plainte du voisin."


def test_nothing_planned_is_due_since_then(case: Case, cast: Cast) -> None:
    step: Step = case.steps.get()
    actions.cancel_step(step=step, by=cast.mediator.actor)
    case.refresh_from_db()
    assert case.next_step == ""
    assert case.next_at is not None
    assert case.next_at <= clock.now()
