"""The interface itself, in a browser: keyboard, themes, narrow screens, drawings, paper."""

import re
from typing import Literal

from playwright.sync_api import Page, expect

from entremise.ui.palette import palette
from tests.journeys.conftest import OpenAs
from tests.support.accessibility import axe
from tests.support.cast import Cast

PUBLIC = ("/composants/", "/accessibilite/", "/connexion/code/", "/mot-de-passe-oublie/")
OWN = ("/compte/", "/compte/mot-de-passe/choisir/", "/deconnexion/")
LEAST_TARGET = 44
TARGETS = ".btn:visible, .ent-bar a, .ent-bar button, .ent-chip, .ent-counter button"
WIDTHS = (320, 390, 640)  # 640 pixels are what is left of 1,280 at 200 %


def _rgb(colour: str) -> str:
    """#rrggbb as a browser computes it."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_public_pages_are_accessible(visitor_page: Page) -> None:
    for url in PUBLIC:
        visitor_page.goto(url)
        axe(visitor_page)


def test_pages_of_one_s_account_are_accessible(open_as: OpenAs, cast: Cast) -> None:
    for phone in (True, False):
        page = open_as(cast.mediator, phone=phone)
        for url in OWN:
            page.goto(url)
            axe(page)


def test_nothing_sticks_out_of_a_narrow_or_enlarged_page(open_as: OpenAs, cast: Cast) -> None:
    for person, urls in ((cast.visitor, PUBLIC), (cast.director, OWN)):
        page = open_as(person)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            for url in urls:
                page.goto(url)
                assert _overflow(page) <= 0, f"{url} à {width} px"


def test_targets_are_big_enough_for_a_thumb(open_as: OpenAs, cast: Cast) -> None:
    page = open_as(cast.mediator, phone=True)
    page.goto("/composants/")
    targets = page.locator(TARGETS)
    small = targets.evaluate_all(
        """(targets, least) => targets
            .filter((target) => target.getBoundingClientRect().height < least)
            .map((target) => target.outerHTML.slice(0, 80))""",
        LEAST_TARGET,
    )
    assert targets.count() > 20
    assert small == []


def test_the_menu_opens_under_the_thumb_and_closes_with_escape(open_as: OpenAs, cast: Cast) -> None:
    page = open_as(cast.mediator, phone=True)
    page.goto("/compte/")
    menu = page.get_by_role("navigation", name="Menu principal")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(menu).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


def test_drawings_follow_the_theme(visitor_page: Page) -> None:
    schemes: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
    for theme, scheme in enumerate(schemes):
        visitor_page.emulate_media(color_scheme=scheme)
        visitor_page.goto("/composants/")
        column = visitor_page.locator('svg:visible path[fill="var(--ent-action)"]').first
        expect(column).to_have_css("fill", _rgb(palette()["action"][theme]))
        expect(visitor_page.locator("body")).to_have_css(
            "background-color", _rgb(palette()["paper"][theme])
        )


def test_the_chosen_theme_is_kept(open_as: OpenAs, cast: Cast) -> None:
    page = open_as(cast.director)
    page.emulate_media(color_scheme="light")
    page.goto("/compte/")
    page.get_by_role("button", name="Sombre").click()
    html = page.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    response = page.goto("/compte/")
    assert response
    assert '<html lang="fr" data-bs-theme="dark">' in response.text()
    expect(page.get_by_role("button", name="Sombre")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Auto").click()
    expect(html).to_have_attribute("data-bs-theme", "light")


def test_the_keyboard_is_enough(visitor_page: Page) -> None:
    page = visitor_page
    page.goto("/composants/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator("[data-ent-search]")).to_be_focused()
    page.keyboard.type("n/")
    expect(page.locator("[data-ent-search]")).to_have_value("n/")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("#formulaire$"))


def test_the_first_stop_skips_the_menu(open_as: OpenAs, cast: Cast) -> None:
    page = open_as(cast.director)
    page.goto("/compte/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_arrows_go_from_cell_to_cell(visitor_page: Page) -> None:
    page = visitor_page
    page.goto("/composants/")
    frame = page.get_by_role("region", name="Activité par registre, janvier à octobre 2026")
    frame.focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator(":focus")).to_have_text("641")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("a:focus")).to_have_text("30/10/2026")
    page.keyboard.press("ArrowRight")
    expect(page.locator("a:focus")).to_have_text("30/10/2026")


def test_what_has_the_focus_is_outlined(visitor_page: Page) -> None:
    page = visitor_page
    page.goto("/connexion/")
    for _ in range(6):
        page.keyboard.press("Tab")
        width, what = page.evaluate(
            "[getComputedStyle(document.activeElement).outlineWidth,"
            " document.activeElement.outerHTML]"
        )
        assert float(width.removesuffix("px")) >= 2, what


def test_a_number_is_counted_with_the_thumb(visitor_page: Page) -> None:
    page = visitor_page
    page.goto("/composants/")
    field = page.locator("#id_people")
    more = page.get_by_role("button", name="Personnes rencontrées : un de plus").first
    less = page.get_by_role("button", name="Personnes rencontrées : un de moins").first
    more.click()
    expect(field).to_have_value("3")
    for _ in range(5):
        less.click()
    expect(field).to_have_value("0")


def test_errors_are_read_first(visitor_page: Page) -> None:
    visitor_page.goto("/composants/")
    expect(visitor_page.locator("[data-ent-errors]")).to_be_focused()
    visitor_page.get_by_role("link", name="Lieu").click()
    expect(visitor_page.locator("#id_refused-place")).to_be_focused()


def test_paper_holds_the_content_alone(open_as: OpenAs, cast: Cast) -> None:
    page = open_as(cast.director)
    page.goto("/composants/")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".ent-header")).to_be_hidden()
    expect(page.locator(".ent-filters").first).to_be_hidden()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
