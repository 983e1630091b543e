"""Outlines are read the same from the three formats."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from entremise.core.errors import Refusal
from entremise.territories.features import read_features
from tests.territories.samples import geojson, square

SCALE, TRANSLATE = [0.0001, 0.0002], [2.5, 50.0]

# Two squares that share a side, the left one with a hole, and the right one alone in two parts.
#   arcs: 0 the shared side going up, 1 around the left, 2 around the right, 3 the hole, 4 far away
ABSOLUTE = [
    [[1000, 0], [1000, 1000]],
    [[1000, 1000], [0, 1000], [0, 0], [1000, 0]],
    [[1000, 1000], [2000, 1000], [2000, 0], [1000, 0]],
    [[400, 400], [400, 600], [600, 600], [600, 400], [400, 400]],
    [[5000, 0], [6000, 0], [6000, 1000], [5000, 0]],
]
GEOMETRIES = [
    {"type": "Polygon", "properties": {"code": "L"}, "arcs": [[0, 1], [3]]},
    {"type": "MultiPolygon", "properties": {"code": "R"}, "arcs": [[[2, 0]], [[4]]]},
    {"type": None, "properties": {"code": "X"}},
]


def walk(arc: list[list[int]]) -> list[list[int]]:
    """Absolute points as the steps a quantised arc is made of."""
    steps = [arc[0]]
    for before, after in zip(arc, arc[1:], strict=False):
        steps.append([after[0] - before[0], after[1] - before[1]])
    return steps


def topology(**changes: Any) -> dict[str, Any]:
    return {
        "type": "Topology",
        "transform": {"scale": SCALE, "translate": TRANSLATE},
        "arcs": [walk(arc) for arc in ABSOLUTE],
        "objects": {"layer": {"type": "GeometryCollection", "geometries": GEOMETRIES}},
    } | changes


def at(x: float, y: float) -> tuple[float, float]:
    return x * SCALE[0] + TRANSLATE[0], y * SCALE[1] + TRANSLATE[1]


def test_arcs_are_walked_forwards_backwards_and_shared(tmp_path: Path) -> None:
    path = tmp_path / "a.topo.json"
    path.write_text(json.dumps(topology()))
    found = {f.properties["code"]: f.geometry for f in read_features(path, "layer")}
    corners = [at(0, 0), at(1000, 0), at(1000, 1000), at(0, 1000)]
    hole = [at(400, 400), at(600, 400), at(600, 600), at(400, 600)]
    assert found["L"].equals(shapely.Polygon(corners, [hole]))
    right = shapely.box(*at(1000, 0), *at(2000, 1000))
    triangle = shapely.Polygon([at(5000, 0), at(6000, 0), at(6000, 1000)])
    assert found["R"].equals(shapely.union(right, triangle))
    assert set(found) == {"L", "R"}


def test_an_arc_may_be_taken_backwards(tmp_path: Path) -> None:
    """~1 and ~0 go round the left square the other way."""
    path = tmp_path / "a.topo.json"
    geometry = {"type": "Polygon", "properties": {}, "arcs": [[-2, -1]]}
    path.write_text(json.dumps(topology(objects={"layer": {"geometries": [geometry]}})))
    (found,) = read_features(path, "layer")
    assert found.geometry.equals(shapely.box(*at(0, 0), *at(1000, 1000)))


def test_without_a_transform_points_are_absolute(tmp_path: Path) -> None:
    path = tmp_path / "a.topo.json"
    plain = topology(arcs=ABSOLUTE)
    del plain["transform"]
    path.write_text(json.dumps(plain))
    first = next(iter(read_features(path, "layer")))
    assert first.geometry.bounds == (0, 0, 1000, 1000)


def test_a_ring_that_crosses_itself_is_repaired(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    bow = {"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]}
    path.write_text(geojson({"A": bow}))
    (found,) = read_features(path)
    assert found.geometry.is_valid
    assert found.geometry.area == pytest.approx(2)


def test_what_has_no_surface_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    point = {"type": "Point", "coordinates": [2, 50]}
    path.write_text(geojson({"A": point, "B": square(2, 50), "C": None}))  # type: ignore[dict-item]
    assert [feature.properties["code"] for feature in read_features(path)] == ["B"]


def write_geoparquet(path: Path, shapes: dict[str, bytes], encoding: str = "WKB") -> None:
    about = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": encoding}},
    }
    table = pa.table({"INSEE_COM": list(shapes), "geometry": list(shapes.values())})
    parquet.write_table(table.replace_schema_metadata({"geo": json.dumps(about)}), path)


def test_geoparquet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    box = shapely.box(2, 50, 3, 51)
    write_geoparquet(path, {"59350": shapely.to_wkb(box)})
    (found,) = read_features(path)
    assert (found.properties, found.geometry) == ({"INSEE_COM": "59350"}, box)


@given(cut=st.integers(1, 500), name=st.sampled_from(["a.topo.json", "a.geojson", "a.parquet"]))
def test_a_truncated_file_says_so(
    tmp_path_factory: pytest.TempPathFactory, cut: int, name: str
) -> None:
    path = tmp_path_factory.mktemp("cut") / name
    if name == "a.topo.json":
        path.write_text(json.dumps(topology()))
    elif name == "a.geojson":
        path.write_text(geojson({str(n): square(n, n) for n in range(5)}))
    else:
        write_geoparquet(path, {str(n): shapely.to_wkb(shapely.box(n, n, 9, 9)) for n in range(5)})
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(Refusal, match="ne se lit pas"):
        list(read_features(path, "layer"))


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "null", "<html></html>", '{"features": [{"properties": {}}]}', "1"]
    + ['{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[0, 0]]]}}]}'],
)
def test_a_file_that_is_something_else_says_so(tmp_path: Path, content: str) -> None:
    for name in ("a.geojson", "a.topo.json", "a.parquet"):
        (tmp_path / name).write_text(content)
        with pytest.raises(Refusal, match="ne se lit pas"):
            list(read_features(tmp_path / name, "layer"))
