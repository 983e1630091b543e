"""Where points lie: the quick way agrees with the slow, obvious one, and doubts are told."""

from pathlib import Path
from time import perf_counter

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from entremise.core import clock
from entremise.territories.actions import load_geodata
from entremise.territories.locate import (
    NEAREST_WITHIN_KM,
    NOWHERE,
    TOLERANCE,
    Locator,
    Method,
    Point,
    distance_km,
    locator,
)
from entremise.territories.models import Commune, LoadedSource
from tests.territories import samples
from tests.territories.samples import geofile, geojson, pack, square

# Two towns side by side with outlines, two more known by their centre only.
OUTLINES = {"59001": shapely.box(3, 50, 3.1, 50.1), "59002": shapely.box(3.1, 50, 3.2, 50.1)}
QPVS = {
    "QN05901M": shapely.box(3.05, 50.05, 3.15, 50.06),  # across the border of the two
    "QN06201M": shapely.box(2.5, 50.3, 2.51, 50.31),  # in a town without outline
    "QN06202M": shapely.box(2.6, 50.3, 2.61, 50.31),  # in one of two towns without outline
}
CENTRES = {
    "59001": (3.05, 50.05), "59002": (3.15, 50.05), "62001": (2.4, 50.3), "62002": (2.9, 50.3),
}  # fmt: skip
COMMUNES_OF = {
    "QN05901M": ["59001", "59002"], "QN06201M": ["62002"], "QN06202M": ["62001", "62002"],
}  # fmt: skip


def make(known: frozenset[str] | None = frozenset({"59", "62"})) -> Locator:
    return Locator(
        communes={code: shapely.to_wkb(shape) for code, shape in OUTLINES.items()},
        qpvs={code: shapely.to_wkb(shape) for code, shape in QPVS.items()},
        centres=CENTRES,
        departements={code: code[:2] for code in CENTRES},
        communes_of=COMMUNES_OF,
        known_qpv=known,
    )


LOCATOR = make()
POINTS = st.tuples(st.floats(2.2, 3.4), st.floats(49.8, 50.5))


def slowly(lon: float, lat: float) -> tuple[str | None, str | None, Method]:
    """The same rules, one shape after another."""
    point = shapely.Point(lon, lat)
    qpv = next((code for code in sorted(QPVS) if QPVS[code].intersects(point)), None)
    for code in sorted(OUTLINES):
        if OUTLINES[code].intersects(point):
            return code, qpv, Method.CONTOUR
    near = min(OUTLINES, key=lambda code: OUTLINES[code].distance(point))
    if OUTLINES[near].distance(point) <= TOLERANCE:
        return near, qpv, Method.CONTOUR
    if qpv:
        towns = sorted(COMMUNES_OF[qpv])
        town = min(towns, key=lambda code: distance_km(lon, lat, *CENTRES[code]))
        return town, qpv, Method.QPV
    bare = [code for code in sorted(CENTRES) if code not in OUTLINES]
    town = min(bare, key=lambda code: distance_km(lon, lat, *CENTRES[code]))
    if distance_km(lon, lat, *CENTRES[town]) <= NEAREST_WITHIN_KM:
        return town, None, Method.NEAREST_CENTRE
    return None, None, Method.NONE


@given(st.lists(POINTS, max_size=30))
def test_many_points_lie_where_the_slow_way_says(points: list[Point]) -> None:
    found = LOCATOR.locate_many(points)
    assert [(one.commune_code, one.qpv_code, one.method) for one in found] == [
        slowly(lon, lat) for lon, lat in points
    ]


@given(POINTS)
def test_one_point_lies_where_it_does_among_many(point: Point) -> None:
    assert LOCATOR.locate(*point) == LOCATOR.locate_many([(3.0, 50.0), point, (0.0, 0.0)])[1]


