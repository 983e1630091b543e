"""The pages of an import, from the file to what it wrote."""

import csv
from io import StringIO
from typing import Any

import pytest
from django.urls import reverse

from entremise.imports.models import ColumnMapping, Import
from entremise.structures.models import Structure
from tests.imports.factories import TITLES, bring, csv_of, row_of, upload, xlsx_of
from tests.structures.factories import make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NEW = reverse("import_new")


@pytest.fixture
def mission(cast: Cast) -> PageClient:
    make_places()
    return client_of(cast.regional)


def _send(client: PageClient, content: bytes, importer: str = "structures") -> Any:
    return client.post(NEW, {"importer": importer, "file": upload(content)})


def _page(imported: Import, name: str = "detail") -> str:
    return reverse(f"import_{name}", args=[imported.pk])


def test_from_the_file_to_what_it_wrote_and_back(mission: PageClient, tasks_at_once: None) -> None:
    rows = [("Neuve", "association", "", "59350", ""), ("Cassée", "asociation", "", "", "lille")]
    response = _send(mission, csv_of(*rows))
    imported = Import.objects.get()
    assert response.url == _page(imported, "columns")
    page = mission.get(response.url)
    assert "Par exemple : Neuve, Cassée" in page.content.decode().replace("\u00a0", " ")
    posted = {name: str(place) for name, place in imported.mapping.items()}
    assert mission.post(response.url, posted).url == _page(imported)
    page = mission.get(_page(imported)).content.decode()
    assert "1 à créer, 1 en erreur" in page
    assert "Ligne 3" in page
    offered = {"word_0": "association"}
    mission.post(_page(imported, "words"), offered)
    assert "2 à créer" in mission.get(_page(imported)).content.decode()
    assert "Écrire 2 lignes" in mission.get(_page(imported, "confirm")).content.decode()
    mission.post(_page(imported, "confirm"))
    assert Structure.objects.filter(name__in=["Neuve", "Cassée"]).count() == 2
    again = mission.post(_page(imported, "confirm"))
    assert "déjà confirmé" in again.content.decode()
    assert "2 créées" in mission.get(_page(imported)).content.decode()
    assert "Défaire 2 lignes" in mission.get(_page(imported, "undo")).content.decode()
    mission.post(_page(imported, "undo"))
    assert "2 lignes défaites" in mission.get(_page(imported)).content.decode()
    assert not Structure.objects.filter(name="Neuve").exists()


def test_columns_are_remembered_for_the_same_titles(
    cast: Cast, mission: PageClient, tasks_at_once: None
) -> None:
    titles = ("Qui", "Quoi")
    _send(mission, csv_of(("A", "association"), titles=titles))
    first = Import.objects.get()
    assert first.mapping == {}
    page = mission.post(_page(first, "columns"), {"name": "0"})
    assert "champ est obligatoire" in page.content.decode()
    twice = mission.post(_page(first, "columns"), {"name": "0", "actor_type": "0"})
    assert "la même colonne" in twice.content.decode()
    mission.post(_page(first, "columns"), {"name": "0", "actor_type": "1"})
    _send(mission, csv_of(("B", "association"), titles=("QUI", " quoi ")))
    second = Import.objects.exclude(pk=first.pk).get()
    assert second.mapping == {"name": 0, "actor_type": 1}
    assert ColumnMapping.objects.count() == 1


def test_a_bad_file_says_why_and_nothing_is_kept(mission: PageClient) -> None:
    page = _send(mission, b"\xd0\xcf\x11\xe0")
    assert "enregistrez-le sans mot de passe" in page.content.decode()
    page = _send(mission, b"nom;type\n")
    assert "pas de ligne sous ses titres" in page.content.decode()
    assert not Import.objects.exists()


def test_another_sheet_is_read(mission: PageClient) -> None:
    _send(mission, xlsx_of(TITLES, ("A", "CCAS"), shown=["Équipes"], hidden=["Salaires"]))
    imported = Import.objects.get()
    page = mission.get(_page(imported, "columns")).content.decode()
    assert "Équipes" in page
    assert "Salaires" not in page
    for sheet, title in (("4", "nom"), ("2", "nom"), ("1", "autre")):
        assert mission.post(_page(imported, "sheet"), {"sheet": sheet}).status_code == 302
        page = mission.get(_page(imported, "columns")).content.decode()
        assert f'<option value="0">{title}</option>' in page.replace(" selected", "")


