"""The record of field activity: anonymous by construction, counts and categories only."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from entremise.core import clock
from entremise.structures.models import Dispositif, FundingLine, Membership, Partner, Structure
from entremise.territories.models import Commune, Qpv
from entremise.territories.spots import PlaceMethod

from . import reference
from .enums import CONFLICT, RecordKind, Source


class Round(models.Model):
    """An outing of a team: when, with whom, the places planned and those visited.

    It belongs to the service day of its start, even when it ends after midnight, and is under way
    as long as it has no end. `planned` and `stops` hold places, in their order; never a person.
    `deliveries` is as in `Activity`.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name="structure")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, verbose_name="dispositif")
    mediators = models.ManyToManyField(Membership, related_name="rounds", verbose_name="médiateurs")

    started_at = models.DateTimeField("départ")
    ended_at = models.DateTimeField("fin", null=True, blank=True)
    time_zone = models.CharField("fuseau horaire", max_length=40)
    service_date = models.DateField("journée de service")
    planned = models.JSONField("lieux prévus", default=list)
    stops = models.JSONField("lieux visités", default=list)

    version = models.PositiveIntegerField("version", default=1)
    deliveries = models.JSONField("empreintes reçues", default=list)
    logged_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="saisie de"
    )
    created_at = models.DateTimeField("enregistrée le")
    updated_at = models.DateTimeField("modifiée le")

    class Meta:
        verbose_name = "tournée"
        indexes = [models.Index(fields=["service_date", "dispositif"], name="round_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("started_at")),
                name="round_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="round_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.service_date:%d/%m/%Y}"

    def local(self, instant: datetime) -> datetime:
        """An instant of the round as the clock on the wall showed it."""
        return instant.astimezone(ZoneInfo(self.time_zone))


class Activity(models.Model):
    """One intervention of one or several mediators.

    `service_date` is the day of the shift: an intervention at one in the morning belongs to the
    evening before. `publics` holds marginal counts by sex, age class and status, each summing to
    at most `people` (the rest is unknown), and possibly their joint grid; never a person.
    `deliveries` holds the fingerprints of every delivery it was made of, oldest first: one that
    comes again, even after later corrections, is recognised and changes nothing.
    """

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name="structure")
    dispositif = models.ForeignKey(Dispositif, models.PROTECT, verbose_name="dispositif")
    mediators = models.ManyToManyField(
        Membership, related_name="activities", verbose_name="médiateurs"
    )
    funding_lines = models.ManyToManyField(
        FundingLine, related_name="activities", blank=True, verbose_name="lignes de financement"
    )

    started_at = models.DateTimeField("début")
    time_zone = models.CharField("fuseau horaire", max_length=40)
    service_date = models.DateField("journée de service")
    duration = models.PositiveSmallIntegerField("durée (min)")

    register = models.CharField("registre", max_length=20)
    historical_register = models.CharField("registre historique", max_length=24)
    temporality = models.CharField("temporalité", max_length=12, blank=True)
    domain = models.CharField("domaine", max_length=16)
    origin = models.CharField("origine de la demande", max_length=16)
    topics = models.JSONField("sujets", default=list)

    place_kind = models.CharField("type de lieu", max_length=24)
    place_label = models.CharField("lieu", max_length=120, blank=True)
    address = models.CharField("adresse", max_length=160, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, verbose_name="commune"
    )
    qpv = models.ForeignKey(Qpv, models.PROTECT, null=True, blank=True, verbose_name="QPV")
    in_qpv = models.BooleanField("en QPV", null=True, blank=True)
    place_method = models.CharField(
        "origine de la localisation", max_length=12, choices=PlaceMethod.choices
    )

    people = models.PositiveSmallIntegerField("personnes rencontrées", default=0)
    publics = models.JSONField("publics", default=dict)
    outcome = models.CharField("suite", max_length=20)
    orientation = models.CharField("orientation", max_length=12, blank=True)
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, verbose_name="partenaire"
    )
    note = models.TextField("note", max_length=2000, blank=True)
    # No foreign key: a telephone may send an entry before the round it was made in.
    round_id = models.UUIDField("tournée", null=True, blank=True)

    source = models.CharField("saisie par", max_length=8, choices=Source.choices)
    version = models.PositiveIntegerField("version", default=1)
    deliveries = models.JSONField("empreintes reçues", default=list)
    logged_by = models.ForeignKey(
        Membership, models.PROTECT, related_name="+", verbose_name="saisie de"
    )
    created_at = models.DateTimeField("enregistrée le")
    updated_at = models.DateTimeField("modifiée le")
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "activité"
        indexes = [
            models.Index(fields=["structure", "-started_at", "-id"], name="activity_of_structure"),
            models.Index(
                fields=["dispositif", "-started_at", "-id"], name="activity_of_dispositif"
            ),
            models.Index(fields=["service_date", "structure"], name="activity_by_day"),
            # What retention looks for every night: a note is rare among millions of rows.
            models.Index(
                fields=["service_date", "structure"], condition=~Q(note=""), name="activity_noted"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__gte=1, duration__lte=1440), name="activity_duration_in_a_day"
            ),
            models.CheckConstraint(
                condition=Q(register=CONFLICT) | Q(temporality=""),
                name="activity_temporality_for_conflicts",
            ),
            models.CheckConstraint(
                condition=Q(qpv__isnull=True) | Q(in_qpv=True), name="activity_qpv_means_in_qpv"
            ),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="activity_point_on_earth",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="activity_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.service_date:%d/%m/%Y}"

    @property
    def local_start(self) -> datetime:
        """The start, by the clock on the wall."""
        return clock.wall(self.started_at, self.time_zone)

    @property
    def words(self) -> dict[str, str]:
        """The short labels a list shows."""
        return {
            "register": reference.registers().short(self.register),
            "place_kind": reference.place_kinds().short(self.place_kind),
            "outcome": reference.outcomes().label(self.outcome),
        }


