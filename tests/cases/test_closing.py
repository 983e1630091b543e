"""A closed case: what is no longer offered, and what comes back when it opens again."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from entremise.cases import actions
from entremise.cases.enums import StepKind, StepState
from entremise.cases.models import Case
from entremise.core import clock
from entremise.journal.models import JournalLine
from tests.cases.factories import all_agree, make_agreement, make_case
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def mediator(cast: Cast) -> PageClient:
    return client_of(cast.mediator)


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case the mediator is in charge of."""
    return make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)


def _url(name: str, thing: Any) -> str:
    return reverse(name, args=[thing.pk])


def test_a_form_that_a_closed_case_would_refuse_is_not_shown(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    party, step = case.parties.all()[0], case.steps.get()
    actions.close_case(case=case, outcome="moved", by=cast.mediator.actor)
    forms = [("attachment_new", case), ("step_plan", case), ("case_agreement", case)]
    forms += [("party_edit", party), ("consent_ask", party), ("step_hold", step)]
    shown = mediator.get(_url("case_detail", case)).content.decode()
    for name, thing in forms:
        page = mediator.get(_url(name, thing))
        assert page.status_code == 409, name
        assert "est close. Rouvrez-la" in page.content.decode()
        assert f'"{_url(name, thing)}"' not in shown
    # The case was read once; a form that was refused showed nothing.
    assert JournalLine.objects.filter(verb="case.read").count() == 1


def test_what_was_typed_while_somebody_closed_stays_on_screen(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    actions.close_case(case=case, outcome="moved", by=cast.mediator.actor)
    page = mediator.post(_url("case_summary", case), {"summary": "Ils se parlent encore."})
    assert "Ils se parlent encore." in page.content.decode()
    assert "est close" in page.content.decode()


def test_reopening_gives_back_what_the_closing_cancelled_and_nothing_else(
    mediator: PageClient, case: Case, cast: Cast
) -> None:
    by = cast.mediator.actor
    all_agree(case, by)
    actions.cancel_step(step=case.steps.get(), by=by)  # somebody's own decision stays
    make_agreement(case, by)
    planned = list(case.steps.filter(state=StepState.PLANNED).order_by("at"))
    closing = mediator.get(_url("case_close", case)).content.decode()
    assert "2 étapes prévues sont annulées" in closing
    mediator.post(_url("case_close", case), {"outcome": "agreement"})
    shown = mediator.get(_url("case_detail", case)).content.decode()
    assert shown.count("annulée à la clôture") == 2
    with clock.hold(clock.now() + timedelta(days=40)):
        mediator.post(_url("case_reopen", case))
        shown = mediator.get(_url("case_detail", case)).content.decode()
        assert "2 étapes prévues sont revenues" in shown
        assert "en retard" in shown
    back = case.steps.filter(state=StepState.PLANNED).order_by("at")
    assert [(step.pk, step.at) for step in back] == [(step.pk, step.at) for step in planned]
    assert case.steps.get(kind=StepKind.PROPOSAL).state == StepState.CANCELLED
    case.refresh_from_db()
    assert (case.next_step, case.next_at) == (StepKind.FOLLOW_UP, planned[0].at)


def test_a_joint_session_does_not_come_back_without_consent(case: Case, cast: Cast) -> None:
    by = cast.mediator.actor
    all_agree(case, by)
    table = actions.plan_step(
        case=case, kind=StepKind.ROUND_TABLE, at=clock.now(), parties=(), mediators=(), place="",
        by=by,
    )  # fmt: skip
    actions.close_case(case=case, outcome="failed", by=by)
    consent = case.parties.all()[0].consents.get()
    assert actions.withdraw_consent(consent=consent, on=clock.today(), by=by) == 1
    assert actions.reopen_case(case=case, by=by) == 1  # the proposal
    table.refresh_from_db()
    assert table.state == StepState.CANCELLED
