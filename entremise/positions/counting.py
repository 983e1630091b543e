"""How many jobs there are on a day, and what moved over a period: four questions to the database.

A job is a post that was created, consolidated or not, vacant or not. Groups leave the database by
domain, arrondissement, contract and kind of operator at once; everything a page shows is added up
from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from .enums import AT_WORK, Status
from .models import Position, PositionPeriod

# What figures are broken down by: the name of the dimension, and where it is read.
DIMENSIONS = {
    "domain": F("domain"),
    "arrondissement": F("commune__arrondissement"),
    "contract": F("periods__contract"),
    "operator": F("structure__operator_type"),
}
_OTHERS = {
    "departement": F("commune__departement"),
    "status": F("periods__status"),
    "on_support": F("supported"),
    "on_pilot": F("pilot"),
}


@dataclass(frozen=True)
class Asked:
    """What is to be counted, of which posts: the jobs of a day, the moves of a period."""

    on: date
    since: date
    until: date
    rows: QuerySet[Position]
    whole: QuerySet[Position]
    narrowed: bool = False


@dataclass(frozen=True)
class Group:
    """Posts that are alike on a day, or that moved alike: where they stand, and how many."""

    keys: dict[str, Any]
    status: str
    departement: str | None
    supported: bool
    pilot: bool
    posts: int
    full_time: Decimal = Decimal(0)
    vacant: int = 0

    @property
    def at_work(self) -> bool:
        """Whether they count as jobs."""
        return self.status in AT_WORK


def held_on(rows: QuerySet[Position], day: date) -> list[Group]:
    """The posts that exist on a day, prospects included, whatever became of them since."""
    return _groups(rows.filter(_there(day)))


def _there(day: date) -> Q:
    return Q(periods__starts_on__lte=day) & (
        Q(periods__ends_on__isnull=True) | Q(periods__ends_on__gte=day)
    )


def _groups(rows: QuerySet[Position]) -> list[Group]:
    found = rows.order_by().values(
        **{f"by_{name}": where for name, where in (DIMENSIONS | _OTHERS).items()}
    )
    counted: Any = found.annotate(
        posts=Count("pk"),
        full_time=Sum("periods__share"),
        vacant=Count("pk", filter=Q(periods__vacant=True)),
    )
    return [
        Group(
            keys={name: row[f"by_{name}"] for name in DIMENSIONS},
            status=row["by_status"],
            departement=row["by_departement"],
            supported=row["by_on_support"],
            pilot=row["by_on_pilot"],
            posts=row["posts"],
            full_time=row["full_time"],
            vacant=row["vacant"],
        )
        for row in counted
    ]


def jobs_on(rows: QuerySet[Position], day: date) -> int:
    """How many jobs there are on a day, and nothing else."""
    return rows.filter(_there(day), periods__status__in=AT_WORK).count()


def employers_on(rows: QuerySet[Position], day: date) -> dict[str, int]:
    """How many structures employ on a day, by kind of operator."""
    found = (
        rows.filter(_there(day), periods__status__in=AT_WORK)
        .order_by()
        .values("structure__operator_type")
        .annotate(count=Count("structure", distinct=True))
    )
    return {row["structure__operator_type"]: row["count"] for row in found}


def pilot_actions(rows: QuerySet[Position]) -> int:
    """How many dispositifs have posts that pilot actions opened, or think of."""
    found = rows.filter(pilot=True).aggregate(count=Count("dispositif", distinct=True))
    return int(found["count"])


# --- what moved


def moved_between(rows: QuerySet[Position], start: date, end: date) -> dict[str, list[Group]]:
    """The posts that entered each state from one day to another, both included.

    Created: that became a job, even consolidated at once. Ended: jobs whose last day is one of
    these; dropped: prospects that came to nothing.
    """
    first, last = (_entered(rows, status, start, end) for status in ((Status.PROSPECT,), AT_WORK))
    over = _groups(rows.filter(ended_on__range=(start, end), periods__ends_on=F("ended_on")))
    return {
        "planned": first,
        "created": last,
        "consolidated": _entered(rows, (Status.CONSOLIDATED,), start, end),
        "ended": [group for group in over if group.at_work],
        "dropped": [group for group in over if not group.at_work],
    }


def _entered(
    rows: QuerySet[Position], statuses: Iterable[str], start: date, end: date
) -> list[Group]:
    """The posts whose first period in one of these states begins then."""
    earlier = PositionPeriod.objects.filter(
        position=OuterRef("pk"),
        status__in=statuses,
        starts_on__lt=OuterRef("periods__starts_on"),
    )
    then = Q(periods__starts_on__range=(start, end), periods__status__in=statuses)
    return _groups(rows.filter(then, ~Exists(earlier)))  # at once: they speak of one period


# --- adding up


def posts(groups: Iterable[Group]) -> int:
    """How many in all."""
    return sum(group.posts for group in groups)


def full_time(groups: Iterable[Group]) -> Decimal:
    """The same in full-time equivalents."""
    return sum((group.full_time for group in groups), Decimal(0))


def by(groups: Iterable[Group], dimension: str) -> dict[Any, list[Group]]:
    """The groups under each value of a dimension."""
    found: dict[Any, list[Group]] = {}
    for group in groups:
        found.setdefault(group.keys[dimension], []).append(group)
    return found


def share_within(groups: list[Group], arrondissements: Iterable[str]) -> float | None:
    """The share of these posts that lie in some arrondissements; None of no post."""
    inside = set(arrondissements)
    total = posts(groups)
    there = posts(group for group in groups if group.keys["arrondissement"] in inside)
    return there / total if total else None
