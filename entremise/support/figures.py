"""The figures of the mission's support: whom it is in relation with, how often, to do what.

A structure is « in relation » with the mission once it has met it: a meeting held, of any kind.
These are counts of organisations and of meetings, never of people: nothing is suppressed.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from entremise.core import clock
from entremise.core.clock import months_after
from entremise.core.typography import agree, figure, long_date
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType
from entremise.structures.models import Structure
from entremise.ui.components import Column, Figure, Table

from .enums import DlaKind, MeetingKind, MeetingStatus, StepKind
from .models import DlaStructure, Meeting, MeetingStructure, TrackStep
from .policies import counted_dlas, counted_meetings, counted_tracks
from .queries import A_YEAR


@dataclass(frozen=True)
class Figures:
    """What the page of figures shows."""

    headline: str
    cards: list[Figure]
    tables: list[Table]
    since: date | None
    until: date


def figures(actor: Actor, since: date | None = None, until: date | None = None) -> Figures:
    """Everything between two days, both included; since the first meeting when nobody says."""
    last = min(until or clock.today(), clock.today())
    held = counted_meetings(actor).filter(status=MeetingStatus.HELD, on__lte=last)
    first = since or held.aggregate(first=Min("on"))["first"]
    if first:
        held = held.filter(on__gte=first)
    met = Structure.objects.filter(pk__in=held.values("parties__structure"))
    kinds = dict(met.order_by().values_list("actor_type").annotate(Count("pk")))
    structures, meetings = sum(kinds.values()), held.count()
    return Figures(
        headline=_headline(structures, meetings, first),
        cards=[
            Figure("Structures en relation avec la mission", structures,
                   sentence="rencontrées au moins une fois"),
            Figure("Rencontres tenues", meetings, sentence=_each(meetings, structures)),
            _recent(actor, last, structures),
            _tracks(actor, last),
            *_dlas(actor, last),
        ],
        tables=[_by_actor(held, kinds), _by_kind(held), _by_year(held), _by_step(actor, last)],
        since=first,
        until=last,
    )  # fmt: skip


def _headline(structures: int, meetings: int, first: date | None) -> str:
    if not first:
        return "Aucune rencontre n'a encore été tenue."
    return (
        f"{figure(structures)} {agree(structures, 'structure')} en relation avec la mission, en "
        f"{figure(meetings)} {agree(meetings, 'rencontre')} depuis le {long_date(first)}."
    )


def _each(meetings: int, structures: int) -> str:
    return f"{figure(meetings / structures, 1)} par structure" if structures else ""


def _recent(actor: Actor, last: date, structures: int) -> Figure:
    since = months_after(last, -A_YEAR)
    held = counted_meetings(actor).filter(status=MeetingStatus.HELD, on__gt=since, on__lte=last)
    count = Structure.objects.filter(pk__in=held.values("parties__structure")).count()
    left = f"{figure(structures - count)} ne l'ont pas été" if structures > count else ""
    return Figure("Rencontrées depuis un an", count, sentence=left)


def _tracks(actor: Actor, last: date) -> Figure:
    rows = counted_tracks(actor).filter(opened_on__lte=last)
    running = rows.filter(Q(closed_on=None) | Q(closed_on__gt=last))
    said = rows.aggregate(structures=Count("structure", distinct=True))["structures"]
    return Figure(
        "Accompagnements en cours",
        running.count(),
        sentence=f"{figure(said)} {agree(said, 'structure accompagnée', 'structures accompagnées')}"
        " en tout",
    )


def _dlas(actor: Actor, last: date) -> list[Figure]:
    rows = counted_dlas(actor).filter(starts_on__lte=last)
    labels = {DlaKind.COLLECTIVE: "DLA collectifs", DlaKind.INDIVIDUAL: "DLA individuels"}
    found = []
    for kind, label in labels.items():
        of_kind = rows.filter(kind=kind)
        parties = DlaStructure.objects.filter(dla__in=of_kind)
        count = parties.values("structure").distinct().count()
        said = f"{figure(count)} {agree(count, 'structure')}"
        found.append(Figure(label, of_kind.count(), sentence=said))
    return found


def _by_actor(held: QuerySet[Meeting], kinds: dict[str, int]) -> Table:
    met = MeetingStructure.objects.filter(meeting__in=held).order_by()
    times = dict(met.values_list("structure__actor_type").annotate(Count("meeting", distinct=True)))
    rows = [
        {"kind": label, "structures": kinds[code], "meetings": times.get(code, 0)}
        for code, label in ActorType.choices
        if code in kinds
    ]
    rows.sort(key=lambda row: -int(row["structures"]))
    return _table(
        "Structures en relation, par type d'acteur",
        (Column("kind", "Type d'acteur"), Column("structures", "Structures", numeric=True),
         Column("meetings", "Rencontres", numeric=True)),
        rows,
    )  # fmt: skip


def _by_kind(held: QuerySet[Meeting]) -> Table:
    counts = dict(held.order_by().values_list("kind").annotate(Count("pk")))
    rows = [
        {"kind": label, "meetings": counts[code]}
        for code, label in MeetingKind.choices
        if code in counts
    ]
    return _table("Rencontres, par nature", (Column("kind", "Nature"), MEETINGS), rows)


def _by_year(held: QuerySet[Meeting]) -> Table:
    years = held.order_by().values("on__year")
    counts = years.annotate(
        meetings=Count("pk", distinct=True), structures=Count("parties__structure", distinct=True)
    )
    rows = [
        {"year": str(row["on__year"]), "meetings": row["meetings"], "structures": row["structures"]}
        for row in counts.order_by("-on__year")
    ]
    columns = (
        Column("year", "Année"), MEETINGS, Column("structures", "Structures", numeric=True)
    )  # fmt: skip
    return _table("Rencontres, par année", columns, rows)


def _by_step(actor: Actor, last: date) -> Table:
    steps = TrackStep.objects.filter(track__in=counted_tracks(actor), opened_on__lte=last)
    running = Q(closed_on=None) | Q(closed_on__gt=last)
    counts = {
        row["kind"]: row
        for row in steps.order_by()
        .values("kind")
        .annotate(begun=Count("pk"), running=Count("pk", running))
    }
    rows = [
        {"step": label, "begun": counts[code]["begun"], "running": counts[code]["running"]}
        for code, label in StepKind.choices
        if code in counts
    ]
    columns = (
        Column("step", "Étape"),
        Column("running", "En cours", numeric=True),
        Column("begun", "Ouvertes en tout", numeric=True),
    )
    return _table("Étapes d'accompagnement", columns, rows)


MEETINGS = Column("meetings", "Rencontres", numeric=True)


def _table(caption: str, columns: Any, rows: list[dict[str, Any]]) -> Table:
    return Table(caption, columns, rows, empty="Rien encore.")
