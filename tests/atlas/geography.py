"""Four square communes side by side, with their EPCI, départements and two neighbourhoods, drawn.

Lille (59350, QPV Moulins) · Roubaix (59512, QPV Alma) · Tourcoing (59599) | Lens (62498)
"""

from django.utils import timezone
from shapely import box

from entremise.structures.models import Dispositif
from entremise.territories.actions.contours import wkb
from entremise.territories.models import Arrondissement, Commune, Contour, Epci, LoadedSource, Qpv
from tests.structures.factories import make_dispositif
from tests.territories.factories import make_commune, make_departement, make_qpv

SIDE = 0.1
WEST, SOUTH = 3.0, 50.6
COMMUNES = {
    "59350": ("Lille", 236_000),
    "59512": ("Roubaix", 98_000),
    "59599": ("Tourcoing", 97_000),
    "62498": ("Lens", 33_000),
}
MEL, CALL = "200093201", "246200364"
MOULINS, ALMA = "QN05901M", "QN05902M"


def make_geography(*, drawn: bool = True) -> None:
    """The communes and what they lie in; their outlines too unless one wants none."""
    epcis = {
        code: Epci.objects.get_or_create(siren=code, defaults={"name": name, "kind": "METRO"})[0]
        for code, name in {MEL: "Métropole Européenne de Lille", CALL: "Lens-Liévin"}.items()
    }
    places = {"59": make_departement(), "62": make_departement("62", "Pas-de-Calais")}
    towns = {
        code: Arrondissement.objects.get_or_create(
            code=f"{code}5", defaults={"name": name, "departement": places[code]}
        )[0]
        for code, name in {"59": "Lille", "62": "Lens"}.items()
    }
    for place, (code, (name, people)) in enumerate(COMMUNES.items()):
        commune = make_commune(code, name)
        Commune.objects.filter(pk=commune.pk).update(
            epci=epcis[MEL if code.startswith("59") else CALL],
            departement=places[code[:2]],
            arrondissement=towns[code[:2]],
            population=people,
            lon=WEST + SIDE * (place + 0.5),
            lat=SOUTH + SIDE / 2,
        )
    for code, name, commune in ((MOULINS, "Moulins", "59350"), (ALMA, "Alma", "59512")):
        make_qpv(code, name, fictitious=False).communes.set([commune])
        middle = WEST + SIDE * (list(COMMUNES).index(commune) + 0.25)
        Qpv.objects.filter(pk=code).update(lon=middle, lat=SOUTH + 0.03)
    if drawn:
        draw()


def draw() -> None:
    """Outlines of everything."""
    source, _ = LoadedSource.objects.get_or_create(
        name="Contours d'essai",
        defaults={
            "version": "1",
            "vintage": "2026",
            "producer": "IGN",
            "licence": "Licence Ouverte",
            "rows": 1,
            "whole_country": True,
            "loaded_at": timezone.now(),
        },
    )
    kind = Contour.Kind
    north = WEST + 3 * SIDE
    shapes = {
        (kind.COMMUNE, code): box(WEST + SIDE * i, SOUTH, WEST + SIDE * (i + 1), SOUTH + SIDE)
        for i, code in enumerate(COMMUNES)
    }
    kinds = (kind.EPCI, kind.ARRONDISSEMENT, kind.DEPARTEMENT)
    halves = {(MEL, "595", "59"): (WEST, north), (CALL, "625", "62"): (north, north + SIDE)}
    for codes, (left, right) in halves.items():
        outline = box(left, SOUTH, right, SOUTH + SIDE)
        shapes |= dict.fromkeys(zip(kinds, codes, strict=True), outline)
    shapes |= {
        (kind.QPV, qpv.pk): box(qpv.lon - 0.01, qpv.lat - 0.01, qpv.lon + 0.01, qpv.lat + 0.01)
        for qpv in Qpv.objects.filter(pk__in=(MOULINS, ALMA))
    }
    for (which, code), outline in shapes.items():
        Contour.objects.create(kind=which, code=code, shape=wkb(outline), source=source)


def serve(*communes: str, qpvs: tuple[str, ...] = (), **fields: object) -> Dispositif:
    """A dispositif that serves these communes, and of their QPV these."""
    dispositif = make_dispositif(**fields)
    dispositif.communes.set(communes)
    dispositif.qpvs.set(qpvs)
    return dispositif
