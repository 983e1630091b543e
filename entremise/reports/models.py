"""Reports: what was told to a funder, with the figures, their definitions and their version."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from entremise.indicators.questions import Period
from entremise.structures.models import Dispositif, FundingLine, Structure

from .document import Bilan, from_json
from .enums import Production, ReportKind, ReportStatus


def file_path(report: "Report", name: str) -> str:
    """Where a file of a report is stored: under the report's own, unguessable, identifier."""
    return f"reports/{report.pk}/{name}"


class Report(models.Model):
    """The account of a dispositif's activity over a period, addressed to one of its funders.

    `content` is the whole document (`document.Bilan`): figures, labels and definitions as they
    were. `data_version` is the version of the fact store it was computed from, `figures_sha256`
    the fingerprint of its figures. `funding_lines` are the lines it accounts for.

    A draft may be produced again; a sealed report never changes: a trigger of the database
    refuses it (migration 0002), whatever the program.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        "nature", max_length=12, choices=ReportKind.choices, default=ReportKind.BILAN
    )
    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="reports", verbose_name="structure"
    )
    dispositif = models.ForeignKey(
        Dispositif, models.PROTECT, related_name="reports", verbose_name="dispositif"
    )
    funder = models.ForeignKey(
        Structure, models.PROTECT, related_name="reports_received", verbose_name="financeur"
    )
    funding_lines = models.ManyToManyField(
        FundingLine, related_name="reports", verbose_name="lignes de financement"
    )
    year = models.PositiveSmallIntegerField("année")
    starts_on = models.DateField("début de la période")
    ends_on = models.DateField("fin de la période")
    title = models.CharField("titre", max_length=200)

    production = models.CharField(
        "production", max_length=8, choices=Production.choices, default=Production.WAITING
    )
    failure = models.CharField("raison de l'échec", max_length=300, blank=True)
    requested_at = models.DateTimeField("demandé le")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="demandé par",
    )
    produced_at = models.DateTimeField("produit le", null=True, blank=True)

    content = models.JSONField("contenu", null=True, blank=True)
    data_version = models.PositiveBigIntegerField("version des données", null=True, blank=True)
    figures_sha256 = models.CharField("empreinte des chiffres", max_length=64, blank=True)
    pdf = models.FileField("PDF", upload_to=file_path, max_length=200, blank=True)
    pdf_sha256 = models.CharField("empreinte du PDF", max_length=64, blank=True)
    xlsx = models.FileField("classeur", upload_to=file_path, max_length=200, blank=True)
    xlsx_sha256 = models.CharField("empreinte du classeur", max_length=64, blank=True)

    status = models.CharField(
        "état", max_length=8, choices=ReportStatus.choices, default=ReportStatus.DRAFT
    )
    sealed_at = models.DateTimeField("scellé le", null=True, blank=True)
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="scellé par",
    )

    class Meta:
        verbose_name = "rapport"
        indexes = [
            models.Index(
                fields=["structure", "-year", "-requested_at"], name="report_of_structure"
            ),
            models.Index(fields=["funder", "status", "-sealed_at"], name="report_received"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="report_period"),
            models.CheckConstraint(
                condition=~Q(production=Production.READY)
                | Q(
                    content__isnull=False,
                    data_version__isnull=False,
                    produced_at__isnull=False,
                )
                & ~Q(figures_sha256="")
                & ~Q(pdf="")
                & ~Q(pdf_sha256="")
                & ~Q(xlsx="")
                & ~Q(xlsx_sha256=""),
                name="report_ready_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=ReportStatus.DRAFT, sealed_at__isnull=True)
                | Q(
                    status=ReportStatus.SEALED,
                    sealed_at__isnull=False,
                    production=Production.READY,
                ),
                name="report_sealed_is_dated_and_ready",
            ),
            models.UniqueConstraint(
                fields=["kind", "dispositif", "funder", "year"],
                condition=Q(status=ReportStatus.DRAFT),
                name="one_draft_per_funder_and_year",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft. Raises ValueError on a sealed report, on every database."""
        if self.is_sealed:
            raise ValueError("Un rapport scellé ne se supprime pas.")
        return super().delete(*args, **kwargs)

    @property
    def is_sealed(self) -> bool:
        """Whether it is final."""
        return self.status == ReportStatus.SEALED

    @property
    def period(self) -> str:
        """« 1er janvier – 31 décembre 2026 »."""
        return Period(self.starts_on, self.ends_on).label

    @property
    def bilan(self) -> Bilan:
        """The document. Raises ValueError before it has been produced."""
        if self.content is None:
            raise ValueError("Ce rapport n'est pas encore produit.")
        return from_json(self.content)

    @property
    def is_ready(self) -> bool:
        """Whether its figures and files exist."""
        return self.production == Production.READY
