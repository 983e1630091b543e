"""A director takes the posts out, corrects two cells in a spreadsheet, and brings them back."""

import csv
import re
from datetime import date
from io import StringIO

from playwright.sync_api import Page, expect

from entremise.positions.enums import Status
from entremise.positions.models import Position
from tests.imports.factories import csv_of
from tests.journeys.conftest import OpenAs
from tests.positions.factories import make_position
from tests.structures.geography import make_places
from tests.support.accessibility import axe
from tests.support.cast import Cast


def _fits(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url  # type: ignore[index]


def test_posts_leave_and_come_back(open_as: OpenAs, cast: Cast) -> None:
    make_places()
    idea = make_position(cast.structure, Status.PROSPECT, on=date(2024, 3, 1), title="Idée")
    make_position(cast.structure, title="Autre")
    page = open_as(cast.director, phone=True)
    page.goto("/postes/")
    axe(page)
    _fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    with page.expect_download() as held:
        page.get_by_role("link", name="CSV").click()
    text = held.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(StringIO(text), delimiter=";"))
    assert [row["intitulé"] for row in rows] == ["Autre", "Idée"]
    rows[1] |= {"statut": "créé", "depuis le": "01/09/2024", "cause": "recrutement"}
    content = csv_of(*(list(row.values()) for row in rows), titles=list(rows[0]))

    page.goto("/imports/nouveau/")
    page.get_by_label("Postes", exact=True).check()
    page.get_by_label("Fichier").set_input_files(
        {"name": "postes.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="Lire le fichier").click()
    page.get_by_role("button", name="Analyser les lignes").click()
    main = page.locator("main")
    expect(main).to_contain_text(re.compile("1 à mettre à jour, 1 inchangée"))
    expect(main).to_contain_text("en perspective → créé")
    axe(page)
    page.set_viewport_size({"width": 390, "height": 844})
    _fits(page)
    page.get_by_role("link", name="Confirmer…").click()
    page.get_by_role("button", name=re.compile("Écrire")).click()
    expect(main).to_contain_text("1 mise à jour")
    assert [one.status for one in idea.periods.order_by("starts_on")] == ["prospect", "created"]
    page.get_by_role("link", name="Défaire…").click()
    page.get_by_role("button", name=re.compile("Défaire")).click()
    expect(main).to_contain_text("1 ligne défaite")
    assert Position.objects.get(pk=idea.pk).periods.get().status == "prospect"
