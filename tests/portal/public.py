"""What the tests of the public site share: services of real towns, and a client that comes."""

from datetime import date
from typing import Any

from entremise.structures.models import Contact, Dispositif, Structure
from entremise.territories.actions.search_terms import rebuild_search_terms
from entremise.territories.models import Commune, PostalCode
from entremise.territories.names import key
from tests.structures.factories import make_dispositif, make_structure
from tests.territories.factories import make_commune

TOWNS = {
    "59350": ("Lille", 3.0586, 50.6365, "59000", "59800"),
    "59512": ("Roubaix", 3.1746, 50.6901, "59100"),
    "59009": ("Villeneuve-d'Ascq", 3.1473, 50.6287, "59491"),
    "59183": ("Dunkerque", 2.3768, 51.0344, "59140"),
}


def make_towns() -> dict[str, Commune]:
    """Four towns of the Nord, with centres and postal codes, that can be searched."""
    towns = {}
    for code, (name, lon, lat, *postal) in TOWNS.items():
        commune = make_commune(code, name)
        commune.lon, commune.lat, commune.search_name = lon, lat, key(name)
        commune.save()
        PostalCode.objects.bulk_create(PostalCode(commune=commune, code=one) for one in postal)
        towns[name] = commune
    rebuild_search_terms()
    return towns


def make_service(
    name: str, *towns: Commune, structure: Structure | None = None, **fields: Any
) -> Dispositif:
    """A published service that works in these towns, reached by a telephone it publishes."""
    service = make_dispositif(
        structure or make_structure(f"Association de {name}"),
        name=name,
        **{"opened_on": date(2020, 1, 1), **fields},
    )
    service.communes.set(towns)
    Contact.objects.create(
        structure=service.structure,
        dispositif=service,
        function="accueil",
        phone="0199001234",
        email=f"accueil-{service.pk}@example.org",
        published=True,
    )
    return service
