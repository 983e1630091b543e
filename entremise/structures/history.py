"""What was changed on the sheet of a structure, field by field, as the journal tells it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from entremise.core.reference import load
from entremise.journal.models import JournalLine
from entremise.journal.verbs import phrase
from entremise.territories.models import Commune

from .actions.registry import FIELDS
from .enums import Role
from .identifiers import written
from .models import Contact, Membership, Structure

SHEET = ("structure.registered", "structure.edited", "structure.reviewed", "structure.merged")
CONTACTS = ("contact.added", "contact.edited", "contact.removed")
SHOWN = 200  # lines: years of a sheet


@dataclass(frozen=True)
class Change:
    """One field that changed, in words."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One write to a sheet: by the structure's own people, by the mission, or by the platform."""

    at: datetime
    hand: str
    phrase: str
    changes: Sequence[Change]


def history(structure: Structure) -> list[Entry]:
    """The writes to a sheet and its contacts, the latest first (five queries at most)."""
    lines = list(_lines(structure).order_by("-at", "-id")[:SHOWN])
    words = _Words.of(lines)
    hands = _hands(structure, lines)
    return [
        Entry(
            line.at,
            hands.get(line.user_id, "la plateforme"),
            phrase(line.verb),
            words.of_line(line),
        )
        for line in lines
    ]


def to_review(structure: Structure) -> tuple[list[Change], dict[str, Any]]:
    """What the structure's own people changed since the mission last read its sheet: each field
    from how it was then to how it is now, in words; and how each was, to be put back.
    """
    lines = _lines(structure).filter(verb="structure.edited").order_by("at", "id")
    if structure.reviewed_at:
        lines = lines.filter(at__gt=structure.reviewed_at)
    read = list(lines)
    before: dict[str, Any] = {}
    for line in read:
        for name, (was, _is) in line.changes.items():
            before.setdefault(name, was)
    changed = {
        name: was for name, was in before.items() if name in FIELDS and was != _now(structure, name)
    }
    words = _Words.of(read)
    shown = [words.change(name, was, _now(structure, name)) for name, was in changed.items()]
    return shown, changed


def named(name: str, value: Any) -> Change:
    """A value of a sheet in words, under the name of its field."""
    words = _Words(
        {str(value): Commune.objects.get(pk=value).name} if name == "commune_id" else {},
        {value: Structure.objects.get(pk=value).name} if name == "part_of_id" else {},
    )
    return words.change(name, None, value)


def _now(structure: Structure, name: str) -> Any:
    value = getattr(structure, name)
    return value if isinstance(value, list | bool | int | type(None)) else str(value)


def _lines(structure: Structure) -> QuerySet[JournalLine]:
    """The writes to a sheet and, by the number of the structure, to its contacts."""
    label, contact = Structure._meta.label_lower, Contact._meta.label_lower
    own = JournalLine.objects.filter(
        subject_type=label, subject_id=str(structure.pk), verb__in=SHEET
    )
    return own | JournalLine.objects.filter(
        subject_type=contact, structure_id=structure.pk, verb__in=CONTACTS
    )


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


@dataclass(frozen=True)
class _Words:
    """The names that codes and numbers stand for, read once."""

    communes: Mapping[str, str]
    structures: Mapping[int, str]

    @classmethod
    def of(cls, lines: Sequence[JournalLine]) -> "_Words":
        values: dict[str, set[Any]] = {"commune_id": set(), "part_of_id": set()}
        for line in lines:
            for name in values:
                values[name].update(filter(None, line.changes.get(name) or ()))
        communes = Commune.objects.filter(pk__in=values["commune_id"])
        structures = Structure.objects.filter(pk__in=values["part_of_id"])
        return cls(
            dict(communes.values_list("pk", "name")), dict(structures.values_list("pk", "name"))
        )

    def of_line(self, line: JournalLine) -> list[Change]:
        model: Any = Structure if line.verb in SHEET else Contact
        known = {field.attname: field for field in model._meta.concrete_fields}
        return [
            self.change(name, values[0], values[1], model=model)
            for name, values in line.changes.items()
            if name in known and values
        ]

    def change(self, name: str, before: Any, after: Any, *, model: Any = Structure) -> Change:
        """A field of the sheet, from one value to the other."""
        field = model._meta.get_field(name.removesuffix("_id"))
        label = str(field.verbose_name)
        return Change(
            name, label, self._written(field, name, before), self._written(field, name, after)
        )

    def _written(self, field: Any, name: str, value: Any) -> str:
        if value in (None, "", []):
            return "non renseigné"
        if isinstance(value, bool):
            return "oui" if value else "non"
        if name == "commune_id":
            return self.communes.get(value) or str(value)
        if name == "part_of_id":
            return self.structures.get(value) or str(value)
        if name in ("siret", "siren"):
            return written(value)
        if name == "networks":
            return ", ".join(load("networks").label(code) for code in value)
        return str(dict(field.flatchoices).get(value, value))
