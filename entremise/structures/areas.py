"""The area of a dispositif as drawn on a map: read, checked, and how large it is."""

import math
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity

from entremise.core.errors import Refusal
from entremise.core.typography import figure
from entremise.territories.extent import in_france

KINDS = ("Polygon", "MultiPolygon")
MOST_POINTS = 2000
DECIMALS = 5  # of a degree: a metre
KM_A_DEGREE = 111.32  # of latitude


def read_area(area: Mapping[str, Any]) -> dict[str, Any]:
    """A GeoJSON Polygon or MultiPolygon in WGS 84, longitude first, as it is to be kept.

    Raises Refusal: another kind of shape, one that crosses itself, of too many points, or that does
    not lie in France.
    """
    if area.get("type") not in KINDS:
        raise _refused("Un secteur est une surface : tracez-en le contour, puis refermez-le.")
    try:
        drawn = shape(area)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, shapely.GEOSException):
        raise _refused("Ce tracé ne se lit pas : recommencez-le.") from None
    points = shapely.get_num_coordinates(drawn)
    if points > MOST_POINTS:
        raise _refused(
            f"Ce tracé compte {figure(points)} points, pour {figure(MOST_POINTS)} au plus : "
            "simplifiez-le."
        )
    if drawn.is_empty or not drawn.area:
        raise _refused("Ce tracé n'entoure rien : il lui faut au moins trois points écartés.")
    if not drawn.is_valid:
        raise _refused(_why(drawn))
    if not in_france(shapely.force_2d(drawn)):
        raise _refused("Ce tracé sort de France : vérifiez l'ordre des coordonnées.")
    kept = shapely.transform(shapely.force_2d(drawn), lambda points: points.round(DECIMALS))
    return _plain(mapping(kept if kept.is_valid else shapely.force_2d(drawn)))


def square_kilometres(area: Mapping[str, Any] | None) -> float | None:
    """How large an area is, within a few thousandths: a degree of longitude is shorter to the
    north, and is taken at the middle of the area."""
    if not area:
        return None
    drawn = shape(area)
    east = math.cos(math.radians(drawn.centroid.y))
    return round(float(drawn.area) * KM_A_DEGREE**2 * east, 2)


def points_of(area: Mapping[str, Any]) -> int:
    """How many points its outline is made of."""
    return int(shapely.get_num_coordinates(shape(area)))


def _why(drawn: BaseGeometry) -> str:
    if explain_validity(drawn).startswith("Self-intersection"):
        return "Ce tracé se croise lui-même : redressez-le."
    return "Ce tracé n'est pas une surface : ses contours se touchent ou se recouvrent."


def _plain(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Lists rather than tuples: what JSON gives back."""
    return {"type": geometry["type"], "coordinates": _listed(geometry["coordinates"])}


def _listed(value: Any) -> Any:
    return [_listed(one) for one in value] if isinstance(value, list | tuple) else value


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, code="area", field="area")
