"""The plane, the outlines, the discs: nothing is lost, neighbours stay joined, classes are fair."""

import re
from random import Random

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from entremise.atlas import outlines, shading
from entremise.atlas.mercator import Frame, mainland, project, unproject
from entremise.atlas.outlines import FINENESS, fineness, layer, path_of, version
from entremise.atlas.points import CELL, Point, discs
from entremise.atlas.screen import few
from entremise.atlas.shading import MOST_CLASSES, Measure, Shading, Unit, lowest_of
from entremise.territories.models import Contour, LoadedSource
from tests.atlas.geography import COMMUNES, make_geography

PLACES = st.tuples(st.floats(-61, 56), st.floats(-22, 52))


@given(PLACES)
def test_a_place_comes_back_from_the_plane(place: tuple[float, float]) -> None:
    x, y = project(*place)
    assert unproject(float(x), float(y)) == pytest.approx(place, abs=1e-9)


@given(PLACES, st.floats(0.5, 2000))
def test_a_view_is_read_as_it_was_written(place: tuple[float, float], km: float) -> None:
    frame = Frame.read(f"{place[1]:.4f},{place[0]:.4f},{km:.3g}")
    assert frame is not None
    again = Frame.read(str(frame))
    assert again is not None
    assert again.km == pytest.approx(frame.km, rel=0.01)
    assert again.place == pytest.approx(frame.place, abs=2e-4)


@pytest.mark.parametrize(
    "text", ["", "1", "1,2", "a,b,c", "95,0,5", "50,3,0", "50,3,1e9", "nan,3,5"]
)
def test_what_is_no_view_is_none(text: str) -> None:
    assert Frame.read(text) is None


def test_a_kilometre_is_one_on_the_ground() -> None:
    """From Lille to Paris, 203 km as the crow flies (great circle between 50.6292, 3.0573 and
    48.8566, 2.3522, on a sphere of 6,371 km: 203.4)."""
    lille, paris = np.array(project(3.0573, 50.6292)), np.array(project(2.3522, 48.8566))
    frame = Frame(*((lille + paris) / 2), float(np.linalg.norm(lille - paris)))
    assert frame.km == pytest.approx(203.4, rel=0.005)


def test_a_map_goes_no_nearer_nor_farther_than_it_can() -> None:
    assert mainland().zoomed(1e9).km == pytest.approx(0.4, rel=0.01)
    assert mainland().zoomed(1e-9).km == pytest.approx(2500, rel=0.01)


def test_a_finer_map_has_finer_outlines() -> None:
    steps = [fineness(side) for side in (100, 3_000, 30_000, 10**6)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (FINENESS[0], FINENESS[-1])


def _ring(path: str) -> list[tuple[int, int]]:
    """The points of « M0 0l1 0 0 1z »."""
    (found,) = re.findall(r"M(-?\d+) (-?\d+)l([^z]*)z", path)
    numbers = [int(number) for number in re.findall(r"-?\d+", found[2])]
    x, y = int(found[0]), int(found[1])
    points = [(x, y)]
    for east, south in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + east, y + south
        points.append((x, y))
    return points


def test_a_path_is_the_outline_in_whole_units() -> None:
    outline = shapely.Polygon([(0, 0), (10.4, 0), (10.4, 7.6), (-3, 8)])
    assert _ring(path_of(outline)) == [(0, 0), (10, 0), (10, 8), (-3, 8)]


def test_a_hole_and_an_islet_are_drawn_when_they_show() -> None:
    hole = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 60, 60))
    assert path_of(hole).count("M") == 2
    isle = shapely.MultiPolygon([shapely.box(0, 0, 100, 100), shapely.box(200, 0, 203, 3)])
    assert (path_of(isle, step=2).count("M"), path_of(isle, step=8).count("M")) == (2, 1)


@pytest.mark.parametrize("step", FINENESS)
def test_neighbours_stay_joined_however_coarse(step: int) -> None:
    """A wavy border between two territories is the same for both once simplified."""
    random = Random(step)
    border = [(1000 + random.uniform(-30, 30), y) for y in range(0, 2001, 10)]
    left = shapely.Polygon([(0, 0), *border, (0, 2000)])
    right = shapely.Polygon([(2000, 0), *border, (2000, 2000)])
    assert left.is_valid
    assert right.is_valid
    simple = outlines._simple(np.array([left, right]), Contour.Kind.COMMUNE, step)
    assert shapely.area(simple).sum() == pytest.approx(4_000_000)
    assert simple[0].intersection(simple[1]).area == 0


@pytest.mark.django_db
def test_outlines_are_those_of_the_region_and_of_what_is_loaded_now() -> None:
    make_geography()
    before = version()
    assert set(layer(Contour.Kind.COMMUNE, "32", 4, before).codes) == set(COMMUNES)
    assert layer(Contour.Kind.COMMUNE, "93", 4, before).codes == ()
    Contour.objects.filter(code="62498").delete()
    LoadedSource.objects.update(version="2")
    assert "62498" not in layer(Contour.Kind.COMMUNE, "32", 4, version()).codes


@given(st.lists(st.tuples(st.floats(0, 1000), st.floats(0, 1000)), max_size=60))
def test_every_point_is_in_one_disc(places: list[tuple[float, float]]) -> None:
    points = [Point(n, str(n), x, y) for n, (x, y) in enumerate(places)]
    found = discs(points, Frame(500, 500, 1000))
    held = [point.pk for disc in found for point in disc.points]
    assert sorted(held) == [point.pk for point in points]
    for one in found:
        for other in found:
            near = CELL * 1000 * 0.75
            assert one is other or max(abs(one.x - other.x), abs(one.y - other.y)) >= near


@given(st.lists(st.integers(0, 500), min_size=1, max_size=80))
def test_classes_hold_every_value_once_from_the_least_to_the_greatest(values: list[int]) -> None:
    codes = {str(n): float(value) for n, value in enumerate(values)}
    lowest, names = lowest_of(list(codes.values())), dict.fromkeys(codes, "")
    shades = Shading(Unit.COMMUNE, Measure.DISPOSITIFS, codes, names, lowest)
    numbers = {code: shades.number(code) for code in codes}
    assert all(number is not None and 0 <= number <= MOST_CLASSES for number in numbers.values())
    assert all((value == 0) == (numbers[code] == 0) for code, value in codes.items())
    ordered = sorted(codes, key=codes.__getitem__)
    told = [numbers[code] or 0 for code in ordered]
    assert told == sorted(told)
    assert sum(item.count for item in shades.legend) == len(values)


def test_few_different_values_are_each_a_class() -> None:
    assert lowest_of([0, 1, 1, 2, 7]) == [1, 2, 7]
    values = {"a": 1.0, "b": 2.0, "c": 7.0, "d": 0.0}
    shades = Shading(Unit.EPCI, Measure.DISPOSITIFS, values, dict.fromkeys(values, ""), [1, 2, 7])
    assert [item.label for item in shades.legend] == ["aucun", "1", "2", "7"]


def test_some_names_are_told_and_the_others_counted() -> None:
    assert few(["A", "B", "C", "D"]) == "A, B, C, D"
    assert few(["A", "B", "C", "D", "E"]) == "A, B, C et 2 autres"
    assert shading.rounded(1234) == 1200
