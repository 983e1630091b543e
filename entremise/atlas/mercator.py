"""The plane maps are drawn on: Mercator's, in units of some six metres in France.

Its origin lies north-west of the mainland, so that coordinates are short. A `Frame` is the square
of it that a map shows; it is written in an address as « latitude,longitude,kilometres ».
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

WORLD = 2**22  # units around the Earth
WEST, NORTH = 2_020_000, 1_380_000
EQUATOR_KM = 40_075.0

# Mainland France and Corsica, in degrees: what a map of no territory in particular shows.
MAINLAND = (-5.2, 41.3, 9.6, 51.1)
SMALLEST_KM, LARGEST_KM = 0.4, 2_500.0

Bounds = tuple[float, float, float, float]


def project(lon: Any, lat: Any) -> tuple[Any, Any]:
    """Degrees of WGS 84 to units; numbers or arrays, y growing southwards as on a screen."""
    east = (np.asarray(lon) + 180) / 360 * WORLD - WEST
    north = np.arcsinh(np.tan(np.radians(np.clip(lat, -85, 85)))) / np.pi
    return east, (1 - north) / 2 * WORLD - NORTH


def unproject(x: float, y: float) -> tuple[float, float]:
    """Units to degrees: longitude, latitude."""
    north = math.pi * (1 - 2 * (y + NORTH) / WORLD)
    return (x + WEST) / WORLD * 360 - 180, math.degrees(math.atan(math.sinh(north)))


def projected(bounds: Bounds) -> Bounds:
    """West, south, east, north in degrees, as left, top, right, bottom in units."""
    left, bottom = project(bounds[0], bounds[1])
    right, top = project(bounds[2], bounds[3])
    return float(left), float(top), float(right), float(bottom)


def _units_per_km(lat: float) -> float:
    return WORLD / (EQUATOR_KM * math.cos(math.radians(lat)))


@dataclass(frozen=True)
class Frame:
    """A square of the plane, by its centre and its side."""

    x: float
    y: float
    side: float

    @classmethod
    def around(cls, bounds: Bounds, margin: float = 0.06) -> "Frame":
        """The square that holds these bounds (units) with some air around, never less than 3 km."""
        left, top, right, bottom = bounds
        side = max(right - left, bottom - top) * (1 + 2 * margin)
        middle = cls((left + right) / 2, (top + bottom) / 2, side)
        least = 3 * _units_per_km(middle.place[1])
        return cls(middle.x, middle.y, max(side, least))

    @classmethod
    def read(cls, text: str) -> "Frame | None":
        """« 50.6292,3.0573,24 »; None when it says no such thing."""
        try:
            lat, lon, km = (float(part) for part in text.split(","))
        except ValueError:
            return None
        on_earth = abs(lat) <= 80 and abs(lon) <= 180 and SMALLEST_KM <= km <= LARGEST_KM
        if not on_earth:
            return None
        x, y = project(lon, lat)
        return cls(float(x), float(y), km * _units_per_km(lat))

    @property
    def place(self) -> tuple[float, float]:
        """Longitude and latitude of the centre."""
        return unproject(self.x, self.y)

    @property
    def km(self) -> float:
        """The side in kilometres, at the centre."""
        return self.side / _units_per_km(self.place[1])

    def __str__(self) -> str:
        lon, lat = self.place
        return (
            f"{lat:.4f},{lon:.4f},{self.km:.3g}"
            if self.km < 100
            else (f"{lat:.4f},{lon:.4f},{self.km:.0f}")
        )

    @property
    def box(self) -> Bounds:
        """Left, top, right, bottom."""
        half = self.side / 2
        return self.x - half, self.y - half, self.x + half, self.y + half

    @property
    def view_box(self) -> str:
        """As SVG writes it."""
        left, top, *_ = self.box
        return f"{left:.0f} {top:.0f} {self.side:.0f} {self.side:.0f}"

    def zoomed(self, times: float) -> "Frame":
        """The same centre, seen that many times nearer, as far as a map goes."""
        smallest, largest = (km * self.side / self.km for km in (SMALLEST_KM, LARGEST_KM))
        return Frame(self.x, self.y, min(max(self.side / times, smallest), largest))

    def moved(self, east: float, south: float) -> "Frame":
        """The same size, moved by shares of its side."""
        return Frame(self.x + east * self.side, self.y + south * self.side, self.side)

    def share_of(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Where a point lies in the square, from 0 to 1 rightwards and downwards."""
        left, top, *_ = self.box
        return (x - left) / self.side, (y - top) / self.side


def mainland() -> Frame:
    """France without its overseas territories."""
    return Frame.around(projected(MAINLAND))
