"""The trail of writes, and the months whose facts must be computed again."""

from django.conf import settings
from django.db import models


class JournalLine(models.Model):
    """One write: who, when, which verb, on what, which fields changed.

    Free text is never copied here: a change to a note is recorded as a change, without its words.
    Structures live in an upper layer: the line keeps their number, not a relation. Its place in the
    chain of its structure and its seal are given by `chain`.
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
    chain = models.BigIntegerField("chaîne")
    place = models.BigIntegerField("rang")
    seal = models.CharField("sceau", max_length=64)

    class Meta:
        verbose_name = "ligne de journal"
        verbose_name_plural = "lignes de journal"
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="journal_subject"),
            models.Index(fields=["structure_id", "at", "id"], name="journal_structure"),
            # What one looks for is rare among millions: an action, or what somebody wrote.
            models.Index(fields=["structure_id", "verb", "at", "id"], name="journal_verb"),
            models.Index(fields=["structure_id", "user", "at", "id"], name="journal_user"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["chain", "place"], name="one_line_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class JournalHead(models.Model):
    """The last line of a chain of the journal; held by whoever adds to it."""

    chain = models.BigIntegerField("chaîne", primary_key=True)
    place = models.BigIntegerField("rang", default=0)
    seal = models.CharField("sceau", max_length=64, default="", blank=True)

    class Meta:
        verbose_name = "tête de journal"
        verbose_name_plural = "têtes de journal"

    def __str__(self) -> str:
        return f"{self.chain} : {self.place}"


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
