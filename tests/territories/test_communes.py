"""From a code to today's commune and to the territories it lies in."""

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from entremise.territories.actions import load_geodata
from entremise.territories.models import Commune, Contour, LoadedSource, Qpv
from entremise.territories.queries import (
    Hierarchy,
    commune_hierarchy,
    commune_today,
    communes_today,
    communes_without_qpv,
    why_not,
)
from tests.territories import samples
from tests.territories.samples import geofile, geojson, pack, square

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _codes(tmp_path: Path, db: None) -> None:
    samples.load_sample(tmp_path)


@pytest.mark.parametrize(
    ("code", "today"),
    [("59350", "59350"), ("59355", "59350"), ("62447", "62447"), ("62772", "62447"), ("X", None)],
)
def test_today_s_commune(code: str, today: str | None) -> None:
    found = commune_today(code)
    assert (found.code if found else None) == today


def test_many_codes_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        found = communes_today(["59350", "59355", "62447", "X"])
    assert {code: commune.code for code, commune in found.items()} == {
        "59350": "59350", "59355": "59350", "62447": "62447",
    }  # fmt: skip


def test_more_codes_than_a_statement_may_hold() -> None:
    assert communes_today(f"{n:05}" for n in range(100_000)).keys() >= {"59350", "59355"}


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("59350", None),
        ("62447", None),  # a delegated commune bears it too
        (
            "59355",
            "Lomme (59355) n’est pas une commune d’aujourd’hui : elle fait partie de "
            "Lille (59350).",
        ),
        (
            "62772",
            "La commune de code 62772 n’existe plus : elle fait partie de Hesdin-la-Forêt (62447).",
        ),
        ("00000", "Aucune commune ne porte le code « 00000 »."),
    ],
)
def test_why_a_code_is_not_one_of_today(code: str, sentence: str | None) -> None:
    said = why_not(code)
    assert (said.replace("\u00a0", " ") if said else None) == sentence


def test_the_territories_of_communes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        found = commune_hierarchy(["59350", "42999", "X"])
    assert found == {
        "59350": Hierarchy(samples.MEL, "595", "59", "32"),
        "42999": Hierarchy(None, None, "42", "84"),
    }


def draw(folder: Path, *, whole_country: bool) -> None:
    """One official QPV, in Lille."""
    Qpv.objects.create(code="QN05972M", name="Secteur Sud", generation=2024).communes.add("59350")
    (folder / "q.geojson").write_text(geojson({"QN05972M": square(3, 50)}))
    file = geofile("q.geojson", "contours", layers={"features": "qpv"}, whole_country=whole_country)
    assert list(load_geodata(folder=folder, pack=pack(file)))


def test_without_perimeters_nobody_can_say_that_a_commune_has_none() -> None:
    assert communes_without_qpv(["59350", "59299", "42218"]) == frozenset()


def test_with_those_of_a_departement_one_can_say_it_there(tmp_path: Path) -> None:
    draw(tmp_path, whole_country=False)
    assert communes_without_qpv(["59350", "59299", "42218"]) == {"59299"}


def test_with_those_of_the_country_one_can_say_it_everywhere(tmp_path: Path) -> None:
    draw(tmp_path, whole_country=True)
    assert communes_without_qpv(["59350", "59299", "42218"]) == {"59299", "42218"}
    assert Contour.objects.count() == 1
    assert LoadedSource.objects.filter(whole_country=True).count() == 2
    assert Commune.objects.get(code="59350").qpvs.count() == 1
