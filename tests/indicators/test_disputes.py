"""The figures of disputes: those of a loop over the rows, and nothing small outside."""

from datetime import date

import pytest

from entremise.indicators.questions import Period, Question, Scope, answer
from tests.indicators.sample_disputes import (
    SAMPLE_CASES,
    SAMPLE_REFERRALS,
    case,
    referral,
    write,
)
from tests.indicators.slow import SLOW_CASES, SLOW_REFERRALS
from tests.indicators.test_same_as_slow import check

PERIOD = Period(date(2026, 1, 1), date(2026, 3, 31))
BREAKDOWNS: list[tuple[str, ...]] = [
    (), ("month",), ("topic",), ("commune", "topic"), ("funder",), ("origin",), ("qpv",),
]  # fmt: skip
TABLES = {
    "referrals": (SAMPLE_REFERRALS, referral, SLOW_REFERRALS, ("referrals",)),
    "cases": (SAMPLE_CASES, case, SLOW_CASES, ("cases", "agreements")),
}
SMALL = 5


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("by", BREAKDOWNS, ids="-".join)
def test_the_same_as_the_slow_catalogue(by: tuple[str, ...], name: str) -> None:
    fact, make, slow, _ = TABLES[name]
    rows = write(fact, make, 3, 90)
    codes, own = tuple(slow), Scope(structure_id=1)
    check(rows, Question(codes, Scope(), PERIOD, by), lambda row: True)
    check(rows, Question(codes, own, PERIOD, by), lambda row: row["structure_id"] == 1)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("by", [("commune",), ("topic",), ("month", "origin")], ids="-".join)
@pytest.mark.parametrize("seed", range(5))
def test_no_small_count_leaves(seed: int, by: tuple[str, ...], name: str) -> None:
    fact, make, slow, counts = TABLES[name]
    write(fact, make, seed, 40)
    found = answer(Question(tuple(slow), Scope(funder_id=11, small_count=SMALL), PERIOD, by))
    for row in [*found.rows, found.totals]:
        for code in counts:
            assert not 0 < (row.values[code].number or 0) < SMALL
