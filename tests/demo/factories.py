"""The demonstration pack in a small database: only the communes it mentions."""

from entremise.portal.demo.pack import Pack
from tests.territories.factories import make_commune, make_departement, make_region


def make_communes_of(pack: Pack) -> None:
    """The pack's communes, without centres, in départements of the right codes."""
    for row in pack.communes:
        departement = make_departement(row.code[:2], f"Département {row.code[:2]}")
        make_commune(row.code, row.name, departement=departement, lon=None, lat=None)
    make_region()
