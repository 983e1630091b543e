"""Every page, opened in a browser by the first person of the cast who may: accessible and legible.

Accessible is axe in both themes; legible is no sideways scrolling on the narrowest telephone.
"""

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, OpenAs
from tests.support.accessibility import violations
from tests.support.belongings import make_belongings
from tests.support.cast import Cast
from tests.support.client import PageClient
from tests.support.routes import all_routes

PEOPLE = ("director", "mediator", "partner", "regional", "admin", "dpo", "visitor")
NARROW = {"width": 320, "height": 640}


def _opens(cast: Cast, name: str, url: str) -> bool:
    """Whether the address shows a whole page to that person."""
    response = PageClient().sign_in(getattr(cast, name)).get(url)
    if response.status_code != 200 or response.streaming:
        return False
    return response.content.lstrip()[:15].lower() == b"<!doctype html>"


def _pages_of(cast: Cast, name: str) -> list[str]:
    """One address of each route that this person opens and nobody before them in the list."""
    owned = make_belongings(cast)
    before = PEOPLE[: PEOPLE.index(name)]
    urls = [next(iter(route.urls(owned))) for route in all_routes()]
    seen = [url for url in urls if _opens(cast, name, url)]
    return [url for url in seen if not any(_opens(cast, other, url) for other in before)]


def _sideways(page: Page) -> int:
    """How many pixels stick out of the narrowest screen."""
    page.set_viewport_size(NARROW)
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return max(0, width - NARROW["width"])


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_is_accessible_and_legible(open_as: OpenAs, cast: Cast, name: str) -> None:
    page = open_as(getattr(cast, name))
    faults = []
    for url in _pages_of(cast, name):
        page.goto(url)
        faults += violations(page)
        if out := _sideways(page):
            faults.append(f"{url} dépasse de {out} px un écran de {NARROW['width']} px")
        page.set_viewport_size(DESK)
    assert faults == [], "\n".join(faults)
