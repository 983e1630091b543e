"""The parties of a case, what each agrees to, and what is noted of each alone."""

import uuid

from django.db import models
from django.db.models import Q

from entremise.cases.enums import (
    MAIN_ROLES,
    Answer,
    AskedHow,
    ConsentSubject,
    PartyRole,
    SharedItem,
)
from entremise.core.typography import listed
from entremise.structures.models import Membership, Partner
from entremise.vault.rows import SealedField, SealedRow

from .case import Case
from .referral import Referral

TONES: dict[str, str] = {
    Answer.WAITING: "action",
    Answer.GIVEN: "done",
    Answer.REFUSED: "danger",
    Answer.SILENT: "neutral",
    Answer.WITHDRAWN: "danger",
}


def _named(items: list[str]) -> str:
    return listed([str(SharedItem(item).label) for item in items])


class Party(SealedRow):
    """Somebody in a dispute. What is written of them is sealed under a key that is theirs alone:
    destroying it erases them, and leaves the others."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="parties", verbose_name="situation")
    role = models.CharField("qualité", max_length=14, choices=PartyRole)
    represents = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="representatives",
        verbose_name="représente",
    )
    # What they asked themselves, when they are who asked.
    request = models.ForeignKey(
        Referral,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="demande",
    )
    name = SealedField("nom")
    phone = SealedField("téléphone")
    email = SealedField("courriel")
    address = SealedField("adresse")
    language = SealedField("langue")
    needs = SealedField("besoins d'accès")
    # What mediation they agreed to, as their last consent says: kept here for the stage of a case.
    answer = models.CharField("accord", max_length=10, choices=Answer, blank=True)
    added_at = models.DateTimeField("ajoutée le")
    erased_at = models.DateTimeField("effacée le", null=True, blank=True)

    class Meta:
        verbose_name = "partie"
        constraints = [
            models.CheckConstraint(
                condition=(Q(role=PartyRole.REPRESENTATIVE) & Q(represents__isnull=False))
                | (~Q(role=PartyRole.REPRESENTATIVE) & Q(represents__isnull=True)),
                name="a_representative_represents_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_role_display())

    @property
    def is_main(self) -> bool:
        """Whether there is no mediation without them."""
        return self.role in MAIN_ROLES

    @property
    def answer_label(self) -> str:
        """What they answered to mediation."""
        return str(Answer(self.answer).label) if self.answer else "accord à demander"

    @property
    def answer_tone(self) -> str:
        """How it stands out."""
        return TONES.get(self.answer, "attention")


class Consent(models.Model):
    """What a party was asked to agree to, how and when, and what came of it.

    One about sharing names the partner and what may be passed on; nothing else may be.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(Party, models.CASCADE, related_name="consents", verbose_name="partie")
    subject = models.CharField("objet", max_length=10, choices=ConsentSubject)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="partenaire"
    )
    items = models.JSONField("informations", default=list)
    asked_on = models.DateField("demandé le")
    asked_how = models.CharField("demandé", max_length=10, choices=AskedHow)
    answer = models.CharField("réponse", max_length=10, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField("réponse le", null=True, blank=True)
    written = models.BooleanField("réponse écrite", default=False)
    withdrawn_on = models.DateField("retiré le", null=True, blank=True)
    recorded_at = models.DateTimeField("enregistré le")

    class Meta:
        verbose_name = "consentement"
        constraints = [
            models.CheckConstraint(
                condition=Q(subject=ConsentSubject.MEDIATION, partner__isnull=True)
                | Q(subject=ConsentSubject.SHARING, partner__isnull=False),
                name="consent_to_share_names_a_partner",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.WITHDRAWN, withdrawn_on__isnull=False)
                | ~Q(answer=Answer.WITHDRAWN) & Q(withdrawn_on__isnull=True),
                name="consent_withdrawn_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} : {self.get_answer_display()}"

    @property
    def items_label(self) -> str:
        """What may be passed on."""
        return _named(self.items)


class Note(SealedRow):
    """A confidential note, of one party under their key, or of the case under its own."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes", verbose_name="situation")
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="notes", verbose_name="partie"
    )
    author = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="écrite par"
    )
    written_at = models.DateTimeField("écrite le")
    text = SealedField("texte")

    class Meta:
        verbose_name = "note confidentielle"
        verbose_name_plural = "notes confidentielles"

    def __str__(self) -> str:
        return f"{self.written_at:%d/%m/%Y %H:%M}"


class Sharing(models.Model):
    """What was passed on to a partner, and when; the consents that allowed it are its warrant."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(
        Case, models.CASCADE, related_name="sharings", verbose_name="situation"
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="+", verbose_name="partenaire"
    )
    items = models.JSONField("informations", default=list)
    consents = models.ManyToManyField(
        Consent, related_name="sharings", verbose_name="consentements"
    )
    by = models.ForeignKey(Membership, models.PROTECT, related_name="+", verbose_name="par")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "partage d'informations"
        verbose_name_plural = "partages d'informations"

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"

    @property
    def items_label(self) -> str:
        """What was passed on."""
        return _named(self.items)


class Trace(models.Model):
    """A fingerprint by which somebody is found again in a structure: a name, a telephone, an
    e-mail or an address, under a key of the structure (`vault.rows.trace`)."""

    structure_id = models.BigIntegerField("structure")
    kind = models.CharField("nature", max_length=8)
    fingerprint = models.CharField("empreinte", max_length=64)
    referral = models.ForeignKey(
        Referral,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="traces",
        verbose_name="saisine",
    )
    party = models.ForeignKey(
        Party, models.CASCADE, null=True, blank=True, related_name="traces", verbose_name="partie"
    )

    class Meta:
        verbose_name = "empreinte"
        indexes = [models.Index(fields=["structure_id", "fingerprint"], name="trace_found")]
        constraints = [
            models.CheckConstraint(
                condition=Q(referral__isnull=False, party__isnull=True)
                | Q(referral__isnull=True, party__isnull=False),
                name="trace_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.kind
