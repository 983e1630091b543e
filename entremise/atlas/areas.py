"""An area as people give it: points typed or placed on a map, a GeoJSON file, or the QPV and the
communes served, put together."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from entremise.core.errors import Refusal
from entremise.core.typography import french
from entremise.structures.models import Dispositif
from entremise.territories.models import Contour

# What a file that is no GeoJSON of surfaces breaks on: numbers without end, lists without bottom…
BROKEN = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError,
    GEOSException,
)  # fmt: skip
SURFACES = ("Polygon", "MultiPolygon")
MOST_POINTS = 400  # of an area put together: as many as one can still move by hand
STEP = 0.0001  # of a degree: some ten metres


def points_of(area: Mapping[str, Any] | None) -> str:
    """The outline as lines of « latitude, longitude », an empty line between two surfaces; what is
    cut out inside is left aside."""
    if not area:
        return ""
    parts = shapely.get_parts(shape(area))
    return "\n\n".join(
        "\n".join(f"{lat:.5f}, {lon:.5f}" for lon, lat, *_ in part.exterior.coords[:-1])
        for part in parts
    )


def read_points(text: str) -> dict[str, Any] | None:
    """The contrary; None for no point at all. Raises Refusal for a line that is no point, or a
    surface of fewer than three."""
    rings: list[list[tuple[float, float]]] = [[]]
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            rings[-1].append(_point(line, number))
        elif rings[-1]:
            rings.append([])
    rings = [ring for ring in rings if ring]
    if not rings:
        return None
    if any(len(ring) < 3 for ring in rings):
        raise _refused("Il faut au moins trois points pour entourer un secteur.", "points")
    if len(rings) == 1:
        return _plain(shapely.Polygon(rings[0]))
    return _plain(shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings]))


def _point(line: str, number: int) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in line.replace(";", ",").split(","))
        if not (math.isfinite(lat) and math.isfinite(lon)):
            raise ValueError(line)
    except ValueError:
        raise _refused(
            f"La ligne {number} n'est pas un point : écrivez « 50.62925, 3.05726 », "
            "la latitude puis la longitude.",
            "points",
        ) from None
    return lon, lat


def read_geojson(content: bytes) -> dict[str, Any]:
    """The surfaces of a GeoJSON file, put together. Raises Refusal for anything else."""
    try:
        shapes = [shape(one) for one in _geometries(json.loads(content))]
        surfaces = [one for one in shapes if one.geom_type in SURFACES and not one.is_empty]
        if surfaces:
            return _plain(shapely.union_all(surfaces))
    except BROKEN:
        pass
    raise _refused(
        "Ce fichier n'a pas de surface qui se lise : il faut du GeoJSON (Polygon ou MultiPolygon), "
        "en degrés, la longitude d'abord.",
        "file",
    )


def _geometries(data: Any) -> Iterable[Any]:
    if data["type"] == "FeatureCollection":
        return [feature["geometry"] for feature in data["features"] if feature["geometry"]]
    return [data["geometry"] if data["type"] == "Feature" else data]


def together(dispositif: Dispositif, kind: Contour.Kind) -> dict[str, Any]:
    """The QPV, or the communes, that a dispositif serves, as one area simple enough to be moved by
    hand. Raises Refusal where their outlines are not loaded."""
    served = dispositif.qpvs if kind == Contour.Kind.QPV else dispositif.communes
    codes = served.values_list("pk", flat=True)
    rows = Contour.objects.filter(kind=kind, code__in=list(codes))
    outlines = [row.geometry for row in rows]
    if not outlines:
        raise _refused(
            "Aucun contour n'est chargé pour ces territoires : placez des points, ou joignez un "
            "fichier GeoJSON.",
            "points",
        )
    return _plain(_light(shapely.union_all(outlines)))


def _light(outline: BaseGeometry) -> BaseGeometry:
    """The outline without holes, simplified until its points can be counted."""
    parts = shapely.get_parts(outline)
    drawn = shapely.union_all([shapely.Polygon(part.exterior) for part in parts])
    step = STEP
    while shapely.get_num_coordinates(drawn) > MOST_POINTS:
        drawn, step = shapely.simplify(drawn, step), step * 2
    return drawn


def _plain(outline: BaseGeometry) -> dict[str, Any]:
    return dict(mapping(outline))


def _refused(sentence: str, field: str) -> Refusal:
    return Refusal(french(sentence), code="area", field=field)
