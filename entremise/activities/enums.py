"""Codes that belong to the software rather than to the trade."""

from django.db.models import TextChoices

CONFLICT = "conflict"


class Source(TextChoices):
    """By which door an activity came in."""

    PAGE = "page", "page"
    SYNC = "sync", "synchronisation"
    IMPORT = "import", "reprise"


class RecordKind(TextChoices):
    """What a device makes and sends."""

    ACTIVITY = "activity", "activité"
    ROUND = "round", "tournée"
