"""Meetings: whom the mission met by function, what was said, what is to be done next."""

from datetime import date

from django.db import models
from django.db.models import Q

from entremise.core.typography import WIDE, duration
from entremise.structures.models import Dispositif, Structure
from entremise.support.enums import MeetingKind, MeetingStatus
from entremise.territories.models import Region

from .dla import Dla
from .tracks import SupportTrack

DAY_LONG = 24 * 60


class Meeting(models.Model):
    """The mission and one or several structures, on a day. Those present are counted by function.

    It belongs to the region its mission follows. `minutes` are the mission's own, and read by the
    structures only once `shared`. One that is planned may lie in the past: nobody has said yet
    whether it was held.
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")
    mission = models.ForeignKey(
        Structure, models.PROTECT, related_name="meetings_led", verbose_name="mission"
    )
    on = models.DateField("jour")
    starts_at = models.TimeField("heure", null=True, blank=True)
    lasts = models.PositiveSmallIntegerField("durée (min)", null=True, blank=True)
    kind = models.CharField("nature", max_length=12, choices=MeetingKind.choices)
    status = models.CharField("état", max_length=10, choices=MeetingStatus.choices)
    structures = models.ManyToManyField(
        Structure,
        through="MeetingStructure",
        related_name="meetings",
        verbose_name="structures rencontrées",
    )
    dispositif = models.ForeignKey(
        Dispositif,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="dispositif",
    )
    track = models.ForeignKey(
        SupportTrack,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name="accompagnement",
    )
    dla = models.ForeignKey(
        Dla, models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="DLA"
    )
    subject = models.CharField("objet", max_length=160)
    minutes = models.TextField("compte rendu", blank=True)
    shared = models.BooleanField("compte rendu partagé", default=False)

    class Meta:
        verbose_name = "rencontre"
        indexes = [
            models.Index(fields=["region", "on", "id"], name="meeting_of_a_region"),
            models.Index(fields=["region", "status", "on"], name="meeting_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(lasts__isnull=True) | Q(lasts__gte=1, lasts__lte=DAY_LONG),
                name="meeting_lasts_a_day_at_most",
                violation_error_message="Une rencontre dure de 1 minute à 24 heures.",
            ),
            models.CheckConstraint(
                condition=Q(shared=False) | ~Q(minutes=""),
                name="meeting_shares_what_is_written",
                violation_error_message="Il n'y a pas de compte rendu à partager.",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def is_unsaid(self, today: date) -> bool:
        """Whether its day has passed and nobody has said that it was held."""
        return self.status == MeetingStatus.PLANNED and self.on < today

    @property
    def when(self) -> str:
        """« 14/03/2026 à 9 h 30, 1 h 30 »."""
        said = f"{self.on:%d/%m/%Y}"
        if self.starts_at:
            said += f" à {self.starts_at.hour}{WIDE}h{WIDE}{self.starts_at:%M}"
        return f"{said}, {duration(self.lasts)}" if self.lasts else said


class MeetingStructure(models.Model):
    """A structure that a meeting was with."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="parties", verbose_name="rencontre"
    )
    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="met_at", verbose_name="structure"
    )

    class Meta:
        verbose_name = "structure rencontrée"
        verbose_name_plural = "structures rencontrées"
        constraints = [
            models.UniqueConstraint(fields=["meeting", "structure"], name="structure_met_once")
        ]

    def __str__(self) -> str:
        return str(self.structure)


class Attendance(models.Model):
    """How many people of one function were there: « 2 élus ». Who they were is not kept."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="attendances", verbose_name="rencontre"
    )
    function = models.CharField("fonction", max_length=80)
    count = models.PositiveSmallIntegerField("nombre", default=1)

    class Meta:
        verbose_name = "fonction présente"
        verbose_name_plural = "fonctions présentes"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "function"],
                name="function_once_a_meeting",
                violation_error_message="Cette fonction est citée deux fois.",
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=999),
                name="attendance_counts_people",
                violation_error_message="Comptez de 1 à 999 personnes par fonction.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.count} {self.function}"


class NextStep(models.Model):
    """What a meeting leads to: a sentence, a day it is due, the day on which it was done."""

    meeting = models.ForeignKey(
        Meeting, models.CASCADE, related_name="next_steps", verbose_name="rencontre"
    )
    text = models.CharField("à faire", max_length=200)
    due_on = models.DateField("pour le", null=True, blank=True)
    done_on = models.DateField("fait le", null=True, blank=True)

    class Meta:
        verbose_name = "suite à donner"
        verbose_name_plural = "suites à donner"
        indexes = [models.Index(fields=["done_on", "due_on"], name="next_step_due")]

    def __str__(self) -> str:
        return self.text

    def is_late(self, today: date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.done_on is None and self.due_on is not None and self.due_on < today
