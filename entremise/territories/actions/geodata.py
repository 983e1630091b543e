"""Loads what the folder of geography holds: centres, former communes, QPV, contours."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from entremise.territories.codes import former_commune
from entremise.territories.features import read_features, unreadable
from entremise.territories.models import (
    Commune,
    Contour,
    ContratVille,
    FormerCommune,
    LoadedSource,
    Qpv,
)
from entremise.territories.pack import GeoFile, Pack

from .bulk import write
from .contours import Kind, Shapes, outlines, save_contours, upper_levels
from .contrats import save_contrats
from .qpvs import official, save_qpvs
from .search_terms import rebuild_search_terms
from .sources import Loaded, fingerprint, record_source, up_to_date

Row = dict[str, Any]
Rows = dict[type[Model], int]


def load_geodata(*, folder: Path, pack: Pack, force: bool = False) -> Iterator[Loaded]:
    """Load each file of the pack that the folder holds, and say so as it goes.

    A file is loaded whole or not at all. One that has not changed since the codes were loaded is
    passed over, unless a file before it was loaded: of two contours the later must stay.
    """
    for file in pack.files:
        path = folder / file.path
        if not path.is_file():
            continue
        version = fingerprint(path)
        if not force and up_to_date(file.name, version, after=pack.codes_name):
            continue
        force = True
        yield Loaded(file.name, version, _load(file, path, version))


@transaction.atomic
def _load(file: GeoFile, path: Path, version: str) -> Rows:
    source = record_source(
        name=file.name,
        version=version,
        vintage=file.vintage,
        producer=file.producer,
        licence=file.licence,
        rows=0,
        whole_country=file.whole_country,
    )
    try:
        rows = _READERS[file.reader](file, path, source)
    except (KeyError, ValueError) as error:  # a column is missing, a coordinate is not a number
        raise unreadable(path.name) from error
    source.rows = sum(rows.values())
    source.save(update_fields=["rows"])
    return rows


def _commune_centres(file: GeoFile, path: Path, source: LoadedSource) -> Rows:
    centres = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in _csv(path)}
    return {Commune: _place(centres)}


def _former_communes(file: GeoFile, path: Path, source: LoadedSource) -> Rows:
    """Only the codes that the package does not know."""
    known = set(FormerCommune.objects.values_list("code", flat=True))
    current = set(Commune.objects.current().values_list("code", flat=True))
    added = [
        former_commune(row["code"], row["nom"], row["type"], row["commune_actuelle"])
        for row in _csv(path)
        if row["code"] not in known and row["commune_actuelle"] in current
    ]
    if added:
        write(FormerCommune, added)
        rebuild_search_terms()
    return {FormerCommune: len(added)}


def _qpv_list(file: GeoFile, path: Path, source: LoadedSource) -> Rows:
    qpvs: list[Row] = []
    communes: dict[str, list[str]] = {}
    for row in _csv(path):
        qpvs.append(official(row["code"], row["nom"], float(row["lon"]), float(row["lat"])))
        communes[row["code"]] = row["communes"].split("|")
    return {Qpv: save_qpvs(qpvs, communes)}


def _contrats_ville(file: GeoFile, path: Path, source: LoadedSource) -> Rows:
    return {ContratVille: save_contrats(_csv(path))}


def _qpv_features(file: GeoFile, path: Path, source: LoadedSource) -> Rows:
    """The file of the ANCT: the code, the name, the communes and the outline together."""
    qpvs: list[Row] = []
    communes: dict[str, list[str]] = {}
    shapes: Shapes = {}
    for feature in read_features(path):
        about, inside = feature.properties, feature.geometry.representative_point()
        code = about["code_qp"]
        qpvs.append(official(code, about["lib_qp"], inside.x, inside.y))
        communes[code] = [commune.strip() for commune in about["insee_com"].split(",")]
        shapes[code] = feature.geometry
    return {Qpv: save_qpvs(qpvs, communes), Contour: save_contours({Kind.QPV: shapes}, source)}


def _contours(file: GeoFile, path: Path, source: LoadedSource) -> Rows:
    by_kind = {
        Kind(kind): outlines(read_features(path, layer), Kind(kind), file.code)
        for layer, kind in file.layers.items()
    }
    communes = by_kind.get(Kind.COMMUNE, {})
    if file.dissolve:
        by_kind |= upper_levels(communes)
    _place_missing(communes)
    return {Contour: save_contours(by_kind, source)}


_READERS: dict[str, Callable[[GeoFile, Path, LoadedSource], Rows]] = {
    "commune_centres": _commune_centres,
    "former_communes": _former_communes,
    "qpv_list": _qpv_list,
    "qpv_features": _qpv_features,
    "contrats_ville": _contrats_ville,
    "contours": _contours,
}


def _place_missing(communes: Shapes) -> None:
    """A commune without a known centre is placed at a point inside its outline."""
    if not communes:
        return
    lost = Commune.objects.current().filter(lon=None).values_list("code", flat=True)
    inside = {code: communes[code].representative_point() for code in lost if code in communes}
    _place({code: (point.x, point.y) for code, point in inside.items()})


def _place(centres: dict[str, tuple[float, float]]) -> int:
    named = Commune.objects.current().values_list("code", "name", "search_name")
    return write(
        Commune,
        (
            {"code": code, "name": name, "search_name": search_name}
            | dict(zip(("lon", "lat"), centres[code], strict=True))
            for code, name, search_name in named
            if code in centres
        ),
        key=("code",),
    )


def _csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
