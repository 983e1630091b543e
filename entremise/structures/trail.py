"""The trail of writes of a structure, in words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.utils import timezone

from entremise.accounts.models import User
from entremise.core.paging import KeysetPage, keyset
from entremise.journal.models import JournalLine
from entremise.journal.verbs import field_names, phrase, subject_kind, traced

from .actor import Actor
from .models import Membership
from .policies import can_read_journal, visible_journal

PAGE_SIZE = 50
# Subjects that are called by their name here: the registry's own, people, and disputes, whose name
# is a number.
NAMED = ("structures.", "accounts.", "cases.case", "cases.referral")
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Step:
    """One write: what was done, on which kind of thing, named when it is one of the registry's.

    `fields` are the names of what changed. Values are left out: they may be words of the field.
    """

    at: datetime
    author: str
    phrase: str
    kind: str
    subject: str
    fields: Sequence[str]


def trail_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> KeysetPage[JournalLine]:
    """One page of the trail, newest first."""
    rows = visible_journal(actor).select_related("user")
    if verb := filters.get("verb"):
        rows = rows.filter(verb=verb)
    if person := filters.get("person"):
        rows = rows.filter(user_id=person)
    if start := filters.get("start"):
        rows = rows.filter(at__gte=_midnight(start))
    if end := filters.get("end"):
        rows = rows.filter(at__lt=_midnight(end + timedelta(days=1)))
    if asked := filters.get("about"):
        subject = subject_asked(actor, asked)
        rows = rows.filter(**subject) if subject else rows.none()
    return keyset(rows, by=("at", "id"), after=after, size=PAGE_SIZE)


def in_words(lines: Sequence[JournalLine]) -> list[Step]:
    """What these lines tell."""
    names = _names(lines)
    return [_step(line, names) for line in lines]


def authors(actor: Actor) -> list[tuple[int, str]]:
    """Whoever belongs or belonged to the structure, by name, for those who read its trail."""
    if not can_read_journal(actor):
        return []
    held = Membership.objects.filter(structure_id=actor.structure).values("user")
    return list(User.objects.filter(pk__in=held).order_by("name").values_list("pk", "name"))


def subject_asked(actor: Actor, typed: str) -> dict[str, Any] | None:
    """The lines about what was typed, if anything of the structure: a number, or an address."""
    identifier = _IDENTIFIER.search(typed.lower())
    number = "".join(typed.split()).upper()
    for kind, column in traced().items():
        if not (identifier or column):
            continue
        wanted = {"pk": identifier[0]} if identifier else {column: number}
        rows = apps.get_model(kind)._default_manager.filter(structure_id=actor.structure, **wanted)
        if key := rows.values_list("pk", flat=True).first():
            return {"subject_type": kind, "subject_id": str(key)}
    return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _step(line: JournalLine, names: Mapping[tuple[str, str], str]) -> Step:
    return Step(
        at=line.at,
        author=line.user.name if line.user else "la plateforme",
        phrase=phrase(line.verb),
        kind=subject_kind(line.subject_type),
        subject=names.get((line.subject_type, line.subject_id), ""),
        fields=field_names(line.subject_type, line.changes),
    )


def _names(lines: Sequence[JournalLine]) -> dict[tuple[str, str], str]:
    """What these subjects are called today: one query for each kind on the page."""
    wanted: dict[str, set[str]] = {}
    for line in lines:
        if line.subject_type.startswith(NAMED):
            wanted.setdefault(line.subject_type, set()).add(line.subject_id)
    return {
        (kind, str(row.pk)): str(row)
        for kind, keys in sorted(wanted.items())
        for row in _rows(kind, keys)
    }


def _rows(kind: str, keys: set[str]) -> Any:
    model = apps.get_model(kind)
    rows = model._default_manager.filter(pk__in=keys)
    return rows.select_related("user") if model is Membership else rows
