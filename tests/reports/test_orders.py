"""Which days a bilan accounts for, and which it is compared with."""

from datetime import date

import pytest

from entremise.core.errors import Refusal
from entremise.reports.orders import is_interim, lines_of, order_for, period_of
from tests.structures.factories import make_dispositif, make_funder, make_funding_line

pytestmark = pytest.mark.django_db

JANUARY, DECEMBER = date(2026, 1, 1), date(2026, 12, 31)
LATER = date(2027, 3, 1)


def order(lines: list[tuple[date, date]], *, year: int = 2026, today: date = LATER):
    dispositif, funder = make_dispositif(), make_funder()
    for start, end in lines:
        make_funding_line(dispositif, funder, starts_on=start, ends_on=end)
    return order_for(dispositif=dispositif, funder=funder, year=year, today=today)


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ([(JANUARY, DECEMBER)], (JANUARY, DECEMBER)),
        ([(date(2025, 1, 1), date(2028, 12, 31))], (JANUARY, DECEMBER)),
        ([(date(2026, 4, 1), DECEMBER)], (date(2026, 4, 1), DECEMBER)),
        ([(date(2025, 9, 1), date(2026, 6, 30))], (JANUARY, date(2026, 6, 30))),
        ([(JANUARY, date(2026, 3, 31)), (date(2026, 9, 1), DECEMBER)], (JANUARY, DECEMBER)),
    ],
)
def test_the_days_are_those_the_lines_pay_for(lines, days) -> None:
    found = order(lines)
    assert (found.starts_on, found.ends_on) == days


def test_a_running_period_stops_today() -> None:
    found = order([(JANUARY, DECEMBER)], today=date(2026, 11, 22))
    assert found.ends_on == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("before", "compared"),
    [
        ([], None),
        ([(date(2025, 1, 1), date(2025, 12, 31))], date(2025, 1, 1)),
        ([(date(2025, 2, 1), date(2025, 12, 31))], None),  # a month is missing
        ([(date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))],
         date(2025, 1, 1)),
        ([(date(2025, 1, 1), date(2025, 6, 29)), (date(2025, 7, 1), date(2025, 12, 31))], None),
        ([(date(2024, 1, 1), date(2025, 12, 31)), (date(2025, 3, 1), date(2025, 4, 1))],
         date(2025, 1, 1)),
    ],
)  # fmt: skip
def test_years_are_compared_only_when_both_were_paid_for(before, compared) -> None:
    assert order([*before, (JANUARY, DECEMBER)]).compare_starts_on == compared


def test_the_comparison_is_of_the_same_days() -> None:
    found = order([(date(2023, 1, 1), date(2024, 12, 31))], year=2024, today=date(2024, 2, 29))
    assert (found.compare_starts_on, found.compare_ends_on) == (date(2023, 1, 1), date(2023, 2, 28))


@pytest.mark.parametrize(
    ("year", "today", "code"),
    [(2025, LATER, "no_funding"), (2026, date(2025, 12, 1), "not_begun")],
)
def test_there_is_nothing_to_tell(year: int, today: date, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        order([(JANUARY, DECEMBER)], year=year, today=today)
    assert (refusal.value.code, refusal.value.field) == (code, "year")


def test_an_account_that_stops_before_its_lines_is_interim() -> None:
    dispositif, funder = make_dispositif(), make_funder()
    make_funding_line(dispositif, funder, starts_on=JANUARY, ends_on=date(2026, 6, 30))

    def interim(today: date) -> bool:
        found = order_for(dispositif=dispositif, funder=funder, year=2026, today=today)
        return is_interim(found, lines_of(dispositif, funder, period_of(found)))

    assert interim(date(2026, 6, 29))
    assert not interim(date(2026, 6, 30))
    assert not interim(date(2026, 11, 1))
