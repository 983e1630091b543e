"""The figures of the registry are those of a slow count; a dispositif counts once in all."""

from collections.abc import Callable, Iterable
from datetime import date

import pytest

from entremise.indicators.catalog import INDICATORS
from entremise.indicators.questions import Period, Question, Scope
from tests.indicators import sample_registry
from tests.indicators.sample import Rows
from tests.indicators.slow import SLOW_DISPOSITIFS, SLOW_STRUCTURES
from tests.indicators.test_same_as_slow import check

FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
BY = [(), ("arrondissement",), ("commune",), ("fresh",), ("departement",), ("month",)]


def _allowed(codes: Iterable[str], by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in codes if all(INDICATORS[code].allows(name) for name in by))


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("codes", "write"),
    [
        (SLOW_STRUCTURES, sample_registry.write_structures),
        (SLOW_DISPOSITIFS, sample_registry.write_dispositifs),
    ],
    ids=["structures", "dispositifs"],
)
def test_figures_are_those_of_a_slow_count(
    codes: Iterable[str], write: Callable[[int, int], Rows], by: tuple[str, ...], seed: int
) -> None:
    rows = write(seed, [0, 5, 40][seed])
    asked = _allowed(codes, by)
    check(rows, Question(asked, Scope(), FEBRUARY, by), lambda row: True)
    region = Scope(region="32", small_count=5)
    check(rows, Question(asked, region, FEBRUARY, by), lambda row: row["region"] == "32")
    own = Scope(structure_id=1)
    check(rows, Question(asked, own, FEBRUARY, by), lambda row: row["structure_id"] == 1)
