"""The registry: who does mediation, where, on whose money, and who belongs where."""

from operator import attrgetter
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from entremise.core.typography import listed
from entremise.territories.models import Commune, Qpv, Region

from .enums import ActorType, Domain, FundingScope, OperatorType, PartnerCategory, Portage, Role
from .names import SearchNameField
from .siret import validate_siret


def validate_domains(value: Any) -> None:
    """A non-empty list of the five domains."""
    if not isinstance(value, list) or not value or not set(value) <= set(Domain.values):
        raise ValidationError("Choisissez au moins un des cinq domaines de la médiation sociale.")


class Structure(models.Model):
    """An organisation in relation with mediation: it employs mediators, funds or asks for them.

    `search_name` sorts and searches alike on both databases: the names without accents or signs.
    """

    name = models.CharField("nom", max_length=160)
    short_name = models.CharField("nom court", max_length=40, blank=True)
    search_name = SearchNameField("nom cherché", max_length=240, of=("name", "short_name"))
    actor_type = models.CharField("type d'acteur", max_length=16, choices=ActorType.choices)
    operator_type = models.CharField(
        "type d'opérateur", max_length=16, choices=OperatorType.choices, blank=True
    )
    siret = models.CharField(
        "SIRET",
        max_length=14,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_siret],
        error_messages={"unique": "Une autre structure du registre porte déjà ce SIRET."},
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name="commune du siège"
    )
    source = models.CharField("source de la fiche", max_length=80, blank=True)
    carnet_pin = models.BooleanField("code exigé pour ouvrir le carnet", default=False)

    class Meta:
        verbose_name = "structure"
        indexes = [models.Index(fields=["search_name", "id"], name="structure_name")]

    def __str__(self) -> str:
        return self.short_name or self.name


class Dispositif(models.Model):
    """A mediation service run by a structure: its domains, its portage, its territory.

    `day_starts_at` is the local hour at which a service day begins: an intervention at one in the
    morning belongs to the evening before.
    """

    structure = models.ForeignKey(
        Structure, models.PROTECT, related_name="dispositifs", verbose_name="structure"
    )
    name = models.CharField("nom", max_length=120)
    domains = models.JSONField("domaines", validators=[validate_domains])
    portage = models.CharField("portage", max_length=12, choices=Portage.choices)
    communes = models.ManyToManyField(Commune, related_name="+", verbose_name="communes desservies")
    qpvs = models.ManyToManyField(Qpv, related_name="+", blank=True, verbose_name="QPV desservis")
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    day_starts_at = models.PositiveSmallIntegerField("début de la journée de service", default=5)
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("fermé le", null=True, blank=True)

    class Meta:
        verbose_name = "dispositif"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "name"],
                name="dispositif_name_once",
                violation_error_message="Un autre dispositif de la structure porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(day_starts_at__lte=12),
                name="day_starts_before_noon",
                violation_error_message="La journée de service commence entre 0 h et 12 h.",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="dispositif_closes_after_opening",
                violation_error_message="Un dispositif ferme après avoir ouvert.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FundingLine(models.Model):
    """What a funder pays for: a dispositif, over a period, on all its territory or part of it.

    `scope` may keep it to the QPV, and `communes` to some communes; a line that names none pays
    for all those of the dispositif.
    """

    dispositif = models.ForeignKey(
        Dispositif, models.PROTECT, related_name="funding_lines", verbose_name="dispositif"
    )
    funder = models.ForeignKey(
        Structure, models.PROTECT, related_name="funding_lines", verbose_name="financeur"
    )
    label = models.CharField("intitulé", max_length=120)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    amount = models.DecimalField(
        "montant annuel (€)", max_digits=12, decimal_places=2, null=True, blank=True
    )
    scope = models.CharField(
        "périmètre", max_length=10, choices=FundingScope.choices, default=FundingScope.ANYWHERE
    )
    communes = models.ManyToManyField(
        Commune,
        related_name="+",
        blank=True,
        verbose_name="communes financées",
        help_text="Aucune : tout le territoire du dispositif.",
    )

    class Meta:
        verbose_name = "ligne de financement"
        verbose_name_plural = "lignes de financement"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="funding_period",
                violation_error_message="La période finit avant d'avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="funding_amount_positive",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def territory(self) -> str:
        """Where it pays: « Chenôve et Longvic seulement », for a column « Périmètre »."""
        communes = sorted(self.communes.all(), key=attrgetter("search_name"))
        names = listed([commune.name for commune in communes])
        if not names:
            return str(self.get_scope_display())
        if self.scope == FundingScope.ANYWHERE:
            return f"{names} seulement"
        return f"{self.get_scope_display()} ({names})"


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
