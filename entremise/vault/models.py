"""The keys under which what names people is sealed, in a database of their own."""

import uuid

from django.db import models


class StructureKey(models.Model):
    """A key of a structure, sealed under a master key of the installation. The newest one seals;
    the former ones leave once nothing is under them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    structure_id = models.BigIntegerField("structure", db_index=True)
    sealed = models.BinaryField("clé scellée")
    created_at = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "clé de structure"
        verbose_name_plural = "clés de structures"

    def __str__(self) -> str:
        return f"structure {self.structure_id}"


class KeyKind(models.TextChoices):
    """What a key is for."""

    RECORD = "record", "un dossier ou une personne"
    TRACE = "trace", "les empreintes d'une structure"


class DataKey(models.Model):
    """The key of a case, of a person or of fingerprints, sealed under one of its structure.

    These rows live in the database `keys`, apart from what they open: the backups of one hold
    nothing that reads the backups of the other, and a key destroyed is destroyed for them too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("usage", max_length=10, choices=KeyKind)
    structure_id = models.BigIntegerField("structure")
    under = models.ForeignKey(
        StructureKey, models.CASCADE, related_name="keys", verbose_name="scellée sous"
    )
    sealed = models.BinaryField("clé scellée")
    created_at = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "clé"
        verbose_name_plural = "clés"
        constraints = [
            models.UniqueConstraint(
                fields=["structure_id"],
                condition=models.Q(kind=KeyKind.TRACE),
                name="one_trace_key_per_structure",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
