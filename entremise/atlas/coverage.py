"""Who works in each priority neighbourhood and each commune of a territory, and when.

A dispositif covers a commune that it serves. It covers a QPV that it names; one that its drawn area
touches; or, when it names none in that commune and has drawn nothing, those of the communes it
serves. « Intervene only where nobody does » begins with the list of what nothing covers.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import shapely
from django.db.models import Q, QuerySet, TextChoices
from shapely.geometry import shape

from entremise.core import clock
from entremise.structures.hours import week
from entremise.structures.models import Dispositif
from entremise.territories.locate import superseded
from entremise.territories.models import Commune, Contour, Qpv

HOUR = 60
LEAST = HOUR  # of a part of a day: less than an hour there is passing by
# An ordinary week: hours that follow the seasons are those of January.
ORDINARY = date(2026, 1, 12)


class Band(TextChoices):
    """The parts of a day; the night belongs to the evening it follows."""

    DAY = "day", "journée (8 h – 18 h)"
    EVENING = "evening", "soirée (18 h – 22 h)"
    NIGHT = "night", "nuit (22 h – 8 h)"


LIMITS = {Band.DAY: (8, 18), Band.EVENING: (18, 22), Band.NIGHT: (22, 32)}
Slot = tuple[int, Band]  # a day (0 is Monday) and a part of it


class How(TextChoices):
    """By what a dispositif covers a place: it says so, its drawn area touches it, it serves the
    whole commune around; or it keeps to some QPV of the commune."""

    NAMED = "named", "nommé"
    AREA = "area", "par le secteur"
    COMMUNE = "commune", "par la commune"
    PART = "part", "en partie"


@dataclass(frozen=True)
class Service:
    """A dispositif as coverage sees it; `slots` is None when its hours are not known."""

    pk: int
    name: str
    structure: str
    structure_id: int
    domains: frozenset[str]
    hours: str

    @property
    def slots(self) -> frozenset[Slot] | None:
        """When it works in an ordinary week."""
        return slots_of(self.hours) if self.hours else None


@dataclass
class Covered:
    """A QPV or a commune, and what covers it."""

    kind: Contour.Kind
    code: str
    name: str
    key: str
    where: str = ""
    population: int | None = None
    fictitious: bool = False
    services: list[tuple[Service, How]] = field(default_factory=list)

    @property
    def is_qpv(self) -> bool:
        """Whether it is a priority neighbourhood."""
        return self.kind == Contour.Kind.QPV

    @property
    def domains(self) -> set[str]:
        """What is done there."""
        return {domain for service, _ in self.services for domain in service.domains}

    @property
    def unknown(self) -> int:
        """How many of its dispositifs do not say when they work."""
        return sum(1 for service, _ in self.services if service.slots is None)

    @property
    def slots(self) -> Mapping[Slot, int]:
        """How many dispositifs work in each part of the week, as far as is known."""
        found: dict[Slot, int] = defaultdict(int)
        for service, _ in self.services:
            for slot in service.slots or ():
                found[slot] += 1
        return found

    def days(self, band: Band) -> list[int]:
        """The days on which somebody works in a part of the day."""
        return sorted({day for day, part in self.slots if part == band})


@lru_cache(maxsize=4096)
def slots_of(hours: str) -> frozenset[Slot]:
    """The parts of an ordinary week in which these hours are open an hour at least."""
    found: set[Slot] = set()
    for day, spans in week(hours, ORDINARY).items():
        for band, (first, last) in LIMITS.items():
            open_for = sum(_shared(span.start, span.end, first, last) for span in spans)
            if open_for >= LEAST:
                found.add((day, band))
        # Before eight in the morning it is still the night of the day before.
        early = sum(_shared(span.start, span.end, 0, 8) for span in spans)
        if early >= LEAST:
            found.add(((day - 1) % 7, Band.NIGHT))
    return frozenset(found)


def _shared(start: int, end: int, first: int, last: int) -> int:
    return max(0, min(end, last * HOUR) - max(start, first * HOUR))


def opened(rows: QuerySet[Dispositif], day: date | None = None) -> QuerySet[Dispositif]:
    """Those that serve on a day, today unless said."""
    day = day or clock.today()
    lasts = Q(closed_on__isnull=True) | Q(closed_on__gte=day)
    return rows.filter(lasts, opened_on__lte=day)


def services(rows: QuerySet[Dispositif]) -> dict[int, Service]:
    """What coverage needs of dispositifs, by key (one query)."""
    found = rows.order_by("name", "pk").values_list(
        "pk", "name", "structure__short_name", "structure__name", "structure_id", "domains",
        "opening_hours",
    )  # fmt: skip
    return {
        pk: Service(pk, name, short or full, structure, frozenset(domains), hours)
        for pk, name, short, full, structure, domains, hours in found
    }


def coverage(rows: QuerySet[Dispositif], communes: QuerySet[Commune]) -> list[Covered]:
    """The QPV, then the communes, of a territory, each with what covers it among the dispositifs:
    those where nobody works first, the most populated first (eight queries at most)."""
    serving = services(_serving(rows, communes))
    places = _places(communes)
    _cover(places, serving, communes)
    return sorted(places, key=_order)


def _order(place: Covered) -> tuple[Any, ...]:
    return (
        not place.is_qpv,
        bool(place.services),
        -(place.population or 0) if not place.is_qpv else 0,
        place.key,
        place.code,
    )


def _serving(rows: QuerySet[Dispositif], communes: QuerySet[Commune]) -> QuerySet[Dispositif]:
    there = Dispositif.communes.through.objects.filter(commune__in=communes.values("pk"))
    return rows.filter(pk__in=there.values("dispositif"))


def _places(communes: QuerySet[Commune]) -> list[Covered]:
    """The communes and the QPV that touch them (two queries, one more for perimeters)."""
    towns = communes.values_list("code", "name", "search_name", "population")
    found = [
        Covered(Contour.Kind.COMMUNE, code, name, key, population=people)
        for code, name, key, people in towns
    ]
    names = {place.code: place.name for place in found}
    gone = superseded()
    quarters: dict[str, Covered] = {}
    links = Qpv.communes.through.objects.filter(commune__in=communes.values("pk"))
    rows = links.order_by("qpv__name", "qpv_id", "commune_id").values_list(
        "qpv_id", "qpv__name", "qpv__fictitious", "commune_id"
    )
    for code, name, fictitious, commune in rows:
        if code in gone:
            continue
        quarter = quarters.setdefault(
            code, Covered(Contour.Kind.QPV, code, name, name.lower(), fictitious=fictitious)
        )
        quarter.where = ", ".join(filter(None, (quarter.where, names.get(commune, ""))))
    return [*quarters.values(), *found]


def _cover(
    places: Sequence[Covered], serving: Mapping[int, Service], communes: QuerySet[Commune]
) -> None:
    """Put the dispositifs in the places they cover."""
    by_code = {(place.kind, place.code): place for place in places}
    through = Dispositif.communes.through.objects.filter(commune__in=communes.values("pk"))
    quarters = [place.code for place in places if place.is_qpv]
    inside = _communes_of(quarters)
    naming: dict[str, set[int]] = defaultdict(set)  # those that name each QPV
    kept_to: dict[int, set[str]] = defaultdict(set)  # the communes where each names some
    for key, code in _pairs(Dispositif.qpvs.through.objects, "qpv_id", serving):
        naming[code].add(key)
        kept_to[key] |= inside.get(code, set())
    reaches = _areas(serving, quarters)
    served: dict[str, list[int]] = defaultdict(list)
    for key, commune in _pairs(through, "commune_id", serving):
        served[commune].append(key)
        how = How.AREA if key in reaches else How.NAMED
        if commune in kept_to.get(key, ()):
            how = How.PART
        by_code[Contour.Kind.COMMUNE, commune].services.append((serving[key], how))
    for code in quarters:
        near = {key for commune in inside[code] for key in served.get(commune, ())}
        found = dict.fromkeys(naming[code], How.NAMED)
        for key in near - naming[code]:
            if key in reaches:
                found |= {key: How.AREA} if reaches[key](code) else {}
            elif not inside[code] & kept_to.get(key, set()):
                found[key] = How.COMMUNE
        quarter = by_code[Contour.Kind.QPV, code]
        quarter.services.extend((serving[key], by) for key, by in found.items())
    for place in places:
        place.services.sort(key=lambda found: (found[0].name, found[0].pk))


def _pairs(through: Any, column: str, serving: Mapping[int, Service]) -> Iterable[tuple[int, str]]:
    """The dispositifs and the codes they are linked with, of those we know."""
    for key, code in through.values_list("dispositif_id", column):
        if key in serving:
            yield key, code


def _communes_of(quarters: Sequence[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {code: set() for code in quarters}
    for code, commune in Qpv.communes.through.objects.values_list("qpv_id", "commune_id"):
        found.setdefault(code, set()).add(commune)
    return found


def _areas(
    serving: Mapping[int, Service], quarters: Sequence[str]
) -> dict[int, Callable[[str], bool]]:
    """For each dispositif that has drawn its area, whether it touches a QPV (two queries)."""
    drawn = {
        key: shape(area)
        for key, area in Dispositif.objects.filter(area__isnull=False).values_list("pk", "area")
        if key in serving
    }
    if not drawn:
        return {}
    rows = Contour.objects.filter(kind=Contour.Kind.QPV).values_list("code", "shape")
    wanted = set(quarters)
    outlines = {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows if code in wanted}

    def touches(area: Any) -> Callable[[str], bool]:
        return lambda code: code in outlines and bool(area.intersects(outlines[code]))

    return {key: touches(area) for key, area in drawn.items()}


def covered_place(rows: QuerySet[Dispositif], *, qpv: Qpv | None, commune: Commune) -> Covered:
    """One place, as in the list of its commune."""
    found = coverage(rows, Commune.objects.filter(pk=commune.pk))
    code, kind = (qpv.pk, Contour.Kind.QPV) if qpv else (commune.pk, Contour.Kind.COMMUNE)
    return next(place for place in found if (place.kind, place.code) == (kind, code))
