"""The organisations of the registry, and which of them were one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from entremise.core.reference import load
from entremise.structures.enums import ActorType, OperatorType, UpdateRhythm
from entremise.structures.identifiers import validate_rna, validate_siren, validate_siret
from entremise.structures.names import SearchNameField
from entremise.territories.models import Commune


def validate_networks(value: Any) -> None:
    """Codes of the list of networks."""
    if not isinstance(value, list) or not set(value) <= set(load("networks").by_code):
        raise ValidationError("Ce réseau n'est pas dans la liste.")


class Structure(models.Model):
    """An organisation in relation with mediation: it employs mediators, funds or asks for them.

    `part_of` makes it an establishment of another one. `registered_on` is the day it was entered,
    unknown of the oldest. `confirmed_on` is the last day on which
    somebody said that its sheet is right, to be done again every `update_rhythm` months;
    `changed_at` the last time its own people changed it, `reviewed_at` the last time the regional
    mission read what they had changed. One that
    was `merged_into` another stays only to be given back.

    `search_name` sorts and searches alike on both databases: the names without accents or signs.
    """

    name = models.CharField("nom", max_length=160)
    short_name = models.CharField("nom court", max_length=40, blank=True)
    search_name = SearchNameField("nom cherché", max_length=240, of=("name", "short_name"))
    actor_type = models.CharField("type d'acteur", max_length=16, choices=ActorType.choices)
    operator_type = models.CharField(
        "type d'opérateur", max_length=16, choices=OperatorType.choices, blank=True
    )
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    siret = models.CharField(
        "SIRET",
        max_length=14,
        unique=True,
        null=True,
        blank=True,
        validators=[validate_siret],
        error_messages={"unique": "Une autre structure du registre porte déjà ce SIRET."},
    )
    rna = models.CharField("numéro RNA", max_length=10, blank=True, validators=[validate_rna])
    part_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="establishments",
        verbose_name="établissement de",
    )
    networks = models.JSONField("réseaux", default=list, blank=True, validators=[validate_networks])
    address = models.CharField("adresse", max_length=160, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name="commune du siège"
    )
    website = models.URLField("site internet", blank=True)
    published = models.BooleanField("visible du public", default=True)
    update_rhythm = models.PositiveSmallIntegerField(
        "rythme de mise à jour", choices=UpdateRhythm.choices, default=UpdateRhythm.YEARLY
    )
    registered_on = models.DateField("au registre depuis le", null=True, blank=True)
    confirmed_on = models.DateField("fiche confirmée le", null=True, blank=True)
    changed_at = models.DateTimeField("fiche modifiée par la structure le", null=True, blank=True)
    reviewed_at = models.DateTimeField("fiche relue le", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="fusionnée avec",
    )
    source = models.CharField("source de la fiche", max_length=80, blank=True)
    source_key = models.CharField("identifiant chez la source", max_length=160, blank=True)
    carnet_pin = models.BooleanField("code exigé pour ouvrir le carnet", default=False)

    class Meta:
        verbose_name = "structure"
        indexes = [
            models.Index(fields=["search_name", "id"], name="structure_name"),
            models.Index(fields=["siren"], name="structure_siren"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_key"],
                condition=~Q(source_key=""),
                name="structure_source_key_once",
                violation_error_message="Une autre structure porte déjà cet identifiant.",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")),
                name="structure_not_part_of_itself",
                violation_error_message="Une structure n'est pas un établissement d'elle-même.",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class StructureMerge(models.Model):
    """Two rows of the registry that were one organisation. `moved` holds, relation by relation, the
    rows that went from one to the other: they go back when it is undone."""

    kept = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name="gardée")
    gone = models.ForeignKey(Structure, models.PROTECT, related_name="+", verbose_name="fusionnée")
    moved = models.JSONField("lignes déplacées")
    at = models.DateTimeField("le")
    undone_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "fusion de structures"
        verbose_name_plural = "fusions de structures"

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class DistinctStructures(models.Model):
    """Two rows that look like one organisation, and are not: they are not proposed again. `first`
    is the one with the smaller number."""

    first = models.ForeignKey(Structure, models.CASCADE, related_name="+", verbose_name="première")
    second = models.ForeignKey(Structure, models.CASCADE, related_name="+", verbose_name="seconde")

    class Meta:
        verbose_name = "structures distinctes"
        verbose_name_plural = "structures distinctes"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="distinct_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="distinct_in_their_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"
