"""Files brought in: the file, what each of its rows came to, and how columns were linked."""

import json
import uuid
from typing import Any

from django.db import models

from entremise.core.importing import WRITTEN, Choice, Importer, Outcome, importers
from entremise.structures.models import Membership, Structure
from entremise.vault.files import SealedFile
from entremise.vault.rows import SealedField, SealedRow
from entremise.vault.sealing import Key

from .enums import BUSY, OPEN, State, TableKind


class SealedPlain(SealedRow):
    """A row whose sealed columns hold what JSON can."""

    class Meta:
        abstract = True

    def seal_plain(self, key: Key, **contents: Any) -> None:
        """Seal these contents; nothing at all for an empty one."""
        self.seal(
            key, **{name: json.dumps(held) if held else "" for name, held in contents.items()}
        )

    def plain(self, key: Key | None, name: str) -> Any:
        """What a column holds; None when it holds nothing, or when its key was destroyed."""
        sealed = bytes(getattr(self, name))
        return json.loads(key.open(sealed, self._place(name))) if key and sealed else None


class Import(SealedFile, SealedPlain):
    """A table brought in, in the name of the member who last asked something of it, and where it
    stands.

    The file, its headings, what was corrected and suggested, and the cells of its rows are sealed
    under one key: they may name people. `importer` is the kind of thing brought in, `sheet` the
    place of the sheet read, `mapping` the place of the column of each field. `progress` counts the
    rows treated so far of `total`; `counts` what they came to, by outcome.
    """

    kind = models.CharField("type", max_length=4, choices=TableKind, editable=False)
    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name="structure")
    importer = models.CharField("nature", max_length=24)
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="importé par")
    sheet = models.PositiveSmallIntegerField("feuille", default=0)
    head = SealedField("titres")
    mapping = models.JSONField("colonnes", default=dict, blank=True)
    corrections = SealedField("corrections")
    suggestions = SealedField("suggestions")

    state = models.CharField("état", max_length=10, choices=State, default=State.RECEIVED)
    trouble = models.CharField("empêchement", max_length=300, blank=True)
    total = models.PositiveIntegerField("lignes", default=0)
    progress = models.PositiveIntegerField("lignes traitées", default=0)
    counts = models.JSONField("comptes", default=dict, blank=True)
    asked_at = models.DateTimeField("demandé le", null=True, blank=True)
    confirmed_at = models.DateTimeField("importé le", null=True, blank=True)
    undone_at = models.DateTimeField("défait le", null=True, blank=True)
    erased_at = models.DateTimeField("effacé le", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        indexes = [
            models.Index(fields=["structure", "-created_at", "-id"], name="import_of_structure")
        ]

    def __str__(self) -> str:
        return f"{self.described.label} du {self.created_at:%d/%m/%Y}"

    @property
    def described(self) -> Importer:
        """What its kind is, as the app that holds it says."""
        return importers()[self.importer]

    @property
    def is_busy(self) -> bool:
        """Whether a worker has it in hand."""
        return self.state in BUSY

    @property
    def is_open(self) -> bool:
        """Whether columns and choices may still change."""
        return self.state in OPEN and self.erased_at is None

    @property
    def awaits(self) -> bool:
        """Whether it was analysed, and is to be decided and confirmed."""
        return self.state == State.ANALYSED and self.erased_at is None

    @property
    def to_write(self) -> int:
        """How many rows would be created or changed."""
        return sum(self.counts.get(outcome, 0) for outcome in WRITTEN)


class ImportRow(SealedPlain):
    """A row of the table. `told` holds its cells and why it came to that, `change` what is written,
    before and after; `target` is the number of the object it is about. `doubtful` says that
    somebody had, or has, something to decide of it.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    imported = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name="import")
    number = models.PositiveIntegerField("ligne")
    outcome = models.CharField("suite", max_length=10, choices=Outcome)
    choice = models.CharField("choix", max_length=8, choices=Choice, blank=True)
    doubtful = models.BooleanField("à décider", default=False)
    target = models.BigIntegerField("objet", null=True, blank=True)
    written = models.BooleanField("écrite", default=False)
    told = SealedField("cellules et raisons")
    change = SealedField("avant et après")

    class Meta:
        verbose_name = "ligne d'import"
        verbose_name_plural = "lignes d'import"
        constraints = [
            models.UniqueConstraint(fields=["imported", "number"], name="import_row_once")
        ]
        indexes = [
            models.Index(fields=["imported", "outcome", "number"], name="import_row_outcome")
        ]

    def __str__(self) -> str:
        return f"ligne {self.number}"


class ColumnMapping(models.Model):
    """How somebody of a structure linked the columns of a table, for the next one that has the same
    headings (`fingerprint`)."""

    structure = models.ForeignKey(
        Structure, models.CASCADE, related_name="+", verbose_name="structure"
    )
    importer = models.CharField("nature", max_length=24)
    fingerprint = models.CharField("empreinte des titres", max_length=64)
    columns = models.JSONField("colonnes")
    updated_at = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "importer", "fingerprint"], name="one_mapping_per_heading"
            )
        ]

    def __str__(self) -> str:
        return f"{self.importer} {self.fingerprint[:8]}"
