"""The columns of a dispositif in a file: how each is read, and how it is written."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import shapely
from django.core.exceptions import ValidationError

from entremise.core.cells import Labels, address, day, each, text, whole, yes_or_no
from entremise.core.errors import Refusal
from entremise.core.importing import Field, Reader, Unread
from entremise.core.nearness import Nearest
from entremise.core.reference import load
from entremise.structures.actor import Actor
from entremise.structures.areas import read_area
from entremise.structures.enums import Domain, Portage, Role
from entremise.structures.hours import validate_hours
from entremise.structures.models import Dispositif, Structure
from entremise.territories.extent import in_france
from entremise.territories.models import ContratVille, Epci, Qpv
from entremise.territories.names import key

from .lists import alone, by_semicolons, parts_of, read_communes_of, read_named
from .structure_columns import read_siret

DOMAINS = Labels(Domain.choices, "un domaine")
PORTAGES = Labels(Portage.choices, "un portage")
CODED = ("domains", "registers", "publics")
LISTED = ("communes", "epcis", "qpvs")
DAYS = ("opened_on", "closed_on")


@lru_cache(maxsize=2)
def _coded(name: str) -> Labels:
    what = {"registers": "un registre", "publics": "un public"}[name]
    return Labels(load(name).choices(), what)


def _labels(name: str) -> Labels:
    return DOMAINS if name == "domains" else _coded(name)


def _read_coded(name: str) -> Reader:
    """Read when asked for: the lists of codes are not needed to import this module."""

    def read(words: Collection[str], by: Any) -> Mapping[str, Any]:
        return _coded(name).read_several(words, by)

    return read


def _read_contrats(words: Collection[str], by: Any) -> Mapping[str, Any]:
    read = read_named(ContratVille, "contrat de ville", alone)(words, by)
    return {word: one if isinstance(one, Unread) else one[0] for word, one in read.items()}


def read_hours(word: str) -> str:
    said = word.strip()
    if len(said) > 255:
        raise Unread("Ces horaires sont trop longs : 255 signes au plus.")
    try:
        validate_hours(said)
    except ValidationError as error:
        raise Unread(error.messages[0]) from None
    return said


def read_degrees(word: str) -> float:
    try:
        return round(float(word.strip().replace(",", ".")), 6)
    except ValueError:
        raise Unread(f"« {word} » n'est pas une coordonnée, comme 50.6365.") from None


def _read_area(word: str) -> dict[str, Any]:
    try:
        said = json.loads(word)
        return read_area(said if isinstance(said, dict) else {})
    except ValueError:
        raise Unread("Ce secteur n'est pas du GeoJSON.") from None
    except Refusal as refusal:
        raise Unread(refusal.message) from None


def _read_names(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    """Structures by their whole name; those one may open a dispositif for."""
    rows: dict[str, list[Structure]] = {}
    for row in _structures(by):
        rows.setdefault(key(row.name), []).append(row)
    names = Nearest(row.name for held in rows.values() for row in held)
    read: dict[str, Any] = {}
    for word in words:
        held = rows.get(key(word), [])
        if len(held) == 1:
            read[word] = held[0].pk
        elif held:
            read[word] = Unread(f"Plusieurs structures s'appellent « {word} » : donnez leur SIRET.")
        else:
            read[word] = Unread(f"Aucune structure ne s'appelle « {word} ».", names.to(word))
    return read


def _read_sirets(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    known = dict(_structures(by).exclude(siret=None).values_list("siret", "pk"))

    def number_of(word: str) -> int:
        siret = read_siret(word)
        if siret not in known:
            raise Unread(f"Aucune structure du registre ne porte le SIRET {siret}.")
        return int(known[siret])

    return each(number_of)(words, by)


def _structures(by: Actor) -> Any:
    """Those one may bring dispositifs in for."""
    rows = Structure.objects.order_by("pk")
    return rows if by.is_(Role.REGIONAL) else rows.filter(pk=by.structure)


FIELDS = (
    Field("siret", "SIRET de la structure", _read_sirets, aliases=("siret",)),
    Field("structure", "structure", _read_names, unless="siret", aliases=("opérateur", "porteur")),
    Field("name", "nom", text(120), required=True, aliases=("dispositif", "nom du dispositif")),
    Field("domains", "domaines", DOMAINS.read_several, required=True, aliases=("domaine",)),
    Field("registers", "registres", _read_coded("registers"), aliases=("registre",)),
    Field("publics", "publics", _read_coded("publics"), aliases=("public",)),
    Field("portage", "portage", PORTAGES.read, required=True),
    Field("communes", "codes des communes", read_communes_of,
          aliases=("communes", "codes insee", "code insee", "code de la commune")),
    Field("epcis", "codes des EPCI desservis en entier",
          read_named(Epci, "EPCI", by_semicolons), aliases=("epci", "intercommunalités")),
    Field("qpvs", "codes des QPV", read_named(Qpv, "QPV", parts_of), aliases=("qpv",)),
    Field("contrat_ville", "contrat de ville", _read_contrats,
          aliases=("code du contrat de ville",)),
    Field("area", "secteur dessiné (GeoJSON)", each(_read_area), aliases=("secteur", "geojson")),
    Field("opening_hours", "horaires (OpenStreetMap)", each(read_hours),
          aliases=("horaires", "opening_hours")),
    Field("summary", "présentation", text(600), aliases=("description", "résumé")),
    Field("address", "adresse d'accueil", text(160), aliases=("adresse",)),
    Field("lat", "latitude", each(read_degrees), aliases=("lat",)),
    Field("lon", "longitude", each(read_degrees), aliases=("lon", "lng")),
    Field("website", "site internet", each(address), aliases=("site", "site web", "url")),
    Field("published", "visible du public", yes_or_no, aliases=("publié",)),
    Field("opened_on", "ouvert le", day, required=True, aliases=("ouverture", "début")),
    Field("closed_on", "fermé le", day, aliases=("fermeture", "fin")),
    Field("day_starts_at", "début de la journée de service (heure)", whole),
)  # fmt: skip

# What a new dispositif says when its row is silent.
BLANK: Mapping[str, Any] = {
    "communes": [], "epcis": [], "qpvs": [], "registers": [], "publics": [],
    "contrat_ville": None, "area": None, "opening_hours": "", "summary": "", "address": "",
    "point": None, "website": "", "published": True, "closed_on": None, "day_starts_at": 5,
    "source_key": "",
}  # fmt: skip


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, as JSON can hold it. Raises Unread for half a point, or one elsewhere."""
    said = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if name not in {"siret", "structure"}
    }
    lat, lon = said.pop("lat", None), said.pop("lon", None)
    if (lat is None) != (lon is None):
        raise Unread("Un point a une latitude et une longitude.")
    if lat is not None and lon is not None:
        if not in_france(shapely.Point(lon, lat)):
            raise Unread("Ce point n'est pas en France : la latitude et la longitude sont mêlées.")
        said["point"] = [lat, lon]
    return said


