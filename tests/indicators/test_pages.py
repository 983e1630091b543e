"""The catalogue on pages: every indicator has one, and it says where it comes from."""

import pytest
from django.urls import reverse

from entremise.indicators.catalog import INDICATORS
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


def test_an_unknown_indicator_is_not_found(cast: Cast) -> None:
    url = reverse("indicator_detail", args=["nope"])
    assert client_of(cast.mediator).get(url).status_code == 404
