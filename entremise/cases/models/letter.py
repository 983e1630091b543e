"""Letters to the parties, and the texts a structure writes them from."""

import uuid

from django.db import models

from entremise.cases.enums import LetterKind
from entremise.structures.models import Membership, Structure
from entremise.vault.rows import SealedField, SealedRow

from .case import Case
from .party import Party


class LetterText(models.Model):
    """How a structure writes one kind of letter, in place of the text given at first."""

    structure = models.ForeignKey(
        Structure, models.CASCADE, related_name="letter_texts", verbose_name="structure"
    )
    kind = models.CharField("modèle", max_length=12, choices=LetterKind)
    subject = models.CharField("objet", max_length=160)
    body = models.TextField("texte", max_length=6000)
    closing = models.CharField("formule de fin", max_length=200, blank=True)

    class Meta:
        verbose_name = "modèle de lettre"
        verbose_name_plural = "modèles de lettres"
        constraints = [
            models.UniqueConstraint(fields=["structure", "kind"], name="one_text_per_kind")
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Letter(SealedRow):
    """A letter to one party, under their key: nothing of the others is in it."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="letters", verbose_name="situation")
    party = models.ForeignKey(
        Party, models.CASCADE, related_name="letters", verbose_name="destinataire"
    )
    kind = models.CharField("modèle", max_length=12, choices=LetterKind)
    author = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="écrite par"
    )
    written_at = models.DateTimeField("écrite le")
    subject = SealedField("objet")
    body = SealedField("texte")
    closing = SealedField("formule de fin")

    class Meta:
        verbose_name = "lettre"

    def __str__(self) -> str:
        return str(self.get_kind_display())
