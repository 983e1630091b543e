"""DLA: the public scheme by which a provider accompanies a structure, or several together."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from entremise.core.reference import load
from entremise.structures.models import Structure
from entremise.support.enums import DlaKind, DlaPhase
from entremise.territories.models import Region


def validate_needs(value: Any) -> None:
    """Codes of the list of needs."""
    if not isinstance(value, list) or not set(value) <= set(load("dla_needs").by_code):
        raise ValidationError("Ce besoin n'est pas dans la liste.")


class Dla(models.Model):
    """An accompaniment of the DLA that the regional mission knows of or has set up.

    `starts_on` and `ends_on` are the days it is planned for; `closed_on` the day it really ended.
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")
    mission = models.ForeignKey(
        Structure, models.PROTECT, related_name="dlas_led", verbose_name="mission"
    )
    kind = models.CharField("forme", max_length=10, choices=DlaKind.choices)
    title = models.CharField("intitulé", max_length=160)
    structures = models.ManyToManyField(
        Structure,
        through="DlaStructure",
        related_name="dlas",
        verbose_name="structures accompagnées",
    )
    needs = models.JSONField("besoins", default=list, blank=True, validators=[validate_needs])
    provider = models.ForeignKey(
        Structure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dlas_provided",
        verbose_name="prestataire",
    )
    funder = models.ForeignKey(
        Structure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dlas_funded",
        verbose_name="financeur",
    )
    amount = models.DecimalField(
        "montant (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField("début prévu")
    ends_on = models.DateField("fin prévue", null=True, blank=True)
    closed_on = models.DateField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "DLA"
        verbose_name_plural = "DLA"
        indexes = [models.Index(fields=["region", "closed_on"], name="dla_of_a_region")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="dla_planned_in_order",
                violation_error_message="La fin prévue précède le début.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("starts_on")),
                name="dla_ends_after_its_start",
                violation_error_message="Un DLA finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="dla_amount_positive",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class DlaStructure(models.Model):
    """A structure that a DLA accompanies."""

    dla = models.ForeignKey(Dla, models.CASCADE, related_name="parties", verbose_name="DLA")
    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="in_dlas", verbose_name="structure"
    )

    class Meta:
        verbose_name = "structure accompagnée"
        verbose_name_plural = "structures accompagnées"
        constraints = [
            models.UniqueConstraint(fields=["dla", "structure"], name="structure_once_a_dla")
        ]

    def __str__(self) -> str:
        return str(self.structure)


class DlaPhaseStart(models.Model):
    """The day on which a DLA came to a phase. It is in the last one it came to."""

    dla = models.ForeignKey(Dla, models.CASCADE, related_name="phases", verbose_name="DLA")
    phase = models.CharField("phase", max_length=12, choices=DlaPhase.choices)
    on = models.DateField("depuis le")

    class Meta:
        verbose_name = "phase d'un DLA"
        verbose_name_plural = "phases de DLA"
        constraints = [models.UniqueConstraint(fields=["dla", "phase"], name="phase_once_a_dla")]

    def __str__(self) -> str:
        return str(self.get_phase_display())


class Deliverable(models.Model):
    """What a DLA is to produce: when it is due, when it was handed on."""

    dla = models.ForeignKey(Dla, models.CASCADE, related_name="deliverables", verbose_name="DLA")
    name = models.CharField("livrable", max_length=160)
    due_on = models.DateField("attendu le", null=True, blank=True)
    handed_on = models.DateField("remis le", null=True, blank=True)

    class Meta:
        verbose_name = "livrable"
        indexes = [models.Index(fields=["handed_on", "due_on"], name="deliverable_due")]
        constraints = [models.UniqueConstraint(fields=["dla", "name"], name="deliverable_once")]

    def __str__(self) -> str:
        return self.name
