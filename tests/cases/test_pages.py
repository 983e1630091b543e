"""Pages of disputes: what they show, to whom, and the line each reading leaves."""

from typing import Any

import pytest
from django.urls import reverse

from entremise.cases import actions, queries
from entremise.cases.models import Case, Referral
from entremise.cases.queries import words
from entremise.core import clock
from entremise.journal.models import JournalLine
from tests.cases.factories import (
    all_agree,
    hold,
    make_agreement,
    make_case,
    make_letter,
    make_referral,
)
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

CONFLICT = {"register": "conflict", "temporality": "real_time"}
LIST, SEARCH = reverse("case_list"), reverse("case_search")


@pytest.fixture
def mediator(cast: Cast) -> PageClient:
    return client_of(cast.mediator)


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case the mediator is in charge of."""
    return make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)


def _url(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.pk])


def _lines(verb: str) -> int:
    return JournalLine.objects.filter(verb=verb).count()


def test_the_queue_names_nobody(mediator: PageClient, case: Case) -> None:
    page = mediator.get(LIST).content.decode()
    assert case.number in page
    assert "Nuisances sonores" in page
    assert "Exemple" not in page
    assert _lines("case.read") == 0


def test_filters_are_folded_until_one_is_in_use(mediator: PageClient, case: Case) -> None:
    assert "<details>" in mediator.get(LIST).content.decode()
    assert "<details open>" in mediator.get(LIST, {"late": "on"}).content.decode()


def test_the_next_page_is_of_the_same_queue(
    mediator: PageClient, case: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        make_case(cast.dispositif, by=cast.coordinator.actor)
    make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    first = mediator.get(LIST).context["page"]
    second = mediator.get(LIST, {"after": first.after}).context["page"]
    assert (len(second.rows), second.after) == (1, None)
    assert second.rows[0].mediators.get() == cast.mediator.membership


def test_opening_a_case_shows_it_and_leaves_a_line(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    page = mediator.get(_url("case_detail", case)).content.decode()
    assert "Demandeur Exemple" in page
    line = JournalLine.objects.get(verb="case.read")
    assert (line.subject_id, line.user_id) == (str(case.pk), cast.mediator.actor.user_id)


def test_a_form_that_shows_a_party_leaves_a_line_too(mediator: PageClient, case: Case) -> None:
    page = mediator.get(_url("party_edit", case.parties.all()[0])).content.decode()
    assert "Demandeur Exemple" in page
    assert _lines("case.read") == 1


def test_somebody_is_found_again_and_only_where_one_reads(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    for typed in ("exemple", "EXEMPLE Demandeur", "0320000001", "+33 3 20 00 00 01"):
        assert case.number in mediator.post(SEARCH, {"who": typed}).content.decode(), typed
    assert _lines("case.searched") == 4
    assert "xemple" not in str(list(JournalLine.objects.values_list("changes", flat=True)))
    found = mediator.post(SEARCH, {"who": case.number})
    assert found["Location"] == _url("case_detail", case)
    neighbour = client_of(cast.neighbour_mediator)
    assert case.number not in neighbour.post(SEARCH, {"who": "exemple"}).content.decode()
    assert (
        case.number
        not in client_of(cast.director).post(SEARCH, {"who": "exemple"}).content.decode()
    )


def test_a_whole_mediation_by_its_pages(mediator: PageClient, case: Case, cast: Cast) -> None:
    first, second = case.parties.all()
    today = f"{clock.today():%Y-%m-%d}"
    now = f"{clock.now().astimezone():%Y-%m-%dT%H:%M}"
    for party in (first, second):
        asked = {"subject": "mediation", "asked_on": today, "asked_how": "phone", "answered": "1"}
        there = mediator.post(_url("consent_ask", party), asked)["Location"]
        mediator.post(there, {"answer": "given", "answered_on": today, "written": "on"})
    mediator.post(_url("step_plan", case), {"kind": "round_table", "at": now})
    table = case.steps.get(kind="round_table")
    held = {"at": now, "minutes": 90, "report": "Ils s'entendent.", "parties": [str(first.pk)]}
    mediator.post(_url("step_hold", table), held)
    mediator.post(
        _url("case_agreement", case),
        {"form": "written", "made_on": today, "items": "Pas de musique après 22 h.\nSe prévenir."},
    )
    page = mediator.get(_url("case_detail", case)).content.decode()
    assert "Table ronde" in page
    assert "Pas de musique après 22 h." in page
    mediator.post(_url("case_close", case), {"outcome": "agreement"})
    case.refresh_from_db()
    assert not case.is_open
    mediator.post(_url("case_reopen", case))
    case.refresh_from_db()
    assert case.is_open


def test_a_refused_form_keeps_what_was_typed(mediator: PageClient, case: Case) -> None:
    now = f"{clock.now().astimezone():%Y-%m-%dT%H:%M}"
    page = mediator.post(
        _url("step_plan", case), {"kind": "round_table", "at": now, "place": "Salle du haut"}
    ).content.decode()
    assert "accord de chaque partie" in page
    assert "Salle du haut" in page


def test_a_party_reads_all_that_is_theirs_and_nothing_else(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    by = cast.mediator.actor
    first, second = case.parties.order_by("added_at", "pk")
    applicant, other = (first, second) if first.role == "applicant" else (second, first)
    actions.write_note(case=case, party=applicant, text="Le sien.", by=by)
    actions.write_note(case=case, party=other, text="Celui d'à côté.", by=by)
    all_agree(case, by)
    hold(case, "round_table", by, report="Voisin Exemple s'emporte.")
    make_agreement(case, by)
    page = mediator.get(_url("party_export", other)).content.decode()
    for own in ("Voisin Exemple", "Celui d’à côté", "Pas de musique"):
        assert own in page.replace("'", "’").replace("&#x27;", "’"), own
    for foreign in ("Demandeur Exemple", "Le sien", "s'emporte", "Du bruit la nuit", "03 20"):
        assert foreign not in page, foreign
    assert _lines("party.exported") == 1


def test_the_queue_and_a_case_cost_the_same_for_one_or_ten(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    by = cast.mediator.actor

    def grow(count: int) -> None:
        for _ in range(count):
            _grow()

    def _grow() -> None:
        make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)
        actions.write_note(case=case, party=case.parties.all()[0], text="Encore.", by=by)
        hold(case, "interview", by)
        actions.add_party(
            case=case, role="witness", represents=None, words={"name": "Témoin"}, by=by
        )

    grow(1)
    for url in (LIST, _url("case_detail", case)):
        mediator.get(url)  # the first reading makes the head of the journal
        assert_constant_queries(mediator, url, grow)


def test_somebody_who_asks_is_erased_and_the_others_stay(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    by = cast.mediator.actor
    gone, left = case.parties.get(role="applicant"), case.parties.get(role="other")
    for party in (gone, left):
        actions.write_note(case=case, party=party, text=f"Note, {party.role}.", by=by)
        make_letter(party, by)
    assert "Effacer pour de bon" in mediator.get(_url("party_erase", gone)).content.decode()
    mediator.post(_url("party_erase", gone))
    page = mediator.get(_url("case_detail", case)).content.decode()
    assert "Demandeur Exemple" not in page
    assert "Note, applicant." not in page
    assert "Voisin Exemple" in page
    assert "Note, other." in page
    assert case.referrals.get().erased_at is not None
    assert case.number not in mediator.post(SEARCH, {"who": "Demandeur"}).content.decode()
    assert mediator.get(_url("party_edit", gone)).status_code == 404


def test_a_copy_and_an_erasure_keep_to_one_party(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    by = cast.coordinator.actor
    back = make_referral(
        cast.dispositif, by,
        applicant="Voisin Exemple", other_party="Demandeur Exemple", narrative="Son récit à elle.",
    )  # fmt: skip
    actions.join_case(referral=back, case=case, by=by)
    applicant, other = case.parties.get(role="applicant"), case.parties.get(role="other")
    copy = mediator.get(_url("party_export", applicant)).content.decode()
    assert "Du bruit la nuit." in copy
    assert "Son récit à elle." not in copy
    mediator.post(_url("party_erase", other))
    back.refresh_from_db()
    first = case.referrals.exclude(pk=back.pk).get()
    assert back.erased_at is not None
    assert first.erased_at is None
    assert words(first)["other_party"] == ""
    assert words(first)["narrative"] == "Du bruit la nuit."


def test_rights_outlive_the_archive(mediator: PageClient, case: Case, cast: Cast) -> None:
    by = cast.coordinator.actor
    actions.close_case(case=case, outcome="moved", by=by)
    actions.archive_case(row=case, by=by)
    party = case.parties.get(role="applicant")
    assert mediator.get(_url("case_detail", case)).status_code == 302
    assert "Demandeur" in mediator.get(_url("party_export", party)).content.decode()
    mediator.post(_url("party_erase", party))
    party.refresh_from_db()
    assert party.erased_at is not None


@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59", "1900-05-05T10:00"])
def test_a_year_nobody_means_is_a_slip(mediator: PageClient, case: Case, at: str) -> None:
    page = mediator.post(_url("step_plan", case), {"kind": "interview", "at": at})
    assert "année de cette date" in page.content.decode()
    assert case.steps.count() == 1


def test_a_partner_refers_and_learns_only_that_it_was_dealt_with(cast: Cast) -> None:
    partner = client_of(cast.partner)
    told = {
        "dispositif": cast.dispositif.pk,
        "topic": "noise",
        "narrative": "Deux locataires se disputent.",
        "applicant": "Locataire Exemple",
        "informed": "on",
    }
    without = {name: value for name, value in told.items() if name != "informed"}
    assert "Prévenez" in partner.post(reverse("partner_referral_new"), without).content.decode()
    partner.post(reverse("partner_referral_new"), told)
    referral = Referral.objects.get()
    assert (referral.origin, referral.organisation) == ("commune", cast.funder)
    assert partner.get(_url("referral_detail", referral)).status_code == 404
    actions.exclude_referral(referral=referral, motive="in_court", by=cast.coordinator.actor)
    page = partner.get(reverse("partner_referrals")).content.decode()
    assert "suite donnée" in page
    assert "judiciaire" not in page
    assert "Locataire" not in page
    elsewhere = {**told, "dispositif": cast.other_dispositif.pk}
    partner.post(reverse("partner_referral_new"), elsewhere)
    assert Referral.objects.count() == 1


def test_scripts_in_every_text_are_shown_as_text(mediator: PageClient, cast: Cast) -> None:
    attack = "<script>alert(1)</script>"
    case = make_case(
        cast.dispositif, cast.mediator.membership,
        by=cast.coordinator.actor, narrative=attack, applicant=attack, other_party=attack,
        address=attack,
    )  # fmt: skip
    by = cast.mediator.actor
    actions.rewrite_summary(case=case, summary=attack, by=by)
    actions.write_note(case=case, party=None, text=attack, by=by)
    all_agree(case, by)
    hold(case, "round_table", by, report=attack, place=attack)
    actions.record_agreement(case=case, how="oral", made_on=clock.today(), items=[attack], by=by)
    for url in (_url("case_detail", case), _url("party_export", case.parties.all()[0])):
        page = mediator.get(url).content.decode()
        assert attack not in page
        assert "&lt;script&gt;" in page
