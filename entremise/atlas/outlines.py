"""Outlines as a map draws them: simplified so that neighbours stay joined, written as SVG paths.

Made once per process for a region, a kind and a fineness, and again when other contours are loaded.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from entremise.territories.locate import superseded
from entremise.territories.models import Commune, Contour, LoadedSource, Qpv

from .mercator import Bounds, project

Kind = Contour.Kind
Version = tuple[tuple[Any, ...], ...]

# In units of the plane: what is smaller is not drawn.
FINENESS = tuple(2**power for power in range(2, 10))
SCREEN = 350  # what one can tell apart across a map, two points of a screen
HELD = 64  # layers a process keeps: some megabytes


@dataclass(frozen=True)
class Layer:
    """Outlines of one kind: codes, SVG paths and boxes, in the same order."""

    codes: tuple[str, ...]
    paths: tuple[str, ...]
    boxes: NDArray[np.float64]

    def within(self, box: Bounds) -> list[tuple[str, str]]:
        """The code and path of those that may show in a box."""
        if not self.codes:
            return []
        left, top, right, bottom = box
        x0, y0, x1, y1 = self.boxes.T
        shown = np.nonzero((x1 >= left) & (x0 <= right) & (y1 >= top) & (y0 <= bottom))[0]
        return [(self.codes[i], self.paths[i]) for i in shown]

    def bounds(self, codes: set[str] | None = None) -> Bounds | None:
        """The box around some of them, or all; None around nothing."""
        rows = [i for i, code in enumerate(self.codes) if codes is None or code in codes]
        if not rows:
            return None
        x0, y0, x1, y1 = self.boxes[rows].T
        return float(x0.min()), float(y0.min()), float(x1.max()), float(y1.max())


def version() -> Version:
    """What the outlines depend on (one query)."""
    rows = LoadedSource.objects.order_by("name").values_list(
        "name", "version", "loaded_at", "producer"
    )
    return tuple(rows)


def fineness(side: float) -> int:
    """The coarsest fineness that does not show on a map of that side."""
    fit = [step for step in FINENESS if step <= side / SCREEN]
    return max(fit, default=FINENESS[0])


def producers(state: Version) -> list[str]:
    """Who made what is drawn, to be cited below a map."""
    return sorted({row[3] for row in state if "ontour" in row[0] or "rimètre" in row[0]})


@lru_cache(maxsize=HELD)
def layer(kind: Kind, region: str | None, step: int, version: Version) -> Layer:
    """The outlines of a kind in a region, or everywhere (two queries the first time)."""
    rows = Contour.objects.filter(kind=kind)
    codes = _codes(kind, region)
    if codes is not None:
        rows = rows.filter(code__in=codes)
    found = [(row.code, row.geometry) for row in rows.order_by("code")]
    if not found:
        return Layer((), (), np.empty((0, 4)))
    outlines = shapely.transform(np.array([shape for _, shape in found]), flat)
    drawn = _simple(outlines, kind, step)
    return Layer(
        tuple(code for code, _ in found),
        tuple(path_of(shape, step) for shape in drawn),
        shapely.bounds(outlines),
    )


def _codes(kind: Kind, region: str | None) -> Any:
    """Those of a region; a body that lies in two is in both. None for all."""
    gone = superseded() if kind == Kind.QPV else set()
    if region is None:
        if not gone:
            return None
        return Qpv.objects.exclude(pk__in=gone).values("pk")
    communes = Commune.objects.current().filter(region=region)
    if kind == Kind.COMMUNE:
        return communes.values("code")
    if kind == Kind.QPV:
        inside = Qpv.communes.through.objects.filter(commune__region=region)
        return inside.exclude(qpv__in=gone).values("qpv_id")
    columns = {
        Kind.EPCI: "epci_id",
        Kind.ARRONDISSEMENT: "arrondissement_id",
        Kind.DEPARTEMENT: "departement_id",
        Kind.REGION: "region_id",
    }
    column = columns[kind]
    return communes.filter(**{f"{column}__isnull": False}).values(column)


def flat(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points in degrees, on the plane."""
    return np.column_stack(project(points[:, 0], points[:, 1]))


def _simple(shapes: Any, kind: Kind, step: int) -> Any:
    """QPV lie apart; the others share borders, which are simplified once for both sides."""
    if kind == Kind.QPV:
        return shapely.simplify(shapes, step / 2, preserve_topology=True)
    return shapely.coverage_simplify(shapes, step)


def path_of(shape: BaseGeometry, step: int = 1) -> str:
    """An outline as an SVG path in whole units; islets smaller than the step are left out."""
    parts = shapely.get_parts(shape)
    areas = shapely.area(parts)
    kept = parts[(areas >= step * step) | (areas == areas.max(initial=0))]
    return "".join(_ring(ring) for part in kept for ring in (part.exterior, *part.interiors))


def _ring(ring: BaseGeometry) -> str:
    points = np.rint(shapely.get_coordinates(ring)[:-1]).astype(int)
    steps = np.diff(points, axis=0)
    steps = steps[steps.any(axis=1)]
    if len(steps) < 2:
        return ""
    walk = " ".join(f"{x} {y}" for x, y in steps.tolist()).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{walk}z"
