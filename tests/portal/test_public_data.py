"""Open data, read by other people's tools: frictionless, geojson-pydantic, rdflib."""

import csv
import json
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from frictionless import Package, Resource, Schema, validate
from geojson_pydantic import FeatureCollection
from pytest_django import Settings
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef

from entremise.core import clock
from entremise.portal.public.datasets import NAMES, dataset, datasets
from entremise.structures.actions import confirm_sheet
from entremise.structures.actor import VISITOR
from entremise.structures.enums import Domain
from entremise.structures.models import Contact, Structure
from entremise.territories.models import Commune
from tests.portal.public import make_service, make_towns
from tests.positions.factories import make_position
from tests.structures.factories import make_structure
from tests.support.client import PageClient, assert_constant_queries
from tests.territories.factories import make_qpv

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"


@pytest.fixture
def registry(settings: Settings) -> None:
    """A small registry where everything that may be said is said, once."""
    settings.PUBLIC_ADDRESS, settings.PUBLIC_CONTACT = "https://public.test", "donnees@example.org"
    settings.PUBLISHER = "Mission régionale"
    towns = make_towns()
    structure = make_structure(
        'Association « du "Nord" » ; et compagnie',
        short_name="ANC",
        siren="732829320",
        siret="73282932000074",
        rna="W595000001",
        networks=["france_mediation"],
        address="1 place d'Essai",
        commune=towns["Lille"],
        website="https://anc.example.org/",
        confirmed_on=date(2026, 1, 15),
    )
    Contact.objects.create(
        structure=structure, function="siège", email="siege@example.org", published=True
    )
    confirm_sheet(structure=structure, by=VISITOR)
    make_structure("=1+1", operator_type="")
    qpv = make_qpv("QN05901M", "Moulins")
    service = make_service(
        "Nuit",
        towns["Lille"],
        towns["Roubaix"],
        structure=structure,
        domains=[Domain.PUBLIC_SPACE, Domain.RIGHTS],
        registers=["presence", "watch"],
        publics=["youth"],
        summary="Des médiateurs,\nen binôme ; « ici ».",
        opening_hours="Mo-Fr 16:00-23:00",
        address="2 rue du Port",
        lon=3.0512345,
        lat=50.6212345,
        website="https://nuit.example.org/",
        confirmed_on=date(2026, 2, 1),
    )
    service.qpvs.add(qpv)
    make_service("Sans lieu", towns["Dunkerque"], structure=structure)
    make_position(structure, commune=towns["Lille"])
    make_position(structure, commune=towns["Lille"])
    make_position(structure, commune=towns["Roubaix"], domain=Domain.RIGHTS)


def _body(client: PageClient, name: str, *args: str) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, response
    assert response["Access-Control-Allow-Origin"] == "*"
    content = b"".join(response) if response.streaming else response.content
    return content.decode()


