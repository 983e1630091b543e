"""What can be brought in from a file, as the app that holds it describes it.

An app declares its importers in its `importing.py` and names them on its AppConfig:

    class StructuresConfig(AppConfig):
        imports = "entremise.structures.importing.IMPORTERS"

The app `imports` reads files, keeps what people chose, and calls these functions; it knows nothing
of what it brings in.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import TextChoices
from django.utils.module_loading import import_string

Values = Mapping[str, Any]


class Outcome(TextChoices):
    """What becomes of a row."""

    CREATE = "create", "à créer"
    UPDATE = "update", "à mettre à jour"
    UNCHANGED = "unchanged", "inchangée"
    DUPLICATE = "duplicate", "doublon probable"
    SKIPPED = "skipped", "laissée de côté"
    ERROR = "error", "en erreur"


WRITTEN = (Outcome.CREATE, Outcome.UPDATE)


class Choice(TextChoices):
    """What somebody decided of a likely duplicate."""

    CREATE = "create", "La créer : ce n'est pas la même"
    UPDATE = "update", "C'est la même : la mettre à jour"
    SKIP = "skip", "La laisser de côté"


class Unread(Exception):  # noqa: N818 - a cell to mend, not a failure
    """A word that a column does not understand: why, and what may have been meant."""

    def __init__(self, reason: str, near: Sequence[str] = ()):
        super().__init__(reason)
        self.reason, self.near = reason, tuple(near)


# The words of a column, each once, to their values; what is not understood is an Unread.
Reader = Callable[[Collection[str], Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Field:
    """A column: its heading, as exports write it, other headings it is known by, how it is read.

    A cell left empty says nothing: it changes nothing of what is known. A column is not read on the
    rows where the one named by `unless` says something.
    """

    name: str
    label: str
    read: Reader
    required: bool = False
    aliases: tuple[str, ...] = ()
    unless: str = ""


@dataclass(frozen=True)
class Asked:
    """A row whose cells were all understood, and what was decided of it, if anything."""

    number: int
    values: Values
    choice: str = ""


@dataclass(frozen=True)
class Plan:
    """What a row comes to. `before` and `after` hold what JSON can, under the names of the object's
    fields: those that differ for an update, all of them for a creation.

    `target` is the number of the object designated; `options` what may be chosen of a duplicate.
    """

    outcome: Outcome
    target: int | None = None
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    options: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Done:
    """A row that was written, to be taken back."""

    target: int
    created: bool
    before: Values
    after: Values


class Stopped(Exception):  # noqa: N818 - an answer: nothing was written
    """Rows that cannot be written, by their place in what was asked, each with its sentence."""

    def __init__(self, reasons: Mapping[int, str]):
        super().__init__(f"{len(reasons)} lignes")
        self.reasons = dict(reasons)


# Remembers the rows it was given before: those of one file are planned by one planner, in order.
Planner = Callable[[Sequence[Asked]], list[Plan]]


@dataclass(frozen=True)
class Importer:
    """One kind of thing that may be brought in.

    `plan` makes the planner of an actor. `apply` writes the rows planned as creations and updates,
    by the app's own actions, and answers the numbers of their objects; it raises Stopped when what
    it finds is no longer what was planned. `undo` takes written rows back and says, for each, what
    could not be. `rows` are the cells of everything the actor may bring in again, unchanged. `say`
    puts the values of plans in words, each given with its name.
    """

    key: str
    label: str
    may: Callable[[Any], bool]
    fields: tuple[Field, ...]
    plan: Callable[[Any], Planner]
    apply: Callable[[Sequence[Plan], Any], list[int]]
    undo: Callable[[Sequence[Done], Any], list[str]]
    rows: Callable[[Any], Iterator[Sequence[str]]]
    say: Callable[[Sequence[tuple[str, Any]]], list[str]]

    @property
    def header(self) -> tuple[str, ...]:
        """The headings of its columns."""
        return tuple(field.label for field in self.fields)


def importers() -> dict[str, Importer]:
    """Everything the apps declare, by key."""
    found: dict[str, Importer] = {}
    for config in apps.get_app_configs():
        if named := getattr(config, "imports", ""):
            found |= {importer.key: importer for importer in import_string(named)}
    return found
