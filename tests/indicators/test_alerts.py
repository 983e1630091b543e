"""The figures of alerts: those of a loop over the rows, and nothing small outside."""

from datetime import date

import pytest

from entremise.core.errors import Refusal
from entremise.indicators.questions import Period, Question, Scope, answer
from tests.indicators import sample_alerts
from tests.indicators.slow import SLOW_ALERTS
from tests.indicators.test_same_as_slow import check

PERIOD = Period(date(2026, 1, 1), date(2026, 3, 31))
BREAKDOWNS: list[tuple[str, ...]] = [
    (), ("month",), ("branch",), ("category", "danger"), ("commune",), ("funder",), ("state",),
]  # fmt: skip
SMALL = 5


@pytest.mark.parametrize("by", BREAKDOWNS, ids="-".join)
def test_the_same_as_the_slow_catalogue(by: tuple[str, ...]) -> None:
    rows = sample_alerts.write(3, 90)
    codes, own = tuple(SLOW_ALERTS), Scope(structure_id=1)
    check(rows, Question(codes, Scope(), PERIOD, by), lambda row: True)
    check(rows, Question(codes, own, PERIOD, by), lambda row: row["structure_id"] == 1)


@pytest.mark.parametrize("by", [("commune",), ("category",), ("month", "branch")], ids="-".join)
@pytest.mark.parametrize("seed", range(5))
def test_no_small_count_leaves(seed: int, by: tuple[str, ...]) -> None:
    sample_alerts.write(seed, 40)
    outside = Scope(funder_id=11, small_count=SMALL)
    found = answer(Question(tuple(SLOW_ALERTS), outside, PERIOD, by))
    for row in [*found.rows, found.totals]:
        for code in ("alerts", "technical_alerts", "social_alerts", "danger_alerts"):
            assert not 0 < (row.values[code].number or 0) < SMALL


def test_alerts_and_activities_are_not_asked_together() -> None:
    with pytest.raises(Refusal, match="mêmes faits"):
        answer(Question(("alerts", "activities"), Scope(), PERIOD))
