"""What happens in a case: steps, the agreement they lead to, and its follow-up."""

import uuid

from django.db import models
from django.db.models import Q

from entremise.cases.enums import AgreementForm, Kept, StepKind, StepState
from entremise.core import clock
from entremise.structures.models import Membership
from entremise.vault.rows import SealedField, SealedRow

from .case import Case
from .party import Party


class Step(SealedRow):
    """Something done with the parties, or to be done: a proposal, an interview, a round table, a
    visit to see whether an agreement holds. Planned steps are what comes next in a case."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="steps", verbose_name="situation")
    kind = models.CharField("nature", max_length=12, choices=StepKind)
    state = models.CharField("état", max_length=10, choices=StepState, default=StepState.PLANNED)
    at = models.DateTimeField("date")
    minutes = models.PositiveSmallIntegerField("durée (min)", null=True, blank=True)
    parties = models.ManyToManyField(
        Party, related_name="steps", blank=True, verbose_name="parties"
    )
    mediators = models.ManyToManyField(
        Membership, related_name="+", blank=True, verbose_name="médiateurs"
    )
    place = SealedField("lieu")
    report = SealedField("compte rendu")
    kept = models.CharField("constat", max_length=8, choices=Kept, blank=True)
    agreement = models.ForeignKey(
        "Agreement",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name="accord suivi",
    )
    reminded_on = models.DateField("rappelée le", null=True, blank=True)

    class Meta:
        verbose_name = "étape"
        indexes = [
            models.Index(fields=["at"], condition=Q(state=StepState.PLANNED), name="step_to_come")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, minutes__lte=1440),
                name="step_minutes_in_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kept="") | Q(kind=StepKind.FOLLOW_UP, state=StepState.HELD),
                name="only_a_follow_up_finds",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_late(self) -> bool:
        """Whether it should have taken place."""
        return self.state == StepState.PLANNED and self.at < clock.now()


class Agreement(models.Model):
    """What the parties agree on, item by item; all of them read it whole."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="agreements", verbose_name="situation"
    )
    form = models.CharField("forme", max_length=8, choices=AgreementForm)
    made_on = models.DateField("conclu le")
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "accord"

    def __str__(self) -> str:
        return f"{self.made_on:%d/%m/%Y}"


class AgreementItem(SealedRow):
    """One undertaking of an agreement."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="items", verbose_name="accord"
    )
    position = models.PositiveSmallIntegerField("rang")
    text = SealedField("engagement")

    class Meta:
        verbose_name = "engagement"

    def __str__(self) -> str:
        return str(self.position)