class ClosedPeriod(models.Model):
    """Days of a dispositif that no longer change, because a sealed report cites them."""

    dispositif = models.ForeignKey(
        Dispositif, models.PROTECT, related_name="closed_periods", verbose_name="dispositif"
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    reason = models.CharField("motif", max_length=160)
    closed_at = models.DateTimeField("close le")

    class Meta:
        verbose_name = "période close"
        verbose_name_plural = "périodes closes"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="closed_period_in_order"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class QuarantinedEntry(models.Model):
    """What could not be accepted, kept whole with its reasons until somebody mends it.

    Settled long ago, only its fingerprint and its dates are left (`retention`).
    """

    kind = models.CharField(
        "nature", max_length=8, choices=RecordKind.choices, default=RecordKind.ACTIVITY
    )
    membership = models.ForeignKey(
        Membership, models.PROTECT, related_name="quarantined", verbose_name="saisie de"
    )
    structure = models.ForeignKey(Structure, models.PROTECT, verbose_name="structure")
    received_at = models.DateTimeField("reçue le")
    claimed_id = models.CharField("identifiant annoncé", max_length=64, blank=True)
    payload = models.JSONField("contenu reçu", null=True)
    fingerprint = models.CharField("empreinte", max_length=64)
    reasons = models.JSONField("motifs")
    settled_at = models.DateTimeField("réglée le", null=True, blank=True)
    erased_at = models.DateTimeField("contenu effacé le", null=True, blank=True)

    class Meta:
        verbose_name = "saisie en quarantaine"
        verbose_name_plural = "saisies en quarantaine"
        indexes = [
            models.Index(fields=["structure", "-received_at"], name="quarantine_of_structure")
        ]
        constraints = [
            # The same refused entry, sent again and again by a device, is kept once.
            models.UniqueConstraint(
                fields=["membership", "fingerprint"], name="quarantined_once_per_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.received_at:%d/%m/%Y %H:%M}"
