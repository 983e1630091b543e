"""Perimeters that stand in for QPV where no official one could be loaded, and say so.

Their codes begin with FX, which no official code does; `str(qpv)` ends in « périmètre fictif ».
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import shapely
from django.db import transaction
from shapely.geometry.base import BaseGeometry

from .actions.contours import Kind, Shapes, save_contours
from .actions.qpvs import save_qpvs
from .actions.sources import record_source
from .locate import METRES_PER_DEGREE, Point
from .models import Commune, Qpv
from .queries import departements_with_official_qpv

SOURCE = "Périmètres fictifs"


@dataclass(frozen=True)
class Sketch:
    """A perimeter to draw: around which points (longitude, latitude), how far in metres.

    `key` is whatever the caller knows it by, such as the official code it stands for.
    """

    key: str
    name: str
    commune: str
    points: tuple[Point, ...]
    around: float = 250


@transaction.atomic
def draw_perimeters(sketches: Sequence[Sketch]) -> dict[str, Qpv]:
    """Draw the sketches, and answer the QPV made for each key; drawn twice, they are the same.

    A sketch in a département whose official perimeters are loaded is left out: nothing fictitious
    lies beside something real. Codes follow the order of the sketches in their département.
    """
    official = departements_with_official_qpv()
    departement_of = dict(
        Commune.objects.filter(code__in={sketch.commune for sketch in sketches}).values_list(
            "code", "departement_id"
        )
    )
    order: Counter[str] = Counter()
    drawn: dict[str, tuple[Sketch, BaseGeometry]] = {}
    for sketch in sketches:
        departement = departement_of.get(sketch.commune)
        if departement is None or official is None or departement in official:
            continue
        order[departement] += 1
        code = f"FX{departement:0>3}{order[departement]:03}"
        drawn[code] = (sketch, outline(sketch.points, sketch.around))
    _save(drawn)
    qpvs = Qpv.objects.in_bulk(list(drawn))
    return {sketch.key: qpvs[code] for code, (sketch, _) in drawn.items()}


def outline(points: Sequence[Point], around: float) -> BaseGeometry:
    """What lies within some metres of the points' hull, with corners that look drawn by hand."""
    degrees = np.asarray(points, dtype=float)
    metres = METRES_PER_DEGREE * np.array([np.cos(np.radians(degrees[:, 1].mean())), 1.0])
    hull = shapely.MultiPoint(degrees * metres).convex_hull
    return shapely.transform(hull.buffer(around, quad_segs=2), lambda flat: flat / metres)


def _save(drawn: dict[str, tuple[Sketch, BaseGeometry]]) -> None:
    if not drawn:
        return
    shapes: Shapes = {code: shape for code, (_, shape) in drawn.items()}
    rows = []
    for code, (sketch, shape) in drawn.items():
        inside = shape.representative_point()
        rows.append(
            {
                "code": code,
                "name": sketch.name,
                "generation": 2024,
                "lon": inside.x,
                "lat": inside.y,
                "fictitious": True,
            }
        )
    source = record_source(
        name=SOURCE,
        version=sha256(repr(sorted(drawn.items())).encode()).hexdigest()[:12],
        vintage="dessinés pour la démonstration",
        producer="Entremise",
        licence="sans objet",
        rows=len(drawn),
        whole_country=False,
    )
    save_qpvs(rows, {code: [sketch.commune] for code, (sketch, _) in drawn.items()})
    save_contours({Kind.QPV: shapes}, source)
