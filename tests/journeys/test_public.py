"""Somebody with a telephone finds the nearest service, reads its page, and asks for a mediation.

Where they are is known to the telephone, and to nobody else.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from entremise.cases import actions
from entremise.cases.models import Referral
from entremise.structures.models import Dispositif
from tests.journeys.conftest import PATIENCE, PHONE
from tests.portal.public import make_service, make_towns
from tests.support.accessibility import axe
from tests.support.cast import Cast

HERE = {"longitude": 3.060123, "latitude": 50.631789}  # a street of Lille
NARROW = {"width": 320, "height": 640}
Sent = tuple[Callable[..., Page], list[str]]


@pytest.fixture
def service(cast: Cast) -> Dispositif:
    """A service of Lille, one of Roubaix and one of Dunkerque; the first may be written to."""
    Dispositif.objects.update(published=False)  # those of the cast
    towns = make_towns()
    found = make_service(
        "Correspondants de nuit",
        towns["Lille"],
        structure=cast.structure,
        lon=3.0642,
        lat=50.6292,
        address="2 place des Exemples, Lille",
        opening_hours="24/7",
    )
    make_service("Médiation de Roubaix", towns["Roubaix"])
    make_service("Médiation de la Côte", towns["Dunkerque"])
    actions.set_reception(
        dispositif=found, public=True, phone="0199001234", email="", by=cast.director.actor
    )
    return found


@pytest.fixture
def sent(new_context: Callable[..., Any], live_server: LiveServer) -> Sent:
    """A telephone, and everything that leaves it: addresses, headers, bodies."""
    left: list[str] = []

    def heard(request: Request) -> None:
        left.append(f"{request.url} {request.headers} {request.post_data or ''}")

    def open_page(**geolocation: Any) -> Page:
        context = new_context(
            base_url=live_server.url,
            locale="fr-FR",
            viewport=PHONE,
            reduced_motion="reduce",
            **geolocation,
        )
        page: Page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", heard)
        return page

    return open_page, left


def _is_narrow_enough(page: Page) -> None:
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.set_viewport_size(PHONE)


def test_the_nearest_service_is_found_and_asked_and_nobody_knows_from_where(
    sent: Sent, service: Dispositif
) -> None:
    open_page, left = sent
    page = open_page(geolocation=HERE, permissions=["geolocation"])
    page.goto("/")
    expect(page.get_by_text("elle n’est envoyée à personne")).to_be_visible()
    button = page.get_by_role("button", name="Autour de moi")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Le plus proche : Correspondants de nuit")
    names = page.locator(".ent-nearby h3")
    expect(names).to_have_text(
        ["Correspondants de nuit", "Médiation de Roubaix", re.compile("Côte")]
    )
    first = page.locator(".ent-service").first
    expect(first).to_contain_text(re.compile(r"accueil à \d{3}\sm"))
    expect(first).to_contain_text("Ouvert jour et nuit")
    expect(page.locator(".ent-service").nth(1)).to_contain_text("centre de Roubaix à")
    axe(page)
    _is_narrow_enough(page)

    names.first.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text("Correspondants de nuit")
    expect(
        page.get_by_role("link", name=re.compile(r"01\s99\s00\s12\s34")).first
    ).to_have_attribute("href", "tel:0199001234")
    axe(page)
    _is_narrow_enough(page)

    page.get_by_role("link", name="Demander une médiation").nth(1).click()
    expect(page.locator("h1")).to_contain_text("Correspondants de nuit")
    page.get_by_role("list", name="Où cela se passe-t-il").get_by_role("link", name="Lille").click()
    expect(page.locator("h1")).to_have_text("Demander une médiation à Lille")
    page.get_by_label("De quoi s’agit-il").select_option(index=1)
    page.get_by_label("Ce qui se passe").fill("Du bruit toutes les nuits dans le hall.")
    page.get_by_label("Votre nom").fill("Demandeur Exemple")
    page.get_by_label("Téléphone").fill("01 99 00 00 01")
    page.get_by_label("J’accepte").check()
    page.wait_for_timeout(4_500)  # a person does not write faster
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.locator("h1")).to_have_text("Votre demande est reçue")
    assert Referral.objects.get().dispositif == service

    assert any("services.json" in line for line in left)
    for digits in ("3.0601", "50.6317", "3,0601", "50,6317"):
        assert not [line for line in left if digits in line], "la position est sortie du téléphone"


def test_a_refused_position_leads_to_the_field_where_one_types(
    sent: Sent, service: Dispositif
) -> None:
    open_page, left = sent
    page = open_page(permissions=[])
    page.goto("/trouver/")
    page.get_by_role("button", name="Autour de moi").click()
    expect(page.get_by_role("status")).to_contain_text("Vous n’avez pas partagé votre position")
    assert not any("services.json" in line for line in left)
    axe(page)
    page.get_by_label("Commune ou code postal").fill("12 rue de Paris, 59100 Roubaix")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/trouver/\?commune=59512$"))
    expect(page.locator("h1")).to_have_text("Médiation sociale : Roubaix")
    expect(page.get_by_role("link", name="Médiation de Roubaix")).to_be_visible()
    axe(page)
    _is_narrow_enough(page)
    page.get_by_text("Préciser").click()
    page.get_by_label("Pour quoi").select_option(label="Transports")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("main")).to_contain_text("répond à tout ce que vous demandez")
    page.go_back()
    expect(page.get_by_role("link", name="Médiation de Roubaix")).to_be_visible()


def test_without_script_everything_is_found_by_typing(sent: Sent, service: Dispositif) -> None:
    page = sent[0](java_script_enabled=False)
    page.goto("/")
    expect(page.get_by_role("button", name="Autour de moi")).to_be_hidden()
    page.get_by_label("Commune ou code postal").fill("Lille")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Correspondants de nuit").click()
    expect(page.locator("h1")).to_have_text("Correspondants de nuit")
