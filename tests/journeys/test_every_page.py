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


# The last things that stick out, those of a part that scrolls by itself left out.
STICKS_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (node) => node && (getComputedStyle(node).overflowX !== 'visible'
    || scrolls(node.parentElement === document.body ? null : node.parentElement));
  return [...document.body.querySelectorAll('*')]
    .filter((node) => node.getBoundingClientRect().right > width + 1 && !scrolls(node))
    .slice(-3)
    .map((node) => `<${node.localName} class="${node.className}"> ${node.textContent.trim()}`);
}"""


def _sideways(page: Page) -> str:
    """How much sticks out of the narrowest screen, and what; nothing when all fits."""
    page.set_viewport_size(NARROW)
    over = page.evaluate("document.documentElement.scrollWidth") - NARROW["width"]
    return f"{over} px ({' ; '.join(page.evaluate(STICKS_OUT))})" if over > 0 else ""


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_is_accessible_and_legible(open_as: OpenAs, cast: Cast, name: str) -> None:
    page = open_as(getattr(cast, name))
    faults = []
    for url in _pages_of(cast, name):
        page.goto(url)
        faults += violations(page)
        if out := _sideways(page):
            faults.append(f"{url} dépasse un écran de {NARROW['width']} px de {out}")
        page.set_viewport_size(DESK)
    assert faults == [], "\n".join(faults)
