"""Counts that are not of people: shown small as they are, by a mark on their table alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from django.utils.module_loading import import_string
from pytest_django import Settings

from config.settings.figures import FACT_TABLES
from entremise.core.errors import Refusal
from entremise.core.facts import FactTable
from entremise.indicators.questions import (
    Answer,
    Period,
    Question,
    Row,
    Scope,
    answer,
    small_count_of,
)
from entremise.portal.boards import View, board
from entremise.reports.frame import Window
from entremise.reports.outline import Breakdown, Said
from entremise.reports.panels import panel_of
from tests.indicators import sample, sample_alerts
from tests.support.cast import Cast
from tests.support.client import client_of

# The same rows, said to be of nobody: alerts are secret, and only lend their columns here.
OPEN = replace(sample_alerts.SAMPLE, secret=False)
OPEN_PATH = f"{__name__}.OPEN"
PERIOD = Period(date(2026, 1, 1), date(2026, 3, 31))
OUTSIDE = Scope(funder_id=11, small_count=5)
CODES = ("alerts", "danger_alerts", "alerts_on_time_share", "alerts_mean_answer")
BY_CATEGORY = Breakdown("categories", "Alertes par catégorie", "alerts", "category", "Catégorie")

# Whoever adds a table here says that none of its rows is about a person.
OPEN_TABLES = {
    "positions", "position_moves", "meetings", "supports", "coverage", "structures", "dispositifs",
}  # fmt: skip


@pytest.fixture
def is_open(settings: Settings) -> None:
    """The table of alerts of these tests is marked as open."""
    settings.FACT_TABLES = [OPEN_PATH, sample.PATH]


def test_which_tables_are_open() -> None:
    tables: list[FactTable] = [import_string(path) for path in FACT_TABLES]
    assert {table.name for table in tables if not table.secret} == OPEN_TABLES
    assert {"activities", "alerts", "referrals", "cases"}.isdisjoint(OPEN_TABLES)


def test_a_table_is_secret_unless_it_says_otherwise() -> None:
    assert small_count_of(OUTSIDE, sample_alerts.SAMPLE) == 5
    assert small_count_of(Scope(structure_id=1), sample_alerts.SAMPLE) == 0
    assert small_count_of(OUTSIDE, OPEN) == 0


@pytest.mark.usefixtures("is_open")
@pytest.mark.parametrize("by", [(), ("category",), ("month", "branch")], ids="-".join)
def test_outsiders_read_an_open_table_as_the_structure_does(by: tuple[str, ...]) -> None:
    sample_alerts.write(3, 30)
    outside = answer(Question(CODES, OUTSIDE, PERIOD, by))
    inside = answer(Question(CODES, Scope(funder_id=11), PERIOD, by))
    assert [(row.keys, row.values) for row in _lines(outside)] == [
        (row.keys, row.values) for row in _lines(inside)
    ]
    if by:
        assert any(0 < (row.values["alerts"].number or 0) < 5 for row in outside.rows)


def test_the_same_rows_without_the_mark_stay_secret() -> None:
    sample_alerts.write(3, 30)
    told = answer(Question(CODES, OUTSIDE, PERIOD, ("category",)))
    assert any(row.values["alerts"].state == "suppressed" for row in told.rows)


@pytest.mark.usefixtures("is_open")
def test_a_filter_of_an_open_table_may_keep_several_codes() -> None:
    sample_alerts.write(3, 30)
    filters = {"category": ("lift", "tags"), "danger": (True,)}
    found = answer(Question(("alerts",), OUTSIDE, PERIOD, ("month",), filters))
    inside = answer(Question(("alerts",), Scope(funder_id=11), PERIOD, ("month",), filters))
    assert [row.values for row in found.rows] == [row.values for row in inside.rows]


@pytest.mark.usefixtures("is_open")
def test_a_funder_does_not_read_the_others_even_in_an_open_table() -> None:
    sample_alerts.write(3, 30)
    with pytest.raises(Refusal, match="entre les financeurs"):
        answer(Question(("alerts",), OUTSIDE, PERIOD, ("funder",)))


class _Asker:
    """Asks as a funder's report does."""

    order = Window(2026, PERIOD.start, PERIOD.end, 5)

    def __call__(self, *indicators: str, by: str = "") -> Answer:
        return answer(Question(indicators, OUTSIDE, PERIOD, (by,) if by else ()))


def _states() -> Sequence[str]:
    """The states of the cells of a report's table, which are those its workbook writes."""
    panel = panel_of(BY_CATEGORY, _Asker())
    assert panel is not None
    return [cell.state for row in panel.table.rows for cell in row.cells]


def test_reports_and_their_workbooks_show_an_open_table_whole(settings: Settings) -> None:
    sample_alerts.write(3, 30)
    assert "suppressed" in _states()
    settings.FACT_TABLES = [OPEN_PATH, sample.PATH]
    assert "suppressed" not in _states()


def test_boards_show_an_open_table_whole(cast: Cast, settings: Settings) -> None:
    sample_alerts.write(1, 12)

    def shown() -> list[str]:
        said = (Said("alerts", "alerte", "alertes"), Said("danger_alerts", "danger", "dangers"))
        found = board(View(OUTSIDE, 2026), cast.partner.actor, figures=said, panels=(BY_CATEGORY,))
        return [figure.state for figure in found.figures]

    assert "suppressed" in shown()
    settings.FACT_TABLES = [OPEN_PATH, sample.PATH]
    assert shown() == ["known", "known"]


@pytest.mark.usefixtures("is_open")
def test_the_page_of_an_indicator_says_whether_small_counts_are_hidden(cast: Cast) -> None:
    def page(code: str) -> str:
        url = reverse("indicator_detail", args=[code])
        return client_of(cast.partner).get(url).content.decode()

    assert "ne compte pas des personnes" in page("alerts")
    assert "ne compte pas des personnes" not in page("activities")
    assert "moins de 5 interventions" in page("activities")


def _lines(found: Answer) -> list[Row]:
    return [*found.rows, found.totals]
