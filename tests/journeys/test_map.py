"""The whole of the map and of the coverage without a mouse, on a desk and on a narrow screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from entremise.structures.models import Dispositif
from tests.atlas.geography import ALMA, MOULINS, make_geography, serve
from tests.journeys.conftest import OpenAs
from tests.support.accessibility import axe
from tests.support.cast import Cast

EVENINGS = "Mo-Fr 18:00-22:00"


@pytest.fixture
def services(cast: Cast) -> list[Dispositif]:
    """Six more services, five of them in Lille, and outlines to draw."""
    make_geography()
    inside = []
    for n in range(5):
        place = {"lon": 3.01 + n / 60, "lat": 50.62 + n / 100}
        inside.append(serve("59350", name=f"Rondes {n}", opening_hours=EVENINGS, **place))
    return [*inside, serve("62498", qpvs=(), name="Permanence de Lens", domains=["rights"])]


def _said(page: Page) -> int:
    """How many dispositifs the page says that it shows."""
    found = re.match(r"\d+", page.locator(".ent-atlas-said").inner_text())
    return int(found.group()) if found else 0


def _drawn(page: Page) -> int:
    """How many the discs hold."""
    counts = page.locator(".ent-disc").evaluate_all(
        "discs => discs.map(disc => Number(disc.querySelector('text')?.textContent ?? 1))"
    )
    return int(sum(counts))


def _settled(page: Page) -> None:
    expect(page.locator("#carte")).not_to_have_attribute("aria-busy", "true")
    assert _said(page) == _drawn(page) == page.locator(".ent-places li").count()


def _press(page: Page, key: str) -> None:
    """Press a key on the map, and wait for what the new view shows."""
    before = page.url
    page.keyboard.press(key)
    page.wait_for_url(lambda url: url != before)
    _settled(page)


def _tab_to(page: Page, selector: str) -> None:
    """Reach something as one does without a mouse."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} ne s'atteint pas au clavier")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_map_without_a_mouse(
    open_as: OpenAs, cast: Cast, services: list[Dispositif], width: int
) -> None:
    page = open_as(cast.regional)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/carte/")
    axe(page)
    total = _said(page)
    _settled(page)

    # Zoom, walk, and come back to the whole territory.
    _tab_to(page, "#carte-vue")
    _press(page, "+")
    _press(page, "ArrowLeft")
    _press(page, "+")
    assert page.evaluate("document.activeElement.id") == "carte-vue"
    assert 0 < _said(page) < total
    near = page.url
    _press(page, "0")
    assert _said(page) == total
    page.go_back()
    expect(page).to_have_url(near)
    _settled(page)
    page.reload()
    assert page.url == near
    _settled(page)

    # The list: arrows, a sheet, and back where one was.
    page.goto("/carte/")
    _tab_to(page, ".ent-places a")
    page.keyboard.press("ArrowDown")
    second = page.locator(".ent-places a").nth(1)
    expect(second).to_be_focused()
    name = second.locator(".ent-place-name").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#fiche")).to_be_focused()
    expect(page.locator("#fiche-nom")).to_have_text(name)
    expect(page.locator(".ent-disc-chosen")).to_have_count(1)
    axe(page)
    _tab_to(page, "[data-back]")
    page.keyboard.press("Enter")
    expect(page.locator(".ent-places a").nth(1)).to_be_focused()

    # Filters: in the address, and undone by going back.
    if width < 600:
        page.locator(".ent-filters summary").focus()
        page.keyboard.press("Enter")
    page.get_by_label("Domaine").focus()
    page.get_by_label("Domaine").select_option("rights")
    page.get_by_role("button", name="Appliquer").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**domain=rights**")
    expect(page.locator(".ent-place-name")).to_have_text(["Permanence de Lens"])
    _settled(page)
    page.go_back()
    assert _said(page) == total
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("width", [1280, 320])
def test_the_coverage_without_a_mouse(
    open_as: OpenAs, cast: Cast, services: list[Dispositif], width: int
) -> None:
    page = open_as(cast.regional)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/couverture/?kind=qpv")
    axe(page)
    _tab_to(page, f"a[href$='{MOULINS}/']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Moulins")
    expect(page.get_by_text("Le soir, du lundi au vendredi")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Voir sur la carte").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/carte/?view=**")
    _settled(page)
    page.goto(f"/couverture/quartiers/{ALMA}/")
    expect(page.get_by_text("Personne n’intervient ici")).to_be_visible()
    page.goto("/couverture/chevauchements/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_area_without_a_mouse(open_as: OpenAs, cast: Cast, services: list[Dispositif]) -> None:
    cast.dispositif.qpvs.set([MOULINS])
    page = open_as(cast.director)
    page.goto(f"/dispositifs/{cast.dispositif.pk}/")
    axe(page)
    page.get_by_role("link", name="Dessiner le secteur").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/secteur/")
    axe(page)
    # Three points in the middle of three views.
    page.locator("[data-ent-map]").focus()
    for keys in (("Enter",), ("ArrowRight", "Enter"), ("ArrowDown", "Enter")):
        for key in keys:
            page.keyboard.press(key)
    points = page.get_by_label("Points du contour")
    before = points.input_value().splitlines()
    assert len(before) == 3
    _tab_to(page, "[data-at='0-1']")
    page.keyboard.press("ArrowUp")
    after = points.input_value().splitlines()
    assert (after[0], after[2]) == (before[0], before[2])
    assert float(after[1].split(",")[0]) > float(before[1].split(",")[0])
    axe(page)
    page.get_by_role("button", name="Enregistrer le secteur").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/dispositifs/\d+/$"))
    expect(page.get_by_text("Le secteur est enregistré.")).to_be_visible()
    cast.dispositif.refresh_from_db()
    assert len(cast.dispositif.area["coordinates"][0]) == 4


def test_the_map_by_touch_and_wheel(
    open_as: OpenAs, cast: Cast, services: list[Dispositif]
) -> None:
    page = open_as(cast.regional)
    page.goto("/carte/")
    total = _said(page)
    box = page.locator("#carte-vue").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    before = page.url
    page.mouse.dblclick(box["x"] + 20, y)
    page.wait_for_url(lambda url: url != before)
    _settled(page)
    before = page.url
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 300, y, steps=5)
    page.mouse.up()
    page.wait_for_url(lambda url: url != before)
    _settled(page)
    assert _said(page) < total


def test_the_public_map_stands_in_the_page_of_another_site(
    open_as: OpenAs, cast: Cast, services: list[Dispositif]
) -> None:
    page = open_as(cast.visitor, phone=True)
    page.goto("/carte/publique/?region=32")
    axe(page)
    _settled(page)
    page.goto("/carte/integree/?region=32")
    axe(page)
    _settled(page)
