"""The mission brings in the State's file of adulte-relais posts, ten of its rows damaged."""

import csv
import re
from io import StringIO

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from entremise.positions.importing.lives import SOURCE
from entremise.positions.models import Position
from entremise.territories.models import Commune, ContratVille
from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast

REAL = settings.GEODATA / "csv" / "adultes_relais_hdf.csv"
LONG = 120_000  # ms: what a worker does afterwards is done here at once, while the page waits
SIRET, CONTRAT, NAME, BEFORE, AFTER = 2, 0, 3, 4, 5


def damaged() -> tuple[bytes, set[str], int]:
    """A copy of the file with ten bad rows; its contrats de ville, and the posts of the others."""
    with REAL.open(encoding="utf-8", newline="") as opened:
        header, *rows = list(csv.reader(opened))
    contrats = {row[CONTRAT] for row in rows}
    rows[0][SIRET] = rows[0][SIRET][:-1] + str((int(rows[0][SIRET][-1]) + 1) % 10)
    rows[1][SIRET] = rows[1][SIRET][:9]
    rows[2][SIRET] = "2,10205E+13"
    rows[3][SIRET] = ""
    rows[4][AFTER] = "-2"
    rows[5][AFTER] = "deux"
    rows[6][BEFORE] = "2,5"
    rows[7][CONTRAT] = "QN999"
    rows[8][NAME] = ""
    rows[10] = list(rows[9])
    sound = [row for number, row in enumerate(rows) if number not in {*range(9), 10}]
    held = StringIO()
    csv.writer(held).writerows([header, *rows])
    made = sum(max(int(row[BEFORE]), int(row[AFTER])) for row in sound)
    return held.getvalue().encode(), contrats, made


@pytest.mark.skipif(not REAL.is_file(), reason="sans le fichier de l'État (ENTREMISE_GEODATA)")
def test_the_file_of_the_state_is_brought_in_and_undone(regional_page: Page, cast: Cast) -> None:
    make_places()
    content, contrats, made = damaged()
    seat = Commune.objects.get(pk="59350")
    ContratVille.objects.bulk_create(
        ContratVille(code=code, name=f"Contrat {code}", commune=seat) for code in contrats
    )
    before = Position.objects.count()
    page = regional_page
    page.goto("/imports/")
    page.get_by_role("link", name="Importer un fichier").first.click()
    page.get_by_label("Adultes-relais publiés par l'État").check()
    page.get_by_label("Fichier").set_input_files(
        {"name": "adultes_relais.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_label("Postes 2025")).to_have_value("5")
    page.get_by_role("button", name="Analyser les lignes").click()
    main = page.locator("main")
    expect(main).to_contain_text(re.compile("10 en erreur"))
    expect(main).to_contain_text("La clé de ce SIRET n’est pas juste")
    expect(main).to_contain_text("dit déjà cet employeur")
    expect(main).to_contain_text("n’est pas un nombre de postes")
    axe(page)
    assert Position.objects.count() == before
    page.get_by_role("link", name="Confirmer…").click()
    axe(page)
    page.get_by_role("button", name=re.compile("Écrire")).click(timeout=LONG)
    expect(main).to_contain_text(re.compile("créées"), timeout=LONG)
    assert Position.objects.filter(source=SOURCE).count() == made
    page.get_by_role("link", name="Défaire…").click()
    page.get_by_role("button", name=re.compile("Défaire")).click(timeout=LONG)
    expect(main).to_contain_text(re.compile("lignes défaites"), timeout=LONG)
    axe(page)
    assert Position.objects.count() == before
