"""From what was said of the place to a commune and a QPV, keeping how they were derived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from entremise.territories.locate import Located, locator
from entremise.territories.models import Commune, FormerCommune, Qpv
from entremise.territories.queries import communes_without_qpv

from .entries import PlaceIn, Rejected
from .enums import PlaceMethod
from .references import Service


@dataclass(frozen=True)
class Spot:
    """Where an activity took place. `in_qpv` is None when nobody can tell."""

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


def locate(places: Sequence[PlaceIn], services: Sequence[Service | None]) -> list[Spot | Rejected]:
    """The spot of each place, or what is wrong with it."""
    points = {
        index: (place.lon, place.lat)
        for index, place in enumerate(places)
        if place.lon is not None and place.lat is not None
    }
    located = dict(zip(points, locator().locate_many(list(points.values())), strict=True))
    known = _known(places, _fallbacks(services, located))
    return [
        _spot(place, service, located.get(index), known)
        for index, (place, service) in enumerate(zip(places, services, strict=True))
    ]


def _spot(
    place: PlaceIn, service: Service | None, located: Located | None, known: _Known
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
    if service and len(service.communes) == 1:
        return _by_commune(service.communes[0], PlaceMethod.DISPOSITIF, known)
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


def _fallbacks(services: Sequence[Service | None], located: Mapping[int, Located]) -> set[str]:
    """The only commune of each service, where no point says better."""
    return {
        service.communes[0]
        for index, service in enumerate(services)
        if service and len(service.communes) == 1
        if not (index in located and located[index].commune_code)
    }


def _known(places: Sequence[PlaceIn], served: set[str]) -> _Known:
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
