"""What a team sees and passes on, to whom, and what was answered."""

import uuid
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from entremise.core import clock
from entremise.structures.models import Dispositif, Membership, Structure
from entremise.territories.models import Commune, Qpv
from entremise.territories.spots import PlaceMethod
from entremise.vault.files import SealedFile
from entremise.vault.rows import SealedField, SealedRow

from . import reference
from .enums import CLOSED, Reply, SendingStatus, Source, State


def validate_categories(value: Any) -> None:
    """Codes of the tree: branches, or categories of one."""
    if not isinstance(value, list) or not set(value) <= set(reference.tree().by_code):
        raise ValidationError("Cette catégorie d'alerte n'existe pas.")


class Addressee(models.Model):
    """Who answers for some categories in some communes, by a function rather than a person.

    Without categories it answers for all of them, without communes for every one. The accounts of
    partners of its `organisation` read what is addressed to it.
    """

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="addressees", verbose_name="structure"
    )
    label = models.CharField("fonction", max_length=120)
    email = models.EmailField("adresse électronique")
    escalation_email = models.EmailField("adresse de relance", blank=True)
    categories = models.JSONField(
        "catégories", default=list, blank=True, validators=[validate_categories]
    )
    communes = models.ManyToManyField(
        Commune, related_name="+", blank=True, verbose_name="communes"
    )
    organisation = models.ForeignKey(
        Structure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisme au registre",
    )
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "destinataire"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "label"],
                name="addressee_label_once",
                violation_error_message="Un autre destinataire porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="addressee_period",
                violation_error_message="La période finit avant d'avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def serves_on(self, day: date) -> bool:
        """Whether it takes alerts on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class Alert(SealedRow):
    """Something seen that somebody else has to deal with.

    What is in clear routes and counts it: category, danger, commune. The exact place, the point and
    the note are sealed: they may lead to a person. `sent_at` is the first time it was sent to
    anybody, `answered_at` the first answer of anybody. `deliveries` holds the fingerprints of what
    it was made of, oldest first: one that comes again is recognised and changes nothing;
    `removed_photos` the numbers of those that were taken away, and are not taken again.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name="structure")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, verbose_name="dispositif")
    seen_by = models.ManyToManyField(Membership, related_name="alerts", verbose_name="vue par")
    seen_at = models.DateTimeField("vue le")
    time_zone = models.CharField("fuseau horaire", max_length=40)
    service_date = models.DateField("journée de service")

    category = models.CharField("catégorie", max_length=24)
    danger = models.BooleanField("danger", default=False)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name="commune"
    )
    qpv = models.ForeignKey(Qpv, models.PROTECT, null=True, blank=True, verbose_name="QPV")
    in_qpv = models.BooleanField("en QPV", null=True, blank=True)
    place_method = models.CharField(
        "origine de la localisation", max_length=12, choices=PlaceMethod.choices
    )
    place = SealedField("lieu exact")
    point = SealedField("position")
    note = SealedField("note")

    state = models.CharField("état", max_length=12, choices=State.choices, default=State.SIGNALLED)
    sent_at = models.DateTimeField("transmise le", null=True, blank=True)
    answered_at = models.DateTimeField("première réponse le", null=True, blank=True)
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    source = models.CharField("saisie par", max_length=8, choices=Source.choices)
    version = models.PositiveIntegerField("version", default=1)
    deliveries = models.JSONField("empreintes reçues", default=list)
    removed_photos = models.JSONField("photos effacées", default=list)
    logged_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="saisie de"
    )
    created_at = models.DateTimeField("enregistrée le")
    updated_at = models.DateTimeField("modifiée le")
    erased_at = models.DateTimeField("effacée le", null=True, blank=True)

    class Meta:
        verbose_name = "alerte"
        indexes = [
            models.Index(fields=["structure", "-seen_at", "-id"], name="alert_of_structure"),
            models.Index(fields=["dispositif", "-seen_at", "-id"], name="alert_of_dispositif"),
            models.Index(fields=["service_date", "structure"], name="alert_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False)
                | (~Q(state__in=CLOSED) & Q(closed_at__isnull=True)),
                name="alert_closed_with_its_date",
            ),
            models.CheckConstraint(
                condition=Q(qpv__isnull=True) | Q(in_qpv=True), name="alert_qpv_means_in_qpv"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="alert_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.short}, {self.service_date:%d/%m/%Y}"

    @property
    def local_time(self) -> datetime:
        """When it was seen, by the clock on the wall."""
        return clock.wall(self.seen_at, self.time_zone)

    @property
    def kind(self) -> reference.Category:
        """Its category, with the icon and the delays that go with it."""
        return reference.category(self.category)

    @property
    def is_closed(self) -> bool:
        """Whether nobody has to do anything about it any more."""
        return self.state in CLOSED


class AlertPhoto(SealedFile):
    """What was photographed, without what a telephone writes in it; sealed under the key of the
    alert, so that they go together."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="photos", verbose_name="alerte")
    added_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="ajoutée par"
    )

    class Meta:
        verbose_name = "photo d'une alerte"
        verbose_name_plural = "photos d'alertes"

    def __str__(self) -> str:
        return f"{self.created_at:%d/%m/%Y %H:%M}"


class Sending(models.Model):
    """An alert put in the hands of an addressee; a single one has it at a time.

    `nonce` is in every link to it: links die with the sending. `reply` is the last that counts,
    `answered_at` when the first one came.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, models.CASCADE, related_name="sendings", verbose_name="alerte")
    addressee = models.ForeignKey(
        Addressee, models.PROTECT, related_name="sendings", verbose_name="destinataire"
    )
    sent_by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="transmise par"
    )
    sent_at = models.DateTimeField("transmise le")
    nonce = models.CharField("secret du lien", max_length=32)
    status = models.CharField(
        "statut", max_length=12, choices=SendingStatus.choices, default=SendingStatus.CURRENT
    )
    reply = models.CharField("réponse", max_length=12, choices=Reply.choices, blank=True)
    answered_at = models.DateTimeField("première réponse le", null=True, blank=True)
    solved_at = models.DateTimeField("résolue le", null=True, blank=True)
    reminded_at = models.DateTimeField("rappel le", null=True, blank=True)
    escalated_at = models.DateTimeField("relance le", null=True, blank=True)

    class Meta:
        verbose_name = "transmission"
        indexes = [
            models.Index(fields=["addressee", "-sent_at", "-id"], name="sending_to_addressee")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["alert"],
                condition=Q(status=SendingStatus.CURRENT),
                name="one_current_sending",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.addressee}, {self.sent_at:%d/%m/%Y}"

    @property
    def is_current(self) -> bool:
        """Whether the addressee has the alert in hand."""
        return self.status == SendingStatus.CURRENT

    @property
    def reached_nobody(self) -> bool:
        """Whether it should have gone above, where nobody can be written to. See `unreached`."""
        return self.escalated_at is not None and not self.addressee.escalation_email


class Answer(SealedRow):
    """One answer of an addressee, by the link or from an account; its comment is sealed under the
    key of the alert."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    sending = models.ForeignKey(
        Sending, models.CASCADE, related_name="answers", verbose_name="transmission"
    )
    reply = models.CharField("réponse", max_length=12, choices=Reply.choices)
    comment = SealedField("commentaire")
    at = models.DateTimeField("le")
    by = models.ForeignKey(
        Membership, models.PROTECT, null=True, related_name="+", verbose_name="de"
    )

    class Meta:
        verbose_name = "réponse"

    def __str__(self) -> str:
        return str(self.get_reply_display())
