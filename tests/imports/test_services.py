"""Services of another directory, in data·inclusion v1: dispositifs brought in, then up to date."""

import json
from datetime import date
from typing import Any

import pytest
from data_inclusion.schema.v1 import Service as Schema
from django.urls import reverse

from entremise.imports.models import Import
from entremise.structures import data_inclusion
from entremise.structures.models import Dispositif, Structure
from entremise.territories.models import Commune, Epci
from tests.imports.factories import analyse, as_file, confirm, outcomes, reasons_of, receive, undo
from tests.structures.factories import make_dispositif, make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

ITEM: dict[str, Any] = {
    "source": "dora", "id": "dora--s1", "structure_id": "dora--1", "nom": "Médiation sociale",
    "description": "Une équipe dans le quartier.", "date_maj": "2026-03-01",
    "thematiques": [
        "mobilite--etre-accompagne-dans-son-parcours-mobilite",
        "remobilisation--lien-social",
        "sante--acces-aux-soins",
    ],
    "publics": ["jeunes", "familles"], "code_insee": "59350", "adresse": "1 rue du Pont",
    "longitude": 3.06, "latitude": 50.63, "zone_eligibilite": ["59350", "59512"],
    "lien_mobilisation": "https://moulins.example.org/mediation",
    "horaires_accueil": "Mo-Fr 14:00-18:00", "contact_nom_prenom": "Accueil 012",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()


@pytest.fixture
def home(db: None) -> Structure:
    """The structure that the directory calls « dora--1 »."""
    return make_structure("Espace des Moulins", source_key="dora--1", actor_type="ccas")


def bring(cast: Cast, items: list[dict[str, Any]]) -> Import:
    """A list received and analysed."""
    content = json.dumps(items).encode()
    return analyse(receive(cast.regional, content, "data_inclusion_services"), cast.regional)


def test_services_are_brought_in_then_up_to_date_then_taken_back(
    cast: Cast, home: Structure
) -> None:
    Schema.model_validate(ITEM)
    imported = bring(cast, [ITEM])
    assert outcomes(imported) == ["create"]
    assert "ouvert le 1er mars 2026" in reasons_of(imported, 2).replace("\u00a0", " ")
    confirm(imported, cast.regional)
    made = Dispositif.objects.get(source_key="dora--s1")
    assert (made.structure, made.name, made.summary) == (
        home, "Médiation sociale", "Une équipe dans le quartier.",
    )  # fmt: skip
    assert (made.domains, made.publics) == (["public_space", "transport"], ["families", "youth"])
    assert sorted(made.communes.values_list("pk", flat=True)) == ["59350", "59512"]
    assert (made.opened_on, made.portage) == (date(2026, 3, 1), "internal")
    assert (made.lat, made.lon, made.opening_hours) == (50.63, 3.06, "Mo-Fr 14:00-18:00")
    assert set(outcomes(bring(cast, [ITEM]))) == {"unchanged"}

    later = ITEM | {"nom": "Médiation", "zone_eligibilite": ["59350"], "date_maj": "2026-09-01"}
    again = bring(cast, [later])
    assert outcomes(again) == ["update"]
    confirm(again, cast.regional)
    made.refresh_from_db()
    assert (made.name, made.opened_on) == ("Médiation", date(2026, 3, 1))
    assert [commune.pk for commune in made.communes.all()] == ["59350"]
    undo(again, cast.regional)
    made.refresh_from_db()
    assert (made.name, made.communes.count()) == ("Médiation sociale", 2)
    undo(imported, cast.regional)
    assert not Dispositif.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx"])
def test_what_is_exported_comes_back_unchanged(cast: Cast, kind: str) -> None:
    """A name cut short, no presentation, « tous publics » among others, an EPCI served whole, a
    point and hours: nothing of what both hold is taken for a change."""
    epci = Epci.objects.create(siren="200093201", name="MEL", kind="METRO")
    Commune.objects.filter(pk__in=["59350", "59009"]).update(epci=epci)
    Dispositif.objects.filter(pk=cast.dispositif.pk).update(
        name="Médiation de nuit.", publics=["everyone", "youth"], domains=["school", "rights"],
        opening_hours="Mo-Fr 17:00-23:00", lon=3.0666, lat=50.6222, address="1 rue du Pont",
        website="https://citeo.example.org/nuit",
    )  # fmt: skip
    cast.dispositif.communes.set(["59350", "59009", "59512"])
    cast.dispositif.epcis.set([epci])
    client = client_of(cast.regional)
    given = list(data_inclusion.services(Dispositif.objects.all()))
    for item in given:
        Schema.model_validate(item)
    if kind == "json":
        held = client.get(reverse("data_inclusion_services_json"))
        content = b"".join(held.streaming_content)  # type: ignore[arg-type]
    else:
        table = client.get(reverse("import_export", args=["data_inclusion_services", "csv"]))
        content = as_file(b"".join(table.streaming_content), kind)  # type: ignore[arg-type]
    received = receive(cast.regional, content, "data_inclusion_services")
    imported = analyse(received, cast.regional)
    assert outcomes(imported) == ["unchanged"] * 3, [reasons_of(imported, n) for n in (2, 3, 4)]


def test_what_both_hold_is_the_same_once_brought_in_elsewhere(cast: Cast, home: Structure) -> None:
    """What another installation gives, brought in here, is given again word for word."""
    mine = make_dispositif(
        home, name="Médiation aux abords", domains=["school", "public_space"], publics=["youth"],
        summary="Aux abords des collèges.", opening_hours="Mo-Fr 08:00-09:00", lon=3.05, lat=50.6,
        address="2 rue du Pont", website="https://moulins.example.org/abords",
    )  # fmt: skip
    mine.communes.set(["59350", "59009"])
    (given,) = data_inclusion.services(Dispositif.objects.filter(pk=mine.pk))
    mine.delete()
    there = given | {"id": "ailleurs--7", "structure_id": "dora--1"}
    confirm(bring(cast, [there]), cast.regional)
    (again,) = data_inclusion.services(Dispositif.objects.filter(source_key="ailleurs--7"))
    left = {"id", "date_maj", "structure_id"}
    assert {k: v for k, v in again.items() if k not in left} == {
        k: v for k, v in given.items() if k not in left
    }


def test_a_departement_is_all_its_communes(cast: Cast, home: Structure) -> None:
    imported = bring(cast, [ITEM | {"zone_eligibilite": ["59"]}])
    confirm(imported, cast.regional)
    made = Dispositif.objects.get(source_key="dora--s1")
    served = set(made.communes.values_list("pk", flat=True))
    assert {"59350", "59512", "59009"} <= served
    assert "93066" not in served
    assert set(outcomes(bring(cast, [ITEM | {"zone_eligibilite": ["59"]}]))) == {"unchanged"}


def test_without_a_zone_it_serves_the_commune_of_its_address(cast: Cast, home: Structure) -> None:
    confirm(bring(cast, [ITEM | {"zone_eligibilite": None}]), cast.regional)
    made = Dispositif.objects.get(source_key="dora--s1")
    assert [commune.pk for commune in made.communes.all()] == ["59350"]
    make_dispositif(home, name="Autre", source_key="dora--s2").communes.set(["59350", "59512"])
    again = bring(cast, [ITEM | {"id": "dora--s2", "nom": "Autre", "zone_eligibilite": None}])
    confirm(again, cast.regional)
    assert Dispositif.objects.get(source_key="dora--s2").communes.count() == 2


def test_a_known_name_learns_its_identifier_once(cast: Cast, home: Structure) -> None:
    known = make_dispositif(home, name="Médiation sociale", portage="mutualised")
    confirm(bring(cast, [ITEM]), cast.regional)
    known.refresh_from_db()
    assert (known.source_key, known.portage) == ("dora--s1", "mutualised")
    confirm(bring(cast, [ITEM | {"id": "autre--9", "adresse": "3 rue du Pont"}]), cast.regional)
    known.refresh_from_db()
    assert (known.source_key, known.address) == ("dora--s1", "3 rue du Pont")


@pytest.mark.parametrize(
    ("changes", "outcome", "sentence"),
    [
        ({"structure_id": "dora--404"}, "error", "importez d'abord les structures"),
        ({"structure_id": "entremise--structure-999999"}, "error", "n'est pas au registre"),
        ({"thematiques": ["sante--acces-aux-soins"]}, "skipped", "médiation sociale"),
        ({"thematiques": []}, "skipped", "médiation sociale"),
        ({"zone_eligibilite": ["france"]}, "error", "pays entier"),
        ({"zone_eligibilite": ["59350", "99100"]}, "error", "pays entier"),
        ({"zone_eligibilite": ["59999"]}, "error", "n'est le code d'aucune commune"),
        ({"zone_eligibilite": ["13055"]}, "error", "dans votre région"),
        ({"zone_eligibilite": [], "code_insee": None}, "error", "au moins une commune"),
        ({"horaires_accueil": "le matin"}, "error", "horaires_accueil"),
        ({"latitude": None}, "error", "une latitude et une longitude"),
        ({"longitude": 50.63, "latitude": 3.06}, "error", "n'est pas en France"),
        ({"nom": "M" * 121}, "error", "120 au plus"),
        ({"date_maj": ""}, "error", "date_maj"),
    ],
)
def test_a_service_that_cannot_be_says_why(
    cast: Cast, home: Structure, changes: dict[str, Any], outcome: str, sentence: str
) -> None:
    imported = bring(cast, [ITEM | changes])
    assert outcomes(imported) == [outcome]
    assert sentence in reasons_of(imported, 2).replace("\u00a0", " ").replace("’", "'")


def test_a_long_description_is_cut_once(cast: Cast, home: Structure) -> None:
    long = ITEM | {"description": "Une équipe écoute. " * 100}
    confirm(bring(cast, [long]), cast.regional)
    made = Dispositif.objects.get(source_key="dora--s1")
    assert len(made.summary) <= 600
    assert made.summary.endswith("…")
    assert set(outcomes(bring(cast, [long]))) == {"unchanged"}


def test_an_identifier_or_a_name_twice_is_an_error(cast: Cast, home: Structure) -> None:
    twice = [ITEM, ITEM | {"nom": "Autre"}, ITEM | {"id": "dora--s3"}]
    assert outcomes(bring(cast, twice)) == ["create", "error", "error"]
    make_dispositif(home, name="Pris")
    make_dispositif(home, name="Connu", source_key="dora--s1")
    assert outcomes(bring(cast, [ITEM | {"nom": "Pris"}])) == ["error"]


def test_no_name_of_a_person_is_read(cast: Cast, home: Structure) -> None:
    confirm(bring(cast, [ITEM]), cast.regional)
    made = Dispositif.objects.get(source_key="dora--s1")
    assert not any("Accueil 012" in str(value) for value in vars(made).values())
    assert not made.contacts.exists()


@pytest.mark.parametrize("name", ["director", "steering", "partner", "mediator"])
def test_only_the_mission_brings_a_directory_in(cast: Cast, name: str) -> None:
    answer = client_of(getattr(cast, name)).get(
        reverse("import_export", args=["data_inclusion_services", "csv"])
    )
    assert answer.status_code in (403, 404)