def _lines(client: PageClient, name: str) -> list[dict[str, str]]:
    text = _body(client, "public_csv", name).removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def _schema(client: PageClient, name: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(_body(client, "public_schema", name))
    return described


@pytest.mark.parametrize("name", NAMES)
def test_files_follow_their_schema(
    client: PageClient, registry: None, tmp_path: Path, name: str
) -> None:
    described = _schema(client, name)
    assert list(Schema.metadata_validate(described)) == []
    path = tmp_path / f"{name}.csv"
    path.write_text(_body(client, "public_csv", name), encoding="utf-8")
    descriptor = {**dataset(name).resource, "path": path.name, "schema": described}
    report = Resource.from_descriptor(descriptor, basepath=str(tmp_path)).validate()
    assert report.valid, report.to_summary()
    assert report.tasks[0].stats["rows"] > 0


def test_a_wrong_line_would_be_seen(client: PageClient, registry: None, tmp_path: Path) -> None:
    """What validates the files is not blind."""
    text = _body(client, "public_csv", "emplois").replace(";2\r\n", ";-2\r\n")
    (tmp_path / "emplois.csv").write_text(text, encoding="utf-8")
    descriptor = {**dataset("emplois").resource, "path": "emplois.csv"}
    report = Resource.from_descriptor(descriptor, basepath=str(tmp_path)).validate()
    assert not report.valid


def test_the_package_describes_every_file(
    client: PageClient, registry: None, tmp_path: Path
) -> None:
    package = json.loads(_body(client, "public_package"))
    for resource in package["resources"]:
        assert resource["path"].startswith("https://public.test/donnees/")
        resource["path"] = f"{resource['name']}.csv"
        content = _body(client, "public_csv", resource["name"])
        (tmp_path / resource["path"]).write_text(content, encoding="utf-8")
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    report = validate(str(tmp_path / "datapackage.json"), type="package")
    assert report.valid, report.to_summary()
    assert len(Package(str(tmp_path / "datapackage.json")).resources) == len(NAMES)


def test_what_the_files_say(client: PageClient, registry: None) -> None:
    structures = {line["nom"]: line for line in _lines(client, "structures")}
    mine = structures['Association « du "Nord" » ; et compagnie']
    assert (mine["siret"], mine["courriel"], mine["commune"]) == (
        "73282932000074", "siege@example.org", "Lille",
    )  # fmt: skip
    assert "'=1+1" in structures, "un tableur l'exécuterait"
    service, placeless = _lines(client, "dispositifs")
    assert service["codes_communes"] == "59350|59512"
    assert service["codes_qpv"] == "QN05901M"
    assert service["telephone"] == "01 99 00 12 34"
    assert service["horaires"] == "Mo-Fr 16:00-23:00"
    assert service["page"].startswith("https://public.test/services/")
    assert placeless["longitude"] == ""
    jobs = {
        (line["commune"], line["domaine"]): line["emplois"] for line in _lines(client, "emplois")
    }
    assert jobs == {
        ("Lille", "espace public et habitat collectif"): "2",
        ("Roubaix", "accès aux droits et aux services"): "1",
    }
    covered = {line["code"]: line for line in _lines(client, "couverture")}
    assert {code: line["services"] for code, line in covered.items()} == {
        "59183": "1", "59350": "1", "59512": "1", "QN05901M": "1",
    }  # fmt: skip
    assert covered["QN05901M"]["perimetre_fictif"] == "oui"


def test_a_neighbourhood_where_nobody_works_is_in_the_coverage(
    client: PageClient, registry: None
) -> None:
    make_qpv("QN05902M", "Sans personne", fictitious=False)
    covered = {line["code"]: line for line in _lines(client, "couverture")}
    assert (covered["QN05902M"]["services"], covered["QN05902M"]["domaines"]) == ("0", "")


@pytest.mark.parametrize("name", ["structures", "dispositifs"])
def test_geojson_is_read_by_others(client: PageClient, registry: None, name: str) -> None:
    found = FeatureCollection.model_validate_json(_body(client, "public_geojson", name))
    assert [feature.properties for feature in found.features if feature.properties] != []
    assert len(found.features) == len(_lines(client, name))
    shapes = [feature.geometry.type if feature.geometry else None for feature in found.features]
    assert shapes == {"structures": ["Point", None], "dispositifs": ["Point", "Point"]}[name]


def test_geojson_of_a_service_without_door_is_at_its_communes(
    client: PageClient, registry: None
) -> None:
    make_service("Deux villes", *Commune.objects.filter(pk__in=["59350", "59512"]))
    found = json.loads(_body(client, "public_geojson", "dispositifs"))
    assert found["features"][-1]["geometry"] == {
        "type": "MultiPoint", "coordinates": [[3.0586, 50.6365], [3.1746, 50.6901]],
    }  # fmt: skip
    assert client.get(reverse("public_geojson", args=["emplois"])).status_code == 404


def test_an_empty_registry_gives_files_that_are_read(client: PageClient) -> None:
    for name in NAMES:
        assert _lines(client, name) == []
    empty = FeatureCollection.model_validate_json(_body(client, "public_geojson", "structures"))
    assert empty.features == []


def _graph(client: PageClient, kind: str = "turtle") -> Graph:
    name = {"turtle": "public_catalogue_turtle", "json-ld": "public_catalogue"}[kind]
    return Graph().parse(data=_body(client, name), format=kind)


# The library warns of itself.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_both_forms_of_the_catalogue_say_the_same(client: PageClient, registry: None) -> None:
    with clock.hold(datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/Paris"))):
        assert _graph(client).isomorphic(_graph(client, "json-ld"))


def test_the_catalogue_has_what_a_harvester_wants(client: PageClient, registry: None) -> None:
    graph = _graph(client)
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert len(list(graph.objects(catalogue, DCAT.dataset))) == len(NAMES)
    for wanted in (DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.license):
        assert graph.value(catalogue, wanted), wanted
    for one in graph.objects(catalogue, DCAT.dataset):
        assert (one, RDF.type, DCAT.Dataset) in graph
        for wanted in (
            DCTERMS.identifier, DCTERMS.title, DCTERMS.description, DCTERMS.license,
            DCTERMS.modified, DCAT.keyword, DCAT.landingPage, DCTERMS.publisher,
        ):  # fmt: skip
            assert graph.value(one, wanted), f"{one} {wanted}"
        assert str(graph.value(one, DCTERMS.accrualPeriodicity)) == f"{FREQUENCY}DAILY"
        contact = graph.value(one, DCAT.contactPoint)
        assert graph.value(contact, VCARD.hasEmail) == URIRef("mailto:donnees@example.org")
        days = graph.value(one, DCTERMS.temporal)
        assert graph.value(days, DCAT.startDate).toPython() == clock.today()
        place = graph.value(one, DCTERMS.spatial)
        assert str(graph.value(place, DCAT.bbox)).startswith("POLYGON((2.3768 50.")
        publisher = graph.value(one, DCTERMS.publisher)
        assert graph.value(publisher, FOAF.name) == Literal("Mission régionale", lang="fr")


def test_each_distribution_is_a_file_that_answers(client: PageClient, registry: None) -> None:
    graph = _graph(client)
    files = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert len(files) == sum(len(one.formats) for one in datasets())
    for one in files:
        address = str(graph.value(one, DCAT.downloadURL))
        response = client.get(address.removeprefix("https://public.test"))
        assert response.status_code == 200
        media = str(graph.value(one, DCAT.mediaType)).rpartition("media-types/")[2]
        assert response["Content-Type"].startswith(media)
        standard = graph.value(one, DCTERMS.conformsTo)
        if media == "text/csv":
            schema = client.get(str(standard).removeprefix("https://public.test"))
            assert schema.json()["fields"]


def test_the_day_of_a_change_is_that_of_the_journal(client: PageClient, registry: None) -> None:
    structure = Structure.objects.get(short_name="ANC")
    later = clock.now() + timedelta(days=3)
    before = _graph(client)
    with clock.hold(later):
        confirm_sheet(structure=structure, by=VISITOR)
    after = _graph(client)
    moved = {
        str(one).rpartition("#")[2]
        for one in after.subjects(RDF.type, DCAT.Dataset)
        if after.value(one, DCTERMS.modified) != before.value(one, DCTERMS.modified)
    }
    assert moved == set(NAMES), "toutes disent des structures"
    (catalogue,) = after.subjects(RDF.type, DCAT.Catalog)
    assert after.value(catalogue, DCTERMS.modified).toPython() == later.replace(microsecond=0)


def test_files_of_any_length_ask_the_same_questions(client: PageClient) -> None:
    towns = make_towns()

    def grow(count: int) -> None:
        for number in range(count):
            structure = make_structure(commune=towns["Lille"])
            make_service(f"{number}", towns["Lille"], structure=structure)
            make_position(structure, commune=towns["Lille"])

    for name in NAMES:
        assert_constant_queries(client, reverse("public_csv", args=[name]), grow)
    assert_constant_queries(client, reverse("public_geojson", args=["dispositifs"]), grow)
    assert_constant_queries(client, reverse("public_catalogue"), grow)
    assert_constant_queries(client, reverse("public_data"), grow)


def test_the_page_leads_to_each_file(client: PageClient, registry: None) -> None:
    content = client.get(reverse("public_data")).content.decode()
    for one in datasets():
        assert one.schema_address in content
        for _, address in one.files:
            assert address in content
    assert "Licence Ouverte 2.0" in content
    assert client.get(reverse("public_csv", args=["inconnu"])).status_code == 404


def test_columns_are_those_of_the_schema() -> None:
    for one in datasets():
        for field in one.fields:
            assert field["title"], (one.name, field)
            assert field["description"].endswith("."), (one.name, field)
