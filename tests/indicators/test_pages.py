"""The catalogue on pages: every indicator has one, and it says where it comes from."""

from dataclasses import replace
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from entremise.indicators.catalog import INDICATORS
from entremise.indicators.indicator import Former
from entremise.indicators.uses import declared
from tests.support.cast import Cast
from tests.support.client import client_of


def test_the_catalogue_lists_every_indicator(cast: Cast) -> None:
    page = client_of(cast.partner).get(reverse("indicator_list")).content.decode()
    for code in INDICATORS:
        assert reverse("indicator_detail", args=[code]) in page


@pytest.mark.parametrize("code", sorted(INDICATORS))
def test_each_indicator_has_its_page(cast: Cast, code: str) -> None:
    response = client_of(cast.mediator).get(reverse("indicator_detail", args=[code]))
    assert response.status_code == 200
    assert "Source" in response.content.decode()


def test_an_indicator_says_where_it_is_shown_and_since_when(cast: Cast) -> None:
    page = client_of(cast.mediator).get(reverse("indicator_detail", args=["people"]))
    assert page.context["uses"] == [
        "Bilan, en tête", "Bilan, Les publics", "Accueil", "Tableau de bord",
    ]  # fmt: skip
    assert "depuis le 1er novembre 2026" in page.content.decode()


def test_every_place_shows_indicators_of_the_catalogue() -> None:
    shown = {code for uses in declared() for codes in uses.values() for code in codes}
    assert shown
    assert shown <= set(INDICATORS)


def test_a_changed_definition_stands_beside_the_older_one(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = Former(date(2027, 12, 31), "Les séquences, l'une après l'autre.", "Une seule norme.")
    now = INDICATORS["activities"]
    changed = replace(now, since=date(2028, 1, 1), formerly=(former,))
    monkeypatch.setitem(INDICATORS, "activities", changed)
    page = client_of(cast.mediator).get(reverse("indicator_detail", args=["activities"]))
    content = unescape(page.content.decode())
    for words in (
        now.definition, "depuis le 1er janvier 2028", "jusqu'au 31 décembre 2027",
        "Les séquences, l'une après l'autre.", "Une seule norme.",
    ):  # fmt: skip
        assert words in content


def test_an_unknown_indicator_is_not_found(cast: Cast) -> None:
    url = reverse("indicator_detail", args=["nope"])
    assert client_of(cast.mediator).get(url).status_code == 404