def test_a_change_is_read_in_words(cast: Cast, mission: PageClient) -> None:
    make_structure("Déjà là", siret="55208131766522", actor_type="company", commune_id="59350")
    imported = bring(cast.regional, ("Déjà là", "CCAS", "55208131766522", "59512", ""))
    page = mission.get(_page(imported)).content.decode()
    assert "entreprise → <strong>CCAS</strong>" in page
    assert "Lille (59350) → <strong>Roubaix (59512)</strong>" in page


def test_the_faulty_rows_are_mended_and_sent_again(
    cast: Cast, mission: PageClient, tasks_at_once: None
) -> None:
    imported = bring(
        cast.regional,
        ("Juste", "association", "", "59350", ""),
        ("=HYPERLINK(1)", "asociation", "", "59350", ""),
    )
    response = mission.get(_page(imported, "faulty"))
    content = b"".join(response.streaming_content).decode()  # type: ignore[arg-type]
    header, row = list(csv.reader(StringIO(content.removeprefix("\ufeff")), delimiter=";"))
    assert header[-1] == "raisons"
    assert row[0] == "'=HYPERLINK(1)"
    assert "asociation" in row[-1]
    mended = content.replace(";asociation;", ";association;").encode()
    _send(mission, mended)
    second = Import.objects.exclude(pk=imported.pk).get()
    mission.post(_page(second, "columns"), {name: str(at) for name, at in second.mapping.items()})
    second.refresh_from_db()
    assert second.counts == {"create": 1}


def test_a_doubt_is_settled_on_the_page(cast: Cast, mission: PageClient) -> None:
    make_structure("Régie de quartier des Moulins", commune_id="59350")
    imported = bring(
        cast.regional, ("Régie de quartier de Moulins", "association", "", "59350", "")
    )
    page = mission.get(_page(imported)).content.decode()
    assert "La créer : ce n'est pas la même" in page.replace("\u00a0", " ")
    url = reverse("import_row", args=[row_of(imported, 2).pk])
    mission.post(url, {"choice": "create"})
    assert "1 à créer" in mission.get(_page(imported)).content.decode()
    assert "Revenir sur ce choix" in mission.get(_page(imported)).content.decode()
    assert "pas possible" in mission.post(url, {"choice": "x" * 50}).content.decode()
    assert "1 à créer" in mission.get(_page(imported)).content.decode()


def test_a_busy_import_shows_how_far_it_is(cast: Cast, mission: PageClient) -> None:
    imported = bring(cast.regional, ("A", "CCAS"))
    Import.objects.filter(pk=imported.pk).update(state="analysing", progress=1, total=4)
    page = mission.get(_page(imported)).content.decode()
    assert 'value="25"' in page
    assert mission.get(_page(imported, "progress")).status_code == 200
    Import.objects.filter(pk=imported.pk).update(state="analysed")
    assert mission.get(_page(imported, "progress")).status_code == 286


def test_rows_are_filtered_and_pages_follow(cast: Cast, mission: PageClient) -> None:
    rows = [(f"Structure {n:03}", "CCAS" if n % 10 else "", "", "59350", "") for n in range(1, 95)]
    imported = bring(cast.regional, *rows)
    page = mission.get(_page(imported) + "?outcome=error")
    assert len(page.context["rows"]) == 9
    first = mission.get(_page(imported))
    second = mission.get(_page(imported) + f"?after={first.context['page'].after}")
    assert [row.row.number for row in first.context["rows"]] == list(range(2, 42))
    assert second.context["rows"][0].row.number == 42


def test_the_list_asks_a_constant_number_of_questions(cast: Cast, mission: PageClient) -> None:
    def grow(rows: int) -> None:
        for _ in range(min(rows, 12)):
            bring(cast.regional, ("A", "CCAS"))

    assert_constant_queries(mission, reverse("import_list"), grow)


def test_what_another_structure_brings_in_is_not_found(cast: Cast, mission: PageClient) -> None:
    imported = bring(cast.regional, ("A", "CCAS"))
    for person in (cast.director, cast.neighbour_director):
        client = client_of(person)
        for name in ("detail", "columns", "confirm", "undo", "faulty", "progress"):
            assert client.get(_page(imported, name)).status_code == 404
        assert client.post(_page(imported, "confirm")).status_code == 404
        url = reverse("import_row", args=[row_of(imported, 2).pk])
        assert client.post(url, {"choice": "skip"}).status_code == 404
        assert client.get(reverse("import_export", args=["structures", "csv"])).status_code == 404
    assert client_of(cast.mediator).get(reverse("import_list")).status_code == 403
