"""Dispositifs brought in: by their director, or by the mission in its region."""

from datetime import date

import pytest
from django.urls import reverse

from entremise.core.streaming import SHAPES
from entremise.structures.importing.dispositif_columns import FIELDS
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, ContratVille, Epci
from tests.imports.factories import (
    analyse,
    as_file,
    bring,
    confirm,
    outcomes,
    reasons_of,
    receive,
    undo,
)
from tests.structures.factories import make_membership
from tests.structures.geography import make_places
from tests.support.cast import Cast, Person
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

TITLES = (
    "structure",
    "nom",
    "domaines",
    "portage",
    "codes des communes",
    "QPV",
    "ouvert le",
    "fermé le",
)
MUTUAL = "mutualisation par plusieurs partenaires"
ROW = ("", "Médiation de nuit", "transports en commun ; milieu scolaire et jeunesse", MUTUAL,
       "59350, 59512", "QN05901M", "01/03/2025", "")  # fmt: skip


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()


def _changed(**cells: str) -> tuple[str, ...]:
    names = ("structure", "name", "domains", "portage", "communes", "qpvs", "opened", "closed")
    return tuple(cells.get(name, cell) for name, cell in zip(names, ROW, strict=True))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ["director", "regional"])
def test_what_is_exported_comes_back_unchanged(cast: Cast, name: str, shape: str) -> None:
    person: Person = getattr(cast, name)
    Dispositif.objects.filter(pk=cast.dispositif.pk).update(
        closed_on=date(2026, 6, 30), domains=["school", "rights"]
    )
    cast.dispositif.qpvs.set(["QN05901M"])
    response = client_of(person).get(reverse("import_export", args=["dispositifs", shape]))
    content = b"".join(response.streaming_content)  # type: ignore[arg-type]
    imported = analyse(receive(person, content, "dispositifs"), person)
    assert set(outcomes(imported)) == {"unchanged"}
    assert imported.total == (2 if name == "director" else 3)


def test_a_director_brings_in_their_own(cast: Cast) -> None:
    rows = (ROW, _changed(name="moulins", opened="02/01/2024", closed="31/12/2025"))
    imported = bring(cast.director, *rows, importer="dispositifs", titles=TITLES)
    assert outcomes(imported) == ["create", "update"]
    confirm(imported, cast.director)
    assert imported.state == "done"
    made = Dispositif.objects.get(structure=cast.structure, name="Médiation de nuit")
    assert sorted(made.communes.values_list("pk", flat=True)) == ["59350", "59512"]
    assert sorted(made.domains) == ["school", "transport"]
    known = Dispositif.objects.get(pk=cast.dispositif.pk)
    assert (known.name, known.closed_on) == ("moulins", date(2025, 12, 31))
    undo(imported, cast.director)
    assert imported.counts["undone"] == 2, reasons_of(imported, 3)
    assert not Dispositif.objects.filter(pk=made.pk).exists()
    known.refresh_from_db()
    assert (known.name, known.closed_on) == ("Moulins", None)


def test_a_dispositif_that_serves_is_not_taken_away(cast: Cast) -> None:
    imported = bring(cast.director, ROW, importer="dispositifs", titles=TITLES)
    confirm(imported, cast.director)
    made = Dispositif.objects.get(name="Médiation de nuit")
    make_membership("mediator", cast.structure, [made])  # type: ignore[arg-type]
    undo(imported, cast.director)
    assert Dispositif.objects.filter(pk=made.pk).exists()
    assert "sert depuis ailleurs" in reasons_of(imported, 2)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"domains": "transport en commun"}, "n'est pas un domaine connu"),
        ({"communes": "59350 ; 99999"}, "n'est le code d'aucune commune"),
        ({"qpvs": "QN00000X"}, "n'est le code d'aucun QPV"),
        ({"opened": "31/02/2025"}, "n'est pas une date"),
        ({"opened": "2025-03-01", "closed": "01/01/2025"}, "ferme après avoir ouvert"),
        ({"structure": "Association de gestion du dispositif de médiation"}, "Aucune structure"),
    ],
)
def test_a_damaged_row_says_why(cast: Cast, cells: dict[str, str], sentence: str) -> None:
    imported = bring(cast.director, _changed(**cells), importer="dispositifs", titles=TITLES)
    assert outcomes(imported) == ["error"]
    assert sentence in reasons_of(imported, 2)


def test_the_mission_stays_in_its_region(cast: Cast) -> None:
    far = cast.far_dispositif
    imported = bring(
        cast.regional,
        _changed(structure="Citéo"),
        _changed(structure=far.structure.name, name="Au loin", communes="13055", qpvs=""),
        _changed(),
        importer="dispositifs", titles=TITLES,
    )  # fmt: skip
    assert outcomes(imported) == ["create", "error", "error"]
    assert "dans votre région" in reasons_of(imported, 3)
    assert "Il manque la structure" in reasons_of(imported, 4)


def test_a_rule_of_the_registry_stops_the_whole(cast: Cast) -> None:
    rows = (ROW, _changed(name="Ailleurs", communes="59512", qpvs="QN05901M"))
    imported = bring(cast.director, *rows, importer="dispositifs", titles=TITLES)
    assert outcomes(imported) == ["create", "create"]
    confirm(imported, cast.director)
    assert imported.state == "analysed"
    assert "n'est dans aucune des communes" in reasons_of(imported, 3)
    assert not Dispositif.objects.filter(name="Médiation de nuit").exists()
    confirm(imported, cast.director)
    assert imported.state == "done"
    assert not Dispositif.objects.filter(name="Ailleurs").exists()


