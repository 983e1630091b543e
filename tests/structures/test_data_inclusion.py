"""The registry in data·inclusion v1, judged by the models of its own package."""

import csv
import json
from datetime import date
from io import StringIO

import pytest
from data_inclusion.schema.v1 import Service, Structure
from django.urls import reverse

from entremise.core import clock
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import read
from entremise.structures import data_inclusion, models
from entremise.territories.models import Epci
from tests.demo.factories import make_communes_of
from tests.structures.geography import make_places
from tests.support.cast import Cast, Person
from tests.support.client import client_of

pytestmark = pytest.mark.django_db


def streamed(person: Person, name: str) -> str:
    """The text of an export."""
    response = client_of(person).get(reverse(name))
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]


def test_the_whole_demonstration_is_valid() -> None:
    pack = read()
    make_communes_of(pack)
    load(pack, today=clock.today(), password="demonstration-2026")
    structures = list(data_inclusion.structures(models.Structure.objects.all()))
    services = list(data_inclusion.services(models.Dispositif.objects.all()))
    assert len(structures) == models.Structure.objects.count()
    assert len(services) == models.Dispositif.objects.count()
    for item in structures:
        Structure.model_validate(item)
    for item in services:
        Service.model_validate(item)
    known = {item["id"] for item in structures}
    assert {item["structure_id"] for item in services} <= known
    agdm = next(item for item in services if item["nom"].startswith("Médiation de fin"))
    assert agdm["publics"] == ["tous-publics"]
    assert agdm["horaires_accueil"].startswith("Sep 16-Jun 14")
    assert agdm["telephone"] == "+33353010002"
    assert agdm["zone_eligibilite"] == ["21166", "21231", "21355", "21515"]


def test_what_is_not_public_is_not_given(cast: Cast) -> None:
    make_places()
    models.Structure.objects.filter(pk=cast.neighbour.pk).update(published=False)
    models.Dispositif.objects.filter(pk=cast.dispositif.pk).update(published=False)
    models.Dispositif.objects.filter(pk=cast.other_dispositif.pk).update(closed_on=date(2026, 1, 1))
    models.Contact.objects.create(
        structure=cast.structure, function="Direction", phone="0353010001"
    )
    items = json.loads(streamed(cast.regional, "data_inclusion_structures_json"))
    assert cast.neighbour.name not in {item["nom"] for item in items}
    assert not any("telephone" in item for item in items)
    given = {
        item["id"] for item in json.loads(streamed(cast.regional, "data_inclusion_services_json"))
    }
    hidden = (cast.dispositif, cast.other_dispositif, cast.neighbour_dispositif)
    assert given.isdisjoint(f"entremise--dispositif-{one.pk}" for one in hidden)
    for other in (cast.director, cast.partner):
        answer = client_of(other).get(reverse("data_inclusion_structures_json"))
        assert answer.status_code == 403


def test_the_table_says_what_the_list_says(cast: Cast) -> None:
    make_places()
    epci = Epci.objects.create(siren="200093201", name="MEL", kind="METRO")
    cast.dispositif.communes.set(["59350", "59512"])
    cast.dispositif.communes.filter(pk="59350").update(epci=epci)
    cast.dispositif.epcis.set([epci])
    for kind in ("structures", "services"):
        items = json.loads(streamed(cast.regional, f"data_inclusion_{kind}_json"))
        text = streamed(cast.regional, f"data_inclusion_{kind}_csv")
        rows = list(csv.DictReader(StringIO(text), delimiter=";"))
        assert [row["id"] for row in rows] == [item["id"] for item in items]
    one = next(row for row in rows if row["id"].endswith(f"-{cast.dispositif.pk}"))
    assert json.loads(one["zone_eligibilite"]) == ["200093201", "59512"]
