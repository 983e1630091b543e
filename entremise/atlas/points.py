"""Where dispositifs stand on a map, and the ones too near to be told apart, together."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Q, QuerySet

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
    """Each dispositif where people are received, else amid its QPV, else amid its communes (three
    queries); those of no known place are left out."""
    found = list(rows.order_by("name", "pk").values_list("pk", "name", "lon", "lat"))
    wanted = rows.filter(Q(lon=None) | Q(lat=None)).order_by().values("pk")
    amid = {
        **_means(Dispositif.communes.through.objects, "commune", wanted),
        **_means(Dispositif.qpvs.through.objects, "qpv", wanted),
    }
    nowhere = (None, None)
    placed = [
        (pk, name, *((lon, lat) if None not in (lon, lat) else amid.get(pk, nowhere)))
        for pk, name, lon, lat in found
    ]
    lines = [line for line in placed if None not in line]
    if not lines:
        return []
    xs, ys = project([line[2] for line in lines], [line[3] for line in lines])
    return [
        Point(pk, name, x, y)
        for (pk, name, _, _), x, y in zip(lines, xs.tolist(), ys.tolist(), strict=True)
    ]


def _means(through: Any, of: str, wanted: Any) -> dict[int, tuple[float, float]]:
    """Amid the places of each of these dispositifs. Asked all at once: one by one, ten thousand
    take PostgreSQL a second."""
    near = through.filter(dispositif__in=wanted, **{f"{of}__lon__isnull": False})
    means = near.order_by().values("dispositif")
    means = means.annotate(at_lon=Avg(f"{of}__lon"), at_lat=Avg(f"{of}__lat"))
    found = means.values_list("dispositif", "at_lon", "at_lat")
    return {pk: (lon, lat) for pk, lon, lat in found}


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
