"""The writes to the sheets of a structure and of its dispositifs, read in the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from entremise.journal.models import JournalLine
from entremise.journal.verbs import phrase
from entremise.structures.actions.registry import FIELDS
from entremise.structures.enums import Role
from entremise.structures.models import (
    Contact,
    ContactPerson,
    Dispositif,
    Membership,
    Structure,
)

from .words import Change, Words

SHEET = ("structure.registered", "structure.edited", "structure.reviewed", "structure.merged")
CONTACTS = ("contact.added", "contact.edited", "contact.removed")
# That there was a person, never who: what was corrected or read of one is not of the sheet.
PERSONS = ("person.attached", "person.erased", "person.ended")
SERVICE = (
    "dispositif.opened", "dispositif.edited", "dispositif.drawn", "dispositif.closed",
    "dispositif.reopened",
)  # fmt: skip
SHOWN = 200  # lines: years of a sheet


@dataclass(frozen=True)
class Entry:
    """One write to a sheet: by the structure's own people, by the mission, or by the platform.

    `subject` names the dispositif, where entries of several are read together.
    """

    at: datetime
    hand: str
    phrase: str
    changes: Sequence[Change]
    subject: str = ""


def history(structure: Structure) -> list[Entry]:
    """The writes to a sheet and its contacts, the latest first (a query by kind of name)."""
    return _entries(structure, _lines(structure))


def history_of_dispositif(dispositif: Dispositif) -> list[Entry]:
    """The writes to the sheet of a dispositif, the latest first."""
    lines = JournalLine.objects.filter(
        subject_type=Dispositif._meta.label_lower, subject_id=str(dispositif.pk), verb__in=SERVICE
    )
    return _entries(dispositif.structure, lines)


def recent_of_dispositifs(structure: Structure) -> list[Entry]:
    """What was written on the sheets of its dispositifs since the mission last read its own."""
    lines = JournalLine.objects.filter(
        subject_type=Dispositif._meta.label_lower, structure_id=structure.pk, verb__in=SERVICE
    )
    if structure.reviewed_at:
        lines = lines.filter(at__gt=structure.reviewed_at)
    return _entries(structure, lines, named=True)


def to_review(structure: Structure) -> tuple[list[Change], dict[str, Any]]:
    """What the structure's own people changed since the mission last read its sheet: each field
    from how it was then to how it is now, in words; and how each was, to be put back.
    """
    lines = _lines(structure).filter(verb="structure.edited").order_by("at", "id")
    if structure.reviewed_at:
        lines = lines.filter(at__gt=structure.reviewed_at)
    before: dict[str, Any] = {}
    for line in lines:
        for name, (was, _is) in line.changes.items():
            before.setdefault(name, was)
    changed = {
        name: was for name, was in before.items() if name in FIELDS and was != _now(structure, name)
    }
    words = Words.of([{name: [was, _now(structure, name)]} for name, was in changed.items()])
    shown = [words.change(name, was, _now(structure, name)) for name, was in changed.items()]
    return shown, changed


def _now(structure: Structure, name: str) -> Any:
    value = getattr(structure, name)
    return value if isinstance(value, list | bool | int | type(None)) else str(value)


def _lines(structure: Structure) -> QuerySet[JournalLine]:
    """The writes to a sheet and, by the number of the structure, to its contacts and to the
    persons attached to them."""
    lines = JournalLine.objects
    own = Structure._meta.label_lower
    found = lines.filter(subject_type=own, subject_id=str(structure.pk), verb__in=SHEET)
    for model, verbs in ((Contact, CONTACTS), (ContactPerson, PERSONS)):
        found |= lines.filter(
            subject_type=model._meta.label_lower, structure_id=structure.pk, verb__in=verbs
        )
    return found


def _entries(
    structure: Structure, found: QuerySet[JournalLine], *, named: bool = False
) -> list[Entry]:
    lines = list(found.order_by("-at", "-id")[:SHOWN])
    words = Words.of([line.changes for line in lines])
    hands = _hands(structure, lines)
    subjects = dict(_names(lines)) if named else {}
    return [
        Entry(
            line.at,
            hands.get(line.user_id, "la plateforme"),
            phrase(line.verb),
            words.of_line(line),
            subjects.get(line.subject_id, ""),
        )
        for line in lines
    ]


def _names(lines: Sequence[JournalLine]) -> list[tuple[str, str]]:
    rows = Dispositif.objects.filter(pk__in={line.subject_id for line in lines})
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _hands(structure: Structure, lines: Sequence[JournalLine]) -> dict[int | None, str]:
    """Whose hand each account is: a role rather than a name."""
    users = {line.user_id for line in lines if line.user_id}
    roles = Membership.objects.filter(user__in=users).values_list("user", "structure", "role")
    hands: dict[int | None, str] = dict.fromkeys(users, "une autre structure")
    for user, where, role in roles:
        if where == structure.pk:
            hands[user] = "la structure"
        elif role == Role.REGIONAL and hands[user] != "la structure":
            hands[user] = "la mission régionale"
    return hands
