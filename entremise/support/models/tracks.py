"""Support tracks: a structure that the mission accompanies, step by step."""

from django.db import models
from django.db.models import F, Q

from entremise.structures.models import Dispositif, Structure
from entremise.support.enums import Outcome, StepKind
from entremise.territories.models import Region


def closed_with_an_outcome() -> Q:
    """What is closed says what came of it, what is open does not."""
    return Q(closed_on__isnull=True, outcome="") | (Q(closed_on__isnull=False) & ~Q(outcome=""))


class SupportTrack(models.Model):
    """What the mission does with a structure over time, for one purpose."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")
    mission = models.ForeignKey(
        Structure, models.PROTECT, related_name="tracks_led", verbose_name="mission"
    )
    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="tracks", verbose_name="structure"
    )
    dispositif = models.ForeignKey(
        Dispositif,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tracks",
        verbose_name="dispositif",
    )
    purpose = models.CharField("objet", max_length=160)
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("clos le", null=True, blank=True)
    outcome = models.CharField("issue", max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = "accompagnement"
        indexes = [models.Index(fields=["region", "closed_on"], name="track_of_a_region")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="track_closes_after_opening",
                violation_error_message="Un accompagnement finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=closed_with_an_outcome(), name="track_closes_with_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return self.purpose


class TrackStep(models.Model):
    """One thing the mission offers, begun on a day, ended with what came of it."""

    track = models.ForeignKey(
        SupportTrack, models.CASCADE, related_name="steps", verbose_name="accompagnement"
    )
    kind = models.CharField("étape", max_length=12, choices=StepKind.choices)
    opened_on = models.DateField("ouverte le")
    closed_on = models.DateField("close le", null=True, blank=True)
    outcome = models.CharField("issue", max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField("note", max_length=240, blank=True)

    class Meta:
        verbose_name = "étape d'un accompagnement"
        verbose_name_plural = "étapes d'accompagnements"
        constraints = [
            models.UniqueConstraint(
                fields=["track", "kind"],
                condition=Q(closed_on__isnull=True),
                name="one_open_step_a_kind",
                violation_error_message="Cette étape est déjà ouverte.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="track_step_in_order",
                violation_error_message="Une étape finit après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=closed_with_an_outcome(), name="track_step_closes_with_an_outcome"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
