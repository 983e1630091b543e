"""From the keys of the pack to the numbers of this database, and to what a device sends."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entremise.structures.models import Dispositif, Membership, Partner, Structure

from .generate import DemoEntry, DemoOuting
from .pack import Pack, PlaceRow


@dataclass(frozen=True)
class World:
    """The numbers of the pack's rows, once loaded."""

    structures: dict[str, int]
    dispositifs: dict[str, int]
    members: dict[str, int]
    partners: dict[tuple[str, str], int]


def world_of(pack: Pack) -> World:
    """Read the numbers. Raises KeyError when the pack has not been loaded."""
    names = {row.name: row.key for row in pack.structures}
    structures = {
        names[name]: number
        for name, number in Structure.objects.filter(name__in=names).values_list("name", "pk")
    }
    services = {
        (structure, name): number
        for structure, name, number in Dispositif.objects.values_list("structure", "name", "pk")
    }
    emails = [row.email for row in pack.members]
    members = Membership.objects.filter(user__email__in=emails)
    partners = Partner.objects.filter(structure__in=structures.values())
    return World(
        structures=structures,
        dispositifs={
            row.key: services[structures[row.structure], row.name] for row in pack.dispositifs
        },
        members=dict(members.values_list("user__email", "pk")),
        partners={
            (name, partner): number
            for structure, partner, number in partners.values_list("structure", "name", "pk")
            for name, key in structures.items()
            if key == structure
        },
    )


def payload(entry: DemoEntry, world: World, structure: str) -> dict[str, Any]:
    """The entry as a device posts it to the synchronisation API, ready for JSON."""
    return {
        "id": str(entry.id),
        "dispositif": world.dispositifs[entry.dispositif],
        "mediators": [world.members[email] for email in entry.mediators],
        "started_at": entry.started_at.isoformat(),
        "service_date": entry.service_date.isoformat(),
        "duration": entry.duration,
        "register": entry.register,
        "temporality": entry.temporality,
        "origin": entry.origin,
        "topics": list(entry.topics),
        "place": _place(entry),
        "people": entry.people,
        "publics": entry.publics,
        "outcome": entry.outcome,
        "orientation": entry.orientation,
        "partner": world.partners[structure, entry.partner] if entry.partner else None,
        "note": entry.note,
        "round": str(entry.round),
    }


def round_payload(outing: DemoOuting, world: World, *, at: datetime) -> dict[str, Any]:
    """The round as a device posts it at that instant, what is still to come left out."""
    return {
        "id": str(outing.id),
        "dispositif": world.dispositifs[outing.dispositif],
        "mediators": [world.members[email] for email in outing.mediators],
        "started_at": outing.started_at.isoformat(),
        "ended_at": _past(outing.ended_at, at),
        "planned": [_named(place) for place in outing.planned],
        "stops": [
            {
                **_named(stop.place),
                "lon": stop.place.lon,
                "lat": stop.place.lat,
                "arrived_at": stop.arrived_at.isoformat(),
                "left_at": _past(stop.left_at, at),
            }
            for stop in outing.stops
            if stop.arrived_at <= at
        ],
    }


def _past(instant: datetime, at: datetime) -> str | None:
    return instant.isoformat() if instant <= at else None


def _named(place: PlaceRow) -> dict[str, Any]:
    return {"label": place.label, "kind": place.kind, "commune": place.commune}


def _place(entry: DemoEntry) -> dict[str, Any]:
    place = entry.place
    where = {"kind": place.kind, "label": place.label, "commune": place.commune}
    return where if entry.lon is None else {**where, "lon": entry.lon, "lat": entry.lat}
