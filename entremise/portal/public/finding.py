"""Finding a service: those that work somewhere, those that do something, the nearest ones."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from django.core.cache import cache
from django.db.models import Q, QuerySet

from entremise.core import clock
from entremise.structures.actor import VISITOR
from entremise.structures.lookup import structures_like
from entremise.structures.models import Dispositif
from entremise.structures.policies import published_dispositifs, published_structures
from entremise.structures.reach import communes_served, serving, serving_any, serving_departement
from entremise.territories.models import Commune, Departement

from .cards import Card, cards_of
from .datasets import dataset, last_written
from .distance import Point, metres, spoken
from .forms import EVERYONE, Asked
from .nearby import compact, nearest, point_of
from .opening import open_at

PAGE_SIZE = 20
NEAREST = 5
KEPT = 180  # seconds
AROUND = (20, 200, 2000)  # communes
# What is looked at in every service before choosing which are shown.
LOOKED_AT = ("name", "domains", "publics", "opening_hours", "time_zone", "lon", "lat")
FARTHEST = 100_000  # metres: farther, a service is of no help


@dataclass(frozen=True)
class Found:
    """The services found, a page of them; the nearest ones when none works there."""

    count: int
    cards: list[Card]
    following: int | None = None
    nearest: list[Card] = field(default_factory=list)


def find(asked: Asked, number: int = 1) -> Found:
    """The services that match what is asked (`FindForm.asked`), the page of that number."""
    place = asked.place
    centre = point_of(place) if isinstance(place, Commune) else None
    here = [
        (row, metres(centre, point) if centre and (point := point_of(row)) else None)
        for row in _matching(_there(place).only(*LOOKED_AT), asked)
    ]
    here.sort(key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0].name, pair[0].pk))
    start = PAGE_SIZE * (number - 1)
    shown = here[start : start + PAGE_SIZE]
    far = {
        row.pk: f"accueil à {spoken(length)} du centre"
        for row, length in shown
        if length is not None
    }
    return Found(
        count=len(here),
        cards=_cards([row.pk for row, _ in shown], far),
        following=number + 1 if len(here) > start + PAGE_SIZE else None,
        nearest=_nearest(asked, centre) if centre and not here else [],
    )


def list_for_devices(asked: Asked) -> str:
    """Every service that matches, wherever it is, as a device sorts them.

    Kept while nothing was written in the registry, a few minutes at most: whether one is open now
    is said in it. A sheet withdrawn is withdrawn at once.
    """
    written = max(last_written(dataset("dispositifs").subjects).values(), default=None)
    key = f"public-list-{written}-{sorted(asked.filters.items())}".replace(" ", "_")
    found: str | None = cache.get(key)
    if found is None:
        rows = _matching(_there(None).select_related("structure").defer("area"), asked)
        found = json.dumps(compact(rows), ensure_ascii=False, separators=(",", ":"))
        cache.set(key, found, KEPT)
    return found


def _there(place: Commune | Departement | None) -> QuerySet[Dispositif]:
    """The published services that work in a commune or a département; anywhere, when none is."""
    rows = published_dispositifs(VISITOR)
    if isinstance(place, Commune):
        return serving(rows, place)
    return serving_departement(rows, place.pk) if isinstance(place, Departement) else rows


def _matching(rows: QuerySet[Dispositif], asked: Asked) -> list[Dispositif]:
    """Those of the rows that do what is asked, for whom, and now if that is asked.

    Lists of codes are not searched alike by both databases: they are read here.
    """
    if asked.named:
        rows = rows.filter(_called(asked.named))
    instant = clock.now()
    return [
        row
        for row in rows.order_by("pk")
        if (not asked.domain or asked.domain in row.domains)
        and _is_for(row, asked.public)
        and (not asked.open or open_at(row.opening_hours, instant, row.time_zone).is_open)
    ]


def _is_for(row: Dispositif, public: str) -> bool:
    """Whether it is for a public: for that one, or for everyone."""
    return not public or not row.publics or EVERYONE in row.publics or public in row.publics


def _called(typed: str) -> Q:
    structures = structures_like(published_structures(VISITOR), typed).order_by().values("pk")
    return Q(name__icontains=typed.strip()) | Q(structure__in=structures)


def _nearest(asked: Asked, centre: Point) -> list[Card]:
    """Looked for around the nearest communes where somebody works, then farther."""
    published = published_dispositifs(VISITOR)
    towns = [
        (metres(centre, point), commune.pk, commune.epci_id)
        for commune in communes_served(published).only("code", "epci", "lon", "lat")
        if (point := point_of(commune))
    ]
    near = [
        (code, epci)
        for length, code, epci in sorted(towns, key=itemgetter(0))
        if length <= FARTHEST
    ]
    rows: list[Dispositif] = []
    for most in AROUND:
        there = serving_any(published, near[:most])
        rows = _matching(there.only(*LOOKED_AT), asked)
        if len(rows) >= NEAREST or most >= len(near):
            break
    found = [pair for pair in nearest(rows, centre, NEAREST) if pair[1] <= FARTHEST]
    return _cards([pk for pk, _ in found], {pk: f"à {spoken(length)}" for pk, length in found})


def _cards(keys: Sequence[int], far: dict[int, str]) -> list[Card]:
    """The cards of these services, in this order: only those shown are read whole."""
    rows = published_dispositifs(VISITOR).select_related("structure").defer("area").in_bulk(keys)
    return cards_of([rows[key] for key in keys], far)


def departements() -> list[Departement]:
    """Those where a published service works, to be browsed by who has no commune in mind."""
    served = Dispositif.communes.through.objects.filter(
        dispositif__in=published_dispositifs(VISITOR)
    )
    rows = Departement.objects.filter(pk__in=served.values("commune__departement"))
    return list(rows.order_by("code"))
