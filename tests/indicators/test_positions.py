"""The figures of jobs: a stock is told by its last month, moves are added up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from entremise.core.errors import Refusal
from entremise.indicators.catalog import INDICATORS
from entremise.indicators.questions import Period, Question, Row, Scope, answer
from tests.indicators import sample_positions
from tests.indicators.slow import SLOW_JOBS, SLOW_MOVES, Rows
from tests.indicators.test_same_as_slow import check, keys_of, months_between

# March 2026 is missing: nothing was counted yet.
MONTHS = {
    (2024, 12): 30,
    (2025, 1): 10,
    (2025, 2): 25,
    (2025, 11): 12,
    (2026, 1): 40,
    (2026, 2): 20,
}
Q1 = Period(date(2026, 1, 10), date(2026, 3, 31))
PERIODS = [
    (Q1, None),
    (Q1, Period(date(2025, 1, 10), date(2025, 3, 31))),
    (Period(date(2026, 2, 3), date(2026, 2, 5)), None),
    (Period(date(2024, 1, 1), date(2026, 12, 31)), None),
    (Period(date(2026, 1, 1), date(2026, 2, 28)), Period(date(2024, 12, 1), date(2025, 11, 30))),
    (Period(date(2027, 1, 1), date(2027, 3, 31)), Q1),
]
BREAKDOWNS: list[tuple[str, ...]] = [
    (), ("month",), ("year",), ("domain",), ("operator",), ("funder",), ("month", "domain"),
    ("year", "funder"), ("commune", "supported"), ("arrondissement", "year"),
]  # fmt: skip
SCOPES: list[tuple[Scope, Callable[[dict[str, Any]], bool]]] = [
    (Scope(), lambda row: True),
    (Scope(region="32", small_count=5), lambda row: row["region"] == "32"),
    (Scope(structure_id=1), lambda row: row["structure_id"] == 1),
    (Scope(funder_id=11), lambda row: 11 in row["funders"]),
]


def _number(row: dict[str, Any]) -> int:
    found: int = row["year"] * 12 + row["month"] - 1
    return found


def _within(rows: Rows, period: Period | None) -> Rows:
    if period is None:
        return []
    return [row for row in rows if (row["year"], row["month"]) in set(period.months())]


def _told(rows: Rows, counted: Rows, by: tuple[str, ...], shift: int) -> Rows:
    """The rows that tell a period: all months, or the last one counted, by year or in all."""
    if "month" in by:
        return rows
    if "year" in by:
        last: dict[int, int] = {}
        for row in counted:
            year = (_number(row) + shift) // 12
            last[year] = max(last.get(year, 0), _number(row))
        return [row for row in rows if last[(_number(row) + shift) // 12] == _number(row)]
    end = max((_number(row) for row in counted), default=0)
    return [row for row in rows if _number(row) == end]


def _check(rows: Rows, question: Question, mine: Callable[[dict[str, Any]], bool]) -> None:
    """Ask, and compare every figure with the slow one."""
    found = answer(question)
    period, other = question.period, question.compare
    shift = months_between(period, other) if other else 0
    for values, window, by in (("values", period, 0), ("previous", other, shift)):
        counted = _within(rows, window)
        own = [row for row in counted if mine(row)]
        _same(found.totals, values, _told(own, counted, (), by))
        for line in found.rows:
            under = [
                row
                for row in _told(own, counted, question.by, by)
                if line.keys in keys_of(row, question.by, by)
            ]
            _same(line, values, under)


def _same(line: Row, values: str, rows: Rows) -> None:
    for code, value in getattr(line, values).items():
        assert value.state == ("missing" if value.number is None else "known")
        expected = SLOW_JOBS[code](rows)
        assert value.number == (expected if expected is None else pytest.approx(expected)), code


@pytest.mark.parametrize("by", BREAKDOWNS, ids="-".join)
@pytest.mark.parametrize("number", range(len(PERIODS)))
def test_a_stock_is_told_by_the_last_month(by: tuple[str, ...], number: int) -> None:
    rows = sample_positions.write_stock(number, MONTHS)
    period, compare = PERIODS[number]
    codes = tuple(code for code in SLOW_JOBS if all(INDICATORS[code].allows(name) for name in by))
    for scope, mine in SCOPES:
        _check(rows, Question(codes, scope, period, by, compare=compare), mine)


def test_months_are_not_added_up() -> None:
    sample_positions.write_stock(1, {(2026, 1): 40, (2026, 2): 20})
    posts = ("jobs", "jobs_in_prospect")
    by_month = answer(Question(posts, Scope(), Q1, ("month",)))
    held = [sum(value.number or 0 for value in row.values.values()) for row in by_month.rows]
    assert held == [40, 20, 0]
    assert sum(value.number or 0 for value in by_month.totals.values.values()) == 20
    by_year = answer(Question(posts, Scope(), Q1, ("year",)))
    assert [row.values for row in by_year.rows] == [by_month.totals.values]


def test_rows_of_another_dimension_come_from_the_last_month_alone() -> None:
    """What was there in January and is no more is not a row of the first quarter."""
    rows = sample_positions.write_stock(1, {(2026, 1): 40, (2026, 2): 1})
    found = answer(Question(("jobs",), Scope(), Q1, ("commune",)))
    assert [row.keys for row in found.rows] == [(rows[-1]["commune"],)]


def test_a_filter_by_month_tells_that_month() -> None:
    rows = sample_positions.write_stock(2, MONTHS)
    whole = Question(("jobs",), Scope(), Period(date(2024, 1, 1), date(2026, 12, 31)))
    for filters, chosen in (
        ({"month": ("2025-02",)}, (2025, 2)),
        ({"month": ("2025-02", "2025-11")}, (2025, 11)),
        ({"year": (2024,)}, (2024, 12)),
    ):
        held = [row for row in rows if (row["year"], row["month"]) == chosen]
        found = answer(replace(whole, filters=filters))
        assert found.totals.values["jobs"].number == SLOW_JOBS["jobs"](held)


def test_a_filter_by_domain_keeps_the_last_month() -> None:
    rows = sample_positions.write_stock(2, MONTHS)
    held = [row for row in rows if (row["year"], row["month"]) == (2026, 2)]
    rights = [row for row in held if row["domain"] == "rights"]
    found = answer(Question(("jobs",), Scope(), Q1, filters={"domain": ("rights",)}))
    assert found.totals.values["jobs"].number == SLOW_JOBS["jobs"](rights)


@pytest.mark.parametrize("by", [(), ("month",), ("move",), ("domain", "contract")], ids="-".join)
def test_moves_are_added_up(by: tuple[str, ...]) -> None:
    rows = sample_positions.write_moves(4, 90)
    for scope, mine in SCOPES:
        check(rows, Question(tuple(SLOW_MOVES), scope, Q1, by), mine)


def test_jobs_and_moves_are_not_asked_together() -> None:
    with pytest.raises(Refusal, match="mêmes faits"):
        answer(Question(("jobs", "jobs_created"), Scope(), Q1))
