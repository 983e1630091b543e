"""The figures of support: those of a loop over the rows, shown small as they are."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from entremise.indicators.questions import Period, Question, Scope, answer
from tests.indicators import sample_support
from tests.indicators.slow import SLOW_MEETINGS, SLOW_SUPPORTS
from tests.indicators.test_same_as_slow import check, group

Q1 = Period(date(2026, 1, 1), date(2026, 3, 31))
MEETINGS: list[tuple[str, ...]] = [
    (), ("month",), ("kind",), ("actor",), ("commune", "kind"), ("operator", "month"),
]  # fmt: skip
SCOPES: list[tuple[Scope, Callable[[dict[str, Any]], bool]]] = [
    (Scope(), lambda row: True),
    (Scope(region="32", small_count=5), lambda row: row["region"] == "32"),
    (Scope(structure_id=1), lambda row: row["structure_id"] == 1),
    (Scope(funder_id=11, small_count=5), lambda row: False),
]


@pytest.mark.parametrize("by", MEETINGS, ids="-".join)
@pytest.mark.parametrize(("scope", "mine"), SCOPES, ids=range(len(SCOPES)))
def test_meetings_are_those_of_a_loop(
    scope: Scope, mine: Callable[[dict[str, Any]], bool], by: tuple[str, ...]
) -> None:
    rows = sample_support.write_meetings(7, 60)
    check(rows, Question(tuple(SLOW_MEETINGS), scope, Q1, by), mine)


@pytest.mark.parametrize("by", [(), ("actor",), ("commune",)], ids="-".join)
@pytest.mark.parametrize(("scope", "mine"), SCOPES, ids=range(len(SCOPES)))
def test_supports_are_told_by_the_last_month(
    scope: Scope, mine: Callable[[dict[str, Any]], bool], by: tuple[str, ...]
) -> None:
    rows = sample_support.write_supports(3, {(2025, 12): 9, (2026, 1): 20, (2026, 2): 12})
    last = [row for row in rows if mine(row) and row["month"] == 2]
    found = answer(Question(tuple(SLOW_SUPPORTS), scope, Q1, by))
    for code, slow in SLOW_SUPPORTS.items():
        assert (found.totals.values[code].number or 0) == slow(last), code
        for row in found.rows:
            assert (row.values[code].number or 0) == slow(group(last, by).get(row.keys, [])), code


def test_each_month_tells_its_own_supports() -> None:
    rows = sample_support.write_supports(5, {(2026, 1): 6, (2026, 2): 14})
    found = answer(Question(tuple(SLOW_SUPPORTS), Scope(), Q1, ("month",)))
    told = {row.keys: row.values["tracks"].number for row in found.rows}
    for month in (1, 2):
        own = [row for row in rows if row["month"] == month]
        assert told[f"2026-{month:02}",] == SLOW_SUPPORTS["tracks"](own)
