"""A referral (saisine): somebody asks for a mediation."""

import uuid

from django.db import models
from django.db.models import Q

from entremise.cases import reference
from entremise.cases.enums import Channel, Origin, ReferralState
from entremise.structures.models import Dispositif, Membership, Partner, Structure
from entremise.territories.models import Commune, Qpv
from entremise.vault.rows import SealedField, SealedRow

from .case import Case

TONES = {
    ReferralState.RECEIVED: "attention",
    ReferralState.ADMITTED: "done",
    ReferralState.EXCLUDED: "neutral",
    ReferralState.REDIRECTED: "action",
}


class Reception(models.Model):
    """How a dispositif receives referrals: whether anybody may write to it, and its telephone."""

    dispositif = models.OneToOneField(
        Dispositif, models.CASCADE, related_name="reception", verbose_name="dispositif"
    )
    public = models.BooleanField("ouvert au formulaire public", default=False)
    phone = models.CharField("téléphone du service", max_length=20, blank=True)
    email = models.EmailField("courriel du service", blank=True)

    class Meta:
        verbose_name = "accueil des saisines"
        verbose_name_plural = "accueils des saisines"

    def __str__(self) -> str:
        return str(self.dispositif)


class Referral(SealedRow):
    """A request for mediation, from its reception to what was decided of it.

    Who asks, what is told and who it is told of are sealed under a key of its own. `activity_id`
    is the field activity it came from; activities live in an upper layer.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name="structure")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, verbose_name="dispositif")
    number = models.CharField("numéro", max_length=16)
    channel = models.CharField("voie", max_length=8, choices=Channel)
    origin = models.CharField("demandeur", max_length=10, choices=Origin)
    organisation = models.ForeignKey(
        Structure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisme demandeur",
    )
    activity_id = models.UUIDField("activité d'origine", null=True, blank=True)

    topic = models.CharField("sujet", max_length=24)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name="commune"
    )
    qpv = models.ForeignKey(Qpv, models.PROTECT, null=True, blank=True, verbose_name="QPV")
    applicant = SealedField("demandeur")
    phone = SealedField("téléphone")
    email = SealedField("courriel")
    address = SealedField("adresse")
    narrative = SealedField("ce qui se passe")
    other_party = SealedField("autre partie")

    received_at = models.DateTimeField("reçue le")
    received_by = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="reçue par",
    )
    acknowledged_at = models.DateTimeField("accusé de réception le", null=True, blank=True)

    state = models.CharField(
        "suite", max_length=10, choices=ReferralState, default=ReferralState.RECEIVED
    )
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    decided_by = models.ForeignKey(
        Membership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="décidée par",
    )
    motive = models.CharField("motif", max_length=16, blank=True)
    third_party = models.CharField("tiers compétent", max_length=20, blank=True)
    partner = models.ForeignKey(
        Partner,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="partenaire indiqué",
    )
    case = models.ForeignKey(
        Case,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name="situation",
    )
    erased_at = models.DateTimeField("effacée le", null=True, blank=True)

    class Meta:
        verbose_name = "saisine"
        indexes = [
            models.Index(
                fields=["dispositif", "-received_at", "-id"], name="referral_of_dispositif"
            ),
            models.Index(
                fields=["organisation", "-received_at", "-id"], name="referral_of_partner"
            ),
            models.Index(
                fields=["dispositif", "received_at"],
                condition=Q(state=ReferralState.RECEIVED),
                name="referral_to_examine",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["structure", "number"], name="referral_number_once"),
            models.CheckConstraint(
                condition=(Q(state=ReferralState.ADMITTED) & Q(case__isnull=False))
                | (~Q(state=ReferralState.ADMITTED) & Q(case__isnull=True)),
                name="referral_admitted_has_a_case",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.EXCLUDED) | ~Q(motive=""),
                name="referral_excluded_has_a_motive",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.REDIRECTED) | ~Q(third_party=""),
                name="referral_redirected_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def topic_label(self) -> str:
        """What it is about."""
        return reference.topics().label(self.topic)

    @property
    def motive_label(self) -> str:
        """Why it was not taken up."""
        return reference.motives().label(self.motive)

    @property
    def third_party_label(self) -> str:
        """Who is competent."""
        return reference.third_parties().label(self.third_party)

    @property
    def third_party_says(self) -> str:
        """What can be told of them."""
        return str(reference.third_parties()[self.third_party].extra["says"])

    @property
    def tone(self) -> str:
        """How its state stands out in a list."""
        return TONES[ReferralState(self.state)]


class Knock(models.Model):
    """Somebody used a public form: kept a day, to refuse robots. The sender is a fingerprint."""

    sender = models.CharField("empreinte de l'expéditeur", max_length=64)
    structure_id = models.BigIntegerField("structure")
    at = models.DateTimeField("date")

    class Meta:
        verbose_name = "passage au formulaire public"
        verbose_name_plural = "passages au formulaire public"
        indexes = [
            models.Index(fields=["sender", "at"], name="knock_of_sender"),
            models.Index(fields=["structure_id", "at"], name="knock_of_structure"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M}"