@given(st.tuples(st.floats(), st.floats()))
def test_any_pair_of_numbers_has_an_answer(point: Point) -> None:
    found = LOCATOR.locate(*point)
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        assert found == NOWHERE


def test_a_point_on_a_common_border_always_goes_to_the_same() -> None:
    assert LOCATOR.locate(3.1, 50.02).commune_code == "59001"


def test_a_pier_belongs_to_its_town_but_not_to_its_qpv() -> None:
    pier = LOCATOR.locate(3.05, 50 - TOLERANCE / 2)
    assert (pier.commune_code, pier.method, pier.by_contour) == ("59001", Method.CONTOUR, True)
    beside = LOCATOR.locate(3.06, 50.0601)
    assert (beside.qpv_code, beside.in_qpv) == (None, False)


def test_a_qpv_tells_the_commune_that_has_no_outline() -> None:
    """62001's centre is nearer, but the QPV is declared in 62002."""
    found = LOCATOR.locate(2.505, 50.305)
    assert (found.commune_code, found.in_qpv, found.method) == ("62002", True, Method.QPV)
    assert found.by_contour
    assert LOCATOR.locate(2.605, 50.305).commune_code == "62001"


def test_the_nearest_centre_is_told_as_such() -> None:
    found = LOCATOR.locate(2.41, 50.31)
    assert (found.commune_code, found.method) == ("62001", Method.NEAREST_CENTRE)
    assert not found.by_contour
    assert LOCATOR.locate(2.65, 50.25) == NOWHERE


def test_where_no_perimeter_is_known_nobody_can_tell() -> None:
    somewhere = make(known=frozenset({"62"}))
    assert somewhere.locate(3.01, 50.01).in_qpv is None
    assert somewhere.locate(3.06, 50.055).in_qpv is True
    assert somewhere.locate(2.41, 50.31).in_qpv is False
    assert make(known=None).locate(3.01, 50.01).in_qpv is False
    assert make(known=frozenset()).locate(2.41, 50.31).in_qpv is None


def test_without_anything_every_point_lies_nowhere() -> None:
    empty = Locator(
        communes={}, qpvs={}, centres={}, departements={}, communes_of={}, known_qpv=frozenset()
    )
    assert empty.locate_many([(3.0, 50.0), (200.0, 0.0)]) == [NOWHERE, NOWHERE]
    assert empty.locate_many([]) == []


def test_thousands_of_points_a_second() -> None:
    points = [(2.2 + n % 1200 / 1000, 49.8 + n % 700 / 1000) for n in range(20_000)]
    start = perf_counter()
    LOCATOR.locate_many(points)
    assert len(points) / (perf_counter() - start) > 5_000


@pytest.mark.django_db
def test_it_is_built_once_and_again_when_a_source_is_loaded(
    tmp_path: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    samples.load_sample(tmp_path)
    Commune.objects.filter(code="59350").update(lon=3.06, lat=50.63)
    first = locator()
    assert first.locate(3.06, 50.63).method == Method.NEAREST_CENTRE
    with django_assert_num_queries(1):
        assert locator() is first
    (tmp_path / "c.geojson").write_text(geojson({"59350": square(3, 50.6)}))
    file = geofile("c.geojson", "contours", layers={"features": "commune"})
    assert list(load_geodata(folder=tmp_path, pack=pack(file)))
    found = locator().locate(3.06, 50.63)
    assert (found.commune_code, found.method, found.in_qpv) == ("59350", Method.CONTOUR, None)
    LoadedSource.objects.update(loaded_at=clock.now())
    assert locator() is not first


@pytest.mark.django_db
def test_a_commune_that_merged_is_not_found(tmp_path: Path) -> None:
    samples.load_sample(tmp_path)
    Commune.objects.filter(code="59299").update(lon=3.19, lat=50.65, successor="59350")
    LoadedSource.objects.update(loaded_at=clock.now())
    assert locator().locate(3.19, 50.65) == NOWHERE
