"""The mission brings a damaged table in: a word mended, a doubt settled, written, undone."""

import re

from playwright.sync_api import Page, expect

from entremise.structures.models import Structure
from tests.imports.factories import csv_of
from tests.structures.factories import make_structure
from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast

TITLES = ("Organisme", "Genre", "SIRET", "code de la commune", "commune")
SOUND = [(f"Régie {n} des Moulins", "association", "", "59350", "") for n in range(1, 6)]
DAMAGED = [
    ("", "association", "", "59350", ""),
    ("Deux", "asociation", "", "59350", ""),
    ("Trois", "asociation", "", "59350", ""),
    ("Quatre", "association", "5,52081E+13", "59350", ""),
    ("Cinq", "association", "552081317", "59350", ""),
    ("Six", "association", "55208131766523", "59350", ""),
    ("Sept", "association", "", "99999", ""),
    ("Huit", "association", "", "", "Roubais"),
    ("Neuf", "association", "", "", "Saint-Denis"),
    ("Dix", "#REF!", "", "59350", ""),
]


def test_a_damaged_table_is_mended_written_and_undone(regional_page: Page, cast: Cast) -> None:
    make_places()
    make_structure("Maison de la médiation", commune_id="59350")
    doubt = ("Maison de médiation", "association", "", "59350", "")
    before = Structure.objects.count()
    page = regional_page
    page.goto("/imports/")
    axe(page)
    page.get_by_role("link", name="Importer un fichier").first.click()
    page.get_by_label("Structures", exact=True).check()
    page.get_by_label("Fichier").set_input_files(
        {"name": "registre.csv", "mimeType": "text/csv",
         "buffer": csv_of(*SOUND, *DAMAGED, doubt, titles=TITLES)}
    )  # fmt: skip
    axe(page)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.locator("h1")).to_have_text("Relier les colonnes")
    expect(page.get_by_label("Nom", exact=True)).to_have_value("0")
    page.get_by_label("type d’acteur").select_option(label="Genre")
    axe(page)
    page.get_by_role("button", name="Analyser les lignes").click()
    main = page.locator("main")
    expect(main).to_contain_text(re.compile("5 à créer, 1 doublon probable, 10 en erreur"))
    expect(main).to_contain_text("format Texte")
    axe(page)
    page.get_by_label(re.compile("asociation")).select_option("association")
    page.get_by_label(re.compile("Roubais")).select_option("Roubaix")
    page.get_by_role("button", name="Remplacer partout, et relire").click()
    expect(main).to_contain_text("8 à créer")
    page.get_by_role("button", name=re.compile("C’est la même")).click()
    expect(main).to_contain_text("1 à mettre à jour")
    page.get_by_role("link", name="Confirmer…").click()
    expect(main).to_contain_text("7 lignes en erreur")
    axe(page)
    page.get_by_role("button", name="Écrire 9 lignes").click()
    expect(main).to_contain_text("8 créées")
    assert Structure.objects.count() == before + 8
    page.get_by_role("link", name="Défaire…").click()
    axe(page)
    page.get_by_role("button", name="Défaire 9 lignes").click()
    expect(main).to_contain_text("9 lignes défaites")
    axe(page)
    assert Structure.objects.count() == before
    assert Structure.objects.filter(name="Maison de la médiation").exists()