AREA = {"type": "Polygon",
        "coordinates": [[[3, 50.6], [3.1, 50.6], [3.1, 50.7], [3, 50.7], [3, 50.6]]]}  # fmt: skip
SHEET = {
    "registers": ["conflict", "presence"], "publics": ["youth"], "contrat_ville_id": "CN05911M",
    "opening_hours": "Sep 16-Jun 14 Tu-Sa 16:00-23:00; Jun 15-Sep 15 Mo-Sa 17:00-24:00",
    "summary": "À pied ; le soir, \"ensemble\".", "address": "1 rue du Pont", "lon": 3.0635,
    "lat": 50.6365, "website": "https://mediation.example.org", "published": False, "area": AREA,
}  # fmt: skip


@pytest.fixture
def mel() -> Epci:
    named = "Métropole Européenne de Lille"
    epci = Epci.objects.create(siren="200093201", name=named, kind="METRO")
    Commune.objects.filter(pk__in=["59350", "59512"]).update(epci=epci)
    ContratVille.objects.create(code="CN05911M", name=named, epci=epci)
    return epci


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_every_field_of_a_sheet_leaves_and_comes_back(cast: Cast, mel: Epci, kind: str) -> None:
    whole = cast.dispositif
    Dispositif.objects.filter(pk=whole.pk).update(**SHEET)
    whole.communes.set(["59350", "59512"])
    whole.epcis.set([mel])
    response = client_of(cast.director).get(reverse("import_export", args=["dispositifs", "csv"]))
    content = as_file(b"".join(response.streaming_content), kind)  # type: ignore[arg-type]
    imported = analyse(receive(cast.director, content, "dispositifs"), cast.director)
    assert set(outcomes(imported)) == {"unchanged"}
    blank = {"registers": [], "publics": [], "contrat_ville": None, "opening_hours": "",
             "summary": "", "address": "", "lon": None, "lat": None, "website": "",
             "published": True, "area": None}  # fmt: skip
    Dispositif.objects.filter(pk=whole.pk).update(**blank)
    whole.epcis.clear()
    again = analyse(receive(cast.director, content, "dispositifs"), cast.director)
    confirm(again, cast.director)
    assert Dispositif.objects.filter(pk=whole.pk).values(*SHEET).get() == SHEET
    assert list(whole.epcis.all()) == [mel]
    undo(again, cast.director)
    whole.refresh_from_db()
    assert (whole.epcis.count(), whole.communes.count()) == (0, 2)
    assert (whole.registers, whole.area, whole.lon, whole.published) == ([], None, None, True)


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"horaires": "lundi 9h"}, "ne se lisent pas"),
        ({"registres": "sorcellerie"}, "n'est pas un registre connu"),
        ({"secteur": "{"}, "n'est pas du GeoJSON"),
        ({"secteur": '{"type":"Point","coordinates":[3,50]}'}, "surface"),
        ({"latitude": "50.6"}, "une latitude et une longitude"),
        ({"latitude": "3,06", "longitude": "50.6"}, "n'est pas en France"),
        ({"epci": "200093202"}, "n'est le code d'aucun EPCI"),
        ({"contrat de ville": "CN05911X"}, "n'est le code d'aucun contrat de ville"),
    ],
)
def test_a_damaged_cell_of_the_sheet_says_why(
    cast: Cast, mel: Epci, cells: dict[str, str], sentence: str
) -> None:
    imported = bring(
        cast.director, (*ROW, *cells.values()), importer="dispositifs", titles=(*TITLES, *cells)
    )
    assert sentence in reasons_of(imported, 2).replace("\u2019", "'")


def test_a_misspelt_place_finds_the_right_one(cast: Cast, mel: Epci) -> None:
    read = {field.name: field.read for field in FIELDS}
    epcis = read["epcis"](["Métropole Europeene de Lille"], cast.director.actor)
    assert epcis["Métropole Europeene de Lille"].near == ("Métropole Européenne de Lille",)
    assert read["epcis"](["métropole européenne de lille"], cast.director.actor) == {
        "métropole européenne de lille": [mel.pk]
    }
    communes = read["communes"](["59350 ; Roubai", "Lille"], cast.director.actor)
    assert communes["59350 ; Roubai"].near == ("59350 ; Roubaix",)
    assert communes["Lille"] == ["59350"]
    qpvs = read["qpvs"](["QN05901X"], cast.director.actor)
    assert "QN05901M" in qpvs["QN05901X"].near


def test_an_epci_whole_is_enough(cast: Cast, mel: Epci) -> None:
    row = (*_changed(communes="", qpvs=""), "200093201")
    imported = bring(
        cast.director, row, importer="dispositifs", titles=(*TITLES, "EPCI")
    )  # fmt: skip
    confirm(imported, cast.director)
    made = Dispositif.objects.get(name="Médiation de nuit")
    assert set(made.communes.values_list("pk", flat=True)) == {"59350", "59512"}
