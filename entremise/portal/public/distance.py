"""How far, as the crow flies, and how one says it. `frontend/portal/nearby.js` says it alike."""

from math import asin, cos, radians, sin, sqrt

from entremise.core.typography import WIDE, figure

EARTH = 6_371_000  # metres
Point = tuple[float, float]  # longitude, latitude


def metres(one: Point, other: Point) -> float:
    """Between two points of WGS 84, on a sphere: within half a percent."""
    (lon1, lat1), (lon2, lat2) = (tuple(map(radians, point)) for point in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(half)))


def spoken(length: float) -> str:
    """« 850 m », « 3,4 km », « 27 km »."""
    if length < 975:
        return f"{figure(max(50, round(length / 50) * 50))}{WIDE}m"
    if length < 9_950:
        return f"{figure(length / 1000, 1)}{WIDE}km"
    return f"{figure(length / 1000)}{WIDE}km"
