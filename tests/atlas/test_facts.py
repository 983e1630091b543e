"""The facts of coverage say what its page says, and its figures are those of a slow count."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from entremise.atlas import facts
from entremise.atlas.coverage import coverage, opened
from entremise.core import clock
from entremise.indicators.questions import Period, Question, Scope, answer
from entremise.indicators.refreshing import refresh_all, refresh_marked
from entremise.journal.models import ChangedMonth
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune
from tests.atlas.geography import ALMA, COMMUNES, MOULINS, make_geography, serve
from tests.indicators.slow import SLOW_COVERAGE

pytestmark = pytest.mark.django_db

EVENINGS = "Mo-Fr 18:00-22:00"


def rows_of(day: date) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = facts.month_rows(day.year, day.month).to_pylist()
    return rows


def test_a_row_for_each_qpv_and_commune_of_the_regions_where_one_works() -> None:
    make_geography()
    serve("59350", qpvs=(MOULINS,), opening_hours=EVENINGS)
    rows = {row["qpv"] or row["commune"]: row for row in rows_of(clock.today())}
    assert set(rows) == {*COMMUNES, MOULINS, ALMA}
    assert (rows[MOULINS]["covered"], rows[MOULINS]["evenings"]) == (True, True)
    assert (rows[ALMA]["covered"], rows[ALMA]["services"]) == (False, 0)
    assert rows[MOULINS]["commune"] == "59350"
    assert (rows["62498"]["population"], rows[MOULINS]["population"]) == (33_000, None)
    assert {row["region"] for row in rows.values()} == {"32"}


def test_a_month_is_told_at_its_end() -> None:
    make_geography()
    first = clock.today().replace(day=1)
    before = first - timedelta(days=1)
    serve("59350", closed_on=before - timedelta(days=1), opened_on=date(2020, 1, 1))
    serve("59512", closed_on=before, opened_on=date(2020, 1, 1))
    told = {row["commune"]: row["covered"] for row in rows_of(before) if row["qpv"] is None}
    assert (told["59350"], told["59512"]) == (False, True)
    assert facts.month_rows(first.year + 1, first.month).num_rows == 0


def test_figures_are_those_of_the_page() -> None:
    make_geography()
    serve("59350", qpvs=(MOULINS,), opening_hours=EVENINGS)
    serve("59350", "62498")
    list(refresh_all())
    today = clock.today()
    period = Period(today.replace(day=1), today)
    found = answer(Question(tuple(SLOW_COVERAGE), Scope(region="32"), period, ()))
    places = coverage(opened(Dispositif.objects.all()), Commune.objects.all())
    quarters = [place for place in places if place.is_qpv]
    assert found.totals.values["qpv_covered_share"].number == sum(
        bool(place.services) for place in quarters
    ) / len(quarters)
    assert found.totals.values["communes_served_share"].number == 2 / 4
    assert found.totals.values["population_served_share"].number == pytest.approx(
        (236_000 + 33_000) / sum(people for _, people in COMMUNES.values())
    )
    by_town = answer(Question(("communes_served_share",), Scope(), period, ("departement",)))
    shares = {row.keys[0]: row.values["communes_served_share"].number for row in by_town.rows}
    assert shares == {"59": pytest.approx(1 / 3), "62": 1}


def test_each_night_this_month_is_counted_again() -> None:
    make_geography()
    serve("59350", opened_on=clock.today())
    list(refresh_all())
    serve("59512")
    call_command("mark_coverage")
    mark = ChangedMonth.objects.get(fact=facts.NAME)
    assert mark.month == clock.today().replace(day=1)
    assert [done.fact for done in refresh_marked()] == [facts.NAME]


def test_months_are_the_last_thirteen_or_since_the_first_dispositif() -> None:
    assert facts.months() == []
    make_geography()
    this = clock.today().replace(day=1)
    serve("59350", opened_on=clock.today())
    assert facts.months() == [this]
    serve("59350", opened_on=date(2001, 5, 1))
    assert (len(facts.months()), facts.months()[-1]) == (facts.MONTHS_TOLD, this)
