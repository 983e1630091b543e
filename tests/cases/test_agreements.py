"""An agreement recorded by mistake is corrected or taken back, and its visits with it."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from entremise.cases import actions
from entremise.cases.enums import Stage, StepKind, StepState
from entremise.cases.models import Agreement, AgreementItem, Case
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from tests.cases.factories import all_agree, hold, make_agreement, make_case
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def mediator(cast: Cast) -> PageClient:
    return client_of(cast.mediator)


@pytest.fixture
def agreement(cast: Cast) -> Agreement:
    """Made today, in a case the mediator is in charge of."""
    by = cast.mediator.actor
    case = make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)
    all_agree(case, by)
    hold(case, StepKind.PROPOSAL, by, minutes=None)
    return make_agreement(case, by)


def _url(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.pk])


def _days(case: Case) -> list[int]:
    """In how many days the visits are planned."""
    visits = case.steps.filter(kind=StepKind.FOLLOW_UP, state=StepState.PLANNED).order_by("at")
    return [(timezone.localdate(step.at) - clock.today()).days for step in visits]


def test_a_correction_says_it_again_and_moves_the_visits(
    mediator: PageClient, agreement: Agreement, cast: Cast
) -> None:
    case, url = agreement.case, _url("agreement_edit", agreement)
    form = mediator.get(url).context["form"]
    assert form["items"].value() == "Pas de musique après 22 h.\nPrévenir avant une fête."
    assert JournalLine.objects.filter(verb="case.read").count() == 1
    made_on = clock.today() - timedelta(days=5)
    told = {"form": "oral", "made_on": f"{made_on:%Y-%m-%d}", "items": "Pas de musique après 21 h."}
    mediator.post(url, told)
    page = mediator.get(_url("case_detail", case)).content.decode()
    assert "Pas de musique après 21 h." in page
    assert "Prévenir avant une fête." not in page
    assert "Accord oral" in page
    assert AgreementItem.objects.count() == 1
    assert _days(case) == [25, 85]
    line = JournalLine.objects.get(verb="agreement.corrected")
    assert line.changes["form"] == ["written", "oral"]
    assert "musique" not in str(line.changes)


def test_a_visit_set_on_another_day_stays_there(agreement: Agreement, cast: Cast) -> None:
    by, first = cast.mediator.actor, agreement.follow_ups.order_by("at")[0]
    actions.move_step(
        step=first, at=first.at + timedelta(days=2), parties=(), mediators=(), place="", by=by
    )
    actions.correct_agreement(
        agreement=agreement, how="oral", made_on=clock.today() - timedelta(days=5),
        items=["Se parler."], by=by,
    )  # fmt: skip
    assert _days(agreement.case) == [32, 85]


@pytest.mark.parametrize(
    ("wrong", "code"), [({"items": [" "]}, "no_items"), ({"days": 1}, "future")]
)
def test_a_correction_has_the_rules_of_an_agreement(
    agreement: Agreement, cast: Cast, wrong: dict[str, Any], code: str
) -> None:
    said = {"items": wrong.get("items", ["Se parler."])}
    made_on = clock.today() + timedelta(days=wrong.get("days", 0))
    with pytest.raises(Refusal) as refused:
        actions.correct_agreement(
            agreement=agreement, how="oral", made_on=made_on, by=cast.mediator.actor, **said
        )
    assert refused.value.code == code
    assert agreement.items.count() == 2


def test_an_agreement_taken_back_takes_its_visits(
    mediator: PageClient, agreement: Agreement, cast: Cast
) -> None:
    case = agreement.case
    case.refresh_from_db()
    assert case.stage == Stage.FOLLOW_UP
    mediator.post(_url("agreement_cancel", agreement))
    case.refresh_from_db()
    assert (case.stage, case.next_step) == (Stage.INTERVIEWS, "")
    assert not case.steps.filter(kind=StepKind.FOLLOW_UP).exists()
    assert not AgreementItem.objects.exists()
    assert "Pas de musique" not in mediator.get(_url("case_detail", case)).content.decode()
    assert JournalLine.objects.filter(verb="agreement.cancelled").count() == 1


def test_recording_offers_to_take_it_back(mediator: PageClient, agreement: Agreement) -> None:
    told = {"form": "oral", "made_on": f"{clock.today():%Y-%m-%d}", "items": "Se parler."}
    mediator.post(_url("case_agreement", agreement.case), told)
    kept = Agreement.objects.exclude(pk=agreement.pk).get()
    page = mediator.get(_url("case_detail", agreement.case)).content.decode()
    assert page.count(f'action="{_url("agreement_cancel", kept)}"') == 2  # the notice, the story


def test_what_a_visit_has_seen_is_not_taken_back(
    mediator: PageClient, agreement: Agreement, cast: Cast
) -> None:
    hold(agreement.case, StepKind.FOLLOW_UP, cast.mediator.actor, kept="kept")
    page = mediator.post(_url("agreement_cancel", agreement))
    assert page.status_code == 409
    assert "Corrigez-le" in page.content.decode()
    assert agreement.items.count() == 2


def test_a_closed_case_keeps_its_agreement(
    mediator: PageClient, agreement: Agreement, cast: Cast
) -> None:
    actions.close_case(case=agreement.case, outcome="agreement", by=cast.mediator.actor)
    page = mediator.get(_url("case_detail", agreement.case)).content.decode()
    for name in ("agreement_edit", "agreement_cancel"):
        assert _url(name, agreement) not in page
    assert mediator.post(_url("agreement_cancel", agreement)).status_code == 409
    assert Agreement.objects.filter(pk=agreement.pk).exists()
