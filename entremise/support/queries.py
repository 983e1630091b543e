"""Reads of meetings: lists, files, the page of one, whom to meet."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from entremise.core import clock
from entremise.core.clock import months_after
from entremise.core.paging import KeysetPage, keyset
from entremise.structures.actor import Actor
from entremise.structures.lookup import structures_like, unmistakable
from entremise.structures.models import Structure
from entremise.territories.names import key

from . import attendances
from .enums import MeetingStatus
from .models import Attendance, Meeting, MeetingStructure, NextStep
from .policies import (
    counted_meetings,
    followed_structures,
    led_meetings,
    visible_meetings,
    visible_minutes,
)

PAGE_SIZE = 40
A_YEAR = 12  # months after which a structure is to be met again


def filtered(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Meeting]:
    """The meetings one may read that match the filter form's clean values."""
    rows = visible_meetings(actor)
    for name, column in {
        "status": "status",
        "kind": "kind",
        "since": "on__gte",
        "until": "on__lte",
    }.items():
        if value := filters.get(name):
            rows = rows.filter(**{column: value})
    if structure := filters.get("structure"):
        rows = rows.filter(_with(Structure.objects.filter(pk=structure.pk)))
    if kind := filters.get("actor_type"):
        rows = rows.filter(_with(Structure.objects.filter(actor_type=kind)))
    if typed := filters.get("q"):
        rows = rows.filter(Q(subject__icontains=typed) | Q(_with(_like(typed))))
    return rows


def _like(typed: str) -> QuerySet[Structure]:
    """The structures so named, or whose seat is."""
    named = Q(pk__in=structures_like(Structure.objects.all(), typed).order_by().values("pk"))
    seat = key(typed)
    return Structure.objects.filter(
        named | Q(commune__search_name__startswith=seat) if seat else named
    )


def _with(structures: QuerySet[Structure]) -> Exists:
    """A meeting with one of them."""
    met = MeetingStructure.objects.filter(meeting=OuterRef("pk"))
    return Exists(met.filter(structure__in=structures.order_by().values("pk")))


