"""Where dispositifs stand on a map, and the ones too near to be told apart, together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from entremise.structures.models import Dispositif

from .mercator import Bounds, Frame, project

CELL = 0.09  # of the side of a map: what lies in one cell is one disc
TOUCHING = 0.75  # of a cell: nearer discs cover one another


@dataclass(frozen=True)
class Point:
    """A dispositif on the plane."""

    pk: int
    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Disc:
    """Points drawn as one: how many, where, and the bounds that hold them."""

    points: tuple[Point, ...]
    x: float
    y: float

    @property
    def count(self) -> int:
        """How many dispositifs stand there."""
        return len(self.points)

    @property
    def bounds(self) -> Bounds:
        """Left, top, right, bottom."""
        xs, ys = [point.x for point in self.points], [point.y for point in self.points]
        return min(xs), min(ys), max(xs), max(ys)


def points(rows: QuerySet[Dispositif]) -> list[Point]:
    """Each dispositif where people are received, else amid its QPV, else amid its communes (one
    query); those of no known place are left out."""
    found: Any = placed(rows).order_by("name", "pk")
    found = found.values_list("pk", "name", "at_lon", "at_lat")
    lines = [line for line in found if line[2] is not None and line[3] is not None]
    if not lines:
        return []
    xs, ys = project([line[2] for line in lines], [line[3] for line in lines])
    return [
        Point(pk, name, x, y)
        for (pk, name, _, _), x, y in zip(lines, xs.tolist(), ys.tolist(), strict=True)
    ]


def placed(rows: QuerySet[Dispositif]) -> QuerySet[Dispositif]:
    """With `at_lon` and `at_lat`, where each stands."""
    return rows.annotate(at_lon=_coordinate("lon"), at_lat=_coordinate("lat"))


def _coordinate(name: str) -> Coalesce:
    qpvs = _mean(Dispositif.qpvs.through.objects, f"qpv__{name}")
    communes = _mean(Dispositif.communes.through.objects, f"commune__{name}")
    return Coalesce(F(name), qpvs, communes)


def _mean(through: Any, path: str) -> Subquery:
    near = through.filter(dispositif=OuterRef("pk")).order_by().values("dispositif")
    return Subquery(near.annotate(mean=Avg(path)).values("mean"))


def within(found: Iterable[Point], frame: Frame) -> list[Point]:
    """Those that a frame shows."""
    left, top, right, bottom = frame.box
    return [point for point in found if left <= point.x <= right and top <= point.y <= bottom]


def discs(found: Sequence[Point], frame: Frame) -> list[Disc]:
    """The points of a frame gathered by the cells of a grid that does not move with it; discs that
    would cover one another are then put together."""
    cell = CELL * frame.side
    cells: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for point in found:
        cells[int(point.x // cell), int(point.y // cell)].append(point)
    apart: list[Disc] = []
    for held in sorted(cells.values(), key=len, reverse=True):
        disc = _disc(held)
        while covered := [one for one in apart if _near(one, disc, cell * TOUCHING)]:
            apart = [one for one in apart if one not in covered]
            disc = _disc([*disc.points, *(point for one in covered for point in one.points)])
        apart.append(disc)
    return apart


def _disc(held: Sequence[Point]) -> Disc:
    count = len(held)
    return Disc(
        tuple(held),
        sum(point.x for point in held) / count,
        sum(point.y for point in held) / count,
    )


def _near(one: Disc, other: Disc, apart: float) -> bool:
    return abs(one.x - other.x) < apart and abs(one.y - other.y) < apart
