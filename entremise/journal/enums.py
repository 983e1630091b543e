"""Codes of the rules of retention."""

from django.db.models import TextChoices


class RetentionAction(TextChoices):
    """What becomes of something once its time is over."""

    ARCHIVE = "archive", "archiver"
    ANONYMISE = "anonymise", "anonymiser"
    ERASE = "erase", "effacer"
    KEEP = "keep", "garder"
