"""The jobs of social mediation: posts, never the people who hold them."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from entremise.core.typography import percent
from entremise.structures.enums import Domain
from entremise.structures.models import Dispositif, FundingLine, Structure
from entremise.territories.models import Commune, Qpv

from .enums import AT_WORK, Cause, Contract, Status


class Position(models.Model):
    """A post of a structure. What may change with time is in its periods.

    `hosted_by` is where the work is done when it is not at the employer's. The regional mission
    says which ones it supports, and which were opened by a pilot action. `ended_on` is the last
    day, on which the post still counts.
    """

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="positions", verbose_name="employeur"
    )
    dispositif = models.ForeignKey(
        Dispositif,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="positions",
        verbose_name="dispositif",
    )
    hosted_by = models.ForeignKey(
        Structure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="structure d'accueil",
    )
    title = models.CharField("intitulé", max_length=120)
    number = models.CharField("numéro", max_length=24, blank=True)
    domain = models.CharField("domaine", max_length=16, choices=Domain.choices)
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name="commune de travail")
    qpv = models.ForeignKey(Qpv, models.PROTECT, null=True, blank=True, verbose_name="QPV")
    supported = models.BooleanField("accompagné par la mission régionale", default=False)
    pilot = models.BooleanField("ouvert par une action pilote", default=False)
    funding_lines = models.ManyToManyField(
        FundingLine, related_name="positions", blank=True, verbose_name="financements"
    )
    source = models.CharField("source du poste", max_length=80, blank=True)
    ended_on = models.DateField("dernier jour", null=True, blank=True)
    end_cause = models.CharField(
        "cause de la fin", max_length=12, choices=Cause.choices, blank=True
    )

    class Meta:
        verbose_name = "poste"
        indexes = [
            models.Index(fields=["ended_on"], name="position_end"),
            models.Index(fields=["dispositif"], condition=Q(pilot=True), name="position_pilot"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "number"],
                condition=~Q(number=""),
                name="position_number_once",
                violation_error_message="Un autre poste de la structure porte déjà ce numéro.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_cause="")
                | (Q(ended_on__isnull=False) & ~Q(end_cause="")),
                name="position_ends_with_a_cause",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class PositionCell(models.Model):
    """What posts that count alike have in common: figures add up a few thousand cells, not posts.

    Its number is drawn from what it holds (`cells.number_of`) and it never changes: what a process
    knows of one is true for ever, in whatever database.
    """

    id = models.BigIntegerField("numéro", primary_key=True)
    region = models.CharField("région", max_length=3)
    departement = models.CharField("département", max_length=3)
    arrondissement = models.CharField("arrondissement", max_length=4)
    domain = models.CharField("domaine", max_length=16, choices=Domain.choices)
    operator = models.CharField("type d'opérateur", max_length=16)
    contract = models.CharField("contrat", max_length=16, choices=Contract.choices)
    status = models.CharField("statut", max_length=12, choices=Status.choices)
    supported = models.BooleanField("accompagné")
    pilot = models.BooleanField("action pilote")

    class Meta:
        verbose_name = "case de comptage"
        verbose_name_plural = "cases de comptage"

    def __str__(self) -> str:
        return f"{self.get_domain_display()}, {self.get_contract_display()}"


class PositionPeriod(models.Model):
    """A post over the days when nothing changed: its status, its contract, its working time.

    Periods follow one another without hole nor overlap; the last one runs until the post ends.

    The last five fields are copies that counting reads, kept true by `cells.settle`: the employer,
    the region, the cell, the states in which the post enters by this period, whether it ends with
    it.
    """

    position = models.ForeignKey(
        Position, models.CASCADE, related_name="periods", verbose_name="poste"
    )
    status = models.CharField("statut", max_length=12, choices=Status.choices)
    contract = models.CharField("contrat", max_length=16, choices=Contract.choices)
    share = models.DecimalField("quotité", max_digits=3, decimal_places=2, default=Decimal(1))
    vacant = models.BooleanField("vacant", default=False)
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu'au", null=True, blank=True)
    cause = models.CharField("cause", max_length=12, choices=Cause.choices)
    note = models.CharField("note", max_length=240, blank=True)
    structure = models.ForeignKey(
        Structure, models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="employeur",
    )  # fmt: skip
    region = models.CharField("région", max_length=3, default="", editable=False)
    cell = models.ForeignKey(
        PositionCell, models.PROTECT, null=True, editable=False, related_name="+", db_index=False,
        verbose_name="case de comptage",
    )  # fmt: skip
    enters = models.PositiveSmallIntegerField("états où entre le poste", default=0, editable=False)
    closes = models.BooleanField("fin du poste", default=False, editable=False)

    class Meta:
        verbose_name = "état d'un poste"
        verbose_name_plural = "états de postes"
        indexes = [
            # Everything that the jobs of a day are counted from: the table itself is not read.
            models.Index(
                fields=[
                    "region",
                    "starts_on",
                    "ends_on",
                    "cell",
                    "status",
                    "structure",
                    "share",
                    "vacant",
                ],
                name="period_of_a_day",
            ),  # fmt: skip
            models.Index(
                fields=["region", "starts_on", "enters", "cell", "share", "vacant"],
                condition=Q(enters__gt=0),
                name="period_that_enters",
            ),
            models.Index(
                fields=["region", "ends_on", "cell", "share", "vacant"],
                condition=Q(closes=True),
                name="period_that_closes",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["position"],
                condition=Q(ends_on__isnull=True),
                name="one_running_period",
            ),
            models.UniqueConstraint(fields=["position", "starts_on"], name="one_period_a_day"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="position_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1),
                name="share_of_a_full_time",
                violation_error_message="La quotité va de 0,01 à 1 : 1 est un temps plein.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {self.starts_on:%d/%m/%Y}"

    @property
    def at_work(self) -> bool:
        """Whether it counts as a job."""
        return self.status in AT_WORK

    @property
    def terms(self) -> str:
        """« CDI, 80 %, vacant »."""
        said = [str(self.get_contract_display())]
        if self.share != 1:
            said.append(percent(float(self.share)))
        if self.vacant:
            said.append("vacant")
        return ", ".join(said)


class AdulteRelaisConvention(models.Model):
    """What binds an employer and the State for one adulte-relais post, three years at a time.

    Of whoever holds the post it keeps the days on which each condition was checked, and nothing
    else. `announced` is the last delay announced before its end, in months.
    """

    position = models.ForeignKey(
        Position, models.PROTECT, related_name="conventions", verbose_name="poste"
    )
    number = models.CharField("numéro", max_length=40)
    qpv = models.ForeignKey(Qpv, models.PROTECT, null=True, blank=True, verbose_name="QPV")
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    share = models.DecimalField("quotité", max_digits=3, decimal_places=2, default=Decimal(1))
    renews = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="renewal",
        verbose_name="convention renouvelée",
    )
    age_checked_on = models.DateField("âge vérifié le", null=True, blank=True)
    situation_checked_on = models.DateField("situation vérifiée le", null=True, blank=True)
    residence_checked_on = models.DateField("résidence vérifiée le", null=True, blank=True)
    announced = models.PositiveSmallIntegerField("échéance annoncée (mois)", null=True, blank=True)

    class Meta:
        verbose_name = "convention adulte-relais"
        verbose_name_plural = "conventions adulte-relais"
        indexes = [models.Index(fields=["ends_on"], name="convention_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="convention_period",
                violation_error_message="La convention finit avant d'avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0, share__lte=1),
                name="convention_share",
                violation_error_message="La quotité va de 0,01 à 1 : 1 est un temps plein.",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def runs_on(self, day: date) -> bool:
        """Whether it binds on that day."""
        return self.starts_on <= day <= self.ends_on
