"""Every published service with where it is, for a device that looks for the nearest by itself.

The position of whoever searches is never asked for: the whole list goes out, and is sorted there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from entremise.core import clock
from entremise.core.chunks import chunks
from entremise.core.typography import french
from entremise.structures.models import Dispositif
from entremise.structures.reach import communes_of
from entremise.territories.models import Commune

from .cards import card_of, contacts_of
from .distance import Point, metres

DECIMALS = 4  # about ten metres


@dataclass(frozen=True)
class Spot:
    """Where a service is: its own point, else the centres of the communes where it works."""

    pk: int
    own: Point | None
    centres: tuple[Point, ...]

    def metres_from(self, here: Point) -> float | None:
        """How far it is; None when nobody knows where it is."""
        points = (self.own,) if self.own else self.centres
        return min((metres(here, point) for point in points), default=None)


def point_of(thing: Dispositif | Commune) -> Point | None:
    """Its point, when both its coordinates are known."""
    if thing.lon is None or thing.lat is None:
        return None
    return round(thing.lon, DECIMALS), round(thing.lat, DECIMALS)


def spots_of(rows: Iterable[Dispositif]) -> list[Spot]:
    """Where these services are (four queries)."""
    rows = list(rows)
    codes = communes_of(rows)
    centres = {commune.pk: point for commune in _communes(codes) if (point := point_of(commune))}
    return [
        Spot(
            row.pk,
            point_of(row),
            tuple(centres[code] for code in codes[row.pk] if code in centres),
        )
        for row in rows
    ]


def nearest(rows: Iterable[Dispositif], here: Point, count: int) -> list[tuple[int, float]]:
    """The numbers of the nearest services, and how far they are, the nearest first."""
    far = [(spot.pk, spot.metres_from(here)) for spot in spots_of(rows)]
    known = [(pk, length) for pk, length in far if length is not None]
    return sorted(known, key=lambda pair: (pair[1], pair[0]))[:count]


def compact(rows: Iterable[Dispositif]) -> dict[str, Any]:
    """The list a device sorts: the communes once, then a line a service."""
    rows = list(rows)
    codes, contacts, instant = communes_of(rows), contacts_of(rows), clock.now()
    communes = _communes(codes)
    names = {commune.pk: commune.name for commune in communes}
    places = {commune.pk: number for number, commune in enumerate(communes)}
    services = []
    for row in rows:
        served = codes[row.pk]
        card = card_of(row, [names[code] for code in served], contacts[row.pk], instant)
        services.append(
            {
                "href": card.href,
                "name": french(card.name),
                "structure": french(card.structure),
                "does": french(card.does),
                "where": french(card.where),
                "now": french(card.now.words),
                "open": card.now.is_open,
                "phone": card.phone,
                "called": card.called,
                "point": point_of(row),
                "communes": [places[code] for code in served],
            }
        )
    return {
        "communes": [[french(one.name), point_of(one)] for one in communes],
        "services": services,
    }


def _communes(codes: dict[int, list[str]]) -> list[Commune]:
    wanted = sorted({code for served in codes.values() for code in served})
    rows = Commune.objects.only("code", "name", "lon", "lat")
    return [one for part in chunks(wanted) for one in rows.filter(pk__in=part).order_by("code")]
