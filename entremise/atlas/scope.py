"""The territory a map or a table is about: an EPCI, a département, a region, the whole country."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif
from entremise.structures.policies import visible_dispositifs
from entremise.territories.models import Commune, Contour, Departement, Epci, Region

from .mercator import Bounds, Frame, mainland, projected
from .outlines import FINENESS, Version, layer
from .shading import Unit

Kind = Contour.Kind
COMMUNES_WITHIN_KM = 130


@dataclass(frozen=True)
class Scope:
    """What was chosen, the finest being what counts; nothing chosen is the whole country."""

    region: Region | None = None
    departement: Departement | None = None
    epci: Epci | None = None

    @property
    def name(self) -> str:
        """« Métropole Européenne de Lille », « France »."""
        return str(self.epci or self.departement or self.region or "France")

    @property
    def communes(self) -> QuerySet[Commune]:
        """The communes of today that lie in it."""
        rows = Commune.objects.current()
        if self.epci:
            return rows.filter(epci=self.epci)
        if self.departement:
            return rows.filter(departement=self.departement)
        return rows.filter(region=self.region) if self.region else rows

    @property
    def region_code(self) -> str | None:
        """The region whose outlines are drawn; None for the country."""
        return self.region.pk if self.region else None

    @property
    def finest(self) -> Unit:
        """The smallest territories that can be shaded: communes fill no map of France."""
        return Unit.COMMUNE if self.region else Unit.DEPARTEMENT

    def usual(self, frame: Frame) -> Unit:
        """What is shaded unless one asks for something else: communes once they can be seen."""
        if self.region is None:
            return Unit.DEPARTEMENT
        return Unit.COMMUNE if frame.km <= COMMUNES_WITHIN_KM else Unit.EPCI

    def frame(self, version: Version) -> Frame:
        """The square that shows it whole: by its outlines, else by the centres of its communes."""
        if self.region is None:
            return mainland()
        bounds = self._outlined(version) or self._centred()
        return Frame.around(bounds) if bounds else mainland()

    def _outlined(self, version: Version) -> Bounds | None:
        step = FINENESS[-1]
        if self.epci:
            return layer(Kind.EPCI, self.region_code, step, version).bounds({self.epci.pk})
        drawn = layer(Kind.DEPARTEMENT, self.region_code, step, version)
        return drawn.bounds({self.departement.pk} if self.departement else None)

    def _centred(self) -> Bounds | None:
        found = self.communes.aggregate(
            west=Min("lon"), south=Min("lat"), east=Max("lon"), north=Max("lat")
        )
        if found["west"] is None:
            return None
        return projected((found["west"], found["south"], found["east"], found["north"]))


def scope_of(chosen: dict[str, Any], home: Region | None) -> Scope:
    """What the clean values of a form choose; `home` when they choose nothing."""
    epci, departement = chosen.get("epci"), chosen.get("departement")
    region = chosen.get("region") or home
    if departement:
        region = departement.region
    elif epci and region is None:
        first = Commune.objects.current().filter(epci=epci).select_related("region").first()
        region = first.region if first else None
    return Scope(region, departement, epci)


def home_of(actor: Actor) -> Region | None:
    """The region one works in: the one of one's role, else where most of one's dispositifs are."""
    if actor.region_code:
        return Region.objects.filter(pk=actor.region_code).first()
    served = Dispositif.communes.through.objects.filter(
        dispositif__in=visible_dispositifs(actor).values("pk"), commune__region__isnull=False
    )
    most = (
        served.order_by()
        .values("commune__region")
        .annotate(count=Count("pk"))
        .order_by("-count", "commune__region")
        .first()
    )
    return Region.objects.get(pk=most["commune__region"]) if most else None
