"""Loads the codes and names, and keeps what has merged since."""

from pathlib import Path

from django.db import transaction
from django.db.models import Model

from entremise.territories.codes import Codes, package_version, read_codes
from entremise.territories.models import (
    Arrondissement,
    Commune,
    Departement,
    Epci,
    FormerCommune,
    PostalCode,
    Region,
    SearchTerm,
)
from entremise.territories.pack import Pack

from .bulk import write
from .search_terms import rebuild_search_terms
from .sources import Loaded, record_source, up_to_date


def load_codes(*, package: Path, pack: Pack, force: bool = False) -> Loaded | None:
    """Load the package whole, or nothing; None when that version is loaded already.

    What exists is updated in place, so that the records that cite a territory keep it. Raises
    Refusal when the package cannot be read.
    """
    version = package_version(package)
    if not force and up_to_date(pack.codes_name, version):
        return None
    codes = read_codes(package)
    with transaction.atomic():
        write(Region, codes.regions, key=("code",))
        write(Departement, codes.departements, key=("code",))
        write(Arrondissement, codes.arrondissements, key=("code",))
        write(Epci, codes.epcis, key=("siren",))
        write(Commune, codes.communes, key=("code",))
        write(FormerCommune, codes.former, key=("code",))
        _keep_the_merged(codes)
        PostalCode.objects.all().delete()
        write(PostalCode, codes.postal_codes)
        terms = rebuild_search_terms()
        record_source(
            name=pack.codes_name,
            version=version,
            vintage=pack.codes_vintage(version),
            producer=pack.codes_producer,
            licence=pack.codes_licence,
            rows=len(codes.communes),
            whole_country=True,
        )
    return Loaded(pack.codes_name, version, _counts(codes) | {SearchTerm: terms})


def _keep_the_merged(codes: Codes) -> None:
    """A commune the package no longer holds names its successor, and hands over what led to it.

    One that parted again is no longer a former commune.
    """
    held = {commune["code"] for commune in codes.communes}
    known = set(Commune.objects.current().values_list("code", flat=True))
    led_to = {former["code"]: former["commune_id"] for former in codes.former}
    returned = held - led_to.keys()
    FormerCommune.objects.filter(
        code__in=returned.intersection(FormerCommune.objects.values_list("code", flat=True))
    ).delete()
    for code in known - held:
        successor = led_to.get(code)
        if successor:
            Commune.objects.filter(code=code).update(successor=successor)
            Commune.objects.filter(successor=code).update(successor=successor)
            FormerCommune.objects.filter(commune=code).update(commune=successor)


def _counts(codes: Codes) -> dict[type[Model], int]:
    return {
        Region: len(codes.regions),
        Departement: len(codes.departements),
        Arrondissement: len(codes.arrondissements),
        Epci: len(codes.epcis),
        Commune: len(codes.communes),
        FormerCommune: len(codes.former),
        PostalCode: len(codes.postal_codes),
    }
