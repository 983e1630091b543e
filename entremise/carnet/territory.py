"""The communes and neighbourhoods a structure works in, small enough for a telephone.

A telephone tells from a point the commune and the QPV to the person who logs; the server works
them out again from the whole outlines when the entry arrives.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, Contour, LoadedSource, Qpv
from entremise.territories.queries import (
    departements_with_known_qpv,
    departements_with_official_qpv,
)

# In degrees: some ten metres for a commune, and half of it for a QPV, whose edge is the law.
TOLERANCE = {Contour.Kind.COMMUNE: 0.0001, Contour.Kind.QPV: 0.00005}
DECIMALS = 5  # about a metre
DRAWING = 1  # grows when the drawing changes, for telephones to ask again

Sources = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Territory:
    """The communes a structure serves, and the perimeters that touch them."""

    rows: Sequence[Commune]
    qpvs: Sequence[Qpv]
    sources: Sources
    known: frozenset[str] | None

    def communes(self) -> list[dict[str, Any]]:
        """The communes, as they are searched for. Where `qpv_known` is false, nobody can tell
        whether a point outside every perimeter is outside a QPV.
        """
        return [
            {
                "code": row.code,
                "name": row.name,
                "key": row.search_name,
                "lon": row.lon,
                "lat": row.lat,
                "postal": sorted(code.code for code in row.postal_codes.all()),
                "qpv_known": self.known is None or row.departement_id in self.known,
            }
            for row in self.rows
        ]

    def drawn_from(self) -> list[Any]:
        """What the outlines depend on."""
        return [DRAWING, self.sources, [row.code for row in self.rows], self._qpv_rows()]

    def contours(self) -> dict[str, Any]:
        """The outlines, simplified and rounded (two queries, and none for a known territory)."""
        communes = _outlines(
            Contour.Kind.COMMUNE, tuple(row.code for row in self.rows), self.sources
        )
        qpvs = _outlines(Contour.Kind.QPV, tuple(row.code for row in self.qpvs), self.sources)
        return {
            "communes": [{"code": code, "rings": rings} for code, rings in communes.items()],
            "qpv": [
                {**row, "rings": qpvs[row["code"]]}
                for row in self._qpv_rows()
                if row["code"] in qpvs
            ],
        }

    def _qpv_rows(self) -> list[dict[str, Any]]:
        return [
            {
                "code": qpv.code,
                "name": qpv.name,
                "fictitious": qpv.fictitious,
                "communes": sorted(commune.code for commune in qpv.communes.all()),
            }
            for qpv in self.qpvs
        ]


def territory_of(dispositifs: Sequence[Dispositif]) -> Territory:
    """The territory of dispositifs (a dozen queries at most, whatever its size)."""
    codes = {commune.code for item in dispositifs for commune in item.communes.all()}
    official = departements_with_official_qpv()
    qpvs = Qpv.objects.filter(communes__in=codes).prefetch_related("communes").distinct()
    return Territory(
        rows=list(
            Commune.objects.filter(pk__in=codes).prefetch_related("postal_codes").order_by("code")
        ),
        qpvs=[qpv for qpv in qpvs.order_by("code") if not _superseded(qpv, official)],
        sources=tuple(
            LoadedSource.objects.order_by("name").values_list("name", "version", "loaded_at")
        ),
        known=departements_with_known_qpv(),
    )


def _superseded(qpv: Qpv, official: frozenset[str] | None) -> bool:
    """Fictitious perimeters give way wherever official ones are known."""
    if not qpv.fictitious:
        return False
    return official is None or any(one.departement_id in official for one in qpv.communes.all())


@lru_cache(maxsize=32)
def _outlines(kind: Contour.Kind, codes: tuple[str, ...], sources: Sources) -> dict[str, Any]:
    """The drawn outline of each code; teams ask for the same few territories over and over."""
    rows = Contour.objects.filter(kind=kind, code__in=codes).order_by("code")
    return {row.code: rings(row.geometry, TOLERANCE[kind]) for row in rows}


def rings(outline: BaseGeometry, tolerance: float) -> list[Any]:
    """A list of polygons, each a list of rings of [lon, lat], the outer one first."""
    simple = shapely.simplify(outline, tolerance, preserve_topology=True)
    # A grid of one unit of the last decimal, so that what is rounded stays a valid outline.
    drawn = shapely.set_precision(simple, 10**-DECIMALS)
    return [
        [_ring(ring) for ring in (polygon.exterior, *polygon.interiors)]
        for polygon in shapely.get_parts(drawn)
        if polygon.geom_type == "Polygon" and not polygon.is_empty
    ]


def _ring(ring: BaseGeometry) -> list[list[float]]:
    return [[round(lon, DECIMALS), round(lat, DECIMALS)] for lon, lat in ring.coords]
