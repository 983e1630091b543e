"""From what is typed to what is meant."""

import pytest

from entremise.structures.lookup import (
    commune_written,
    communes_called,
    structure_written,
    structures_called,
    structures_like,
    territory_called,
)
from entremise.structures.models import Structure
from tests.structures.factories import make_structure
from tests.structures.geography import make_places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _places() -> None:
    make_places()


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("lille", ["59350"]),
        ("LILLE (59350)", ["59350"]),
        ("59512", ["59512"]),
        ("villeneuve d ascq", ["59009"]),
        ("Villeneuve-d'As", ["59009"]),
        ("St Denis", ["93066", "97411"]),
        ("Saint-Denis (97411)", ["97411"]),
        ("Trifouilly", []),
        ("  ", []),
        ("(99999)", []),
    ],
)
def test_a_commune_by_name_beginning_or_code(typed: str, codes: list[str]) -> None:
    assert sorted(commune.code for commune in communes_called(typed)) == codes


def test_what_we_write_is_read_back() -> None:
    for commune in communes_called("saint denis"):
        assert communes_called(commune_written(commune)) == [commune]


def test_a_list_is_sorted_into_found_doubtful_and_unknown() -> None:
    territory = territory_called("Lille, Roubaix ; St-Denis\nTrifouilly,,")
    assert [commune.name for commune in territory.found] == ["Lille", "Roubaix"]
    assert {commune.code for commune in territory.candidates} == {"93066", "97411"}
    assert territory.unknown == ["Trifouilly"]


def test_a_structure_by_either_of_its_names() -> None:
    make_structure("Ville de Lille-Sud")
    town = make_structure("Ville de Lille", short_name="Lille")
    rows = Structure.objects.all()
    assert structures_called(rows, "VILLE DE LILLE") == [town]
    assert structures_called(rows, "lille") == [town]
    assert structures_called(rows, "Ville") == []
    assert structures_called(rows, "") == []
    assert [row.name for row in structures_like(rows, "lille ville")] == [
        "Ville de Lille",
        "Ville de Lille-Sud",
    ]


def test_namesakes_are_told_apart_by_their_number() -> None:
    first, second = make_structure("Centre social"), make_structure("Centre social")
    rows = Structure.objects.all()
    assert structures_called(rows, "centre social") == [first, second]
    assert structures_called(rows, structure_written(second)) == [second]


def test_the_searched_name_follows_the_name() -> None:
    structure = make_structure("Œuvre des Cités", short_name="ODC")
    assert structure.search_name == "oeuvredescites odc"
    structure.name = "Citéo"
    structure.save()
    structure.refresh_from_db()
    assert structure.search_name == "citeo odc"
    (made,) = Structure.objects.bulk_create([Structure(name="Été", actor_type="association")])
    assert made.search_name == "ete"
