"""The facts of support say what its page of figures says."""

from datetime import date

import pytest

from entremise.core import clock
from entremise.indicators.questions import Answer, Period, Question, Scope, answer
from entremise.indicators.refreshing import refresh_all
from entremise.structures.actions import merge_structures
from entremise.support import actions, facts
from entremise.support.enums import Outcome
from entremise.support.figures import figures
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.supports.factories import (
    days_ago,
    make_dla,
    make_meeting,
    make_track,
    mission_of,
    plan_meeting,
)
from tests.territories.factories import make_commune

pytestmark = pytest.mark.django_db
CODES = ("meetings", "structures_met")
STOCK = ("structures_accompanied", "tracks", "dlas", "structures_in_dlas")


def asked(codes: tuple[str, ...], scope: Scope, *by: str) -> Answer:
    """The figures of everything until today."""
    start = date(clock.today().year - 3, 1, 1)
    return answer(Question(codes, scope, Period(start, clock.today()), by))


def numbers(codes: tuple[str, ...], scope: Scope) -> list[float | None]:
    found = asked(codes, scope).totals.values
    return [found[code].number for code in codes]


def test_meetings_are_those_of_the_page(cast: Cast) -> None:
    lille = make_commune()
    town = make_structure("Ville de Lille", actor_type="commune", commune=lille)
    make_meeting(town, cast.structure, on=days_ago(400))
    make_meeting(town)
    plan_meeting(cast.neighbour)
    make_meeting(town, region="93")
    list(refresh_all())
    region = Scope(region="32", small_count=5)
    assert numbers(CODES, region) == [2, 2]
    page = {card.label: card.value for card in figures(cast.regional.actor).cards}
    assert page["Rencontres tenues"] == 2
    assert page["Structures en relation avec la mission"] == 2
    own = Scope(structure_id=cast.structure.pk)
    assert numbers(CODES, own) == [1, 1]
    assert numbers(CODES, Scope(funder_id=cast.funder.pk, small_count=5)) == [0, 0]
    told = {
        row.keys[0]: row.values["meetings"].number for row in asked(CODES, region, "actor").rows
    }
    assert told == {"commune": 2, "association": 1}


def test_supports_are_those_that_run_at_the_end(cast: Cast) -> None:
    by = mission_of()
    over = make_track(cast.structure, opened_on=days_ago(300))
    actions.close_track(track=over, on=days_ago(200), outcome=Outcome.REACHED, by=by)
    make_track(cast.structure)
    make_dla(cast.structure, cast.neighbour)
    make_dla(cast.neighbour, starts_on=days_ago(-20))
    list(refresh_all())
    assert numbers(STOCK, Scope(region="32", small_count=5)) == [2, 1, 1, 2]
    assert numbers(STOCK, Scope(structure_id=cast.neighbour.pk)) == [1, 0, 1, 1]
    before = days_ago(240)
    (row,) = facts.support_rows(before.year, before.month).to_pylist()
    assert (row["form"], row["structure_id"]) == ("track", cast.structure.pk)
    after = days_ago(150)
    assert facts.support_rows(after.year, after.month).num_rows == 0
    later = days_ago(-40)
    assert facts.support_rows(later.year, later.month).num_rows == 0


def test_facts_hold_no_words(cast: Cast) -> None:
    make_meeting(cast.structure, subject="Mot tu", minutes="Mot tu")
    make_track(cast.structure, purpose="Mot tu")
    today = clock.today()
    for table in (facts.MEETINGS, facts.SUPPORTS):
        for month in {days_ago(1).replace(day=1), today.replace(day=1)}:
            assert "Mot" not in str(table.month_rows(month.year, month.month).to_pylist())


def test_structures_that_were_one_are_met_as_one(cast: Cast) -> None:
    twin = make_structure("Citéo, Lille")
    make_meeting(twin)
    make_meeting(cast.structure)
    merge_structures(kept=cast.structure, gone=twin, by=cast.regional.actor)
    list(refresh_all())
    assert numbers(CODES, Scope(region="32")) == [2, 1]
