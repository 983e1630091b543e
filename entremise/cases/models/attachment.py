"""A file of a case: a letter received, a photograph."""

from django.db import models

from entremise.structures.models import Membership
from entremise.vault.files import SealedFile

from .case import Case
from .party import Party


class Attachment(SealedFile):
    """A file of a case, or of one party under their key."""

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="attachments", verbose_name="situation"
    )
    party = models.ForeignKey(
        Party,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attachments",
        verbose_name="partie",
    )
    added_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="jointe par"
    )

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"

    def __str__(self) -> str:
        return f"{self.created_at:%d/%m/%Y}"
