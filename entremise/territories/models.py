"""The official geography, as codes and contours, each with the vintage it comes from."""

from django.db import models
from shapely import from_wkb
from shapely.geometry.base import BaseGeometry


class LoadedSource(models.Model):
    """A reference that was loaded: what, from whom, of which date, so that a report can cite it.

    `version` is the publisher's number, or the start of the file's SHA-256 when there is none.
    `whole_country` says that what the file does not hold does not exist (no QPV in Lozère).
    """

    name = models.CharField("référence", max_length=60, primary_key=True)
    version = models.CharField("version", max_length=60)
    vintage = models.CharField("millésime", max_length=120)
    producer = models.CharField("producteur", max_length=120)
    licence = models.CharField("licence", max_length=80)
    rows = models.PositiveIntegerField("lignes")
    whole_country = models.BooleanField("couvre tout le pays", default=False)
    loaded_at = models.DateTimeField("chargée le")

    class Meta:
        verbose_name = "référence chargée"
        verbose_name_plural = "références chargées"

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Region(models.Model):
    """A region, by its INSEE code."""

    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=80)

    class Meta:
        verbose_name = "région"

    def __str__(self) -> str:
        return self.name


class Departement(models.Model):
    """A département, by its INSEE code."""

    code = models.CharField("code", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=80)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="région")

    class Meta:
        verbose_name = "département"

    def __str__(self) -> str:
        return self.name


class Arrondissement(models.Model):
    """An arrondissement of a département, by its INSEE code."""

    code = models.CharField("code", max_length=4, primary_key=True)
    name = models.CharField("nom", max_length=80)
    departement = models.ForeignKey(Departement, models.PROTECT, verbose_name="département")

    class Meta:
        verbose_name = "arrondissement"

    def __str__(self) -> str:
        return self.name


class Epci(models.Model):
    """An intercommunal body with its own tax, by its SIREN."""

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=120)
    kind = models.CharField("nature", max_length=10)

    class Meta:
        verbose_name = "EPCI"
        verbose_name_plural = "EPCI"

    def __str__(self) -> str:
        return self.name


class CommuneQuerySet(models.QuerySet["Commune"]):
    """Reads of communes."""

    def current(self) -> "CommuneQuerySet":
        """The communes that exist today."""
        return self.filter(successor=None)


class Commune(models.Model):
    """A commune, by its INSEE code.

    `search_name` is the name without accents, spaces or signs: it sorts and searches alike on both
    databases. A commune that merges after it was loaded is kept, for the records that cite it, and
    names its `successor`; it is no longer found nor offered. The centre is in WGS 84 degrees.
    """

    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=80)
    search_name = models.CharField("nom cherché", max_length=80, db_index=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commune qui lui succède",
    )
    departement = models.ForeignKey(
        Departement, models.PROTECT, null=True, blank=True, verbose_name="département"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="région")
    arrondissement = models.ForeignKey(
        Arrondissement, models.PROTECT, null=True, blank=True, verbose_name="arrondissement"
    )
    epci = models.ForeignKey(Epci, models.PROTECT, null=True, blank=True, verbose_name="EPCI")
    population = models.PositiveIntegerField("population municipale", null=True, blank=True)
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"

    def __str__(self) -> str:
        return self.name


class PostalCode(models.Model):
    """A postal code of a commune; a commune may have several, a code several communes."""

    commune = models.ForeignKey(
        Commune,
        models.CASCADE,
        related_name="postal_codes",
        db_index=False,  # the constraint below begins with it
        verbose_name="commune",
    )
    code = models.CharField("code postal", max_length=5, db_index=True)

    class Meta:
        verbose_name = "code postal"
        verbose_name_plural = "codes postaux"
        constraints = [
            models.UniqueConstraint(fields=["commune", "code"], name="postal_code_once_per_commune")
        ]

    def __str__(self) -> str:
        return self.code