def said_of(row: Dispositif) -> dict[str, Any]:
    """What a dispositif is now, as JSON can hold it. Its communes are those it serves beside the
    EPCI that it serves whole."""
    served_whole = sorted(epci.pk for epci in row.epcis.all())
    return {
        "name": row.name,
        **{name: sorted(getattr(row, name)) for name in CODED},
        "portage": row.portage,
        "communes": sorted(c.pk for c in row.communes.all() if c.epci_id not in served_whole),
        "epcis": served_whole,
        "qpvs": sorted(qpv.pk for qpv in row.qpvs.all()),
        "contrat_ville": row.contrat_ville_id,
        "area": row.area,
        "opening_hours": row.opening_hours,
        "summary": row.summary,
        "address": row.address,
        "point": None if row.lon is None or row.lat is None else [row.lat, row.lon],
        "website": row.website,
        "published": row.published,
        "opened_on": row.opened_on.isoformat(),
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "day_starts_at": row.day_starts_at,
        "source_key": row.source_key,
    }


def cells(row: Dispositif) -> list[str]:
    """The row of a dispositif in a file, in the order of FIELDS."""
    said = said_of(row)
    lat, lon = said.pop("point") or ("", "")
    known = {
        **said,
        "siret": row.structure.siret or "",
        "structure": row.structure.name,
        "lat": lat,
        "lon": lon,
    }
    return [written(field.name, known[field.name]) for field in FIELDS]


def written(name: str, value: Any) -> str:
    """A value in a cell, or in a sentence about one."""
    if value is None or value == "" or value == []:
        return ""
    if name in CODED:
        return _labels(name).written(value)
    if name in LISTED:
        return " ; ".join(value)
    if name == "portage":
        return PORTAGES.labels[value]
    if name in DAYS:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if name == "area":
        return json.dumps(value, separators=(",", ":"))
    if name == "published":
        return "oui" if value else "non"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
