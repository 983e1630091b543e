"""An animator comes out of a meeting: noted with what is next, found in the week, done, undone."""

import re

from playwright.sync_api import Page, expect

from entremise.core import clock
from entremise.support.models import NextStep
from tests.journeys.conftest import OpenAs
from tests.support.accessibility import axe
from tests.support.cast import Cast
from tests.supports.factories import days_ago, make_meeting


def _fits(page: Page) -> None:
    """Nothing sticks out of the telephone."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url  # type: ignore[index]


def test_a_meeting_and_what_it_leads_to(open_as: OpenAs, cast: Cast) -> None:
    make_meeting(cast.neighbour, on=days_ago(500), subject="Il y a longtemps")
    page = open_as(cast.regional, phone=True)
    main = page.locator("main")
    page.goto("/ma-semaine/")
    expect(main).to_contain_text("Rien à faire d’ici dimanche.")
    expect(main).to_contain_text("Association de gestion du dispositif")
    axe(page)
    _fits(page)

    page.get_by_role("link", name="Noter une rencontre").click()
    page.get_by_role("textbox", name="Structures rencontrées").fill("citéo")
    page.get_by_label("Elle a eu lieu").check()
    page.get_by_label("Objet").fill("Recrutement de deux médiateurs")
    page.get_by_label("Présents, par fonction").fill("1 directrice, 2 élus")
    page.get_by_role("textbox", name="Suite à donner").fill("Relayer l’offre d’emploi")
    page.get_by_label("Pour le").fill(f"{clock.today()}")
    axe(page)
    _fits(page)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("h1")).to_have_text("Recrutement de deux médiateurs")
    expect(main).to_contain_text("2 élus")
    axe(page)
    _fits(page)

    page.goto("/ma-semaine/")
    expect(main).to_contain_text("Recrutement de deux médiateurs")
    page.get_by_role("button", name=re.compile("^Fait")).click()
    expect(main).to_contain_text("C’est fait.")
    expect(main).to_contain_text("Rien à faire d’ici dimanche.")
    assert NextStep.objects.get().done_on == clock.today()
    page.get_by_role("button", name="Défaire").click()
    expect(main).to_contain_text("Relayer l’offre d’emploi")
    assert NextStep.objects.get().done_on is None
    axe(page)
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Noter une rencontre")).to_be_hidden()
    expect(main).to_contain_text("Relayer l’offre d’emploi")
