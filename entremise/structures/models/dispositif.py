"""The services a structure runs, and who pays for them."""

from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from entremise.core.typography import listed
from entremise.structures.enums import Domain, FundingScope, Portage
from entremise.territories.models import Commune, Qpv

from .structure import Structure


def validate_domains(value: Any) -> None:
    """A non-empty list of the five domains."""
    if not isinstance(value, list) or not value or not set(value) <= set(Domain.values):
        raise ValidationError("Choisissez au moins un des cinq domaines de la médiation sociale.")


class Dispositif(models.Model):
    """A mediation service run by a structure: its domains, its portage, its territory.

    `day_starts_at` is the local hour at which a service day begins: an intervention at one in the
    morning belongs to the evening before.
    """

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="dispositifs", verbose_name="structure"
    )
    name = models.CharField("nom", max_length=120)
    domains = models.JSONField("domaines", validators=[validate_domains])
    portage = models.CharField("portage", max_length=12, choices=Portage.choices)
    communes = models.ManyToManyField(Commune, related_name="+", verbose_name="communes desservies")
    qpvs = models.ManyToManyField(Qpv, related_name="+", blank=True, verbose_name="QPV desservis")
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    day_starts_at = models.PositiveSmallIntegerField("début de la journée de service", default=5)
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("fermé le", null=True, blank=True)

    class Meta:
        verbose_name = "dispositif"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "name"],
                name="dispositif_name_once",
                violation_error_message="Un autre dispositif de la structure porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(day_starts_at__lte=12),
                name="day_starts_before_noon",
                violation_error_message="La journée de service commence entre 0 h et 12 h.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="dispositif_closes_after_opening",
                violation_error_message="Un dispositif ferme après avoir ouvert.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FundingLine(models.Model):
    """What a funder pays for: a dispositif, over a period, on all its territory or part of it.

    `scope` may keep it to the QPV, and `communes` to some communes; a line that names none pays
    for all those of the dispositif.
    """

    dispositif = models.ForeignKey(
        Dispositif, models.PROTECT, related_name="funding_lines", verbose_name="dispositif"
    )
    funder = models.ForeignKey(
        Structure, models.PROTECT, related_name="funding_lines", verbose_name="financeur"
    )
    label = models.CharField("intitulé", max_length=120)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    amount = models.DecimalField(
        "montant annuel (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    scope = models.CharField(
        "périmètre", max_length=10, choices=FundingScope.choices, default=FundingScope.ANYWHERE
    )
    communes = models.ManyToManyField(
        Commune,
        related_name="+",
        blank=True,
        verbose_name="communes financées",
        help_text="Aucune : tout le territoire du dispositif.",
    )

    class Meta:
        verbose_name = "ligne de financement"
        verbose_name_plural = "lignes de financement"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="funding_period",
                violation_error_message="La période finit avant d'avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="funding_amount_positive",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def territory(self) -> str:
        """Where it pays: « Chenôve et Longvic seulement », for a column « Périmètre »."""
        communes = sorted(self.communes.all(), key=attrgetter("search_name"))
        names = listed([commune.name for commune in communes])
        if not names:
            return str(self.get_scope_display())
        if self.scope == FundingScope.ANYWHERE:
            return f"{names} seulement"
        return f"{self.get_scope_display()} ({names})"
