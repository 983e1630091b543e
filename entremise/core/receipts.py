"""What is said to a device of each record it sent."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import TextChoices

from .shapes import Errors


class SyncStatus(TextChoices):
    """What became of a record sent by a device."""

    CREATED = "created", "enregistrée"
    UPDATED = "updated", "modifiée"
    DUPLICATE = "duplicate", "déjà reçue à l'identique"
    CONFLICT = "conflict", "modifiée ailleurs entre-temps"
    INVALID = "invalid", "à corriger"
    LOCKED = "locked", "période close"


@dataclass(frozen=True)
class Receipt:
    """What became of one delivery. `kept` is the row as it stands, when the sender may read it."""

    id: UUID | str
    status: SyncStatus
    version: int | None = None
    errors: Errors = field(default_factory=dict)
    kept: Any = None
