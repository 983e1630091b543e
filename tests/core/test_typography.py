"""French typography holds for any number and any sentence."""

import re
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from entremise.core.typography import (
    NARROW,
    WIDE,
    agree,
    dated,
    duration,
    figure,
    french,
    listed,
    percent,
)

numbers = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4)


def _read(text: str) -> Decimal:
    return Decimal(text.replace(NARROW, "").replace(",", ".").replace("−", "-"))


@given(numbers, st.integers(0, 4))
def test_a_figure_reads_back_as_the_rounded_number(value: Decimal, decimals: int) -> None:
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert _read(figure(value, decimals)) == rounded


@given(st.integers(-(10**15), 10**15))
def test_thousands_are_grouped_by_three_with_a_space_that_does_not_break(value: int) -> None:
    assert re.fullmatch(rf"−?\d{{1,3}}({NARROW}\d{{3}})*", figure(value))


@given(st.integers(0, 100_000))
def test_a_duration_reads_back_as_its_minutes(minutes: int) -> None:
    hours, _, rest = duration(minutes).replace(WIDE, "").replace(NARROW, "").rpartition("h")
    assert int(hours or 0) * 60 + int(rest.removesuffix("min") or 0) == minutes


@given(st.text())
def test_setting_the_spaces_twice_changes_nothing_more(text: str) -> None:
    assert french(french(text)) == french(text)


@given(st.text())
def test_only_spaces_and_apostrophes_change(text: str) -> None:
    def bare(words: str) -> str:
        return re.sub(r"[ \u00a0\u202f]", "", words).replace("’", "'")

    assert bare(french(text)) == bare(text)


@pytest.mark.parametrize(
    ("typed", "set_right"),
    [
        ("l'été d'« Ici »", f"l’été d’«{WIDE}Ici{WIDE}»"),
        ("Combien ?", f"Combien{NARROW}?"),
        ("« oui »", f"«{WIDE}oui{WIDE}»"),
        ("Suite : rien", f"Suite{WIDE}: rien"),
        ("à 21:40", "à 21:40"),
        ("12 % de plus", f"12{NARROW}% de plus"),
        ("https://exemple.fr", "https://exemple.fr"),
        ("https://exemple.fr/?page_id=657", "https://exemple.fr/?page_id=657"),
    ],
)
def test_what_french_asks_for(typed: str, set_right: str) -> None:
    assert french(typed) == set_right


def test_zero_and_one_are_singular() -> None:
    assert [agree(n, "cas", "cas") for n in (0, 1)] == ["cas", "cas"]
    assert [agree(n, "conflit") for n in (0, 1, 1.5, 2)] == [
        "conflit",
        "conflit",
        "conflit",
        "conflits",
    ]


def test_a_list_ends_with_et() -> None:
    assert listed([]) == ""
    assert listed(["Lille"]) == "Lille"
    assert listed(["Lille", "Roubaix", "Tourcoing"]) == "Lille, Roubaix et Tourcoing"


def test_a_ratio_is_written_as_a_percentage() -> None:
    assert percent(0.125, 1) == f"12,5{NARROW}%"


def test_the_first_of_a_month_is_ordinal_wherever_it_is_written() -> None:
    first, second = (datetime.fromisoformat(f"2026-12-0{day}T09:05") for day in (1, 2))
    assert dated(first, "l j F Y, H:i") == "mardi 1er décembre 2026, 09:05"
    assert dated(first, "j F") == "1er décembre"
    assert dated(first, "d/m/Y") == "01/12/2026"
    assert dated(second, "j F Y") == "2 décembre 2026"
    shown = Template('{{ day|date:"j F Y" }}, {{ none|date:"j F Y" }}.').render(
        Context({"day": first.date(), "none": None})
    )
    assert shown == "1er décembre 2026, ."
