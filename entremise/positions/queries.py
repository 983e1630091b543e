"""Reads of posts and conventions, for lists, pages and files."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from entremise.core import clock
from entremise.core.clock import months_after
from entremise.core.paging import KeysetPage, keyset
from entremise.structures.actor import Actor
from entremise.structures.lookup import structures_like
from entremise.structures.models import FundingLine, Structure

from .enums import AT_WORK, Status
from .models import AdulteRelaisConvention, Position, PositionPeriod
from .months import DELAYS
from .parameters import aid_of_year
from .policies import counted_positions, visible_conventions, visible_positions

PAGE_SIZE = 40


def filtered(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Position]:
    """The posts one may read that match the filter form's clean values."""
    rows = visible_positions(actor)
    for name in ("domain", "supported", "pilot"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    if typed := filters.get("q"):
        named = structures_like(Structure.objects.all(), typed).values("pk")
        rows = rows.filter(
            Q(title__icontains=typed) | Q(number__iexact=typed) | Q(structure__in=named)
        )
    state, contract = filters.get("state"), filters.get("contract")
    if state == "ended":
        rows = rows.filter(ended_on__isnull=False)
    elif state or contract:
        rows = rows.filter(Exists(_running(state or "", contract or "")))
    return rows


def _running(state: str, contract: str) -> QuerySet[PositionPeriod]:
    """The period that runs of an outer post, when it is in this state and under this contract."""
    rows = PositionPeriod.objects.filter(position=OuterRef("pk"), ends_on__isnull=True)
    if state == "vacant":
        rows = rows.filter(status__in=AT_WORK, vacant=True)
    elif state == "at_work":
        rows = rows.filter(status__in=AT_WORK)
    elif state:
        rows = rows.filter(status=state)
    return rows.filter(contract=contract) if contract else rows


def shown(rows: QuerySet[Position]) -> QuerySet[Position]:
    """With what a line of the list says: `story`, the periods, the latest first."""
    story = Prefetch("periods", PositionPeriod.objects.order_by("-starts_on"), to_attr="story")
    return rows.select_related("structure", "commune", "dispositif").prefetch_related(story)


def position_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> KeysetPage[Position]:
    """One page of the list, the latest entered first."""
    return keyset(shown(filtered(actor, filters)), by=("id",), after=after, size=PAGE_SIZE)


def complete(rows: QuerySet[Position]) -> QuerySet[Position]:
    """With everything the page of one post shows."""
    paid = FundingLine.objects.select_related("funder").order_by("-starts_on", "pk")
    return (
        shown(rows)
        .select_related("qpv", "hosted_by")
        .prefetch_related(Prefetch("funding_lines", paid))
    )


def prospects(actor: Actor) -> int:
    """How many posts are thought of today, among those one counts."""
    return counted_positions(actor).filter(Exists(_running(Status.PROSPECT, ""))).count()


# --- the story of one post


@dataclass(frozen=True)
class Event:
    """A step of a post: its title, from which day, why, and under what terms."""

    on: date
    title: str
    cause: str
    terms: str
    note: str = ""


def timeline(position: Position) -> list[Event]:
    """What happened to a post, the latest first. `story` has been fetched."""
    story: list[PositionPeriod] = position.story  # type: ignore[attr-defined]
    earlier = [*story[1:], None]
    events = [_event(period, before) for period, before in zip(story, earlier, strict=True)]
    if position.ended_on:
        cause = str(position.get_end_cause_display())
        events.insert(0, Event(position.ended_on, "Dernier jour", cause, ""))
    return events


_TITLES = {
    Status.PROSPECT: "Mis en perspective",
    Status.CREATED: "Créé",
    Status.CONSOLIDATED: "Consolidé",
}


def _event(period: PositionPeriod, before: PositionPeriod | None) -> Event:
    title = _TITLES[Status(period.status)]
    if before and before.status == period.status:
        title = "Changé"
        if before.vacant != period.vacant:
            title = "Devenu vacant" if period.vacant else "Pourvu"
    cause = str(period.get_cause_display())
    return Event(period.starts_on, title, cause, period.terms, period.note)


# --- conventions


@dataclass(frozen=True)
class Aid:
    """What a convention brings in a year; None when no source says the amount."""

    year: int
    euros: Any


def aid_by_year(convention: AdulteRelaisConvention) -> list[Aid]:
    """The aid of each calendar year, until the convention or its post ends."""
    last = min(convention.ends_on, convention.position.ended_on or convention.ends_on)
    return [
        Aid(
            year,
            aid_of_year(year, since=convention.starts_on, until=last, share=convention.share),
        )
        for year in range(convention.starts_on.year, last.year + 1)
    ]


def _awaited(rows: QuerySet[AdulteRelaisConvention]) -> QuerySet[AdulteRelaisConvention]:
    """Those that nothing follows yet, on a post that still exists."""
    return rows.filter(renewal__isnull=True, position__ended_on__isnull=True)


def conventions_ending(today: date) -> QuerySet[AdulteRelaisConvention]:
    """Those whose end is to be told: within nine months, not renewed, soonest first."""
    latest = months_after(today, DELAYS[0]) + timedelta(days=3)  # months are of unequal lengths
    rows = _awaited(AdulteRelaisConvention.objects.all())
    return rows.filter(ends_on__gte=today, ends_on__lte=latest).order_by("ends_on", "pk")


def ending_soon(actor: Actor) -> int:
    """How many conventions one reads end within nine months and are not renewed."""
    today = clock.today()
    rows = _awaited(visible_conventions(actor))
    return rows.filter(ends_on__gte=today, ends_on__lte=months_after(today, DELAYS[0])).count()


def convention_page(
    actor: Actor, *, past: bool, after: str | None
) -> KeysetPage[AdulteRelaisConvention]:
    """Those that run or are to come, the soonest to end first; or those that are over."""
    today = clock.today()
    rows = visible_conventions(actor).select_related(
        "position__structure", "position__commune", "qpv", "renewal"
    )
    rows = rows.filter(ends_on__lt=today) if past else rows.filter(ends_on__gte=today)
    return keyset(rows, by=("ends_on", "id"), after=after, size=PAGE_SIZE, descending=past)


def conventions_of(position: Position) -> list[AdulteRelaisConvention]:
    """Those of a post, the latest first."""
    rows = position.conventions.select_related("qpv", "renewal", "position__structure")
    return list(rows.order_by("-starts_on"))
