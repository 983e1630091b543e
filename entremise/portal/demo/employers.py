"""The real employers of adultes-relais in Hauts-de-France, when the reference folder is present."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from stdnum.fr import siret as siret_number

from entremise.journal.actions import line, record_many
from entremise.structures.actor import VISITOR
from entremise.structures.enums import ActorType, OperatorType
from entremise.structures.models import Structure
from entremise.territories.models import Commune

from .pack import Pack

FILE = Path("csv") / "adultes_relais_hdf.csv"
SOURCE = "ANCT, postes adultes-relais 2024-2025 (data.gouv.fr)"

# SIRENE numbers of local authorities begin with 21 (communes), of their establishments with 26.
# Intercommunal bodies have 24, or 200 for recent ones, which communes created since also have.
_OPENINGS = (
    (("CCAS", "CENTRE COMMUNAL D ACTION", "CTRE COM ACTION"), ActorType.CCAS),
    (("COM ", "COMMUNE ", "MAIRIE "), ActorType.COMMUNE),
    (("CA ", "CC ", "CU ", "COMMUNAUTE "), ActorType.EPCI),
    (("SIVOM ",), ActorType.OTHER_PUBLIC),
)  # fmt: skip


@transaction.atomic
def load_employers(pack: Pack, geodata: Path) -> int:
    """Keep each employer once, under its SIRET; returns how many structures were added.

    One the pack knows by its SIREN (a commune, an EPCI) receives its SIRET instead.
    """
    path = geodata / FILE
    if not path.exists():
        return 0
    of_pack = {row.siren: row.name for row in pack.structures if row.siren}
    known = set(Structure.objects.exclude(siret=None).values_list("siret", flat=True))
    added: list[Structure] = []
    for siret, name in _employers(path):
        if siret in known:
            continue
        known.add(siret)
        if siret[:9] in of_pack:
            bare = Structure.objects.filter(name=of_pack[siret[:9]], siret=None)
            if bare.update(siret=siret):
                continue
        added.append(_structure(siret, name))
    Structure.objects.bulk_create(added)
    record_many(line(by=VISITOR, verb="demo.loaded", subject=item) for item in added)
    return len(added)


def _employers(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if siret_number.is_valid(row["siret"]):
                yield row["siret"], " ".join(row["employeur"].split())


def _structure(siret: str, name: str) -> Structure:
    actor_type = _actor_type(siret, name)
    public = actor_type != ActorType.ASSOCIATION
    return Structure(
        name=name,
        actor_type=actor_type,
        operator_type=OperatorType.LOCAL_AUTHORITY if public else OperatorType.ASSOCIATION,
        siret=siret,
        commune_id=_seat(siret),
        source=SOURCE,
    )


def _actor_type(siret: str, name: str) -> ActorType:
    """What the name and the number say for certain; an association otherwise."""
    if siret[:2] == "21":
        return ActorType.COMMUNE
    public = siret[:2] in {"24", "26"} or siret[:3] == "200"
    for openings, actor_type in _OPENINGS:
        if name.startswith(openings) and (public or actor_type == ActorType.CCAS):
            return actor_type
    if public or siret[:2] in {"13", "18", "19"}:
        return ActorType.OTHER_PUBLIC
    return ActorType.ASSOCIATION


def _seat(siret: str) -> str | None:
    """The commune whose own number this is: 21 590 350… is that of 59350."""
    if siret[:2] != "21":
        return None
    code = siret[2:4] + siret[5:8]
    return code if Commune.objects.filter(code=code).exists() else None
