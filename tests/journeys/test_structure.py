"""A director sets a service up, from its territory to the first person who works there."""

import re

from django.core import mail
from playwright.sync_api import Page, expect

from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast


def test_a_service_its_funder_and_its_mediator(
    director_page: Page, visitor_page: Page, cast: Cast
) -> None:
    make_places()
    page = director_page
    page.goto("/ma-structure/")
    page.get_by_role("link", name="Ouvrir un dispositif").click()
    page.get_by_label("Nom").fill("Médiation de nuit")
    page.get_by_label("espace public et habitat collectif").check()
    page.get_by_label("Portage").select_option("association")
    page.get_by_label("Communes desservies").fill("lille, roubaix")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_label("Lille (59)")).to_be_checked()
    page.get_by_label("Moulins (périmètre fictif)").check()
    axe(page)
    page.get_by_role("button", name="Ouvrir le dispositif").click()
    expect(page.locator("h1")).to_have_text("Médiation de nuit")
    expect(page.locator("main")).to_contain_text("périmètre fictif")

    page.get_by_role("link", name="Ajouter un financement").click()
    page.get_by_label("Financeur").fill("Ville de Tourcoing")
    page.get_by_label("pas encore au registre").select_option("commune")
    page.get_by_label("Intitulé").fill("Convention 2026")
    page.get_by_label("Montant annuel").fill("45 000")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.locator("main")).to_contain_text("Ville de Tourcoing")
    expect(page.locator("main")).to_contain_text(re.compile(r"45\s000\s€ par an"))
    axe(page)

    page.goto("/equipe/ouvrir-un-compte/")
    page.get_by_label("Adresse électronique").fill("mediateur-099@citeo.example.org")
    page.get_by_label("Nom affiché").fill("Médiateur 099")
    page.get_by_label("médiateur·rice", exact=True).check()
    page.get_by_label("Médiation de nuit").check()
    page.get_by_role("button", name="Ouvrir le compte").click()
    expect(page.locator("main")).to_contain_text("Médiateur 099")

    (welcome,) = mail.outbox
    address = re.search(r"https?://\S+", welcome.body)
    assert address
    visitor_page.goto(re.sub(r"^https?://[^/]+", "", address[0]))
    visitor_page.get_by_label("Adresse électronique").fill("mediateur-099@citeo.example.org")
    visitor_page.get_by_role("button", name="Envoyer le code").click()
    expect(visitor_page).to_have_url(re.compile("/connexion/code/saisie/"))
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code
    visitor_page.get_by_label("Code").fill(code[1])
    visitor_page.get_by_role("button", name="Se connecter").click()
    expect(visitor_page).not_to_have_url(re.compile("/connexion/"))
    visitor_page.goto("/ma-structure/")
    expect(visitor_page.locator("main")).to_contain_text("Médiation de nuit")


def test_a_key_is_copied_and_never_shown_again(mediator_page: Page, cast: Cast) -> None:
    mediator_page.goto("/appareils/")
    mediator_page.get_by_role("textbox", name="Appareil").fill("Téléphone de service 3")
    mediator_page.get_by_role("button", name="Créer sa clé").click()
    key = mediator_page.get_by_label("Clé de l’appareil")
    expect(key).to_have_value(re.compile(r"^ent_.{20,}"))
    axe(mediator_page)
    mediator_page.goto("/appareils/")
    expect(key).to_have_count(0)
    expect(mediator_page.locator("main")).to_contain_text("Téléphone de service 3")


def test_a_person_behind_a_function_is_told_read_confirmed_and_erased(
    director_page: Page, cast: Cast
) -> None:
    page = director_page
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/ma-structure/")
    page.get_by_role("link", name="Ajouter un contact").click()
    page.get_by_label("Fonction").fill("Direction")
    page.get_by_label("Téléphone").fill("03 53 01 00 01")
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("link", name=re.compile("Attacher une personne")).click()
    main = page.locator("main")
    expect(main).to_contain_text("À lui dire d’abord")
    axe(page)
    page.get_by_role("button", name="Attacher la personne").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Nom").fill("Direction 012")
    page.get_by_label("Ligne directe").fill("06 11 22 33 44")
    purpose = page.get_by_label("Convoquer aux réunions et aux instances")
    purpose.focus()
    page.keyboard.press("Space")
    expect(purpose).to_be_checked()
    page.get_by_label("de vive voix").check()
    page.get_by_role("button", name="Attacher la personne").click()
    expect(main).to_contain_text("convoquer aux réunions")
    expect(main).not_to_contain_text("Direction 012")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    page.get_by_role("link", name=re.compile("^Lire")).click()
    expect(main).to_contain_text("Direction 012")
    expect(main).to_contain_text("article 6, 1, f")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("link", name="Corriger").click()
    page.get_by_label("Nom").fill("Direction 013")
    page.get_by_role("button", name="Enregistrer").click()
    expect(main).to_contain_text("Direction 013")
    page.get_by_role("link", name="Confirmer").click()
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator("body")).to_contain_text("conservée jusqu’au")
    page.get_by_role("link", name=re.compile("^Lire")).click()
    page.get_by_role("link", name="Effacer").click()
    axe(page)
    page.get_by_role("button", name="Effacer pour de bon").click()
    expect(page.locator("body")).to_contain_text("La personne est effacée")
    expect(main.get_by_role("link", name=re.compile("Attacher une personne"))).to_be_visible()
