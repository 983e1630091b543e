"""Structures of another directory, in data·inclusion v1: brought in, then brought up to date."""

import json
from typing import Any

import pytest
from data_inclusion.schema.v1 import Structure as Schema
from django.urls import reverse

from entremise.core.errors import Refusal
from entremise.imports.models import Import
from entremise.imports.sheets import clean_table, open_table
from entremise.structures.models import Structure
from tests.imports.factories import analyse, as_file, confirm, outcomes, receive, undo, upload
from tests.structures.factories import make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SIRET = "55208131766522"
ITEMS: list[dict[str, Any]] = [
    {"source": "dora", "id": "dora--1", "nom": "Espace des Moulins", "date_maj": "2026-03-01",
     "siret": SIRET, "code_insee": "59350", "adresse": "1 rue du Pont",
     "site_web": "https://moulins.example.org", "reseaux_porteurs": ["pimms-mediation", "caf"]},
    {"source": "dora", "id": "dora--2", "nom": "CCAS de Roubaix", "date_maj": "2026-03-01",
     "code_insee": "59512", "reseaux_porteurs": ["ccas-cias"]},
]  # fmt: skip


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()


def bring(cast: Cast, items: list[dict[str, Any]]) -> Import:
    """A list received and analysed."""
    content = json.dumps(items).encode()
    return analyse(receive(cast.regional, content, "data_inclusion"), cast.regional)


def test_a_directory_is_brought_in_then_up_to_date(cast: Cast) -> None:
    for item in ITEMS:
        Schema.model_validate(item)
    imported = bring(cast, ITEMS)
    assert outcomes(imported) == ["create", "create"]
    confirm(imported, cast.regional)
    first, second = Structure.objects.filter(source_key__startswith="dora--").order_by("source_key")
    assert (first.siret, first.networks, first.commune_id) == (SIRET, ["pimms"], "59350")
    assert (second.actor_type, second.website) == ("ccas", "")
    assert set(outcomes(bring(cast, ITEMS))) == {"unchanged"}
    later = [ITEMS[0] | {"nom": "Espace Moulins", "adresse": "2 rue du Pont"}, ITEMS[1]]
    again = bring(cast, later)
    assert outcomes(again) == ["update", "unchanged"]
    confirm(again, cast.regional)
    first.refresh_from_db()
    assert (first.name, first.address, first.actor_type) == (
        "Espace Moulins", "2 rue du Pont", "association",
    )  # fmt: skip
    undo(again, cast.regional)
    first.refresh_from_db()
    assert first.name == "Espace des Moulins"
    undo(imported, cast.regional)
    assert (
        not Structure.objects.filter(source_key__startswith="dora--").exclude(pk=first.pk).exists()
    )


def test_what_the_registry_knows_learns_its_identifier(cast: Cast) -> None:
    known = make_structure("Moulins", siret=SIRET, siren=SIRET[:9], actor_type="company")
    confirm(bring(cast, ITEMS[:1]), cast.regional)
    known.refresh_from_db()
    assert (known.source_key, known.name, known.actor_type) == (
        "dora--1", "Espace des Moulins", "company",
    )  # fmt: skip


def test_an_identifier_twice_is_an_error(cast: Cast) -> None:
    assert outcomes(bring(cast, [ITEMS[1], ITEMS[1] | {"nom": "Autre"}])) == ["create", "error"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_our_own_export_comes_back_unchanged(cast: Cast, kind: str) -> None:
    make_structure("Ville d'essai", actor_type="commune", commune_id="59512", networks=["pimms"])
    client = client_of(cast.regional)
    held = client.get(reverse("data_inclusion_structures_json"))
    text = b"".join(held.streaming_content)  # type: ignore[arg-type]
    assert set(outcomes(bring(cast, json.loads(text)))) == {"unchanged"}
    table = client.get(reverse("import_export", args=["data_inclusion", "csv"]))
    content = as_file(b"".join(table.streaming_content), kind)  # type: ignore[arg-type]
    imported = analyse(receive(cast.regional, content, "data_inclusion"), cast.regional)
    assert set(outcomes(imported)) == {"unchanged"}


@pytest.mark.parametrize("content", [b'[{"id": 1', b"[1, 2]", b'{"items": 3}', b"[" * 99999])
def test_what_is_no_list_of_objects_is_refused(content: bytes) -> None:
    def read() -> None:
        table = clean_table(upload(content))
        open_table(table.content, table.kind)

    with pytest.raises(Refusal):
        read()
