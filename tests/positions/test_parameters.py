"""Dated parameters: sourced, without overlap, and never guessed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from entremise.positions.parameters import (
    aid_of_year,
    amount_on,
    amounts,
    leading_area,
    target_of,
)

FULL = Decimal(1)


def test_amounts_follow_one_another_and_say_their_source() -> None:
    rows = amounts()
    for row in rows:
        assert row.source
        assert row.euros > 0
        assert row.until is None or row.until >= row.since
    for before, after in zip(rows, rows[1:], strict=False):
        assert before.until is not None
        assert before.until < after.since


@pytest.mark.parametrize(
    ("day", "euros"),
    [
        (date(2013, 1, 17), None),
        (date(2013, 1, 18), "17538.40"),
        (date(2015, 10, 2), "18823.09"),
        (date(2016, 7, 1), "18936.00"),
        (date(2017, 6, 30), "18936.00"),
        (date(2017, 7, 1), None),  # revalued, by how much was not found
        (date(2024, 9, 26), None),
        (date(2026, 1, 1), "22810.61"),
    ],
)
def test_the_amount_of_a_day(day: date, euros: str | None) -> None:
    found = amount_on(day)
    assert (found.euros if found else None) == (Decimal(euros) if euros else None)


def test_first_and_last_years_are_counted_by_days() -> None:
    since, until = date(2025, 3, 1), date(2028, 2, 29)
    said = {
        year: aid_of_year(year, since=since, until=until, share=FULL) for year in range(2024, 2029)
    }
    whole = Decimal("22810.61")
    cent = Decimal("0.01")
    assert said == {
        2024: Decimal("0.00"),
        2025: (whole * 306 / 365).quantize(cent),
        2026: whole,
        2027: whole,
        2028: (whole * 60 / 366).quantize(cent),
    }


def test_a_year_over_two_amounts_is_counted_day_by_day_like_a_slow_sum() -> None:
    since, until, share = date(2015, 2, 1), date(2016, 12, 31), Decimal("0.80")
    days = [date(2015, 1, 1) + timedelta(days=n) for n in range(365)]
    slow = sum(
        (found.euros for day in days if day >= since and (found := amount_on(day))), Decimal(0)
    )
    fast = aid_of_year(2015, since=since, until=until, share=share)
    assert fast == (slow * share / 365).quantize(Decimal("0.01"))


def test_a_year_of_which_a_day_is_not_known_is_not_guessed() -> None:
    assert aid_of_year(2017, since=date(2016, 7, 1), until=date(2019, 6, 30), share=FULL) is None
    assert aid_of_year(2018, since=date(2016, 7, 1), until=date(2019, 6, 30), share=FULL) is None
    assert aid_of_year(2017, since=date(2014, 7, 1), until=date(2017, 6, 30), share=FULL)


def test_the_target_stands_from_the_day_it_was_signed() -> None:
    assert target_of("32", date(2013, 12, 5)) is None
    found = target_of("32", date(2013, 12, 6))
    assert found
    assert (found.jobs, found.departements) == (3000, ("59", "62"))
    assert target_of("93", date(2020, 1, 1)) is None
    assert len(leading_area().arrondissements) == 7
