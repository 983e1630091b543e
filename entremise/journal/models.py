"""The trail of writes, and the months whose facts must be computed again."""

from django.conf import settings
from django.db import models


class JournalLine(models.Model):
    """One write: who, when, which verb, on what, which fields changed.

    Free text is never copied here: a change to a note is recorded as a change, without its words.
    Structures live in an upper layer: the line keeps their number, not a relation.
    """

    at = models.DateTimeField("date")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name="auteur"
    )
    structure_id = models.BigIntegerField("structure", null=True, blank=True)
    verb = models.CharField("action", max_length=60)
    subject_type = models.CharField("nature de l'objet", max_length=60)
    subject_id = models.CharField("identifiant de l'objet", max_length=40)
    changes = models.JSONField("champs modifiés", default=dict)

    class Meta:
        verbose_name = "ligne de journal"
        verbose_name_plural = "lignes de journal"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="journal_subject"),
            models.Index(fields=["structure_id", "at", "id"], name="journal_structure"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class ChangedMonth(models.Model):
    """A month of a fact table that no longer matches the rows, until it is computed again.

    `revision` grows at each write, so that a refresh that was under way meanwhile does not erase
    the mark of a write it has not seen. `asked_at` is when a refresh was last asked for it.
    """

    fact = models.CharField("table de faits", max_length=40)
    month = models.DateField("mois")
    revision = models.BigIntegerField("révision", default=1)
    asked_at = models.DateTimeField("demandé le")

    class Meta:
        verbose_name = "mois à recalculer"
        verbose_name_plural = "mois à recalculer"
        constraints = [
            models.UniqueConstraint(fields=["fact", "month"], name="one_mark_per_fact_and_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="month_is_a_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.fact} {self.month:%Y-%m}"
