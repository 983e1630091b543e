"""What the sheet of a structure still lacks, and since when nobody has said that it is right.

The idea of a score by criterion, and of a freshness that fades between two dates, is that of the
quality score of data·inclusion (schema v1, `score_qualite.py`); the criteria are those of this
registry.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from entremise.core import clock

from .enums import ActorType
from .models import Structure

DAYS_A_MONTH = 365.25 / 12
STALE_AFTER = 2  # rhythms


@dataclass(frozen=True)
class Criterion:
    """One thing that a whole sheet says. `asked` tells for which structures."""

    name: str
    missing: str
    met: Callable[[Structure], bool]
    asked: Callable[[Structure], bool] = lambda structure: True


def _works(structure: Structure) -> bool:
    """Whether it employs mediators: more is asked of its sheet."""
    return bool(structure.operator_type)


CRITERIA = (
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
    Criterion("contact", "un contact par fonction", lambda one: bool(one.contacts.all())),
    Criterion(
        "public_contact",
        "un contact que le public peut joindre",
        lambda one: any(contact.published for contact in one.contacts.all()),
        lambda one: _works(one) and one.published,
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
    asked = [criterion for criterion in CRITERIA if criterion.asked(structure)]
    missing = [criterion.missing for criterion in asked if not criterion.met(structure)]
    completeness = (len(asked) - len(missing)) / len(asked)
    if structure.confirmed_on is None:
        return Quality(completeness, 0.0, missing, None)
    rhythm = structure.update_rhythm * DAYS_A_MONTH
    age = (clock.today() - structure.confirmed_on).days
    freshness = min(1.0, max(0.0, STALE_AFTER - age / rhythm))
    return Quality(completeness, freshness, missing, due_day(structure))


def due_day(structure: Structure) -> date | None:
    """The day on which a sheet is to be confirmed again."""
    if structure.confirmed_on is None:
        return None
    months = structure.confirmed_on.month - 1 + structure.update_rhythm
    year, month = structure.confirmed_on.year + months // 12, months % 12 + 1
    return structure.confirmed_on.replace(
        year=year, month=month, day=min(structure.confirmed_on.day, 28)
    )