def shown(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With what a line of the list says: `met`, the structures, and how many steps are left."""
    met = Prefetch(
        "structures", Structure.objects.select_related("commune").order_by("search_name")
    )
    left = (
        NextStep.objects.filter(meeting=OuterRef("pk"), done_on=None)
        .order_by()
        .values("meeting")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return rows.prefetch_related(met).annotate(left=Subquery(left))


def meeting_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> KeysetPage[Meeting]:
    """One page of the list: those to come first, then the latest held."""
    return keyset(shown(filtered(actor, filters)), by=("on", "id"), after=after, size=PAGE_SIZE)


def complete(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With everything the page of one meeting shows."""
    return shown(rows).select_related("dispositif", "track__structure", "dla", "mission")


def steps_of(meeting: Meeting) -> list[NextStep]:
    """What it leads to: what is due first, then what is done."""
    rows = meeting.next_steps.all()
    late = date.max
    return sorted(rows, key=lambda step: (step.done_on is not None, step.due_on or late, step.pk))


EXPORTED = (
    "date", "heure", "durée (min)", "nature", "état", "structures", "dispositif", "objet",
    "présents", "compte rendu", "partagé",
)  # fmt: skip


def export_rows(actor: Actor, filters: Mapping[str, Any]) -> Iterator[list[str]]:
    """Every matching meeting as one line, the oldest first, in the columns that can be brought in
    again; minutes only where one reads them. Read by chunks.
    """
    readable = visible_minutes(actor).filter(pk=OuterRef("pk"))
    met = Prefetch("structures", Structure.objects.order_by("search_name", "pk"))
    present = Prefetch("attendances", Attendance.objects.order_by("pk"))
    rows = (
        filtered(actor, filters)
        .select_related("dispositif")
        .prefetch_related(met, present)
        .annotate(readable=Exists(readable))
        .order_by("on", "id")
    )
    named = unmistakable()
    for row in rows.iterator(chunk_size=1000):
        functions = [(one.function, one.count) for one in row.attendances.all()]
        yield [
            f"{row.on:%d/%m/%Y}",
            f"{row.starts_at:%H:%M}" if row.starts_at else "",
            str(row.lasts or ""),
            row.get_kind_display(),
            row.get_status_display(),
            " ; ".join(named(one) for one in row.structures.all()),
            row.dispositif.name if row.dispositif else "",
            row.subject,
            attendances.written(functions),
            row.minutes if row.readable else "",
            "oui" if row.shared else "non",
        ]


# --- whom to meet


def _held_with(actor: Actor) -> QuerySet[MeetingStructure]:
    """The held meetings of the region with an outer structure."""
    return MeetingStructure.objects.filter(
        structure=OuterRef("pk"),
        meeting__region=actor.region_code,
        meeting__status=MeetingStatus.HELD,
    )


def relations(actor: Actor) -> QuerySet[Structure]:
    """The structures a mission is to meet, with `last_met`, the day of the latest meeting held, and
    `next_on`, that of the next one planned.
    """
    planned = MeetingStructure.objects.filter(
        structure=OuterRef("pk"),
        meeting__region=actor.region_code,
        meeting__status=MeetingStatus.PLANNED,
        meeting__on__gte=clock.today(),
    )
    return followed_structures(actor).annotate(
        last_met=Subquery(_held_with(actor).order_by("-meeting__on").values("meeting__on")[:1]),
        next_on=Subquery(planned.order_by("meeting__on").values("meeting__on")[:1]),
    )


def to_meet(actor: Actor, *, never: bool = False) -> QuerySet[Structure]:
    """Those that nobody has met for a year; or, `never`, those that nobody has ever met."""
    rows = relations(actor).select_related("commune")
    if never:
        return rows.filter(Q(last_met=None))
    return rows.filter(Q(last_met__lt=months_after(clock.today(), -A_YEAR)))


def unplanned(rows: QuerySet[Structure]) -> QuerySet[Structure]:
    """Those of `to_meet` with whom nothing is planned, left aside for the longest time first."""
    return rows.filter(Q(next_on=None)).order_by("last_met", "pk")  # type: ignore[misc]


def to_meet_page(actor: Actor, *, never: bool, after: str | None) -> KeysetPage[Structure]:
    """One page of them: those left aside for the longest time first, or by name."""
    by = ("search_name", "id") if never else ("last_met", "id")
    return keyset(to_meet(actor, never=never), by=by, after=after, size=PAGE_SIZE, descending=False)


def met_structures(actor: Actor, *, since: date | None = None) -> QuerySet[Structure]:
    """The structures in relation with the mission: those it has met at least once (since a day)."""
    held = counted_meetings(actor).filter(status=MeetingStatus.HELD, on__lte=clock.today())
    if since:
        held = held.filter(on__gte=since)
    return Structure.objects.filter(pk__in=held.values("parties__structure"))


# --- the agenda


def planned(actor: Actor) -> QuerySet[Meeting]:
    """The meetings one leads that are still to be held, the soonest first."""
    rows = led_meetings(actor).filter(status=MeetingStatus.PLANNED, on__gte=clock.today())
    return shown(rows).order_by("on", "starts_at", "pk")


def unsaid(actor: Actor) -> QuerySet[Meeting]:
    """Those that were planned on a day that has passed: held or not, nobody has said."""
    rows = led_meetings(actor).filter(status=MeetingStatus.PLANNED, on__lt=clock.today())
    return shown(rows).order_by("on", "pk")


def between(actor: Actor, start: date, end: date) -> QuerySet[Meeting]:
    """Those of some days, cancelled ones apart, in the order in which they are held."""
    rows = led_meetings(actor).filter(on__range=(start, end))
    return shown(rows.exclude(status=MeetingStatus.CANCELLED)).order_by("on", "starts_at", "pk")
