"""How many jobs there are on a day, and what moved over a period: a few questions to the database.

A job is a post that was created, consolidated or not, vacant or not. The database groups periods by
their cell (ADR 0019); everything a page shows is added up from these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast

from entremise.structures.models import Structure

from .cells import CONSOLIDATED, CREATED, PLANNED
from .enums import AT_WORK
from .models import Position, PositionPeriod
from .tally import Tally

# What figures are broken down by.
DIMENSIONS = ("domain", "arrondissement", "contract", "operator")
# The moves by which a post enters a state.
ENTERED = {"planned": PLANNED, "created": CREATED, "consolidated": CONSOLIDATED}


@dataclass(frozen=True)
class Asked:
    """What is to be counted, of the periods of which posts: the jobs of a day, the moves of a
    period. `posts` are those whose periods are `rows`; `whole`, all that one may count."""

    on: date
    since: date
    until: date
    rows: QuerySet[PositionPeriod]
    posts: QuerySet[Position]
    whole: QuerySet[PositionPeriod]
    narrowed: bool = False


def there(day: date) -> Q:
    """The condition on a period to hold a day."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def held_on(rows: QuerySet[PositionPeriod], day: date) -> Tally:
    """The posts that exist on a day, prospects included, whatever became of them since."""
    return Tally.of(_grouped(rows.filter(there(day)), "cell"))


def _grouped(rows: QuerySet[PositionPeriod], *by: str) -> Sequence[tuple[Any, ...]]:
    """Rows of (*by, posts, full-time, vacant), as the driver gives them: the models would convert
    thousands of rows value by value, which takes longer than counting them.
    """
    counted: Any = rows.order_by().values(*by)
    asked = counted.annotate(
        posts=Count("pk"),
        full_time=Sum(Cast("share", FloatField())),
        unfilled=Count("pk", filter=Q(vacant=True)),
    ).values_list(*by, "posts", "full_time", "unfilled")
    try:
        statement, values = asked.query.sql_with_params()
    except EmptyResultSet:
        return ()
    with connections[asked.db].cursor() as cursor:
        cursor.execute(statement, values)
        found: Sequence[tuple[Any, ...]] = cursor.fetchall()
    return found


def jobs_on(rows: QuerySet[PositionPeriod], day: date) -> int:
    """How many jobs there are on a day, and nothing else."""
    return rows.filter(there(day), status__in=AT_WORK).count()


def jobs_by_commune(rows: QuerySet[PositionPeriod], day: date) -> QuerySet[Any]:
    """How many jobs there are on a day in each commune (with its name and its département) and
    domain."""
    found = rows.filter(there(day), status__in=AT_WORK).order_by()
    read = found.values(
        commune=F("position__commune"),
        name=F("position__commune__name"),
        departement=F("position__commune__departement"),
        domain=F("position__domain"),
    )
    return read.annotate(jobs=Count("pk")).order_by("commune", "domain")


def employers_on(rows: QuerySet[PositionPeriod], day: date) -> dict[str, int]:
    """How many structures employ on a day, by kind of operator."""
    employers = rows.filter(there(day), status__in=AT_WORK).order_by().values("structure")
    found = Structure.objects.filter(pk__in=employers).order_by().values("operator_type")
    return dict(found.annotate(count=Count("pk")).values_list("operator_type", "count"))


def pilot_actions(posts: QuerySet[Position]) -> int:
    """How many dispositifs have posts that pilot actions opened, or think of."""
    found = posts.filter(pilot=True).aggregate(count=Count("dispositif", distinct=True))
    return int(found["count"])


def moved_between(rows: QuerySet[PositionPeriod], start: date, end: date) -> dict[str, Tally]:
    """The posts that entered each state from one day to another, both included.

    Created: that became a job, even consolidated at once. Ended: jobs whose last day is one of
    these; dropped: prospects that came to nothing.
    """
    begun = _grouped(entered(rows, start, end), "enters", "cell")
    over = Tally.of(_grouped(ended(rows, start, end), "cell"))
    return {
        **{
            move: Tally.of(row[1:] for row in begun if row[0] & state)
            for move, state in ENTERED.items()
        },
        "ended": over.at_work,
        "dropped": over.without("status", *AT_WORK),
    }


def entered(rows: QuerySet[PositionPeriod], start: date, end: date) -> QuerySet[PositionPeriod]:
    """The periods by which posts entered a state from one day to another."""
    return rows.filter(enters__gt=0, starts_on__range=(start, end))


def ended(rows: QuerySet[PositionPeriod], start: date, end: date) -> QuerySet[PositionPeriod]:
    """The last periods of posts whose last day is one of these."""
    return rows.filter(closes=True, ends_on__range=(start, end))
