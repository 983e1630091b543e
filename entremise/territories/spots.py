"""From what was said of the place to a commune and a QPV, keeping how they were derived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import TextChoices

from entremise.core.shapes import Rejected

from .locate import Located, locator
from .models import Commune, FormerCommune, Qpv
from .queries import communes_without_qpv


class PlaceMethod(TextChoices):
    """How the commune and the QPV of a record are known."""

    POINT = "point", "trouvés d'après la position"
    NEAREST = "nearest", "commune la plus proche de la position"
    DECLARED = "declared", "déclarés à la saisie"
    COMMUNE = "commune", "commune déclarée, sans position"
    DISPOSITIF = "dispositif", "seule commune du dispositif"
    UNKNOWN = "unknown", "lieu non renseigné"


class Said(Protocol):
    """What a record says of its place, the codes being those of the INSEE and of the ANCT."""

    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def commune(self) -> str | None: ...
    @property
    def qpv(self) -> str | None: ...


@dataclass(frozen=True)
class Spot:
    """Where something took place. `in_qpv` is None when nobody can tell."""

    commune: str | None
    qpv: str | None
    in_qpv: bool | None
    method: PlaceMethod


# Nothing was said of the place that tells where it is.
NOWHERE = Spot(None, None, None, PlaceMethod.UNKNOWN)


@dataclass(frozen=True)
class _Known:
    """The communes and QPV that a batch names, read in a handful of queries."""

    communes: frozenset[str]
    successors: dict[str, tuple[str, str]]
    qpv_communes: dict[str, tuple[str, ...]]
    without_qpv: frozenset[str]


def locate(places: Sequence[Said], served: Sequence[Sequence[str]]) -> list[Spot | Rejected]:
    """The spot of each place, or what is wrong with it.

    `served` are the communes of the service each record was made in: when it has only one, that is
    where a record that says nothing better took place.
    """
    points = {
        index: (place.lon, place.lat)
        for index, place in enumerate(places)
        if place.lon is not None and place.lat is not None
    }
    located = dict(zip(points, locator().locate_many(list(points.values())), strict=True))
    known = _known(places, _fallbacks(served, located))
    return [
        _spot(place, communes, located.get(index), known)
        for index, (place, communes) in enumerate(zip(places, served, strict=True))
    ]


def _spot(
    place: Said, served: Sequence[str], located: Located | None, known: _Known
) -> Spot | Rejected:
    faults = Rejected()
    if (place.lon is None) != (place.lat is None):
        faults.add("place.lon", "Un point a besoin de sa longitude et de sa latitude.")
    if place.commune and place.commune not in known.communes:
        faults.add("place.commune", _no_such_commune(place.commune, known))
    if place.qpv and place.qpv not in known.qpv_communes:
        faults.add("place.qpv", f"Le quartier prioritaire « {place.qpv} » n'existe pas.")
    if faults.errors:
        return faults
    if place.qpv:
        communes = known.qpv_communes[place.qpv]
        commune = place.commune or (communes[0] if len(communes) == 1 else None)
        return Spot(commune, place.qpv, True, PlaceMethod.DECLARED)
    if located and located.commune_code:
        # An explicit commune is the person's word; the point still tells the neighbourhood.
        return Spot(
            place.commune or located.commune_code,
            located.qpv_code,
            located.in_qpv,
            PlaceMethod.POINT if located.by_contour else PlaceMethod.NEAREST,
        )
    if place.commune:
        return _by_commune(place.commune, PlaceMethod.COMMUNE, known)
    if len(served) == 1:
        return _by_commune(served[0], PlaceMethod.DISPOSITIF, known)
    return NOWHERE


def _by_commune(commune: str, method: PlaceMethod, known: _Known) -> Spot:
    """A commune without any QPV is outside for certain; in another one, nobody can tell."""
    return Spot(commune, None, False if commune in known.without_qpv else None, method)


def _no_such_commune(code: str, known: _Known) -> str:
    successor = known.successors.get(code)
    if successor:
        return (
            f"La commune « {code} » n'existe plus : elle fait partie de {successor[1]} "
            f"({successor[0]})."
        )
    return f"La commune « {code} » n'existe pas."


def _fallbacks(served: Sequence[Sequence[str]], located: Mapping[int, Located]) -> set[str]:
    """The only commune of each service, where no point says better."""
    return {
        communes[0]
        for index, communes in enumerate(served)
        if len(communes) == 1
        if not (index in located and located[index].commune_code)
    }


def _known(places: Sequence[Said], served: set[str]) -> _Known:
    codes = {place.commune for place in places if place.commune}
    declared = {place.qpv for place in places if place.qpv}
    communes = frozenset(Commune.objects.filter(code__in=codes).values_list("code", flat=True))
    missing = codes - communes
    links = Qpv.communes.through.objects
    qpv_communes: dict[str, tuple[str, ...]] = {}
    for qpv, commune in links.filter(qpv_id__in=declared).values_list("qpv_id", "commune_id"):
        qpv_communes[qpv] = (*qpv_communes.get(qpv, ()), commune)
    return _Known(
        communes=communes,
        successors={
            former.code: (former.commune_id, former.commune.name)
            for former in FormerCommune.objects.filter(code__in=missing).select_related("commune")
        }
        if missing
        else {},
        qpv_communes=qpv_communes,
        without_qpv=communes_without_qpv(communes | served),
    )
