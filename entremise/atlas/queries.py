"""Which dispositifs are on a map, and what the list beside it says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from entremise.core.paging import number_of
from entremise.positions.models import Position
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, Qpv

from .points import Point
from .scope import Scope

PAGE_SIZE = 20


def matching(rows: QuerySet[Dispositif], filters: Mapping[str, Any]) -> QuerySet[Dispositif]:
    """The dispositifs that a form's clean values ask for, wherever they are."""
    for name, path in {"portage": "portage", "operator_type": "structure__operator_type"}.items():
        if value := filters.get(name):
            rows = rows.filter(**{path: value})
    for name, path in {"domain": "domains", "register": "registers", "public": "publics"}.items():
        if value := filters.get(name):
            # The list is kept as JSON, whose text both databases search alike.
            rows = rows.filter(**{f"{path}__icontains": f'"{value}"'})
    return rows


def serving(rows: QuerySet[Dispositif], scope: Scope) -> QuerySet[Dispositif]:
    """Those that serve a commune of a territory."""
    if scope.region is None:
        return rows
    there = Dispositif.communes.through.objects.filter(commune__in=scope.communes.values("pk"))
    return rows.filter(pk__in=there.values("dispositif"))


def posts_like(rows: QuerySet[Position], filters: Mapping[str, Any]) -> QuerySet[Position]:
    """The posts that the same filters keep: those that say something of a post."""
    found = Q()
    if domain := filters.get("domain"):
        found &= Q(domain=domain)
    if operator := filters.get("operator_type"):
        found &= Q(structure__operator_type=operator)
    return rows.filter(found)


@dataclass(frozen=True)
class Listed:
    """A page of the list: its rows, and the key of the last when there are more."""

    rows: list[Dispositif]
    after: int | None


def listed(points: Sequence[Point], after: str | None) -> Listed:
    """The dispositifs that stand at these points, by name, a page at a time (three queries)."""
    keys = [point.pk for point in points]
    last = number_of(after)
    start = keys.index(last) + 1 if last in keys else 0
    kept = keys[start : start + PAGE_SIZE]
    rows = {row.pk: row for row in told(Dispositif.objects.filter(pk__in=kept))}
    more = start + PAGE_SIZE < len(keys)
    return Listed([rows[key] for key in kept], kept[-1] if more else None)


def told(rows: QuerySet[Dispositif]) -> QuerySet[Dispositif]:
    """With what a list or a sheet says of each."""
    return (
        rows.select_related("structure")
        .defer("area")
        .prefetch_related(
            Prefetch(
                "communes",
                Commune.objects.only("code", "name", "search_name").order_by("search_name"),
            ),
            Prefetch("qpvs", Qpv.objects.order_by("name")),
        )
    )
