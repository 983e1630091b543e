"""A case: one dispute, followed until it is settled."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from entremise.cases import reference
from entremise.cases.enums import Stage, StepKind
from entremise.core import clock
from entremise.structures.models import Dispositif, Membership, Structure
from entremise.territories.models import Commune, Qpv
from entremise.vault.rows import SealedField, SealedRow


class Case(SealedRow):
    """A dispute in deferred time, with several parties.

    `stage`, `next_step` and `next_at` follow from its steps and consents and are kept here so that
    a queue reads one table (`actions.settling`). `last_contact_at` is what retention counts from.
    `erased_at` says that its keys were destroyed: what is left counts, and names nobody.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name="structure")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, verbose_name="dispositif")
    number = models.CharField("numéro", max_length=16)
    mediators = models.ManyToManyField(
        Membership, related_name="cases", blank=True, verbose_name="médiateurs en charge"
    )

    topic = models.CharField("sujet", max_length=24)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name="commune"
    )
    qpv = models.ForeignKey(Qpv, models.PROTECT, null=True, blank=True, verbose_name="QPV")
    summary = SealedField("ce qui se passe")

    stage = models.CharField("étape", max_length=12, choices=Stage, default=Stage.TO_PROPOSE)
    next_step = models.CharField("prochaine étape", max_length=12, choices=StepKind, blank=True)
    next_at = models.DateTimeField("date de la prochaine étape", null=True, blank=True)
    last_contact_at = models.DateTimeField("dernier contact")

    opened_at = models.DateTimeField("ouverte le")
    closed_at = models.DateTimeField("close le", null=True, blank=True)
    outcome = models.CharField("issue", max_length=20, blank=True)
    reopened = models.PositiveSmallIntegerField("réouvertures", default=0)
    archived_at = models.DateTimeField("archivée le", null=True, blank=True)
    erased_at = models.DateTimeField("effacée le", null=True, blank=True)

    class Meta:
        verbose_name = "situation"
        indexes = [
            # Queues of a team and of a structure: what is due first, first.
            models.Index(
                fields=["dispositif", "next_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_queue",
            ),
            models.Index(
                fields=["structure", "next_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="case_queue_of_structure",
            ),
            models.Index(fields=["structure", "-opened_at", "-id"], name="case_of_structure"),
            models.Index(fields=["dispositif", "-opened_at", "-id"], name="case_of_dispositif"),
            models.Index(fields=["last_contact_at"], name="case_last_contact"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["structure", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="case_closes_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False, next_at__isnull=True)
                | Q(closed_at__isnull=True, next_at__isnull=False),
                name="an_open_case_is_due_some_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="case_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it."""
        return self.closed_at is None

    @property
    def is_late(self) -> bool:
        """Whether what comes next should have taken place."""
        return self.next_at is not None and self.next_at < clock.now()

    @property
    def topic_label(self) -> str:
        """What it is about, in a word or two."""
        return reference.topics().short(self.topic)

    @property
    def outcome_label(self) -> str:
        """What came of it."""
        return reference.outcomes().short(self.outcome)


class Access(SealedRow):
    """Somebody who is not in charge has opened a case, for a reason and a time (bris de glace)."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="accesses", verbose_name="situation"
    )
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="ouverte par"
    )
    reason = SealedField("raison")
    opened_at = models.DateTimeField("ouverte le")
    until = models.DateTimeField("jusqu'au")
    seen_at = models.DateTimeField("vu par la direction le", null=True, blank=True)

    class Meta:
        verbose_name = "accès exceptionnel"
        verbose_name_plural = "accès exceptionnels"
        indexes = [models.Index(fields=["membership", "until"], name="access_of_member")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("opened_at")), name="access_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.opened_at:%d/%m/%Y %H:%M}"

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return now < self.until


class Numbering(models.Model):
    """The last number given in a structure, a year, a series."""

    structure = models.ForeignKey(Structure, models.CASCADE, verbose_name="structure")
    series = models.CharField("série", max_length=1)
    year = models.PositiveSmallIntegerField("année")
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "numérotation"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "series", "year"], name="one_numbering_per_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.series}{self.year}-{self.last}"
