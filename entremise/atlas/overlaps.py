"""Dispositifs of different structures that do the same thing in the same place.

In a QPV, two that cover it; in a commune, two that serve it whole. They are told, never refused: it
is for those who run them, and for the regional mission, to say whether they add up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from entremise.structures.actor import Actor
from entremise.structures.enums import Domain
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune

from .coverage import Band, Covered, How, Service, coverage, opened
from .policies import mapped_dispositifs


@dataclass
class Overlap:
    """Two dispositifs, where they meet and what both do there."""

    first: Service
    second: Service
    places: list[Covered] = field(default_factory=list)

    @property
    def domains(self) -> list[str]:
        """The labels of what both do, in the order of the list."""
        both = self.first.domains & self.second.domains
        return [str(label) for code, label in Domain.choices if code in both]

    @property
    def evenings(self) -> list[int] | None:
        """The days whose evenings both work; None when one does not say its hours."""
        if self.first.slots is None or self.second.slots is None:
            return None
        both = self.first.slots & self.second.slots
        return sorted(day for day, band in both if band == Band.EVENING)

    @property
    def apart(self) -> bool:
        """Whether their hours are known and never meet: they then complete one another."""
        one, other = self.first.slots, self.second.slots
        return one is not None and other is not None and not one & other


def overlaps(places: Iterable[Covered]) -> list[Overlap]:
    """Every pair that meets somewhere, those that meet in most places first."""
    found: dict[tuple[int, int], Overlap] = {}
    for place in places:
        for (one, how), (other, by) in combinations(place.services, 2):
            if one.structure_id == other.structure_id or not one.domains & other.domains:
                continue
            if place.is_qpv or _share(how, by):
                key = (min(one.pk, other.pk), max(one.pk, other.pk))
                first, second = sorted((one, other), key=lambda service: service.pk)
                found.setdefault(key, Overlap(first, second)).places.append(place)
    return sorted(
        found.values(),
        key=lambda pair: (pair.apart, -len(pair.places), pair.first.name, pair.second.name),
    )


def _share(how: How, by: How) -> bool:
    """Whether two meet in a commune: what lies in its QPV is told by them, and two areas may well
    lie apart."""
    return How.PART not in (how, by) and (how, by) != (How.AREA, How.AREA)


def overlaps_of(actor: Actor, dispositif: Dispositif) -> list[Overlap]:
    """Those of one dispositif, it being the first, among what one reads (ten queries at most)."""
    rows = opened(mapped_dispositifs(actor)) | Dispositif.objects.filter(pk=dispositif.pk)
    communes = Commune.objects.filter(pk__in=dispositif.communes.values("pk"))
    own = [pair for pair in overlaps(coverage(rows, communes)) if dispositif.pk in _keys(pair)]
    return [_seen_from(dispositif.pk, pair) for pair in own]


def _keys(pair: Overlap) -> tuple[int, int]:
    return pair.first.pk, pair.second.pk


def _seen_from(key: int, pair: Overlap) -> Overlap:
    if pair.first.pk == key:
        return pair
    return Overlap(pair.second, pair.first, pair.places)


def finest(places: Sequence[Covered]) -> list[Covered]:
    """The QPV where two meet; the communes only where they meet in no QPV."""
    return [place for place in places if place.is_qpv] or list(places)
