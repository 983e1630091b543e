"""A resident asks, the parties agree to meet, they come to an agreement, and it is followed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from entremise.cases import actions, queries
from entremise.cases.models import Case, Referral
from entremise.core import clock
from entremise.journal.retention import run
from tests.journeys.conftest import OpenAs
from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast

APPLICANT, OTHER = "Habitant 0412", "Habitant 0413"


@pytest.fixture
def expected_errors() -> list[str]:
    """What was erased is not found any more."""
    return ["404 (Not Found)"]


def _ask(page: Page) -> None:
    page.goto("/demander-une-mediation/")
    page.get_by_label("Votre commune").fill("lille")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("De quoi s’agit-il").select_option("noise")
    page.get_by_label("Ce qui se passe").fill("De la musique toutes les nuits.")
    page.get_by_label("L’autre personne").fill(OTHER)
    page.get_by_label("Votre nom").fill(APPLICANT)
    axe(page)
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text("Laissez un téléphone ou un courriel").first).to_be_visible()
    expect(page.get_by_label("Ce qui se passe")).to_have_value("De la musique toutes les nuits.")
    page.get_by_label("Téléphone").fill("01 99 00 04 12")
    page.get_by_label("J’accepte que l’équipe").check()
    page.wait_for_timeout(4500)  # nobody tells a dispute faster, and the form knows it
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.locator("h1")).to_have_text("Votre demande est reçue")


def _agree(page: Page, name: str) -> None:
    party = page.locator(".ent-party", has_text=name)
    party.get_by_role("link", name="Demander son accord").click()
    page.get_by_role("button", name="Noter, et sa réponse").click()
    page.get_by_label("accord donné").check()
    page.get_by_label("Par écrit").check()
    page.get_by_role("button", name="Noter la réponse").click()
    expect(page.locator(".ent-party", has_text=name)).to_contain_text("accord donné")


def _hold(page: Page, kind: str) -> None:
    page.get_by_role("link", name="Prévoir", exact=True).click()
    page.get_by_label("Étape").select_option(label=kind.lower())
    now = clock.now().astimezone() - timedelta(minutes=5)
    page.get_by_label("Date et heure").fill(f"{now:%Y-%m-%dT%H:%M}")
    page.get_by_label("Lieu").fill("Maison de quartier")
    page.get_by_role("button", name="Prévoir", exact=True).click()
    coming = page.locator(".ent-coming", has_text=re.compile(kind, re.I)).first
    coming.get_by_role("link", name="C’est fait").click()
    page.get_by_label("Durée (min)").fill("60")
    page.get_by_label("Compte rendu").fill(f"{kind} : ils se sont parlé.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".ent-case-story")).to_contain_text(f"{kind} : ils se sont parlé.")


def test_from_a_request_to_an_agreement_that_holds(
    open_as: OpenAs, visitor_page: Page, coordinator_page: Page, cast: Cast
) -> None:
    make_places()
    cast.dispositif.communes.set(["59350"])
    actions.set_reception(
        dispositif=cast.dispositif,
        public=True,
        phone="01 99 00 02 17",
        email="",
        by=cast.director.actor,
    )
    _ask(visitor_page)
    number = Referral.objects.get().number
    expect(visitor_page.locator("main")).to_contain_text(number)

    page = coordinator_page
    page.goto("/")
    page.get_by_role("link", name="1 saisine à examiner").click()
    page.get_by_role("link", name=number).click()
    expect(page.locator("main")).to_contain_text("De la musique toutes les nuits.")
    axe(page)
    page.get_by_label("Médiateur 012").check()
    page.get_by_role("button", name="Ouvrir la situation").click()
    expect(page.locator(".ent-case-coming")).to_contain_text("Proposition écrite")

    phone = open_as(cast.mediator, phone=True)
    phone.goto("/situations/")
    phone.get_by_role("link", name=Case.objects.get().number).click()
    axe(phone)
    phone.locator(".ent-party", has_text=OTHER).get_by_role("link", name="Lettre").click()
    phone.get_by_role("link", name="Proposition de médiation").click()
    expect(phone.get_by_label("Texte")).to_have_value(re.compile("libre d’accepter"))
    phone.get_by_role("button", name="Garder la lettre").click()
    expect(phone.get_by_role("link", name="PDF")).to_be_visible()

    phone.get_by_role("link", name="C’est fait").click()
    phone.get_by_role("button", name="Enregistrer").click()
    _agree(phone, APPLICANT)
    _agree(phone, OTHER)
    _hold(phone, "Table ronde")
    phone.get_by_role("link", name="Accord", exact=True).click()
    phone.get_by_label("écrit", exact=True).check()
    phone.get_by_label("Engagements").fill("Pas de musique après 22 h.\nSe prévenir.")
    phone.get_by_role("button", name="Enregistrer l’accord").click()
    expect(phone.locator(".ent-case-story")).to_contain_text("Pas de musique après 22 h.")
    expect(phone.locator(".ent-coming")).to_have_count(2)
    axe(phone)

    phone.locator(".ent-coming").first.get_by_role("link", name="C’est fait").click()
    phone.get_by_label("accord tenu", exact=True).check()
    phone.get_by_role("button", name="Enregistrer").click()
    expect(phone.locator(".ent-case-story")).to_contain_text("accord tenu")

    phone.get_by_role("link", name="Clore").click()
    phone.get_by_label("Accord entre les parties").check()
    phone.get_by_role("button", name="Clore").click()
    expect(phone.locator(".ent-case-coming")).to_contain_text("Close le")
    case = Case.objects.get()
    assert not case.is_open

    phone.goto("/situations/?closed=on")
    expect(phone.get_by_role("link", name=case.number)).to_be_visible()
    with clock.hold(clock.now() + timedelta(days=760)):
        run(on=clock.today())
    phone.goto(f"/situations/{case.pk}/")
    expect(phone.locator("h1")).to_contain_text("rien à cette adresse")
    assert APPLICANT not in str([queries.words(party) for party in case.parties.all()])
