"""Writes outlines: under today's codes, upper levels drawn from the communes when asked."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import shapely
from django.db.models import Model
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from entremise.territories.features import Feature
from entremise.territories.models import (
    Arrondissement,
    Commune,
    Contour,
    Departement,
    Epci,
    FormerCommune,
    LoadedSource,
    Qpv,
    Region,
)

from .bulk import write

Kind = Contour.Kind
Shapes = dict[str, BaseGeometry]

_MODELS: dict[Kind, type[Model]] = {
    Kind.EPCI: Epci,
    Kind.ARRONDISSEMENT: Arrondissement,
    Kind.DEPARTEMENT: Departement,
    Kind.REGION: Region,
    Kind.QPV: Qpv,
}
_COLUMNS = {
    Kind.EPCI: "epci_id",
    Kind.ARRONDISSEMENT: "arrondissement_id",
    Kind.DEPARTEMENT: "departement_id",
    Kind.REGION: "region_id",
}


def outlines(features: Iterable[Feature], kind: Kind, code: str) -> Shapes:
    """The outlines of a layer by code. Those of communes that merged since are put together, those
    of territories that we do not know are left out."""
    kept_under = today_codes() if kind == Kind.COMMUNE else _own_codes(_MODELS[kind])
    pieces: dict[str, list[BaseGeometry]] = defaultdict(list)
    for feature in features:
        today = kept_under.get(feature.properties[code])
        if today:
            pieces[today].append(feature.geometry)
    return {code: dissolve(parts) for code, parts in pieces.items()}


def upper_levels(communes: Shapes) -> dict[Kind, Shapes]:
    """EPCI, arrondissements, départements and regions, dissolved from their communes."""
    rows = list(Commune.objects.current().values("code", *_COLUMNS.values()))
    drawn: dict[Kind, Shapes] = {}
    for kind, column in _COLUMNS.items():
        members: dict[str, list[BaseGeometry]] = defaultdict(list)
        for row in rows:
            if row[column] and row["code"] in communes:
                members[row[column]].append(communes[row["code"]])
        drawn[kind] = {code: dissolve(shapes) for code, shapes in members.items()}
    return drawn


def save_contours(by_kind: dict[Kind, Shapes], source: LoadedSource) -> int:
    """Replace what this source gave, and what others gave of the same territories."""
    Contour.objects.filter(source=source).delete()
    rows = [
        {"kind": str(kind), "code": code, "shape": wkb(shape), "source_id": source.pk}
        for kind, shapes in by_kind.items()
        for code, shape in shapes.items()
    ]
    return write(Contour, rows, key=("kind", "code"))


def today_codes() -> dict[str, str]:
    """Every code of a commune, current or former → its code today."""
    former = dict(FormerCommune.objects.values_list("code", "commune_id"))
    current = Commune.objects.current().values_list("code", flat=True)
    return former | {code: code for code in current}


def wkb(shape: BaseGeometry) -> bytes:
    """An outline as it is stored: longitude, latitude, no altitude."""
    binary: bytes = shapely.to_wkb(shape, output_dimension=2)
    return binary


def dissolve(shapes: list[BaseGeometry]) -> BaseGeometry:
    """One outline without inner borders; neighbours that share their arcs go much faster."""
    if len(shapes) == 1:
        return shapes[0]
    try:
        return shapely.coverage_union_all(shapes)
    except GEOSException:
        return shapely.union_all(shapes)


def _own_codes(model: type[Any]) -> dict[str, str]:
    return {code: code for code in model.objects.values_list("pk", flat=True)}
