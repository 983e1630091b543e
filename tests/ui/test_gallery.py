"""Each component has an example, and each example can be drawn."""

import pytest

from tests.architecture.sources import templates
from tests.support.client import PageClient

# Pages, and the list of a whole form's fields: not components.
NOT_SHOWN = {"ui/gallery.html", "ui/accessibility.html", "ui/form.html"}


def _components() -> list[str]:
    return [
        name
        for name in templates()
        if name.startswith("ui/") and "/shell/" not in name and name not in NOT_SHOWN
    ]


@pytest.mark.django_db
def test_every_component_is_in_the_gallery(client: PageClient) -> None:
    response = client.get("/composants/")
    drawn = {template.name for template in response.templates}
    assert set(_components()) - drawn == set()
    assert len(_components()) > 10


@pytest.mark.django_db
def test_filters_in_the_address_come_back_filled_and_counted(client: PageClient) -> None:
    page = client.get("/composants/?q=Lafargue&register=conflict").content.decode()
    assert 'value="Lafargue"' in page
    assert '<span class="ent-filters-count">2</span>' in page
    assert "Tout effacer" in page
    assert "Tout effacer" not in client.get("/composants/").content.decode()


@pytest.mark.django_db
def test_turning_the_page_keeps_the_filters(client: PageClient) -> None:
    page = client.get("/composants/?register=conflict&after=plus-loin").content.decode()
    assert 'href="?register=conflict&amp;after=suite"' in page
    assert 'href="?register=conflict"' in page


@pytest.mark.django_db
def test_the_accessibility_page_answers_everyone(client: PageClient) -> None:
    assert client.get("/accessibilite/").status_code == 200
