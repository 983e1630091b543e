"""An alert, from a mediator to a partner without an account, and back."""

import re
from pathlib import Path

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from entremise.alerts.models import Alert
from tests.alerts.factories import make_addressee
from tests.journeys.conftest import OpenAs
from tests.journeys.telephone import back, go, install, offline, try_to_send
from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast
from tests.vault.samples import jpeg

# What is sealed opens with keys of another database.
pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


def _give(page: Page, photo: Path) -> None:
    page.goto("/alertes/")
    page.get_by_role("link", name="Donner une alerte").first.click()
    danger = page.get_by_label("Danger pour quelqu’un")
    page.get_by_label("De quoi s’agit-il").select_option("hazard")
    expect(danger).to_be_checked()
    page.get_by_label("De quoi s’agit-il").select_option(label="Ascenseur en panne")
    expect(danger).to_be_checked()
    page.get_by_label("Où exactement").fill("12 rue du Parc, bâtiment B")
    page.get_by_label("Note pour le destinataire").fill("Arrêté entre deux étages")
    page.get_by_label("Photo").set_input_files(photo)
    axe(page)
    page.get_by_role("button", name="Donner l’alerte").click()
    expect(page.get_by_text("Alerte consignée, transmise")).to_be_visible()
    expect(page.get_by_role("img", name="Photo 1 sur 1")).to_be_visible()
    axe(page)


def _link() -> str:
    (letter,) = mail.outbox
    found = re.search(r"(/alertes/lien/\S+)", letter.body)
    assert found
    return found[1]


def test_an_alert_goes_to_a_partner_and_its_answer_comes_back(
    open_as: OpenAs, cast: Cast, tmp_path: Path, expected_errors: list[str]
) -> None:
    expected_errors.append("410 (Gone)")  # the link, once the alert is closed
    make_places()
    cast.dispositif.communes.set(["59350"])
    make_addressee(cast.structure, label="Astreinte technique", categories=["technical"])
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg(size=(640, 480)))
    team = open_as(cast.mediator, phone=True)
    _give(team, photo)

    partner = open_as(cast.visitor, phone=True)
    partner.goto(_link())
    expect(partner.get_by_role("heading", name="Ascenseur en panne")).to_be_visible()
    expect(partner.get_by_text("rue du Parc")).to_have_count(0)
    axe(partner)
    partner.get_by_role("button", name="Lire et répondre").click()
    expect(partner.get_by_text("12 rue du Parc, bâtiment B")).to_be_visible()
    shown = partner.get_by_role("img", name="Photo 1 sur 1")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 640
    axe(partner)
    partner.get_by_label("Un mot pour l’équipe").fill("Technicien en route")
    partner.get_by_role("button", name="Pris en charge").click()
    expect(partner.get_by_role("heading", name="Merci")).to_be_visible()
    axe(partner)

    team.goto("/")
    expect(team.get_by_role("heading", name="Réponses à mes alertes")).to_be_visible()
    team.get_by_role("link", name=re.compile("Ascenseur en panne")).click()
    expect(team.get_by_text("Technicien en route")).to_be_visible()
    axe(team)
    team.get_by_label("Résolue", exact=True).check()
    team.get_by_role("button", name="Clore l’alerte").click()
    expect(team.get_by_text("Alerte close.")).to_be_visible()
    partner.goto(_link())
    expect(partner.get_by_role("heading", name="Ce lien n’ouvre plus rien")).to_be_visible()


def test_an_alert_given_without_network_reaches_the_partner(
    open_as: OpenAs, cast: Cast, tmp_path: Path
) -> None:
    make_places()
    cast.dispositif.communes.set(["59350"])
    make_addressee(cast.structure, label="Astreinte technique", categories=["technical"])
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg(size=(3200, 2400)))
    page = open_as(cast.mediator, phone=True)
    install(page)
    offline(page)
    page.get_by_role("link", name="Donner une alerte").click()
    page.get_by_role("button", name="Donner l’alerte").click()
    expect(page.get_by_text("Dites de quoi il s’agit.")).to_be_visible()
    page.get_by_role("radio", name="Ascenseur").check()
    page.get_by_label("Où exactement").fill("12 rue du Parc, bâtiment B")
    page.get_by_label("Ajouter une photo").set_input_files(photo)
    expect(page.get_by_role("img", name="Photo 1 sur 1")).to_be_visible()
    page.get_by_label("Note").fill("Arrêté entre deux étages")
    axe(page)

    # The telephone dies in the middle: nothing is lost.
    offline(page)
    page.get_by_role("link", name=re.compile("Reprendre l’alerte commencée")).click()
    expect(page.get_by_role("img", name="Photo 1 sur 1")).to_be_visible()
    page.get_by_label("Danger pour quelqu’un").check()
    expect(page.get_by_role("link", name="112")).to_be_visible()
    page.get_by_role("button", name="Donner l’alerte").click()
    expect(page.get_by_text("Alerte gardée")).to_be_visible()
    expect(page.get_by_text(re.compile("1.saisie et 1.photo en.attente"))).to_be_visible()
    axe(page)
    assert not Alert.objects.exists()

    back(page)
    expect(page.get_by_text("tout est envoyé")).to_be_visible()
    alert = Alert.objects.get()
    assert (alert.source, alert.danger, alert.state) == ("sync", True, "sent")

    partner = open_as(cast.visitor, phone=True)
    partner.goto(_link())
    partner.get_by_role("button", name="Lire et répondre").click()
    expect(partner.get_by_text("12 rue du Parc, bâtiment B")).to_be_visible()
    shown = partner.get_by_role("img", name="Photo 1 sur 1")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1600
    partner.get_by_role("button", name="Pris en charge").click()
    expect(partner.get_by_role("heading", name="Merci")).to_be_visible()

    try_to_send(page)
    go(page, "Saisies")
    expect(page.get_by_text("prise en charge")).to_be_visible()
    axe(page)
    page.get_by_role("link", name=re.compile("Ascenseur")).click()
    expect(page.get_by_text("Alerte prise en charge")).to_be_visible()
    expect(page.get_by_text("Photo 1, envoyée")).to_be_visible()
    axe(page)
