"""Reads of tracks and DLA: lists, the page of one, and those without news."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce, Greatest

from entremise.core import clock
from entremise.core.paging import KeysetPage, keyset
from entremise.structures.actor import Actor
from entremise.structures.lookup import structures_like
from entremise.structures.models import Structure

from .enums import PHASE_RANK, MeetingStatus
from .models import (
    Deliverable,
    Dla,
    DlaPhaseStart,
    DlaStructure,
    Meeting,
    NextStep,
    SupportTrack,
    TrackStep,
)
from .policies import (
    led_meetings,
    visible_deliverables,
    visible_dlas,
    visible_meetings,
    visible_next_steps,
    visible_tracks,
)
from .queries import shown

PAGE_SIZE = 40
SILENCE = timedelta(days=90)  # after which a track is without news


# --- tracks


def tracks(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[SupportTrack]:
    """The tracks one may read that match the filter form's clean values."""
    rows = visible_tracks(actor)
    if filters.get("state") == "closed":
        rows = rows.filter(closed_on__isnull=False)
    elif filters.get("state") != "all":
        rows = rows.filter(closed_on=None)
    if step := filters.get("step"):
        running = TrackStep.objects.filter(track=OuterRef("pk"), kind=step, closed_on=None)
        rows = rows.filter(Exists(running))
    if typed := filters.get("q"):
        named = structures_like(Structure.objects.all(), typed).order_by().values("pk")
        rows = rows.filter(Q(purpose__icontains=typed) | Q(structure__in=named))
    return rows


def with_news(rows: QuerySet[SupportTrack]) -> QuerySet[SupportTrack]:
    """With `last_news`: the latest of its opening, its steps and its meetings held; and the steps
    that run.
    """
    held = (
        Meeting.objects.filter(track=OuterRef("pk"), status=MeetingStatus.HELD)
        .order_by()
        .values("track")
    )
    steps = TrackStep.objects.filter(track=OuterRef("pk")).order_by().values("track")
    moved = steps.annotate(day=Max(Greatest("opened_on", Coalesce("closed_on", "opened_on"))))
    last_held = Subquery(held.annotate(day=Max("on")).values("day"))
    last_moved = Subquery(moved.values("day"))
    running = Prefetch(
        "steps", TrackStep.objects.filter(closed_on=None).order_by("opened_on", "pk"), "running"
    )
    return (
        rows.select_related("structure__commune", "dispositif")
        .prefetch_related(running)
        .annotate(
            last_news=Greatest(
                F("opened_on"), Coalesce(last_held, "opened_on"), Coalesce(last_moved, "opened_on")
            )
        )
    )


def track_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> KeysetPage[SupportTrack]:
    """One page of the list, the latest opened first."""
    rows = with_news(tracks(actor, filters))
    return keyset(rows, by=("opened_on", "id"), after=after, size=PAGE_SIZE)


def silent_tracks(actor: Actor, today: date) -> QuerySet[SupportTrack]:
    """The open tracks of which nothing was said for three months, the oldest news first."""
    rows = with_news(visible_tracks(actor).filter(closed_on=None))
    quiet = rows.filter(Q(last_news__lt=today - SILENCE))
    return quiet.order_by("last_news", "pk")  # type: ignore[misc]


def complete_tracks(actor: Actor) -> QuerySet[SupportTrack]:
    """With what the page of one track shows."""
    return visible_tracks(actor).select_related("structure", "dispositif", "mission")


def steps_of(track: SupportTrack) -> list[TrackStep]:
    """Its steps: those that run first, then the latest ended."""
    rows = track.steps.order_by("-opened_on", "-pk")
    return sorted(rows, key=lambda step: step.closed_on is not None)


def meetings_of(actor: Actor, **about: Any) -> list[Meeting]:
    """The meetings one may read about a track or a DLA, the latest first."""
    return list(shown(visible_meetings(actor).filter(**about)).order_by("-on", "-pk")[:PAGE_SIZE])


# --- DLA


def dlas(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Dla]:
    """The DLA one may read that match the filter form's clean values."""
    rows = visible_dlas(actor)
    if kind := filters.get("kind"):
        rows = rows.filter(kind=kind)
    if filters.get("state") == "closed":
        rows = rows.filter(closed_on__isnull=False)
    elif filters.get("state") == "running":
        rows = rows.filter(closed_on=None)
    if typed := filters.get("q"):
        named = structures_like(Structure.objects.all(), typed).order_by().values("pk")
        within = DlaStructure.objects.filter(dla=OuterRef("pk"), structure__in=named)
        rows = rows.filter(Q(title__icontains=typed) | Q(Exists(within)))
    return rows


def shown_dlas(rows: QuerySet[Dla]) -> QuerySet[Dla]:
    """With their structures, their phases, and how many deliverables are awaited."""
    return (
        rows.select_related("provider", "funder")
        .prefetch_related(
            Prefetch("structures", Structure.objects.order_by("search_name")),
            Prefetch("phases", DlaPhaseStart.objects.order_by("on", "pk")),
        )
        .annotate(awaited=Count("deliverables", Q(deliverables__handed_on=None)))
    )


def dla_page(actor: Actor, filters: Mapping[str, Any], after: str | None) -> KeysetPage[Dla]:
    """One page of the list, the latest begun first."""
    rows = shown_dlas(dlas(actor, filters))
    return keyset(rows, by=("starts_on", "id"), after=after, size=PAGE_SIZE)


def phases_of(dla: Dla) -> list[DlaPhaseStart]:
    """The phases it went through, in order. `phases` has been fetched."""
    return sorted(dla.phases.all(), key=lambda row: PHASE_RANK[row.phase])


def deliverables_of(dla: Dla) -> list[Deliverable]:
    """What it is to produce: what is awaited first, by the day it is due."""
    late = date.max
    return sorted(
        dla.deliverables.all(),
        key=lambda row: (row.handed_on is not None, row.due_on or late, row.pk),
    )


# --- what is due


def next_steps_due(actor: Actor, until: date) -> QuerySet[NextStep]:
    """What is to be done by a day after the meetings one leads, the latest in the past first."""
    rows = visible_next_steps(actor).filter(done_on=None, due_on__lte=until)
    return rows.select_related("meeting").order_by("due_on", "pk")


def deliverables_due(actor: Actor, until: date) -> QuerySet[Deliverable]:
    """What DLA are to produce by a day."""
    rows = visible_deliverables(actor).filter(handed_on=None, due_on__lte=until)
    return rows.select_related("dla").order_by("due_on", "pk")


def overdue(actor: Actor) -> int:
    """How many next steps are late today."""
    due = NextStep.objects.filter(
        meeting__in=led_meetings(actor), done_on=None, due_on__lt=clock.today()
    )
    return due.count()
