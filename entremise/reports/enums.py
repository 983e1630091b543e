"""Codes of a report: what it is, and how far it has got."""

from django.db.models import TextChoices


class ReportKind(TextChoices):
    """What a report is."""

    BILAN = "bilan", "bilan d'activité"


class ReportStatus(TextChoices):
    """Whether a report may still change."""

    DRAFT = "draft", "projet"
    SEALED = "sealed", "scellé"


class Production(TextChoices):
    """How far the computation of a report has got."""

    WAITING = "waiting", "en attente"
    RUNNING = "running", "en cours"
    READY = "ready", "prêt"
    FAILED = "failed", "échoué"
