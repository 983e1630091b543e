"""Reads the features of TopoJSON, GeoJSON and GeoParquet files: properties and a polygon."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from pyarrow import parquet
from shapely.errors import GEOSException
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from entremise.core.errors import Refusal
from entremise.core.typography import french

Raw = tuple[dict[str, Any], BaseGeometry]

_SURFACES = {"Polygon", "MultiPolygon"}

# A GeoJSON or GeoParquet file has one layer, which has no name.
ONLY_LAYER = "features"


@dataclass(frozen=True)
class Feature:
    """One territory: what is said of it, and its outline (longitude, latitude in WGS 84)."""

    properties: dict[str, Any]
    geometry: BaseGeometry


def read_features(path: Path, layer: str = ONLY_LAYER) -> Iterator[Feature]:
    """The features of a layer that have a surface, repaired where its rings cross.

    Raises Refusal when the file is not what its name says.
    """
    try:
        for properties, outline in _reader(path)(path, layer):
            surface = _clean(outline)
            if surface.geom_type in _SURFACES and not surface.is_empty:
                yield Feature(properties, surface)
    except (ValueError, KeyError, TypeError, IndexError, GEOSException, pa.ArrowException) as error:
        raise unreadable(path.name) from error


def unreadable(name: str) -> Refusal:
    """The refusal of a file that is truncated or not what its name says."""
    return Refusal(
        french(
            f"Le fichier « {name} » ne se lit pas : il est tronqué, ou n'est pas celui attendu."
        ),
        code="file_unreadable",
    )


def _reader(path: Path) -> Any:
    if path.name.endswith(".topo.json"):
        return _topojson
    return _geoparquet if path.suffix == ".parquet" else _geojson


def _geojson(path: Path, layer: str) -> Iterator[Raw]:
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        if feature["geometry"]:
            yield feature["properties"] or {}, shape(feature["geometry"])


def _geoparquet(path: Path, layer: str) -> Iterator[Raw]:
    file = parquet.ParquetFile(path)
    about = json.loads((file.schema_arrow.metadata or {})[b"geo"])
    outline = about["primary_column"]
    if about["columns"][outline]["encoding"] != "WKB":
        raise ValueError("only WKB is read")
    names = [name for name in file.schema_arrow.names if name != "bbox"]
    for batch in file.iter_batches(columns=names):
        for row in batch.to_pylist():
            wkb = row.pop(outline)
            if wkb:
                yield row, shapely.from_wkb(wkb)


def _topojson(path: Path, layer: str) -> Iterator[Raw]:
    """Outlines are lists of shared arcs; a quantised arc is a walk of whole steps.

    https://github.com/topojson/topojson-specification
    """
    topology = json.loads(path.read_text(encoding="utf-8"))
    arcs = [_walk(arc, topology.get("transform")) for arc in topology["arcs"]]

    def ring(indexes: list[int]) -> np.ndarray[Any, Any]:
        # ~i is arc i backwards; the last point of an arc is the first of the next.
        pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indexes]
        return np.concatenate([pieces[0], *(piece[1:] for piece in pieces[1:])])

    def polygon(rings: list[list[int]]) -> BaseGeometry:
        return shapely.Polygon(ring(rings[0]), [ring(hole) for hole in rings[1:]])

    for geometry in topology["objects"][layer]["geometries"]:
        if geometry["type"] == "Polygon":
            yield geometry.get("properties") or {}, polygon(geometry["arcs"])
        elif geometry["type"] == "MultiPolygon":
            parts = [polygon(rings) for rings in geometry["arcs"]]
            yield geometry.get("properties") or {}, shapely.MultiPolygon(parts)


def _walk(arc: list[list[float]], transform: dict[str, list[float]] | None) -> Any:
    points = np.asarray(arc, dtype=float)
    if transform:
        points = points.cumsum(axis=0) * transform["scale"] + transform["translate"]
    return points


def _clean(outline: BaseGeometry) -> BaseGeometry:
    """The outline as valid polygons: quantising may make rings touch or cross."""
    if outline.is_valid:
        return outline
    parts = shapely.get_parts(shapely.make_valid(outline))
    return shapely.union_all([part for part in parts if part.geom_type in _SURFACES])
