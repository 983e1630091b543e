"""The trail of writes, the months whose facts must be computed again, and what was erased when."""

from django.conf import settings
from django.db import models

from .enums import RetentionAction


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
            models.Index(fields=["subject_type", "subject_id", "at", "id"], name="journal_subject"),
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


class RetentionRun(models.Model):
    """A rule of retention applied in a structure: the proof of what was treated.

    `digest` follows the identifiers treated (`retention.proof`), `failures` holds those that
    failed and the kind of error, `edition` is the digest of the rules as they were written, and
    `place` where the journal of the structure says all this. Nobody's name nor words are here.
    A run without an end was interrupted, or is under way: the next one goes on with it.
    """

    structure_id = models.BigIntegerField("structure")
    rule = models.CharField("règle", max_length=40)
    since = models.DateField("règle en vigueur depuis le")
    months = models.PositiveSmallIntegerField("délai (mois)")
    action = models.CharField("devenir", max_length=10, choices=RetentionAction.choices)
    verb = models.CharField("action du journal", max_length=60)
    day = models.DateField("échéances au")
    oldest = models.DateField("départ le plus ancien")
    started_at = models.DateTimeField("début")
    ended_at = models.DateTimeField("fin", null=True, blank=True)
    treated = models.PositiveIntegerField("enregistrements traités", default=0)
    failures = models.JSONField("échecs", default=dict)
    digest = models.CharField("empreinte des identifiants", max_length=64, blank=True)
    edition = models.CharField("empreinte des règles", max_length=64)
    place = models.BigIntegerField("rang au journal", null=True, blank=True)

    class Meta:
        verbose_name = "passage de conservation"
        verbose_name_plural = "passages de conservation"
        indexes = [
            models.Index(fields=["structure_id", "-started_at", "-id"], name="runs_of_structure")
        ]
        constraints = [
            # Two processes that apply the same rule share their proof.
            models.UniqueConstraint(
                fields=["structure_id", "rule", "since"],
                condition=models.Q(ended_at=None),
                name="one_open_run_per_rule",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(place__isnull=False),
                name="closed_run_has_its_line",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.day:%d/%m/%Y}"
