"""From a point to its commune and its priority neighbourhood, by the loaded outlines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from .models import Commune, Contour, LoadedSource, Qpv
from .queries import departements_with_known_qpv, departements_with_official_qpv

Point = tuple[float, float]
Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]

# Outlines are simplified, and a quay or a pier lies beyond them: a point this near (in degrees,
# 150 to 220 m in France) is taken as inside. Not so for QPV, whose edge is the law.
TOLERANCE = 0.002

# Without outlines, a point belongs to the commune whose centre is nearest, no farther than this.
NEAREST_WITHIN_KM = 10.0

METRES_PER_DEGREE = 111_200
_NONE = -1


class Method(StrEnum):
    """How the commune was found."""

    CONTOUR = "contour"  # the point lies in its outline
    QPV = "qpv"  # the point lies in a QPV of this commune, whose own outline is not known
    NEAREST_CENTRE = "nearest_centre"  # the nearest centre, no farther than NEAREST_WITHIN_KM
    NONE = "none"


@dataclass(frozen=True)
class Located:
    """What was found at a point. `in_qpv` is None where no perimeter is known around."""

    commune_code: str | None
    qpv_code: str | None
    in_qpv: bool | None
    method: Method

    @property
    def by_contour(self) -> bool:
        """Whether the commune comes from an outline rather than from the nearest centre."""
        return self.method in (Method.CONTOUR, Method.QPV)


NOWHERE = Located(None, None, None, Method.NONE)


class _Areas:
    """Outlines, sorted by code so that a point on a common border always goes to the same one."""

    def __init__(self, shapes: dict[str, bytes]):
        self.codes = sorted(shapes)
        self.outlines = shapely.from_wkb([shapes[code] for code in self.codes])
        shapely.prepare(self.outlines)
        self.tree = shapely.STRtree(self.outlines)

    def holding(self, lon: Floats, lat: Floats, tolerance: float = 0.0) -> Indexes:
        """For each point, the index of the area that holds it, or _NONE."""
        found = np.full(len(lon), len(self.codes), dtype=np.intp)
        points = shapely.points(lon, lat)
        at, area = self.tree.query(points)
        inside = shapely.intersects_xy(self.outlines[area], lon[at], lat[at])
        np.minimum.at(found, at[inside], area[inside])
        found[found == len(self.codes)] = _NONE
        if tolerance:
            (lost,) = np.nonzero(found == _NONE)
            near, area = self.tree.query_nearest(
                points[lost], max_distance=tolerance, all_matches=False
            )
            found[lost[near]] = area
        return found


class _Centres:
    """The centres of communes, and the nearest of them."""

    def __init__(self, places: dict[str, Point]):
        self.codes = sorted(places)
        self.lon, self.lat = np.array([places[code] for code in self.codes]).reshape(-1, 2).T
        self.tree = shapely.STRtree(shapely.points(self.lon, self.lat))

    def nearest(self, lon: Floats, lat: Floats) -> Indexes:
        """For each point, the index of the nearest centre within reach, or _NONE."""
        high = NEAREST_WITHIN_KM * 1000 / METRES_PER_DEGREE
        wide = high / np.cos(np.radians(np.clip(lat, -85, 85)))
        at, centre = self.tree.query(shapely.box(lon - wide, lat - high, lon + wide, lat + high))
        km = distance_km(lon[at], lat[at], self.lon[centre], self.lat[centre])
        order = np.lexsort((centre, km, at))
        order = order[km[order] <= NEAREST_WITHIN_KM]
        found = np.full(len(lon), _NONE, dtype=np.intp)
        points, first = np.unique(at[order], return_index=True)
        found[points] = centre[order][first]
        return found


class Locator:
    """Answers where points lie. Built once from the database; holds no connection."""

    def __init__(
        self,
        *,
        communes: dict[str, bytes],
        qpvs: dict[str, bytes],
        centres: dict[str, Point],
        departements: Mapping[str, str | None],
        communes_of: dict[str, list[str]],
        known_qpv: frozenset[str] | None,
    ):
        """`communes` and `qpvs` are outlines (WKB) by code, `centres` (lon, lat) of all communes,
        `departements` of communes, `communes_of` a QPV; `known_qpv` the départements whose
        perimeters are known (None: all)."""
        self._communes, self._qpvs = _Areas(communes), _Areas(qpvs)
        # A commune with an outline that does not hold the point is not there.
        self._centres = _Centres({code: at for code, at in centres.items() if code not in communes})
        self._places = centres
        self._departements = departements
        self._communes_of = communes_of
        self._known_qpv = known_qpv

    def locate(self, lon: float, lat: float) -> Located:
        """Where a point lies (WGS 84 degrees)."""
        return self.locate_many([(lon, lat)])[0]

    def locate_many(self, points: Sequence[Point]) -> list[Located]:
        """Where each point lies, all at once; a point that is not on Earth lies nowhere."""
        if not points:
            return []
        lon, lat = np.asarray(points, dtype=float).T
        with np.errstate(invalid="ignore"):
            sound = (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
        lon, lat = lon[sound], lat[sound]
        commune = self._communes.holding(lon, lat, TOLERANCE)
        qpv = self._qpvs.holding(lon, lat)
        nearest = np.full(len(lon), _NONE, dtype=np.intp)
        (lost,) = np.nonzero(commune == _NONE)
        nearest[lost] = self._centres.nearest(lon[lost], lat[lost])
        columns = [column.tolist() for column in (commune, qpv, nearest, lon, lat)]
        found = (self._located(*row) for row in zip(*columns, strict=True))
        return [next(found) if here else NOWHERE for here in sound]

    def _located(self, commune: int, qpv: int, nearest: int, lon: float, lat: float) -> Located:
        qpv_code = None if qpv == _NONE else self._qpvs.codes[qpv]
        if commune != _NONE:
            return self._in(self._communes.codes[commune], qpv_code, Method.CONTOUR)
        if qpv_code and self._communes_of.get(qpv_code):
            return self._in(self._commune_of(qpv_code, lon, lat), qpv_code, Method.QPV)
        if nearest != _NONE:
            return self._in(self._centres.codes[nearest], qpv_code, Method.NEAREST_CENTRE)
        return Located(None, qpv_code, True if qpv_code else None, Method.NONE)

    def _in(self, commune: str, qpv: str | None, method: Method) -> Located:
        known = self._known_qpv is None or self._departements.get(commune) in self._known_qpv
        in_qpv = bool(qpv) if known or qpv else None
        return Located(commune, qpv, in_qpv, method)

    def _commune_of(self, qpv: str, lon: float, lat: float) -> str:
        """The commune of the QPV whose centre is nearest to the point."""

        def far(code: str) -> float:
            there = self._places.get(code)
            return float(distance_km(lon, lat, *there)) if there else np.inf

        return min(sorted(self._communes_of[qpv]), key=far)


def distance_km(lon: Any, lat: Any, other_lon: Any, other_lat: Any) -> Any:
    """The distance between near points, Earth being flat around them (error < 0.1 % at 20 km)."""
    middle = np.radians((np.asarray(lat) + other_lat) / 2)
    return (
        METRES_PER_DEGREE
        / 1000
        * np.hypot((np.asarray(lon) - other_lon) * np.cos(middle), np.asarray(lat) - other_lat)
    )


def build() -> Locator:
    """A locator of what the database holds now."""
    communes = list(Commune.objects.current().values_list("code", "departement_id", "lon", "lat"))
    gone = superseded()
    qpvs = _outlines(Contour.Kind.QPV)
    communes_of: dict[str, list[str]] = {}
    for qpv, commune in Qpv.communes.through.objects.values_list("qpv_id", "commune_id"):
        communes_of.setdefault(qpv, []).append(commune)
    return Locator(
        communes=_outlines(Contour.Kind.COMMUNE),
        qpvs={code: shape for code, shape in qpvs.items() if code not in gone},
        centres={
            code: (lon, lat)
            for code, _, lon, lat in communes
            if lon is not None and lat is not None
        },
        departements={code: departement for code, departement, _, _ in communes},
        communes_of=communes_of,
        known_qpv=departements_with_known_qpv(),
    )


def _outlines(kind: Contour.Kind) -> dict[str, bytes]:
    rows = Contour.objects.filter(kind=kind).values_list("code", "shape")
    return {code: bytes(shape) for code, shape in rows}


def superseded() -> set[str]:
    """The QPV no longer drawn: fictitious ones give way wherever official ones are known."""
    official = departements_with_official_qpv()
    fictitious = Qpv.objects.filter(fictitious=True)
    if official is not None:
        fictitious = fictitious.filter(communes__departement__in=official)
    return set(fictitious.values_list("code", flat=True))


_lock = Lock()
_built: tuple[tuple[Any, ...], Locator] | None = None


def locator() -> Locator:
    """The locator of this process, built again when a source has been loaded since (one query)."""
    global _built
    state = tuple(LoadedSource.objects.order_by("name").values_list("name", "version", "loaded_at"))
    with _lock:
        if _built is None or _built[0] != state:
            _built = (state, build())
        return _built[1]
