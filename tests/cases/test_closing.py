"""A closed case: what is no longer offered, and what comes back when it opens again."""

from typing import Any

import pytest
from django.urls import reverse

from entremise.cases import actions
from entremise.cases.models import Case
from entremise.journal.models import JournalLine
from tests.cases.factories import make_case
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
