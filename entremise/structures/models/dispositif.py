"""The services a structure runs, and who pays for them."""

from operator import attrgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from entremise.core.reference import load
from entremise.core.typography import listed
from entremise.structures.enums import Domain, FundingScope, Portage
from entremise.structures.hours import validate_hours
from entremise.territories.models import Commune, ContratVille, Epci, Qpv

from .structure import Structure


def validate_domains(value: Any) -> None:
    """A non-empty list of the five domains."""
    if not isinstance(value, list) or not value or not set(value) <= set(Domain.values):
        raise ValidationError("Choisissez au moins un des cinq domaines de la médiation sociale.")


def validate_registers(value: Any) -> None:
    """Codes of the eight registers of the norm, or none."""
    _validate_codes(value, "registers", "Ce registre n'est pas de la norme.")


def validate_publics(value: Any) -> None:
    """Codes of the list of publics, or none."""
    _validate_codes(value, "publics", "Ce public n'est pas dans la liste.")


def _validate_codes(value: Any, name: str, sentence: str) -> None:
    if not isinstance(value, list) or not set(value) <= set(load(name).by_code):
        raise ValidationError(sentence)


class Dispositif(models.Model):
    """A mediation service run by a structure: what it does, for whom, where, and when.

    Its territory is made of communes, and more finely of QPV and of an `area` drawn on a map (a
    GeoJSON Polygon or MultiPolygon in WGS 84); `epcis` are those it serves whole. `opening_hours`
    are in the form of OpenStreetMap. `lon` and `lat` are where one is received, at `address`.
    `source_key` is what the directory it comes from calls it.

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
    epcis = models.ManyToManyField(
        Epci, related_name="+", blank=True, verbose_name="EPCI desservis en entier"
    )
    area = models.JSONField("secteur dessiné", null=True, blank=True)
    contrat_ville = models.ForeignKey(
        ContratVille,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="contrat de ville",
    )
    registers = models.JSONField(
        "registres", default=list, blank=True, validators=[validate_registers]
    )
    publics = models.JSONField("publics", default=list, blank=True, validators=[validate_publics])
    summary = models.CharField("présentation", max_length=600, blank=True)
    opening_hours = models.CharField(
        "horaires", max_length=255, blank=True, validators=[validate_hours]
    )
    address = models.CharField("adresse d'accueil", max_length=160, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    website = models.URLField("site internet", blank=True)
    published = models.BooleanField("visible du public", default=True)
    confirmed_on = models.DateField("fiche confirmée le", null=True, blank=True)
    time_zone = models.CharField("fuseau horaire", max_length=40, default="Europe/Paris")
    day_starts_at = models.PositiveSmallIntegerField("début de la journée de service", default=5)
    opened_on = models.DateField("ouvert le")
    closed_on = models.DateField("fermé le", null=True, blank=True)
    source_key = models.CharField("identifiant chez la source", max_length=160, blank=True)

    class Meta:
        verbose_name = "dispositif"
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "name"],
                name="dispositif_name_once",
                violation_error_message="Un autre dispositif de la structure porte déjà ce nom.",
            ),
            models.UniqueConstraint(
                fields=["source_key"],
                condition=~Q(source_key=""),
                name="dispositif_source_key_once",
                violation_error_message="Un autre dispositif porte déjà cet identifiant.",
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
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__range=(-180, 180), lat__range=(-90, 90))
                & Q(lon__isnull=False, lat__isnull=False),
                name="dispositif_point_whole",
                violation_error_message="Un point a une longitude et une latitude.",
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
