"""The lines of each dataset, read by chunks: any length, in constant memory."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from entremise.core import clock
from entremise.core.reference import load
from entremise.core.typography import NARROW
from entremise.positions import counting
from entremise.structures.actor import VISITOR
from entremise.structures.enums import Domain
from entremise.structures.identifiers import phone_written
from entremise.structures.models import Dispositif, Structure
from entremise.structures.policies import (
    published_contacts,
    published_dispositifs,
    published_structures,
)
from entremise.structures.reach import communes_of, communes_served
from entremise.territories.models import Commune, Qpv

from .cards import contacts_of, href_of
from .datasets import Territory
from .figures import published_jobs
from .nearby import Point, point_of

CHUNK = 1000
BETWEEN = "|"
Line = list[Any]
# A line, and the points that a map shows it at.
Placed = tuple[Line, list[Point]]


def structures() -> Iterator[Placed]:
    """Every structure that appears."""
    rows = published_structures(VISITOR).select_related("commune").order_by("pk")
    networks = load("networks")
    for part in _parts(rows):
        phones, emails = _reached(part)
        for row in part:
            yield (
                [
                    row.pk,
                    row.name,
                    row.short_name,
                    row.get_actor_type_display(),
                    row.get_operator_type_display(),
                    row.siren,
                    row.siret or "",
                    row.rna,
                    BETWEEN.join(networks.label(code) for code in row.networks),
                    row.address,
                    row.commune_id or "",
                    row.commune.name if row.commune else "",
                    row.website,
                    phones.get(row.pk, ""),
                    emails.get(row.pk, ""),
                    _day(row.confirmed_on),
                ],
                [point] if row.commune and (point := point_of(row.commune)) else [],
            )


def _reached(part: list[Structure]) -> tuple[dict[int, str], dict[int, str]]:
    """The first telephone and the first mailbox that each structure publishes."""
    own = published_contacts(VISITOR).filter(structure__in=part, dispositif=None)
    phones: dict[int, str] = {}
    emails: dict[int, str] = {}
    for contact in own.order_by("function", "pk"):
        if contact.phone:
            phones.setdefault(contact.structure_id, _spaced(contact.phone))
        if contact.email:
            emails.setdefault(contact.structure_id, contact.email)
    return phones, emails


def dispositifs() -> Iterator[Placed]:
    """Every service that appears and is open today."""
    rows = published_dispositifs(VISITOR).select_related("structure").defer("area").order_by("pk")
    registers, publics = load("registers"), load("publics")
    for part in _parts(rows):
        codes, contacts = communes_of(part), contacts_of(part)
        centres, qpvs = _centres(codes), _qpvs_of(part)
        for row in part:
            own = point_of(row)
            reached = contacts[row.pk]
            line = [
                row.pk,
                row.name,
                row.structure_id,
                row.structure.name,
                row.get_portage_display(),
                BETWEEN.join(str(Domain(code).label) for code in row.domains),
                BETWEEN.join(registers.label(code) for code in row.registers),
                BETWEEN.join(publics.label(code) for code in row.publics),
                row.summary,
                row.address,
                "" if row.lon is None else row.lon,
                "" if row.lat is None else row.lat,
                BETWEEN.join(codes[row.pk]),
                BETWEEN.join(qpvs.get(row.pk, ())),
                row.contrat_ville_id or "",
                row.opening_hours,
                _spaced(next((one.phone for one in reached if one.phone), "")),
                next((one.email for one in reached if one.email), ""),
                row.website,
                f"{settings.PUBLIC_ADDRESS}{href_of(row)}",
                _day(row.opened_on),
                _day(row.confirmed_on),
            ]
            served = [centres[code] for code in codes[row.pk] if code in centres]
            yield line, [own] if own else served


def _centres(codes: dict[int, list[str]]) -> dict[str, Point]:
    wanted = {code for served in codes.values() for code in served}
    rows = Commune.objects.filter(pk__in=wanted).only("code", "lon", "lat")
    return {row.pk: point for row in rows if (point := point_of(row))}


def _qpvs_of(part: list[Dispositif]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    pairs = Dispositif.qpvs.through.objects.filter(dispositif__in=part).order_by("qpv")
    for key, code in pairs.values_list("dispositif", "qpv"):
        found.setdefault(key, []).append(code)
    return found


def jobs() -> Iterator[Placed]:
    """The jobs of today by commune and domain."""
    today = clock.today()
    rows = counting.jobs_by_commune(published_jobs(), today)
    names = ("commune", "name", "departement", "domain", "jobs")
    for code, name, departement, domain, count in rows.values_list(*names).iterator():
        yield (
            [today.isoformat(), code, name, departement or "", str(Domain(domain).label), count],
            [],
        )


def coverage() -> Iterator[Placed]:
    """Each commune served, then each QPV of these communes, with what works there.

    Held in memory: a few tens of thousands of codes at most.
    """
    services = published_dispositifs(VISITOR)
    rows = list(services.only("pk", "domains"))
    domains = {row.pk: row.domains for row in rows}
    in_communes: dict[str, set[int]] = {}
    for key, codes in communes_of(rows).items():
        for code in codes:
            in_communes.setdefault(code, set()).add(key)
    served = communes_served(services)
    for code, name in served.order_by("code").values_list("code", "name"):
        there = in_communes[code]
        yield _covered(Territory.COMMUNE, code, name, code, there, domains), []
    working: dict[str, set[int]] = {}
    pairs = Dispositif.qpvs.through.objects.filter(dispositif__in=services)
    for key, code in pairs.values_list("dispositif", "qpv"):
        working.setdefault(code, set()).add(key)
    qpvs = Qpv.objects.filter(communes__in=served.values("pk")).distinct().order_by("code")
    for qpv in qpvs.prefetch_related("communes"):
        within = BETWEEN.join(sorted(commune.pk for commune in qpv.communes.all()))
        there = working.get(qpv.pk, set())
        yield _covered(Territory.QPV, qpv.pk, qpv.name, within, there, domains, qpv.fictitious), []


def _covered(
    kind: Territory,
    code: str,
    name: str,
    communes: str,
    there: set[int],
    domains: dict[int, list[str]],
    fictitious: bool = False,
) -> Line:
    held = {domain for key in there for domain in domains[key]}
    said = BETWEEN.join(str(one.label) for one in Domain if one in held)
    return [kind.label, code, name, communes, len(there), said, "oui" if fictitious else "non"]


ROWS: dict[str, Callable[[], Iterator[Placed]]] = {
    "dispositifs": dispositifs,
    "structures": structures,
    "emplois": jobs,
    "couverture": coverage,
}


def _parts(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    read = rows.iterator(chunk_size=CHUNK)
    while part := list(islice(read, CHUNK)):
        yield part


def _spaced(phone: str) -> str:
    """As it is read: a spreadsheet would take digits alone for a number, and lose the first."""
    return phone_written(phone).replace(NARROW, " ")


def _day(day: Any) -> str:
    return day.isoformat() if day else ""
