"""Reads of field activity for screens and exports."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Prefetch, QuerySet, Sum

from entremise.core import clock
from entremise.core.paging import KeysetPage, keyset
from entremise.journal.models import JournalLine
from entremise.structures.actor import Actor
from entremise.structures.days import service_day
from entremise.structures.models import Dispositif, FundingLine, Membership

from . import labels
from .models import Activity
from .policies import loggable_dispositifs, visible_activities

PAGE_SIZE = 30
ORDER = ("started_at", "id")


def filtered(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Activity]:
    """The activities the actor may see that match the filter form's clean values."""
    rows = visible_activities(actor).filter(cancelled_at__isnull=not filters.get("cancelled"))
    if start := filters.get("start"):
        rows = rows.filter(service_date__gte=start)
    if end := filters.get("end"):
        rows = rows.filter(service_date__lte=end)
    for name in ("register", "dispositif"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    if filters.get("unplaced"):
        rows = rows.filter(commune__isnull=True)
    if filters.get("mine"):
        rows = rows.filter(logged_by_id=actor.member)
    return rows


def activity_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> KeysetPage[Activity]:
    """One page of the list, newest first."""
    return keyset(activity_rows(actor, filters), by=ORDER, after=after, size=PAGE_SIZE)


def _team() -> Prefetch[Any]:
    return Prefetch("mediators", Membership.objects.select_related("user").order_by("pk"))


def complete(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """With everything the page of one activity shows."""
    lines = FundingLine.objects.select_related("funder").order_by("pk")
    return rows.select_related(
        "structure", "dispositif", "commune", "qpv", "partner", "logged_by__user"
    ).prefetch_related(_team(), Prefetch("funding_lines", lines))


@dataclass(frozen=True)
class Step:
    """One line of an activity's history, in words."""

    line: JournalLine
    title: str
    changes: list[labels.Change]


def history(activity: Activity) -> list[Step]:
    """What happened to an activity, newest first."""
    lines = JournalLine.objects.filter(
        subject_type=Activity._meta.label_lower, subject_id=str(activity.pk)
    ).select_related("user")
    return [
        Step(line, labels.VERBS.get(line.verb, line.verb), labels.changes(line.changes))
        for line in lines.order_by("-pk")
    ]


EXPORTED = (
    "id", "service_date", "started_at", "dispositif__name", "register", "historical_register",
    "temporality", "domain", "origin", "place_kind", "place_label", "commune_id", "commune__name",
    "qpv_id", "in_qpv", "place_method", "duration", "people", "outcome", "orientation",
)  # fmt: skip


def export_rows(actor: Actor, filters: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Every matching activity as one line of labels, without its note; read by chunks."""
    rows = filtered(actor, filters).order_by("-started_at", "-id").values_list(*EXPORTED)
    for row in rows.iterator(chunk_size=2000):
        yield [labels.spoken(name, value) for name, value in zip(EXPORTED, row, strict=True)]


def current_service_day(dispositif: Dispositif) -> date:
    """The day of the shift that is under way in a dispositif."""
    return service_day(clock.now(), dispositif.time_zone, dispositif.day_starts_at)


@dataclass(frozen=True)
class Evening:
    """What came in for the service day under way, in one dispositif."""

    dispositif: Dispositif
    day: date
    activities: int
    people: int
    minutes: int
    mediators: int
    last_received: datetime | None


def evenings(actor: Actor) -> list[Evening]:
    """The service day under way in each dispositif the actor works in (three queries)."""
    services = list(loggable_dispositifs(actor).order_by("name"))
    days = {service.pk: current_service_day(service) for service in services}
    rows = visible_activities(actor).filter(
        cancelled_at__isnull=True, service_date__in=set(days.values())
    )
    sums = {
        (row["dispositif_id"], row["service_date"]): row
        for row in rows.values("dispositif_id", "service_date").annotate(
            activities=Count("pk"),
            persons=Sum("people"),
            minutes=Sum("duration"),
            last_received=Max("created_at"),
        )
    }
    teams = {
        (row["dispositif_id"], row["service_date"]): row["mediators"]
        for row in rows.values("dispositif_id", "service_date").annotate(
            mediators=Count("mediators", distinct=True)
        )
    }
    return [_evening(service, days[service.pk], sums, teams) for service in services]


def _evening(
    service: Dispositif,
    day: date,
    sums: Mapping[tuple[int, date], Mapping[str, Any]],
    teams: Mapping[tuple[int, date], int],
) -> Evening:
    found = sums.get((service.pk, day), {})
    return Evening(
        dispositif=service,
        day=day,
        activities=found.get("activities", 0),
        people=found.get("persons") or 0,
        minutes=found.get("minutes") or 0,
        mediators=teams.get((service.pk, day), 0),
        last_received=found.get("last_received"),
    )


def latest(actor: Actor, count: int, *, mine: bool = False) -> list[Activity]:
    """The last entries, newest first, ready for a list."""
    return list(activity_rows(actor, {"mine": mine})[:count])


def activity_rows(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Activity]:
    """The rows of a list with all that a line shows."""
    rows = filtered(actor, filters).select_related("dispositif", "commune", "qpv", "partner")
    return rows.prefetch_related(_team()).order_by("-started_at", "-id")


def to_complete(actor: Actor) -> QuerySet[Activity]:
    """Entries of the last thirty days whose place nobody can tell: they count in no territory."""
    since = clock.today() - timedelta(days=30)
    return filtered(actor, {"start": since}).filter(commune__isnull=True)
