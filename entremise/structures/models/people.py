"""Who belongs where, whom one directs people to, and what devices post."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from entremise.structures.enums import PartnerCategory, Role
from entremise.territories.models import Region

from .dispositif import Dispositif
from .structure import Structure


class Partner(models.Model):
    """Somebody a structure directs people to, in its own address book."""

    structure = models.ForeignKey(
        Structure, models.CASCADE, related_name="partners", verbose_name="structure"
    )
    name = models.CharField("nom", max_length=120)
    category = models.CharField("catégorie", max_length=12, choices=PartnerCategory.choices)
    organisation = models.ForeignKey(
        Structure,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="organisme au registre",
    )

    class Meta:
        verbose_name = "partenaire"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "name"],
                name="partner_name_once",
                violation_error_message="Ce partenaire est déjà dans le carnet.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """The role a person holds in a structure, over a period.

    `dispositifs` is the team of a mediator or coordinator. `region` is the territory of an
    animator of the regional mission or of a member of the steering committee.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="memberships",
        verbose_name="personne",
    )
    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="memberships", verbose_name="structure"
    )
    role = models.CharField("rôle", max_length=12, choices=Role.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name="région suivie"
    )
    dispositifs = models.ManyToManyField(
        Dispositif, related_name="team", blank=True, verbose_name="équipes"
    )
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu'au", null=True, blank=True)

    class Meta:
        verbose_name = "appartenance"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "structure", "role"],
                name="one_membership_per_role",
                violation_error_message="Cette personne a déjà ce rôle dans la structure.",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=[Role.REGIONAL, Role.STEERING]) | Q(region__isnull=False),
                name="regional_roles_have_a_region",
                violation_error_message="Choisissez la région que cette personne suit.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_period",
                violation_error_message="Un rôle finit après avoir commencé.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class AccessToken(models.Model):
    """The key with which a device or a program posts for a member. Only its fingerprint is kept.

    `waiting` is how many records the device still held, `conflicts` how many of them somebody has
    to settle, and `software` its version, as it said when it was last seen; a device that says
    nothing of them leaves them unknown.
    """

    membership = models.ForeignKey(
        Membership, models.CASCADE, related_name="tokens", verbose_name="appartenance"
    )
    label = models.CharField("appareil", max_length=60)
    fingerprint = models.CharField("empreinte", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    last_used_on = models.DateField("dernier usage", null=True, blank=True)
    last_seen_at = models.DateTimeField("vu le", null=True, blank=True)
    waiting = models.PositiveIntegerField("saisies en attente", null=True, blank=True)
    conflicts = models.PositiveIntegerField("conflits à régler", null=True, blank=True)
    software = models.CharField("version du carnet", max_length=64, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "jeton d'accès"
        verbose_name_plural = "jetons d'accès"

    def __str__(self) -> str:
        return self.label or "appareil oublié"
