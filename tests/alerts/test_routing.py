"""To whom an alert goes: the most precise category, then the most precise territory."""

from datetime import timedelta

import pytest

from entremise.alerts import reference
from entremise.alerts.enums import State
from entremise.alerts.models import validate_categories
from entremise.alerts.routing import addressee_for
from entremise.core import clock
from entremise.structures.enums import PartnerCategory
from tests.alerts.factories import make_addressee, make_alert
from tests.support.cast import Cast
from tests.territories.factories import make_commune

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LILLE = {"label": "Hall 3", "commune": "59350"}


def test_the_tree_has_two_levels_and_every_delay() -> None:
    assert [item.code for item in reference.branches()] == ["technical", "social"]
    assert reference.category("squat").branch == "social"
    for found in reference.categories().values():
        assert found.branch in reference.branch_labels()
        assert found.addressee in PartnerCategory.labels
        for danger in (True, False):
            assert found.remind_after(danger=danger) < found.escalate_after(danger=danger)
        assert found.remind_after(danger=True) < found.remind_after(danger=False)


def test_delays_of_a_category_win_over_those_of_its_branch() -> None:
    assert reference.category("lift").remind_after(danger=False) == timedelta(hours=24)
    assert reference.category("lighting").remind_after(danger=False) == timedelta(hours=72)
    assert reference.category("lift").remind_after(danger=True) == timedelta(hours=4)


def test_the_most_precise_wins(cast: Cast) -> None:
    lille = make_commune("59350", "Lille")
    everything = make_addressee(cast.structure)
    here = make_addressee(cast.structure, [lille])
    branch = make_addressee(cast.structure, categories=["technical"])
    branch_here = make_addressee(cast.structure, [lille], categories=["technical"])
    leaf = make_addressee(cast.structure, categories=["social", "lift"])
    order = [leaf, branch_here, branch, here, everything]
    alert = make_alert(cast.mediator, cast.dispositif, place=LILLE)
    for expected in order:
        assert addressee_for(alert, clock.today()) == expected
        type(expected).objects.filter(pk=expected.pk).update(ends_on=expected.starts_on)
    assert addressee_for(alert, clock.today()) is None


def test_nobody_answers_for_other_categories_nor_elsewhere(cast: Cast) -> None:
    roubaix = make_commune("59512", "Roubaix")
    make_addressee(cast.structure, categories=["social", "lighting"])
    make_addressee(cast.structure, [roubaix])
    make_addressee(cast.neighbour)
    alert = make_alert(cast.mediator, cast.dispositif, place=LILLE)
    assert addressee_for(alert, clock.today()) is None
    assert alert.state == State.SIGNALLED


def test_an_unknown_place_goes_to_those_who_answer_everywhere(cast: Cast) -> None:
    cast.dispositif.communes.add(make_commune("59512", "Roubaix"))  # two: nobody can tell which
    make_addressee(cast.structure, [make_commune("59350", "Lille")])
    alert = make_alert(cast.mediator, cast.dispositif)
    assert alert.commune is None
    assert addressee_for(alert, clock.today()) is None
    everywhere = make_addressee(cast.structure)
    assert addressee_for(alert, clock.today()) == everywhere


@pytest.mark.parametrize("wrong", ["lift", ["nothing"], [1], {"lift": 1}])
def test_only_codes_of_the_tree_are_kept(wrong: object) -> None:
    with pytest.raises(Exception, match="n'existe pas"):
        validate_categories(wrong)
