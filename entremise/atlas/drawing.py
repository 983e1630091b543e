"""A map as SVG: the ground, the shaded territories, the QPV, the discs and a few names.

The ground is in units of the plane, and is stretched; what stands on it is placed by shares of the
square and keeps its size, whatever the screen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from django.db.models import F, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from entremise.core.typography import agree, figure
from entremise.territories.models import Commune, Contour

from .mercator import Frame, project
from .outlines import Version, fineness, layer
from .points import Disc, Point, discs
from .shading import Measure, Shading

Kind = Contour.Kind

TITLED = 450  # territories that say their name when pointed at: more would double the page
QPV_WITHIN_KM = 130  # on wider maps a QPV is smaller than a point
MOST_KEYS = 40  # of a disc: those that the list may point to
NAMES = 14
# Width of a letter and height of a line, as shares of a map: on a phone, then on a desk.
PHONE, DESK = (0.021, 0.05), (0.0115, 0.03)
CLEAR = 0.03  # around a disc


@dataclass(frozen=True)
class Mark:
    """A disc as drawn: where in per cent, how wide, what it says, where it leads."""

    left: str
    top: str
    x: int
    y: int
    radius: str
    count: str
    label: str
    href: str
    keys: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Name:
    """The name of a commune, to find one's way."""

    left: str
    top: str
    x: int
    y: int
    text: str
    minor: bool


@dataclass(frozen=True)
class Drawing:
    """Everything a map shows."""

    frame: Frame
    ground: SafeString
    marks: list[Mark]
    names: list[Name]
    outlined: bool
    shading: Shading
    qpvs: bool


def ground(frame: Frame, shading: Shading, region: str | None, version: Version) -> SafeString:
    """The land, the shaded territories, the borders of the départements, and the QPV."""
    step, box = fineness(frame.side), frame.box
    country = layer(Kind.DEPARTEMENT, None, step, version).within(box)
    units = layer(shading.unit.kind, region, step, version).within(box)
    # Drawn twice, under the shades and over them, and sent once.
    lands = "".join(path for _, path in country)
    parts = [f'<defs><path id="ent-lands" d="{lands}"/></defs>']
    parts.append('<use href="#ent-lands" class="ent-land"/>')
    titled = len(units) <= TITLED
    beyond = "".join(path for code, path in units if code not in shading.names)
    parts.append(f'<path class="ent-beyond" d="{beyond}"/>')
    for code, path in units:
        if code not in shading.names:
            continue
        number = shading.number(code)
        title = escape(_told(shading, code)) if titled else ""
        parts.append(
            f'<path class="ent-shade-{"none" if number is None else number}" d="{path}"'
            + (f"><title>{title}</title></path>" if title else "/>")
        )
    parts.append('<use href="#ent-lands" class="ent-border"/>')
    if frame.km <= QPV_WITHIN_KM:
        qpvs = layer(Kind.QPV, region, step, version).within(box)
        parts.append(f'<path class="ent-qpv" d="{"".join(path for _, path in qpvs)}"/>')
    return mark_safe("".join(parts))  # noqa: S308 - numbers, and titles that are escaped


def _told(shading: Shading, code: str) -> str:
    said = shading.written(code)
    if shading.measure == Measure.DISPOSITIFS and shading.values.get(code):
        said = f"{said} {agree(shading.values[code], 'dispositif')}"
    elif shading.measure == Measure.JOBS and shading.values.get(code):
        said = f"{said} {agree(shading.values[code], 'emploi')}"
    elif shading.values.get(code):
        said = f"{said} habitants par dispositif"
    return f"{shading.names[code]} : {said}"


def marks(
    points: Sequence[Point],
    frame: Frame,
    *,
    nearer: Callable[[Frame], str],
    sheet: Callable[[int], str],
    chosen: int | None,
) -> list[Mark]:
    """The discs of a frame: one dispositif leads to its sheet, several to a nearer view."""
    found = discs(points, frame)
    return [
        _mark(disc, frame, nearer=nearer, sheet=sheet, chosen=chosen)
        for disc in sorted(found, key=lambda disc: (disc.y, disc.x))
    ]


def _mark(
    disc: Disc,
    frame: Frame,
    *,
    nearer: Callable[[Frame], str],
    sheet: Callable[[int], str],
    chosen: int | None,
) -> Mark:
    left, top = frame.share_of(disc.x, disc.y)
    several = disc.count > 1
    alone = disc.points[0]
    near = Frame.around(disc.bounds, 0.3)
    if near.side > frame.side / 2:
        near = Frame(disc.x, disc.y, frame.side / 2)
    stacked = several and near.side >= frame.side / 1.01
    return Mark(
        left=f"{left:.2%}",
        top=f"{top:.2%}",
        x=round(disc.x),
        y=round(disc.y),
        radius=f"{min(11 + 2.4 * sqrt(disc.count), 26):.1f}" if several else "7",
        count=figure(disc.count) if several else "",
        label=f"{figure(disc.count)} dispositifs" if several else alone.name,
        href=sheet(alone.pk) if not several or stacked else nearer(near),
        keys=" ".join(str(point.pk) for point in disc.points[:MOST_KEYS]),
        chosen=any(point.pk == chosen for point in disc.points),
    )


def names(communes: QuerySet[Commune], frame: Frame, around: Sequence[Mark]) -> list[Name]:
    """The largest communes of a frame whose names cover no other, nor a disc; one query."""
    rows = communes.filter(lon__isnull=False, population__isnull=False)
    taken: list[Box] = []
    for mark in around:
        x, y = (float(share.rstrip("%")) / 100 for share in (mark.left, mark.top))
        taken.append((x - CLEAR, y - CLEAR, x + CLEAR, y + CLEAR))
    kept: list[Name] = []
    largest = rows.order_by(F("population").desc(), "pk").values_list("name", "lon", "lat")
    for text, lon, lat in largest[:150]:
        x, y = (float(value) for value in project(lon, lat))
        left, top = frame.share_of(x, y)
        for letters in (PHONE, DESK):
            box = _box(text, left, top, *letters)
            if _inside(box) and not _covers(box, taken):
                taken.append(box)
                minor = letters == DESK
                kept.append(Name(f"{left:.2%}", f"{top:.2%}", round(x), round(y), text, minor))
                break
        if len(kept) == NAMES:
            break
    return kept


Box = tuple[float, float, float, float]


def _box(text: str, left: float, top: float, letter: float, line: float) -> Box:
    half = len(text) * letter / 2
    return left - half, top - line, left + half, top + line / 2


def _inside(box: Box) -> bool:
    return box[0] > 0 and box[1] > 0 and box[2] < 1 and box[3] < 1


def _covers(box: Box, taken: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    return any(
        left < there[2] and right > there[0] and top < there[3] and bottom > there[1]
        for there in taken
    )
