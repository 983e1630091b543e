"""Rows of the official geography. Codes are real ones, so that a reader recognises them."""

from entremise.territories.models import Commune, Departement, Qpv, Region

LILLE = "59350"


def make_region(code: str = "32", name: str = "Hauts-de-France") -> Region:
    """The region of that code, made once."""
    return Region.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_departement(code: str = "59", name: str = "Nord") -> Departement:
    """The département of that code, in Hauts-de-France."""
    return Departement.objects.get_or_create(
        code=code, defaults={"name": name, "region": make_region()}
    )[0]


def make_commune(code: str = LILLE, name: str = "Lille", **fields: object) -> Commune:
    """The commune of that code, made once; in the Nord unless fields say otherwise."""
    defaults = {
        "name": name,
        "search_name": name.lower(),
        "departement": make_departement(),
        "region": make_region(),
        "lon": 3.06,
        "lat": 50.63,
        **fields,
    }
    return Commune.objects.get_or_create(code=code, defaults=defaults)[0]


def make_qpv(code: str = "QN05901M", name: str = "Quartier d'essai", **fields: object) -> Qpv:
    """The priority neighbourhood of that code, in Lille, marked as fictitious."""
    defaults = {"name": name, "generation": 2024, "fictitious": True, **fields}
    qpv, made = Qpv.objects.get_or_create(code=code, defaults=defaults)
    if made:
        qpv.communes.add(make_commune())
    return qpv
