"""What leaves the structure: no small count, none to be worked out, always the same secrets."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entremise.indicators.catalog import INDICATORS
from entremise.indicators.questions import Answer, Period, Question, Row, Scope, Value, answer
from tests.indicators import sample
from tests.indicators.slow import SLOW

SMALL = 5
PERIOD = Period(date(2026, 1, 1), date(2026, 3, 31))
INSIDE = Scope(funder_id=11)
PARTNER = Scope(funder_id=11, small_count=SMALL)
COUNTED = tuple(code for code in SLOW if INDICATORS[code].unit in {"count", "people"})
# Places and agents are told with the activities they go with; they are not people met.
MET = tuple(code for code in COUNTED if INDICATORS[code].formula.counts[0].code == code)
ODD = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
BREAKDOWNS = [("register",), ("month",), ("commune",), ("topic",), ("month", "commune")]


def allowed(codes: Iterable[str], by: tuple[str, ...]) -> tuple[str, ...]:
    """The indicators that make sense broken down so."""
    return tuple(code for code in codes if all(INDICATORS[code].allows(name) for name in by))


def lines(found: Answer) -> list[Row]:
    """Every row of an answer, its totals too."""
    return [*found.rows, found.totals]


@ODD
@given(seed=st.integers(0, 999), size=st.integers(5, 80), by=st.sampled_from(BREAKDOWNS))
def test_no_small_count_leaves(seed: int, size: int, by: tuple[str, ...]) -> None:
    sample.write(sample.rows(seed, size, funders=[11]))
    compare = PERIOD.previous_year()
    found = answer(Question(allowed(MET, by), PARTNER, PERIOD, by, compare=compare))
    for row in lines(found):
        for value in (*row.values.values(), *row.previous.values()):
            assert (value.number is None) == (value.state != "known")
            assert not (value.number and 0 < value.number < SMALL)


@ODD
@given(seed=st.integers(0, 999), size=st.integers(5, 80), by=st.sampled_from(BREAKDOWNS[:3]))
def test_no_subtraction_gives_a_small_count_back(seed: int, size: int, by: tuple[str, ...]) -> None:
    rows = sample.rows(seed, size, funders=[11])
    sample.write(rows)
    inside = answer(Question(allowed(MET, by), INSIDE, PERIOD, by))
    outside = answer(Question(allowed(MET, by), PARTNER, PERIOD, by))
    for code in outside.question.indicators:
        total = outside.totals.values[code]
        hidden = [row.keys for row in outside.rows if row.values[code].state == "suppressed"]
        small = [r.keys for r in inside.rows if 0 < (r.values[code].number or 0) < SMALL]
        assert set(small) <= set(hidden)
        if small and total.state == "known" and not INDICATORS[code].formula.counts[0].is_unknown:
            assert len(hidden) >= 2, (code, hidden)


@ODD
@given(seed=st.integers(0, 999), size=st.integers(5, 120), by=st.sampled_from(BREAKDOWNS))
def test_what_is_shown_is_true(seed: int, size: int, by: tuple[str, ...]) -> None:
    sample.write(sample.rows(seed, size, funders=[11]))
    codes = allowed(SLOW, by)
    inside = answer(Question(codes, INSIDE, PERIOD, by))
    outside = answer(Question(codes, PARTNER, PERIOD, by))
    assert [row.keys for row in inside.rows] == [row.keys for row in outside.rows]
    for true, told in zip(lines(inside), lines(outside), strict=True):
        for code, value in told.values.items():
            if value.state == "known":
                assert value.number == pytest.approx(true.values[code].number, abs=0.51)
            elif value.state == "missing":
                assert true.values[code] == value


@ODD
@given(seed=st.integers(0, 999), size=st.integers(5, 120), by=st.sampled_from(BREAKDOWNS))
def test_secrets_do_not_depend_on_what_is_asked_with_them(
    seed: int, size: int, by: tuple[str, ...]
) -> None:
    """Else two questions, one after the other, would complete each other."""
    sample.write(sample.rows(seed, size, funders=[11]))
    codes = allowed(("activities", "conflicts", "people", "women", "conflicts_calmed_share"), by)
    together = answer(Question(codes, PARTNER, PERIOD, by))
    for code in codes:
        alone = answer(Question((code,), PARTNER, PERIOD, by))
        told = [row.values[code] for row in together.rows]
        assert [row.values[code] for row in alone.rows] == told


@ODD
@given(seed=st.integers(0, 999), size=st.integers(20, 150))
def test_margins_asked_alone_do_not_give_cells_away(seed: int, size: int) -> None:
    """A table by month and commune, then its margins: no small cell is alone hidden in a line."""
    sample.write(sample.rows(seed, size, funders=[11]))
    base = Question(("activities",), PARTNER, PERIOD, ("month", "commune"))
    cells, true = _values(answer(base)), _values(answer(replace(base, scope=INSIDE)))
    for at, name in enumerate(base.by):
        margins = _values(answer(replace(base, by=(name,))))
        for (code,), margin in margins.items():
            line = [keys for keys in cells if keys[at] == code]
            hidden = [true[keys].number for keys in line if cells[keys].state == "suppressed"]
            if margin.state == "known" and len(hidden) == 1:
                assert hidden[0] >= SMALL


def _values(found: Answer) -> dict[tuple[object, ...], Value]:
    return {row.keys: row.values["activities"] for row in found.rows}


@ODD
@given(seed=st.integers(0, 999), size=st.integers(20, 150), by=st.sampled_from([(), ("month",)]))
def test_answers_under_each_filter_are_the_rows_of_a_table(
    seed: int, size: int, by: tuple[str, ...]
) -> None:
    """Else the total less all the filters but one would be the row that the table hides."""
    sample.write(sample.rows(seed, size, funders=[11]))
    codes = allowed(MET, ("register", *by))
    table = answer(Question(codes, PARTNER, PERIOD, ("register", *by)))
    for register in {row.keys[0] for row in table.rows}:
        filtered = answer(Question(codes, PARTNER, PERIOD, by, {"register": (register,)}))
        shown = {row.keys: row.values for row in (filtered.rows or [filtered.totals])}
        for row in table.rows:
            if row.keys[0] == register:
                assert shown[row.keys[1:]] == row.values


def test_a_total_less_its_filters_does_not_give_a_small_count() -> None:
    day = date(2026, 2, 1)
    rows = sample.rows(1, 40, funders=[11], service_date=day, register="presence")
    rows += sample.rows(2, 30, funders=[11], service_date=day, register="link")
    rows += sample.rows(3, 2, funders=[11], service_date=day, register="conflict")
    sample.write(rows)
    asked = Question(("activities",), PARTNER, PERIOD)
    told = {
        register: answer(replace(asked, filters={"register": (register,)})).totals.values
        for register in ("presence", "link", "conflict")
    }
    assert answer(asked).totals.values["activities"].number == 72
    assert told["conflict"]["activities"].state == "suppressed"
    assert sum(values["activities"].state == "suppressed" for values in told.values()) == 2


def test_ratios_hide_with_what_they_are_made_of() -> None:
    """Two conflicts calmed among three, or all but two women: the share says as much."""
    day = date(2026, 2, 1)
    rows = sample.rows(1, 3, funders=[11], service_date=day, register="conflict", outcome="calmed")
    rows += sample.rows(2, 40, funders=[11], service_date=day, register="presence", women=0, men=0)
    sample.write(rows)
    codes = ("conflicts", "conflicts_calmed_share", "links_share", "activities")
    told = answer(Question(codes, PARTNER, PERIOD)).totals.values
    assert {code: value.state for code, value in told.items()} == {
        "conflicts": "suppressed",
        "conflicts_calmed_share": "suppressed",
        "links_share": "known",  # there is none: zero tells of nobody
        "activities": "known",
    }
    assert told["links_share"].number == 0


def test_a_ratio_is_rounded_outside_lest_its_digits_tell_its_parts() -> None:
    rows = sample.rows(3, 90, funders=[11], service_date=date(2026, 2, 1))
    sample.write(rows)
    question = Question(("women_share", "mean_duration"), PARTNER, PERIOD)
    told = answer(question).totals.values
    exact = {code: SLOW[code](rows) or 0 for code in question.indicators}
    assert told["women_share"].number == round(exact["women_share"], 2)
    assert told["mean_duration"].number == round(exact["mean_duration"])
    inside = answer(replace(question, scope=INSIDE)).totals.values
    assert {code: value.number for code, value in inside.items()} == exact


def test_inside_the_structure_nothing_is_hidden() -> None:
    sample.write(sample.rows(1, 3, service_date=date(2026, 2, 1), structure_id=1))
    found = answer(Question(("activities",), Scope(structure_id=1), PERIOD, ("commune",)))
    assert found.totals.values["activities"] == Value(3, "known")
