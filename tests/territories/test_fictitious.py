"""Perimeters drawn for want of official ones are never mistaken for them."""

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from entremise.territories.actions import load_geodata
from entremise.territories.fictitious import Sketch, draw_perimeters, outline
from entremise.territories.locate import METRES_PER_DEGREE, Point, locator
from entremise.territories.models import Commune, Contour, LoadedSource, Qpv
from tests.territories import samples
from tests.territories.samples import geofile, geojson, pack, square

SOUTH = Sketch("QN05972M", "Secteur Sud", "59350", ((3.05, 50.61), (3.06, 50.612)))
HEM = Sketch("QN05945M", "Lionderie", "59299", ((3.2, 50.65),))
AJACCIO = Sketch("QN02A01M", "Les Cannes", "2A004", ((8.72, 41.94),))


@pytest.fixture
def _codes(tmp_path: Path, db: None) -> None:
    samples.load_sample(tmp_path)


@pytest.mark.usefixtures("_codes")
def test_they_have_codes_of_their_own_and_say_what_they_are() -> None:
    drawn = draw_perimeters([SOUTH, HEM, AJACCIO])
    assert {key: qpv.code for key, qpv in drawn.items()} == {
        "QN05972M": "FX059001", "QN05945M": "FX059002", "QN02A01M": "FX02A001",
    }  # fmt: skip
    assert not any(re.match("Q[NP]", code) for code in Qpv.objects.values_list("code", flat=True))
    assert str(drawn["QN05972M"]) == "Secteur Sud (périmètre fictif)"
    assert all(qpv.fictitious for qpv in drawn.values())
    assert list(drawn["QN05945M"].communes.values_list("code", flat=True)) == ["59299"]


@pytest.mark.usefixtures("_codes")
def test_their_points_lie_in_them() -> None:
    Commune.objects.filter(code="59350").update(lon=3.06, lat=50.63)
    draw_perimeters([SOUTH, HEM])
    for sketch, code in ((SOUTH, "FX059001"), (HEM, "FX059002")):
        for found in locator().locate_many(sketch.points):
            assert (found.commune_code, found.qpv_code, found.in_qpv) == (
                sketch.commune, code, True,
            )  # fmt: skip
    assert locator().locate(3.07, 50.64).in_qpv is False


@pytest.mark.usefixtures("_codes")
def test_drawn_twice_they_are_the_same() -> None:
    draw_perimeters([SOUTH, HEM])
    before = list(Contour.objects.order_by("code").values_list("code", "shape"))
    version = LoadedSource.objects.get(name="Périmètres fictifs").version
    draw_perimeters([SOUTH, HEM])
    after = Contour.objects.order_by("code").values_list("code", "shape")
    assert [(code, bytes(shape)) for code, shape in after] == [(c, bytes(s)) for c, s in before]
    assert LoadedSource.objects.get(name="Périmètres fictifs").version == version


def load_official(folder: Path, *, whole_country: bool) -> None:
    about = {"code_qp": "QN05972M", "lib_qp": "Secteur Sud", "insee_com": "59350"}
    (folder / "q.geojson").write_text(geojson({"-": square(3.05, 50.61, 0.02)}, **about))
    file = geofile("q.geojson", "qpv_features", whole_country=whole_country)
    assert list(load_geodata(folder=folder, pack=pack(file)))


@pytest.mark.usefixtures("_codes")
def test_none_is_drawn_beside_official_ones(tmp_path: Path) -> None:
    load_official(tmp_path, whole_country=False)
    assert draw_perimeters([SOUTH, HEM]) == {}
    assert list(draw_perimeters([SOUTH, AJACCIO])) == ["QN02A01M"]


@pytest.mark.usefixtures("_codes")
def test_none_is_drawn_when_the_country_is_known(tmp_path: Path) -> None:
    load_official(tmp_path, whole_country=True)
    assert draw_perimeters([SOUTH, HEM, AJACCIO]) == {}
    assert not Qpv.objects.filter(fictitious=True).exists()


@pytest.mark.usefixtures("_codes")
def test_they_give_way_when_official_ones_are_loaded(tmp_path: Path) -> None:
    draw_perimeters([SOUTH, HEM, AJACCIO])
    load_official(tmp_path, whole_country=False)
    assert locator().locate(*SOUTH.points[0]).qpv_code == "QN05972M"
    assert locator().locate(*HEM.points[0]).qpv_code is None
    assert locator().locate(*AJACCIO.points[0]).qpv_code == "FX02A001"


@given(
    st.lists(st.tuples(st.floats(3, 3.02), st.floats(50, 50.02)), min_size=1, max_size=6),
    st.floats(50, 500),
)
def test_an_outline_holds_its_points_and_little_more(points: list[Point], around: float) -> None:
    drawn = outline(points, around)
    assert drawn.is_valid
    assert drawn.geom_type == "Polygon"
    assert all(drawn.contains(shapely.Point(point)) for point in points)
    flat = METRES_PER_DEGREE * np.array([np.cos(np.radians(50.01)), 1])
    hull = shapely.MultiPoint(np.array(points) * flat).convex_hull
    reach = shapely.distance(hull, shapely.points(shapely.get_coordinates(drawn) * flat))
    assert 0.9 * around < reach.min() <= reach.max() < 1.1 * around