class FormerCommune(models.Model):
    """A commune that has merged, or part of one: its code and name lead to today's commune.

    A delegated commune may bear the code of the commune that took it over.
    """

    class Kind(models.TextChoices):
        DELEGATED = "delegated", "commune déléguée"
        ASSOCIATED = "associated", "commune associée"
        MUNICIPAL = "municipal", "arrondissement municipal"
        MERGED = "merged", "ancienne commune"

    code = models.CharField("ancien code", max_length=5, primary_key=True)
    name = models.CharField("ancien nom", max_length=80, blank=True)
    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    commune = models.ForeignKey(
        Commune, models.CASCADE, related_name="former", verbose_name="commune actuelle"
    )

    class Meta:
        verbose_name = "ancienne commune"
        verbose_name_plural = "anciennes communes"

    def __str__(self) -> str:
        return self.name or self.code


class SearchTerm(models.Model):
    """One way to begin typing what designates a commune; derived, rebuilt at each loading.

    `text` holds only a–z and 0–9. `rank` orders what was found: names before words inside a name,
    today's names before former ones.
    """

    class Rank(models.IntegerChoices):
        NAME = 0, "nom"
        CODE = 1, "code"
        WORD = 2, "mot du nom"
        FORMER_NAME = 3, "ancien nom"
        FORMER_WORD = 4, "mot d'un ancien nom"

    text = models.CharField("texte", max_length=80, db_index=True)
    rank = models.PositiveSmallIntegerField("rang", choices=Rank.choices)
    # Terms are looked up by their text only, and rebuilt whole from these very tables: no index
    # and no constraint to check 130,000 times.
    commune = models.ForeignKey(
        Commune,
        models.CASCADE,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="commune",
    )
    former = models.ForeignKey(
        FormerCommune,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
        verbose_name="ancienne commune",
    )

    class Meta:
        verbose_name = "terme de recherche"
        verbose_name_plural = "termes de recherche"

    def __str__(self) -> str:
        return self.text


class Qpv(models.Model):
    """A priority neighbourhood (quartier prioritaire de la politique de la ville).

    `generation` is the year of the decree that drew it (2015 or 2024). A fictitious perimeter
    stands in for a real one where none could be loaded, and says so wherever it appears.
    """

    code = models.CharField("code", max_length=8, primary_key=True)
    name = models.CharField("nom", max_length=160)
    generation = models.PositiveSmallIntegerField("génération")
    communes = models.ManyToManyField(Commune, related_name="qpvs", verbose_name="communes")
    lon = models.FloatField("longitude", null=True, blank=True)
    lat = models.FloatField("latitude", null=True, blank=True)
    fictitious = models.BooleanField("périmètre fictif", default=False)

    class Meta:
        verbose_name = "QPV"
        verbose_name_plural = "QPV"

    def __str__(self) -> str:
        return f"{self.name} (périmètre fictif)" if self.fictitious else self.name


class ContratVille(models.Model):
    """A contrat de ville (2024-2030), by the code of the State, and the body that carries it.

    Most are carried by an EPCI, some by a commune; the name is the one that body bears.
    """

    code = models.CharField("code", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=160)
    epci = models.ForeignKey(
        Epci, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="EPCI porteur"
    )
    commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="commune porteuse",
    )

    class Meta:
        verbose_name = "contrat de ville"
        verbose_name_plural = "contrats de ville"

    def __str__(self) -> str:
        return self.name


class Contour(models.Model):
    """The outline of a territory in WGS 84, as WKB."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", "commune"
        EPCI = "epci", "EPCI"
        ARRONDISSEMENT = "arrondissement", "arrondissement"
        DEPARTEMENT = "departement", "département"
        REGION = "region", "région"
        QPV = "qpv", "QPV"

    kind = models.CharField("nature", max_length=14, choices=Kind.choices)
    code = models.CharField("code", max_length=9)
    shape = models.BinaryField("contour")
    source = models.ForeignKey(LoadedSource, models.PROTECT, verbose_name="référence")

    class Meta:
        verbose_name = "contour"
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="one_contour_per_territory")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def geometry(self) -> BaseGeometry:
        """The outline as a shapely (multi)polygon, longitude first."""
        return from_wkb(bytes(self.shape))
