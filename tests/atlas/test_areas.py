"""The area of a dispositif: typed, taken from a file, from what is served; kept, or said amiss."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import box, mapping, shape

from entremise.atlas.areas import MOST_POINTS, points_of, read_geojson, read_points, together
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.models import Dispositif
from entremise.territories.models import Contour
from tests.atlas.geography import MOULINS, make_geography, serve
from tests.atlas.test_map import text
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of

TYPED = "50.62, 3.02\n50.63, 3.02\n50.63, 3.04\n50.62, 3.04"


def url(dispositif: Dispositif) -> str:
    return reverse("area_draw", args=[dispositif.pk])


@pytest.fixture
def director(cast: Cast) -> PageClient:
    make_geography()
    return client_of(cast.director)


def send(client: PageClient, dispositif: Dispositif, **data: Any) -> Any:
    return client.post(url(dispositif), {"points": "", **data})


# As they are written, to five decimals: nearer points are one.
LATITUDES = st.integers(42_00000, 51_00000).map(lambda number: number / 100_000)
LONGITUDES = st.integers(-5_00000, 8_00000).map(lambda number: number / 100_000)


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=3, max_size=8, unique=True))
def test_points_come_back_as_they_were_typed(places: list[tuple[float, float]]) -> None:
    typed = "\n".join(f"{lat:.5f}, {lon:.5f}" for lat, lon in places)
    assert points_of(read_points(typed)) == typed


def test_two_surfaces_are_parted_by_an_empty_line() -> None:
    both = f"{TYPED}\n\n  \n51.0;2.0\n51.1;2.0\n51.1;2.1\n"
    area = read_points(both)
    assert area is not None
    assert area["type"] == "MultiPolygon"
    assert len(area["coordinates"]) == 2
    assert read_points(" \n ") is None


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("50.6, 3.0\nici\n50.7, 3.1", "La ligne 2"),
        ("50.6\n50.6, 3.0\n50.7, 3.1", "La ligne 1"),
        ("50.6, 3.0\n50.7, 3.1", "au moins trois points"),
        ("nan, nan\n50.6, 3.0\n50.7, 3.1", "La ligne 1"),
        ("50.6, 3.0\n1e400, 3.0\n50.7, 3.1", "La ligne 2"),
    ],
)
def test_what_is_no_outline_is_said(typed: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read_points(typed)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'"x"', b'{"type":"Point","coordinates":[3,50]}', b'{"type":"Feature"}',
     b'{"type":"FeatureCollection","features":[]}', b'{"type":"Polygon","coordinates":[[[3]]]}',
     b"[" * 100_000, b'{"type":"GeometryCollection","geometries":[' * 20_000,
     b'{"type":"Polygon","coordinates":[[[' + b"9" * 400 + b",50],[3,51],[4,50]]]}"],
)  # fmt: skip
def test_a_file_without_a_surface_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal):
        read_geojson(content)


def test_the_surfaces_of_a_file_are_put_together() -> None:
    one, two = box(3, 50, 3.1, 50.1), box(3.1, 50, 3.2, 50.1)
    features = [{"type": "Feature", "properties": {}, "geometry": mapping(x)} for x in (one, two)]
    features.append({"type": "Feature", "properties": {}, "geometry": None})
    collection = {"type": "FeatureCollection", "features": features}
    area = shape(read_geojson(json.dumps(collection).encode()))
    assert area.equals(one.union(two))


@pytest.mark.django_db
def test_what_is_served_makes_an_area_one_can_move(cast: Cast) -> None:
    make_geography()
    served = serve("59350", "59512", qpvs=(MOULINS,))
    qpv = Contour.objects.get(kind="qpv", code=MOULINS)
    circle = qpv.geometry.centroid.buffer(0.05, quad_segs=400)
    qpv.shape = circle.wkb
    qpv.save()
    area = shape(together(served, Contour.Kind.QPV))
    assert len(area.exterior.coords) <= MOST_POINTS
    assert area.symmetric_difference(circle).area / circle.area < 0.01
    assert shape(together(served, Contour.Kind.COMMUNE)).area == pytest.approx(0.02)
    with pytest.raises(Refusal, match="Aucun contour"):
        together(serve("59350"), Contour.Kind.QPV)


@pytest.mark.django_db
def test_an_area_is_typed_kept_shown_and_taken_away(cast: Cast, director: PageClient) -> None:
    assert send(director, cast.dispositif, points=TYPED).status_code == 302
    cast.dispositif.refresh_from_db()
    assert shape(cast.dispositif.area).equals(box(3.02, 50.62, 3.04, 50.63))
    assert JournalLine.objects.filter(verb="dispositif.drawn").count() == 1
    assert "50.62000, 3.02000" in text(director, url(cast.dispositif))
    assert 'class="ent-area"' in text(
        director, reverse("dispositif_detail", args=[cast.dispositif.pk])
    )
    send(director, cast.dispositif)
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.area is None


@pytest.mark.django_db
def test_what_is_proposed_is_not_kept_before_it_was_seen(cast: Cast, director: PageClient) -> None:
    cast.dispositif.qpvs.set([MOULINS])
    page = send(director, cast.dispositif, union="qpvs").content.decode()
    assert "50.62000, 3.0" in page
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.area is None


@pytest.mark.django_db
def test_holes_stay_when_the_points_were_not_touched(cast: Cast, director: PageClient) -> None:
    holed = box(3.02, 50.62, 3.06, 50.66).difference(box(3.03, 50.63, 3.04, 50.64))
    file = SimpleUploadedFile("secteur.geojson", json.dumps(mapping(holed)).encode())
    send(director, cast.dispositif, file=file)
    cast.dispositif.refresh_from_db()
    send(director, cast.dispositif, points=points_of(cast.dispositif.area))
    cast.dispositif.refresh_from_db()
    assert shape(cast.dispositif.area).equals(holed)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    ["3.02, 50.62\n3.02, 50.63\n3.04, 50.63", "50.62, 3.02\n50.63, 3.04\n50.63, 3.02\n50.62, 3.04"],
    ids=["the wrong way round", "crossing itself"],
)
def test_an_area_amiss_is_said_beside_its_field(
    cast: Cast, director: PageClient, typed: str
) -> None:
    response = send(director, cast.dispositif, points=typed)
    assert response.status_code == 200
    assert response.context["form"].errors["points"]
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.area is None


@pytest.mark.django_db
def test_a_file_too_large_is_not_read(cast: Cast, director: PageClient) -> None:
    file = SimpleUploadedFile("secteur.geojson", b" " * 2_000_001)
    response = send(director, cast.dispositif, file=file)
    assert "Ce fichier dépasse 2 Mo" in response.content.decode()


@pytest.mark.django_db
def test_others_do_not_draw(cast: Cast) -> None:
    make_geography()
    assert client_of(cast.mediator).get(url(cast.dispositif)).status_code in {403, 404}
    assert client_of(cast.neighbour_director).get(url(cast.dispositif)).status_code == 404
    assert client_of(cast.regional).get(url(cast.dispositif)).status_code == 200


@pytest.mark.django_db
def test_without_outlines_points_and_files_remain(cast: Cast) -> None:
    make_geography(drawn=False)
    page = text(client_of(cast.director), url(cast.dispositif))
    assert "Les contours de ce territoire ne sont pas chargés" in page
    assert "Reprendre les communes" not in page
