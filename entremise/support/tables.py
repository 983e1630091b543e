"""Meetings, tracks and DLA as tables."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse

from entremise.core.typography import agree, listed
from entremise.structures.lookup import structure_written
from entremise.structures.models import Structure
from entremise.structures.tables import period_written
from entremise.ui.components import MISSING, Column, Link, Table

from .enums import PHASE_RANK, MeetingStatus
from .models import Dla, Meeting, SupportTrack

FEW = 3
DAY = timedelta(days=1)


def names_written(structures: Sequence[Structure]) -> str:
    """« Ville de Lille, Citéo et 3 autres »."""
    names = [str(one) for one in structures]
    if len(names) <= FEW:
        return listed(names)
    rest = len(names) - FEW + 1
    return f"{', '.join(names[: FEW - 1])} et {rest} autres"


def meeting_table(rows: Iterable[Meeting], *, caption: str = "Rencontres") -> Table:
    """A list of meetings, `shown` having read what it says."""
    columns = (
        Column("on", "Jour"),
        Column("subject", "Objet"),
        Column("structures", "Structures"),
        Column("kind", "Nature"),
        Column("state", "État"),
    )
    lines = [
        {
            "on": row.when,
            "subject": Link(row.subject, reverse("meeting_detail", args=[row.pk])),
            "structures": names_written(list(row.structures.all())),
            "kind": row.get_kind_display(),
            "state": state_written(row),
        }
        for row in rows
    ]
    return Table(caption, columns, lines, layout="stack")


def state_written(row: Meeting) -> str:
    """« tenue, 2 suites à donner »."""
    left: int = row.left or 0  # type: ignore[attr-defined]
    state = str(row.get_status_display())
    if left and row.status != MeetingStatus.CANCELLED:
        return f"{state}, {left} {agree(left, 'suite')} à donner"
    return state


def to_meet_table(rows: Iterable[Structure]) -> Table:
    """Whom to meet: when they last were, and the way to plan it."""
    columns = (
        Column("name", "Structure"),
        Column("actor", "Acteur"),
        Column("commune", "Commune"),
        Column("last", "Dernière rencontre"),
        Column("next", "Prochaine"),
    )
    lines = [
        {
            "name": Link(row.name, reverse("structure_detail", args=[row.pk])),
            "actor": row.get_actor_type_display(),
            "commune": row.commune.name if row.commune else MISSING,
            "last": row.last_met or "jamais",  # type: ignore[attr-defined]
            "next": row.next_on or Link("Prévoir", planning(row)),  # type: ignore[attr-defined]
        }
        for row in rows
    ]
    return Table("Structures à rencontrer", columns, lines, layout="stack")


def planning(structure: Structure) -> str:
    """The address at which one plans a meeting with a structure."""
    return f"{reverse('meeting_new')}?prevoir={structure.pk}"


def support_of(structure: Structure) -> str:
    """The address at which the mission begins to accompany it."""
    return f"{reverse('track_new')}?prevoir={structure.pk}"


def meetings_with(structure: Structure | None) -> str:
    """The address of the list of its meetings; of all those one reads for None."""
    if structure is None:
        return reverse("meeting_list")
    return f"{reverse('meeting_list')}?{urlencode({'structure': structure_written(structure)})}"


def track_table(rows: Iterable[SupportTrack], *, caption: str = "Accompagnements") -> Table:
    """A list of tracks; of each, the steps that run."""
    columns = (
        Column("purpose", "Objet"),
        Column("structure", "Structure"),
        Column("steps", "Étapes en cours"),
        Column("period", "Période"),
        Column("news", "Dernières nouvelles"),
    )
    lines = [
        {
            "purpose": Link(row.purpose, reverse("track_detail", args=[row.pk])),
            "structure": str(row.structure),
            "steps": listed([str(step) for step in row.running]) or MISSING,  # type: ignore[attr-defined]
            "period": period_written(row.opened_on, row.closed_on),
            "news": row.last_news,  # type: ignore[attr-defined]
        }
        for row in rows
    ]
    return Table(caption, columns, lines, layout="stack")


def dla_table(rows: Iterable[Dla], *, caption: str = "DLA") -> Table:
    """A list of DLA: whom, how far, for how long."""
    columns = (
        Column("title", "Intitulé"),
        Column("kind", "Forme"),
        Column("structures", "Structures", numeric=True),
        Column("phase", "Phase"),
        Column("length", "Durée prévue"),
        Column("awaited", "Livrables attendus", numeric=True),
    )
    lines = [
        {
            "title": Link(row.title, reverse("dla_detail", args=[row.pk])),
            "kind": row.get_kind_display(),
            "structures": len(row.structures.all()),
            "phase": phase_written(row),
            "length": length_written(row),
            "awaited": row.awaited,  # type: ignore[attr-defined]
        }
        for row in rows
    ]
    return Table(caption, columns, lines, layout="stack")


def phase_written(dla: Dla) -> str:
    """The phase it is in, or when it ended."""
    if dla.closed_on:
        return f"terminé le {dla.closed_on:%d/%m/%Y}"
    last = max(dla.phases.all(), key=lambda row: PHASE_RANK[row.phase], default=None)
    return f"{last} depuis le {last.on:%d/%m/%Y}" if last else "à commencer"


def length_written(dla: Dla) -> str:
    """« 6 mois »: the whole months it is planned for, or its days."""
    if dla.ends_on is None:
        return f"depuis le {dla.starts_on:%d/%m/%Y}"
    months = months_planned(dla)
    if months:
        return f"{months} mois"
    days = (dla.ends_on - dla.starts_on).days + 1
    return f"{days} {agree(days, 'jour')}"


def months_planned(dla: Dla) -> int:
    """How many whole months it is planned for: 6 from 1 February to 31 July."""
    if dla.ends_on is None:
        return 0
    after = dla.ends_on + DAY
    months = (after.year - dla.starts_on.year) * 12 + after.month - dla.starts_on.month
    return months if after.day >= dla.starts_on.day else months - 1
