"""What comes is told the day before, what is late every week, and names nobody."""

from datetime import timedelta

import pytest

from entremise.cases import actions
from entremise.cases.models import Case
from entremise.core import clock
from entremise.journal.models import JournalLine
from tests.cases.factories import make_case
from tests.support.cast import Cast

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("tasks_at_once"),
]


@pytest.fixture
def case(cast: Cast) -> Case:
    """Its proposal is due in a week."""
    return make_case(cast.dispositif, cast.mediator.membership, by=cast.coordinator.actor)


def _after(days: float) -> int:
    with clock.hold(clock.now() + timedelta(days=days)):
        return actions.remind_steps()


def test_a_step_is_told_once_before_its_day_and_weekly_once_late(
    case: Case, cast: Cast, mailoutbox: list
) -> None:
    assert _after(3) == 0
    assert _after(6) == 1
    assert _after(6.1) == 0
    (mail,) = mailoutbox
    assert mail.to == [cast.mediator.membership.user.email]
    assert case.number in mail.body
    assert "Exemple" not in mail.body + mail.subject
    assert _after(9) == 0
    assert _after(14) == 1
    assert "en retard" in mailoutbox[-1].body
    assert JournalLine.objects.filter(verb="steps.reminded").count() == 2


def test_a_case_nobody_is_in_charge_of_is_told_to_its_coordinators(
    case: Case, cast: Cast, mailoutbox: list
) -> None:
    actions.step_back(case=case, by=cast.mediator.actor)
    assert _after(6) == 1
    assert mailoutbox[0].to == [cast.coordinator.membership.user.email]


def test_a_closed_case_reminds_nobody_of_anything(case: Case, cast: Cast) -> None:
    actions.close_case(case=case, outcome="moved", by=cast.mediator.actor)
    assert _after(6) == 0
