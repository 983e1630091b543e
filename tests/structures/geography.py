"""A few communes that can be searched, with their neighbourhoods."""

from entremise.territories.actions.search_terms import rebuild_search_terms
from entremise.territories.models import Qpv
from entremise.territories.names import key
from tests.territories.factories import make_commune, make_departement, make_qpv

COMMUNES = {
    "59350": "Lille",
    "59512": "Roubaix",
    "59009": "Villeneuve-d'Ascq",
    "93066": "Saint-Denis",
    "97411": "Saint-Denis",
}


def make_places() -> None:
    """Lille, Roubaix, Villeneuve-d'Ascq and the two Saint-Denis; a QPV in Lille, one in Roubaix."""
    for code, name in COMMUNES.items():
        departement = code[:3] if code.startswith("97") else code[:2]
        make_commune(
            code,
            name,
            search_name=key(name),
            departement=make_departement(departement, f"Département {departement}"),
        )
    make_qpv("QN05901M", "Moulins")
    roubaix: Qpv = make_qpv("QN05902M", "Alma", fictitious=False)
    roubaix.communes.set(["59512"])
    rebuild_search_terms()
