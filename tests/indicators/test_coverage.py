"""The figures of coverage are those of a slow count, and belong to regions only."""

from datetime import date

import pytest

from entremise.indicators.catalog import INDICATORS, THEMES
from entremise.indicators.questions import Period, Question, Scope, answer
from tests.indicators import sample_coverage
from tests.indicators.slow import SLOW_COVERAGE
from tests.indicators.test_same_as_slow import check

FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize("by", [(), ("arrondissement",), ("commune",), ("several",), ("month",)])
@pytest.mark.parametrize("seed", range(3))
def test_figures_are_those_of_a_slow_count(by: tuple[str, ...], seed: int) -> None:
    rows = sample_coverage.write(seed, [0, 5, 60][seed])
    codes = tuple(code for code in SLOW_COVERAGE if all(INDICATORS[code].allows(n) for n in by))
    check(rows, Question(codes, Scope(), FEBRUARY, by), lambda row: True)
    region = Scope(region="32", small_count=5)
    check(rows, Question(codes, region, FEBRUARY, by), lambda row: row["region"] == "32")


def test_domains_tell_where_several_meet() -> None:
    rows = sample_coverage.write(1, 60)
    found = answer(Question(("qpv_several",), Scope(), FEBRUARY, ("domain",)))
    told = {row.keys[0]: row.values["qpv_several"].number for row in found.rows}
    for domain in ("public_space", "rights", "school"):
        meeting = [r for r in rows if r["place_kind"] == "qpv" and r["several"]]
        assert told.get(domain, 0) == sum(1 for row in meeting if domain in row["domains"])


def test_no_two_indicators_share_a_code() -> None:
    assert len(INDICATORS) == sum(len(theme.indicators) for theme in THEMES)


def test_a_structure_reads_none_of_it() -> None:
    sample_coverage.write(1, 60)
    found = answer(Question(("qpv_several",), Scope(structure_id=1), FEBRUARY, ()))
    assert not found.totals.values["qpv_several"].number
