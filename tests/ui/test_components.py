"""Components say the truth of their values: what is known, hidden or missing."""

from datetime import date, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone

from entremise.core.typography import NARROW, WIDE
from entremise.ui.components import (
    MISSING,
    SUPPRESSED,
    Column,
    Figure,
    Hidden,
    Link,
    Register,
    Table,
    written,
)


def _drawn(template: str, **values: Any) -> str:
    return Template(template).render(Context(values))


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        (4312, "count", 0, f"4{NARROW}312"),
        (0, "count", 0, "0"),
        (0.714, "percent", 0, f"71{NARROW}%"),
        (95, "minutes", 0, f"1{WIDE}h{WIDE}35"),
        (1284.5, "hours", 1, f"1{NARROW}284,5{WIDE}h"),
        (24000, "euros", 0, f"24{NARROW}000{WIDE}€"),
        (2, "jours", 0, f"2{WIDE}jours"),
        (1.25, "ratio", 2, "1,25"),
        (date(2026, 10, 31), "count", 0, "31/10/2026"),
        ("Lille", "count", 0, "Lille"),
        (True, "count", 0, "oui"),
        (None, "count", 0, "—"),
    ],
)
def test_values_are_written_by_their_unit(value: Any, unit: str, decimals: int, text: str) -> None:
    assert written(value, unit, decimals) == text


def test_an_instant_is_written_in_local_time() -> None:
    instant = datetime(2026, 7, 1, 22, 30, tzinfo=timezone.get_fixed_timezone(0))
    assert written(instant) == f"02/07/2026{WIDE}00:30"


def test_a_suppressed_figure_never_shows_its_value() -> None:
    card = _drawn("{% figure_card f %}", f=Figure("Enfants", 3, state="suppressed"))
    assert "secret" in card
    assert "3" not in card


def test_a_figure_without_value_is_missing_not_zero() -> None:
    assert "non connu" in _drawn("{% figure_card f %}", f=Figure("Délai"))
    assert "non connu" not in _drawn("{% figure_card f %}", f=Figure("Délai", 0))


def test_a_figure_leads_to_its_records_and_says_when_it_was_computed() -> None:
    figure = Figure("Conflits", 12, href="/journal/", as_of=date(2026, 10, 31))
    card = _drawn("{% figure_card f %}", f=figure)
    assert 'href="/journal/"' in card
    assert "31 octobre 2026" in card


def test_a_table_names_its_cells() -> None:
    table = Table(
        "Légende",
        [Column("name", "Nom"), Column("count", "Nombre", numeric=True)],
        [
            {"name": Link("Moulins", "/m/"), "count": 1200},
            {"name": Register("conflict", "Conflits"), "count": SUPPRESSED},
            {"name": "Autre", "count": MISSING},
            {"name": "Seuil relevé", "count": Hidden(small_count=11)},
        ],
        totals={"name": "Ensemble", "count": 1300},
    )
    html = _drawn("{% data_table t %}", t=table)
    assert "<caption>Légende</caption>" in html
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 5
    assert f"1{NARROW}200" in html
    assert '<a href="/m/">Moulins</a>' in html
    assert "ent-register-conflict" in html
    assert [cells[1].text for cells in table.body] == [
        f"1{NARROW}200",
        f"<{WIDE}5",
        "—",
        f"<{WIDE}11",
    ]


def test_a_table_without_rows_says_so() -> None:
    table = Table("Légende", [Column("name", "Nom")], [], empty="Aucune structure.")
    assert "Aucune structure." in _drawn("{% data_table t %}", t=table)


def test_texts_are_escaped() -> None:
    html = _drawn("{% figure_card f %}", f=Figure("<b>", 1, sentence="<i>"))
    assert "<b>" not in html
    assert "<i>" not in html


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ 4312|figure }}", f"4{NARROW}312"),
        ("{{ 0.5|percent }}", f"50{NARROW}%"),
        ("{{ 95|minutes }}", f"1{WIDE}h{WIDE}35"),
        ("{{ 'Où ?'|french }}", f"Où{NARROW}?"),
    ],
)
def test_filters_write_as_french_readers_do(template: str, text: str) -> None:
    assert _drawn(template) == text
