"""How much there is in each territory: counted by the database, and put in classes to be shaded."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum, TextChoices

from entremise.core import clock
from entremise.core.typography import figure
from entremise.positions import counting
from entremise.positions.enums import AT_WORK
from entremise.positions.models import Position, PositionPeriod
from entremise.structures.models import Dispositif
from entremise.territories.models import (
    Arrondissement,
    Commune,
    Contour,
    Departement,
    Epci,
)

MOST_CLASSES = 5


class Unit(TextChoices):
    """What is shaded, the smallest first."""

    COMMUNE = "commune", "par commune"
    EPCI = "epci", "par intercommunalité"
    ARRONDISSEMENT = "arrondissement", "par arrondissement"
    DEPARTEMENT = "departement", "par département"

    @property
    def kind(self) -> Contour.Kind:
        """The outlines it is drawn with."""
        return Contour.Kind(self.value)

    @property
    def model(self) -> Any:
        """The rows of the geography."""
        return _MODELS[self]

    def path(self, prefix: str = "") -> str:
        """Where a row that has a commune says its unit: « commune__epci »."""
        return f"{prefix}commune" if self == Unit.COMMUNE else f"{prefix}commune__{self.value}"

    def called(self, count: int) -> str:
        """« 1 commune », « 36 intercommunalités »."""
        one, many = _NAMES[self]
        return f"{figure(count)} {one if count < 2 else many}"


_MODELS: dict[str, Any] = {
    Unit.COMMUNE: Commune,
    Unit.EPCI: Epci,
    Unit.ARRONDISSEMENT: Arrondissement,
    Unit.DEPARTEMENT: Departement,
}
_NAMES: dict[str, tuple[str, str]] = {
    Unit.COMMUNE: ("commune", "communes"),
    Unit.EPCI: ("intercommunalité", "intercommunalités"),
    Unit.ARRONDISSEMENT: ("arrondissement", "arrondissements"),
    Unit.DEPARTEMENT: ("département", "départements"),
}


class Measure(TextChoices):
    """What the shade tells."""

    DISPOSITIFS = "dispositifs", "dispositifs"
    JOBS = "jobs", "emplois"
    PEOPLE = "people", "habitants par dispositif"


@dataclass(frozen=True)
class Class:
    """A shade: from the paler to the darker, 0 being nothing at all; None nothing known."""

    number: int | None
    label: str
    count: int


@dataclass(frozen=True)
class Shading:
    """The value of each territory, and its class. A missing value is not known."""

    unit: Unit
    measure: Measure
    values: Mapping[str, float]
    names: Mapping[str, str]
    lowest: Sequence[float]

    def number(self, code: str) -> int | None:
        """The class of a territory, from 0; None when its value is not known."""
        value = self.values.get(code)
        if value is None:
            return None
        return sum(value >= low for low in self.lowest) if value else 0

    @property
    def legend(self) -> list[Class]:
        """The classes and how many territories are in each, the empty ones left out."""
        held: dict[int | None, int] = {}
        for code in self.names:
            number = self.number(code)
            held[number] = held.get(number, 0) + 1
        order = [number for number in (0, *range(1, MOST_CLASSES + 1), None) if number in held]
        return [Class(number, self._label(number), held[number]) for number in order]

    def _label(self, number: int | None) -> str:
        if number is None:
            return "sans dispositif" if self.measure == Measure.PEOPLE else "non connu"
        if not number:
            return "aucun"
        held = [value for code, value in self.values.items() if self.number(code) == number]
        low, high = figure(min(held)), figure(max(held))
        return low if low == high else f"{low} à {high}"

    def written(self, code: str) -> str:
        """« 8 dispositifs », « aucun », « non connu »."""
        value = self.values.get(code)
        if value is None:
            return self._label(None)
        return figure(value) if value else "aucun"


def shading(
    unit: Unit,
    measure: Measure,
    *,
    dispositifs: QuerySet[Dispositif],
    posts: QuerySet[Position],
    communes: QuerySet[Commune],
    drawn: Collection[str] = (),
) -> Shading:
    """The territories of these communes, shaded: those `drawn`, if any is (two queries, three for
    people)."""
    names = _names(unit, communes)
    if drawn:
        names = {code: name for code, name in names.items() if code in drawn}
    values = _values(unit, measure, dispositifs, posts, communes)
    kept = {code: value for code, value in values.items() if code in names}
    if measure != Measure.PEOPLE:
        kept = {code: kept.get(code, 0) for code in names}
    return Shading(unit, measure, kept, names, lowest_of(list(kept.values())))


def _names(unit: Unit, communes: QuerySet[Commune]) -> dict[str, str]:
    if unit == Unit.COMMUNE:
        return dict(communes.values_list("code", "name"))
    codes = communes.filter(**{f"{unit.value}__isnull": False}).values(unit.value)
    return dict(unit.model.objects.filter(pk__in=codes).values_list("pk", "name"))


def _values(
    unit: Unit,
    measure: Measure,
    dispositifs: QuerySet[Dispositif],
    posts: QuerySet[Position],
    communes: QuerySet[Commune],
) -> dict[str, float]:
    if measure == Measure.JOBS:
        return jobs_in(unit, posts)
    served = services_in(unit, dispositifs)
    if measure == Measure.DISPOSITIFS:
        return dict(served)
    path = "code" if unit == Unit.COMMUNE else unit.value
    people = communes.order_by().values(path).annotate(sum=Sum("population"))
    return {
        code: people / served[code]
        for code, people in people.values_list(path, "sum")
        if people and served.get(code)
    }


def services_in(unit: Unit, rows: QuerySet[Dispositif]) -> dict[str, int]:
    """How many of the dispositifs serve each territory (one query)."""
    path = unit.path()
    through = Dispositif.communes.through.objects.filter(
        dispositif__in=rows.order_by().values("pk")
    )
    found = through.order_by().values(path).annotate(count=Count("dispositif", distinct=True))
    return {code: count for code, count in found.values_list(path, "count") if code}


def jobs_in(unit: Unit, posts: QuerySet[Position]) -> dict[str, float]:
    """How many jobs there are today in each territory (one query)."""
    path = f"position__{unit.path()}"
    held = PositionPeriod.objects.filter(
        counting.there(clock.today()), status__in=AT_WORK, position__in=posts
    )
    found = held.order_by().values(path).annotate(count=Count("pk"))
    return {code: count for code, count in found.values_list(path, "count") if code}


def lowest_of(values: Sequence[float]) -> list[float]:
    """The lowest value of each class: as many as there are values, five at most, each with about as
    many territories as the next."""
    there = sorted(value for value in values if value)
    different = sorted({round(value) or 1 for value in there})
    if len(different) <= MOST_CLASSES:
        return [float(value) for value in different]
    cuts = {rounded(there[len(there) * step // MOST_CLASSES]) for step in range(MOST_CLASSES)}
    cuts.discard(rounded(there[0]))
    return [min(float(different[0]), rounded(there[0])), *sorted(cuts)]


def rounded(value: float) -> float:
    """A bound that is easy to read: two figures at most."""
    digits = max(len(str(int(value))) - 2, 0)
    return float(max(int(value / 10**digits) * 10**digits, 1))
