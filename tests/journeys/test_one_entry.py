"""One entry, from the phone in a stairwell to the home of each role."""

import re

import pytest
from playwright.sync_api import Page, expect

from entremise.indicators.refreshing import refresh_marked
from entremise.structures.enums import Role
from tests.accounts.factories import PASSWORD
from tests.activities.factories import make_activities
from tests.journeys.conftest import OpenAs
from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast


def _log(page: Page, register: str = "Présence active") -> None:
    """Fill the entry form as with one thumb: five choices, everything else left as it is."""
    page.get_by_role("link", name="Consigner").first.click()
    page.get_by_label(register, exact=True).check()
    page.get_by_label("Nom du lieu").fill("Résidence du Parc")
    page.get_by_label("Commune").select_option(label="Lille")
    page.get_by_role("radio", name=re.compile(r"^20\smin$")).check()
    page.get_by_role("spinbutton", name="Combien de personnes").fill("3")
    page.get_by_label("Informées", exact=True).check()
    axe(page)
    page.get_by_role("button", name="Consigner").click()
    expect(page.get_by_text("Activité consignée")).to_be_visible()


def test_what_a_mediator_logs_is_seen_by_the_team_and_the_director(
    open_as: OpenAs, cast: Cast
) -> None:
    make_places()
    cast.dispositif.communes.set(["59350"])
    phone = open_as(cast.mediator, phone=True)
    phone.goto("/")
    _log(phone)
    desk = open_as(cast.director)
    desk.goto("/tableau-de-bord/")
    expect(desk.get_by_role("heading", name="Tableau de bord")).to_be_visible()
    expect(desk.get_by_text(re.compile(r"^1 intervention")).first).to_be_visible()
    axe(desk)
    team = open_as(cast.coordinator)
    team.goto("/")
    expect(team.get_by_role("link", name="Résidence du Parc")).to_be_visible()
    axe(team)


def test_a_mediator_corrects_duplicates_and_takes_back(open_as: OpenAs, cast: Cast) -> None:
    make_places()
    cast.dispositif.communes.set(["59350"])
    phone = open_as(cast.mediator, phone=True)
    phone.goto("/")
    _log(phone, "Conflit")
    phone.get_by_role("link", name="Résidence du Parc").click()
    phone.get_by_role("link", name="Corriger").click()
    phone.get_by_role("spinbutton", name="Combien de personnes").fill("4")
    phone.get_by_role("button", name="Enregistrer la correction").click()
    expect(phone.get_by_text("4 personnes").first).to_be_visible()
    expect(phone.locator(".ent-history")).to_contain_text("3 → 4")
    axe(phone)
    phone.get_by_role("link", name="Dupliquer").click()
    expect(phone.get_by_role("spinbutton", name="Combien de personnes")).to_be_visible()
    phone.get_by_role("button", name="Consigner").click()
    expect(phone.get_by_text("Activité consignée")).to_be_visible()
    expect(phone.get_by_role("link", name="Résidence du Parc")).to_have_count(2)
    phone.get_by_role("link", name="Résidence du Parc").first.click()
    phone.get_by_role("button", name="Annuler l’activité").click()
    expect(phone.get_by_role("link", name="Résidence du Parc")).to_have_count(1)
    phone.get_by_role("button", name="Défaire", exact=True).click()
    expect(phone.get_by_text("Activité rétablie")).to_be_visible()


HOMES = {
    Role.MEDIATOR: "Mes dernières saisies",
    Role.COORDINATOR: "Dernières activités",
    Role.DIRECTOR: "Bilans à produire",
    Role.PARTNER: "Rapports reçus",
    Role.REGIONAL: "La médiation sociale dans la région",
    Role.STEERING: "La médiation sociale dans la région",
    Role.DPO: "Ce qui a été effacé",
}


@pytest.mark.parametrize("role", HOMES)
def test_each_role_signs_in_and_lands_on_its_home(
    visitor_page: Page, cast: Cast, role: Role
) -> None:
    make_activities(cast.mediator, cast.dispositif, 12)
    list(refresh_marked())
    membership = cast.of(role).membership
    assert membership is not None
    membership.user.set_password(PASSWORD)
    membership.user.save()
    page = visitor_page
    page.goto("/connexion/")
    page.get_by_label("Adresse électronique").fill(membership.user.email)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", name=HOMES[role])).to_be_visible()
    axe(page)
