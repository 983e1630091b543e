"""What the sheet of a structure or a dispositif still lacks, and since when nobody has said that it
is right.

The idea of a score by criterion, and of a freshness that fades between two dates, is that of the
quality score of data·inclusion (schema v1, `score_qualite.py`); the criteria are those of this
registry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from entremise.core import clock

from .enums import ActorType
from .models import Contact, Dispositif, Structure

Sheet = TypeVar("Sheet", Structure, Dispositif)

DAYS_A_MONTH = 365.25 / 12
STALE_AFTER = 2  # rhythms


@dataclass(frozen=True)
class Criterion(Generic[Sheet]):
    """One thing that a whole sheet says. `asked` tells of which sheets."""

    name: str
    missing: str
    met: Callable[[Sheet], bool]
    asked: Callable[[Sheet], bool] = lambda sheet: True


def _works(structure: Structure) -> bool:
    """Whether it employs mediators: more is asked of its sheet."""
    return bool(structure.operator_type)


def _own_contacts(structure: Structure) -> list[Contact]:
    """Those of its dispositifs are theirs."""
    return [contact for contact in structure.contacts.all() if contact.dispositif_id is None]


CRITERIA: tuple[Criterion[Structure], ...] = (
    Criterion("identity", "SIRET ou SIREN", lambda one: bool(one.siret or one.siren)),
    Criterion("commune", "commune du siège", lambda one: one.commune_id is not None),
    Criterion("address", "adresse", lambda one: bool(one.address), _works),
    Criterion("website", "site internet", lambda one: bool(one.website), _works),
    Criterion(
        "rna",
        "numéro RNA",
        lambda one: bool(one.rna),
        lambda one: one.actor_type == ActorType.ASSOCIATION,
    ),
    Criterion("contact", "un contact par fonction", lambda one: bool(_own_contacts(one))),
    Criterion(
        "public_contact",
        "un contact que le public peut joindre",
        lambda one: any(contact.published for contact in one.contacts.all()),
        lambda one: _works(one) and one.published,
    ),
)

OF_DISPOSITIFS: tuple[Criterion[Dispositif], ...] = (
    Criterion("summary", "présentation", lambda one: bool(one.summary)),
    Criterion("registers", "registres d'activité", lambda one: bool(one.registers)),
    Criterion("publics", "publics", lambda one: bool(one.publics)),
    Criterion("hours", "horaires", lambda one: bool(one.opening_hours)),
    Criterion(
        "point",
        "point de l'adresse",
        lambda one: one.lon is not None,
        lambda one: bool(one.address),
    ),
    Criterion(
        "contrat_ville",
        "contrat de ville",
        lambda one: one.contrat_ville_id is not None,
        lambda one: bool(one.qpvs.all()),
    ),
    Criterion(
        "public_contact",
        "un contact que le public peut joindre",
        lambda one: any(contact.published for contact in one.contacts.all()),
        lambda one: one.published,
    ),
)


@dataclass(frozen=True)
class Quality:
    """How whole and how fresh a sheet is, each from 0 to 1, and what is missing, in words.

    `due_on` is the day on which it was, or will be, to be confirmed; None when it never was.
    """

    completeness: float
    freshness: float
    missing: Sequence[str]
    due_on: date | None

    @property
    def is_late(self) -> bool:
        """Whether the owner's rhythm has passed, or the sheet was never confirmed."""
        return self.due_on is None or self.due_on < clock.today()

    @property
    def percent(self) -> int:
        """The completeness as one says it."""
        return round(100 * self.completeness)


def quality_of(structure: Structure) -> Quality:
    """The quality of a sheet whose contacts were read (`prefetch_related("contacts")`).

    Completeness is the share of the criteria asked of it that it meets. Freshness is 1 until its
    rhythm has passed since it was confirmed, then goes down evenly, to 0 at twice the rhythm.
    """
    return _quality(structure, CRITERIA, structure.update_rhythm)


def quality_of_dispositif(dispositif: Dispositif) -> Quality:
    """The same for a dispositif, whose contacts, QPV and structure were read: it is to be confirmed
    by the rhythm of its structure."""
    return _quality(dispositif, OF_DISPOSITIFS, dispositif.structure.update_rhythm)


def due_day(structure: Structure) -> date | None:
    """The day on which a sheet is to be confirmed again."""
    return _due(structure.confirmed_on, structure.update_rhythm)


def _quality(sheet: Sheet, criteria: Sequence[Criterion[Sheet]], rhythm: int) -> Quality:
    asked = [criterion for criterion in criteria if criterion.asked(sheet)]
    missing = [criterion.missing for criterion in asked if not criterion.met(sheet)]
    completeness = (len(asked) - len(missing)) / len(asked)
    if sheet.confirmed_on is None:
        return Quality(completeness, 0.0, missing, None)
    age = (clock.today() - sheet.confirmed_on).days
    freshness = min(1.0, max(0.0, STALE_AFTER - age / (rhythm * DAYS_A_MONTH)))
    return Quality(completeness, freshness, missing, _due(sheet.confirmed_on, rhythm))


def _due(confirmed_on: date | None, rhythm: int) -> date | None:
    if confirmed_on is None:
        return None
    months = confirmed_on.month - 1 + rhythm
    year, month = confirmed_on.year + months // 12, months % 12 + 1
    return confirmed_on.replace(year=year, month=month, day=min(confirmed_on.day, 28))
