"""Every figure of the store is what an obvious loop over the rows finds."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entremise.indicators.breakdowns import breakdowns
from entremise.indicators.catalog import INDICATORS
from entremise.indicators.questions import Period, Question, Scope, answer
from tests.indicators import sample
from tests.indicators.slow import (
    SLOW,
    SLOW_ALERTS,
    SLOW_CASES,
    SLOW_COVERAGE,
    SLOW_DISPOSITIFS,
    SLOW_JOBS,
    SLOW_MEETINGS,
    SLOW_MOVES,
    SLOW_REFERRALS,
    SLOW_STRUCTURES,
    SLOW_SUPPORTS,
    Rows,
)

MONTHS = [(year, month) for year in (2025, 2026) for month in (1, 2, 3)]
COLUMN = {
    "topic": "topics",
    "funder": "funders",
    "funding_line": "funding_lines",
    "dispositif": "dispositif_id",
    "structure": "structure_id",
}

EVERY = {
    **SLOW, **SLOW_ALERTS, **SLOW_REFERRALS, **SLOW_CASES, **SLOW_JOBS, **SLOW_MOVES,
    **SLOW_MEETINGS, **SLOW_SUPPORTS,
    **SLOW_COVERAGE, **SLOW_STRUCTURES, **SLOW_DISPOSITIFS,
}  # fmt: skip

SCOPES: list[tuple[Scope, Callable[[dict[str, Any]], bool]]] = [
    (Scope(), lambda row: True),
    (Scope(structure_id=1), lambda row: row["structure_id"] == 1),
    (
        Scope(structure_id=1, dispositif_ids=frozenset({2})),
        lambda row: row["structure_id"] == 1 and row["dispositif_id"] == 2,
    ),
    (Scope(structure_id=1, dispositif_ids=frozenset()), lambda row: False),
    (Scope(funder_id=12), lambda row: 12 in row["funders"]),
    (Scope(region="32"), lambda row: row["region"] == "32"),
]
PERIODS = [
    (Period(date(2026, 1, 1), date(2026, 3, 31)), None),
    (Period(date(2026, 1, 2), date(2026, 2, 15)), Period(date(2025, 1, 2), date(2025, 2, 15))),
    (Period(date(2026, 2, 1), date(2026, 3, 28)), Period(date(2025, 12, 1), date(2026, 1, 31))),
    (Period(date(2025, 1, 1), date(2026, 12, 31)), None),
    (Period(date(2027, 1, 1), date(2027, 1, 31)), Period(date(2026, 1, 1), date(2026, 1, 31))),
]
BREAKDOWNS: list[tuple[str, ...]] = [
    (), ("month",), ("year",), ("register",), ("topic",), ("in_qpv",), ("commune",), ("funder",),
    ("month", "register"), ("topic", "funder"), ("dispositif", "outcome"), ("weekday", "hour"),
    ("evening", "origin"), ("structure", "month", "topic"), ("temporality",),
    ("qpv", "orientation"),
]  # fmt: skip
FILTERS: list[dict[str, tuple[Any, ...]]] = [
    {}, {}, {"register": ("conflict", "watch")}, {"topic": ("noise", None)}, {"in_qpv": (True,)},
    {"in_qpv": (None, False)}, {"commune": ("59350",), "funder": (11, 13)}, {"month": ("2026-02",)},
]  # fmt: skip


def keys_of(row: dict[str, Any], by: tuple[str, ...], shift: int) -> list[tuple[Any, ...]]:
    """The rows of the answer that a row of facts counts in."""
    found: list[tuple[Any, ...]] = [()]
    for code in by:
        number = row["year"] * 12 + row["month"] - 1 + shift
        if code == "month":
            codes: list[Any] = [f"{number // 12}-{number % 12 + 1:02}"]
        elif code == "year":
            codes = [str(number // 12)]
        else:
            value = row[code] if code in row else row[COLUMN[code]]
            codes = (list(dict.fromkeys(value)) or [None]) if isinstance(value, list) else [value]
        found = [(*key, one) for key in found for one in codes]
    return found


def passes(row: dict[str, Any], filters: dict[str, tuple[Any, ...]], shift: int = 0) -> bool:
    """Whether a row of facts is kept by every filter."""
    return all(
        any(key[0] in wanted for key in keys_of(row, (code,), shift))
        for code, wanted in filters.items()
    )


def within(row: dict[str, Any], period: Period | None) -> bool:
    """Whether the day of a row is in a period."""
    return period is not None and period.start <= row["service_date"] <= period.end


def months_between(period: Period, other: Period) -> int:
    """How many months the first starts after the second."""
    a, b = period.start, other.start
    return (a.year - b.year) * 12 + a.month - b.month


def group(rows: Rows, by: tuple[str, ...], shift: int = 0) -> dict[tuple[Any, ...], Rows]:
    """Rows of facts under each key."""
    found: dict[tuple[Any, ...], Rows] = {}
    for row in rows:
        for key in keys_of(row, by, shift):
            found.setdefault(key, []).append(row)
    return found


def check(rows: Rows, question: Question, mine: Callable[[dict[str, Any]], bool]) -> None:
    """Ask, and compare every figure of the answer with the slow one."""
    found = answer(question)
    period, other = question.period, question.compare
    shift = months_between(period, other) if other else 0
    filters = dict(question.filters)
    current = [r for r in rows if mine(r) and within(r, period) and passes(r, filters)]
    past = [r for r in rows if mine(r) and within(r, other) and passes(r, filters, shift)]
    by_key, past_by_key = group(current, question.by), group(past, question.by, shift)
    if question.by == ("month",):
        expected = {(f"{year}-{month:02}",) for year, month in question.period.months()}
    elif question.by:
        expected = set(by_key) | set(past_by_key)
    else:
        expected = set()
    assert {row.keys for row in found.rows} == expected
    assert len(found.rows) == len(expected)
    for code in question.indicators:
        assert _number(found.totals.values[code]) == EVERY[code](current), code
        for row in found.rows:
            slow = EVERY[code](by_key.get(row.keys, []))
            assert _number(row.values[code]) == slow, (code, row.keys)
        if other:
            assert _number(found.totals.previous[code]) == EVERY[code](past), code
            for row in found.rows:
                slow = EVERY[code](past_by_key.get(row.keys, []))
                assert _number(row.previous[code]) == slow, (code, row.keys)


def _number(value: Any) -> float | None:
    assert value.state == ("missing" if value.number is None else "known")
    found: float | None = value.number
    return found


def allowed(by: tuple[str, ...]) -> tuple[str, ...]:
    """The indicators that make sense broken down so."""
    return tuple(code for code in SLOW if all(INDICATORS[code].allows(name) for name in by))


def test_the_slow_catalogue_is_complete() -> None:
    assert set(EVERY) == set(INDICATORS)
    assert len(INDICATORS) >= 24


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32), size=st.integers(0, 60), data=st.data())
def test_every_indicator(seed: int, size: int, data: st.DataObject) -> None:
    rows = sample.rows(seed, size)
    sample.write(rows, also=MONTHS)
    for _ in range(2):
        scope, mine = data.draw(st.sampled_from(SCOPES))
        period, compare = data.draw(st.sampled_from(PERIODS))
        by = data.draw(st.sampled_from(BREAKDOWNS))
        filters = data.draw(st.sampled_from(FILTERS))
        question = Question(allowed(by), scope, period, by, filters, compare)
        check(rows, question, mine)


@pytest.mark.parametrize("by", BREAKDOWNS, ids="-".join)
def test_every_breakdown(by: tuple[str, ...]) -> None:
    rows = sample.rows(7, 80)
    sample.write(rows)
    period, compare = PERIODS[1]
    for scope, mine in SCOPES[:2]:
        check(rows, Question(allowed(by), scope, period, by, {}, compare), mine)


def test_every_coded_column_can_be_asked_by() -> None:
    rows = sample.rows(3, 60)
    sample.write(rows)
    for code in breakdowns(sample.SAMPLE):
        check(rows, Question(("activities",), Scope(), PERIODS[0][0], (code,)), lambda row: True)


def test_filters_narrow_the_scope_and_nothing_else() -> None:
    rows = sample.rows(5, 80)
    sample.write(rows)
    for filters in FILTERS[1:]:
        for scope, mine in SCOPES[:5:2]:
            check(rows, Question(tuple(SLOW), scope, PERIODS[3][0], (), filters), mine)


def test_an_activity_with_several_funders_is_counted_once_in_the_total() -> None:
    rows = sample.rows(1, 40, funders=[11, 12], service_date=date(2026, 1, 2))
    sample.write(rows)
    found = answer(Question(("activities",), Scope(), PERIODS[0][0], ("funder",)))
    assert [(row.keys, row.values["activities"].number) for row in found.rows] == [
        ((11,), 40),
        ((12,), 40),
    ]
    assert found.totals.values["activities"].number == 40
