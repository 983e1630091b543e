"""What the registry lets be counted: structures and dispositifs at the end of each month. No person
is behind them: small counts are shown.

A month is told by what the sheets say when it is computed: the registry keeps no states of the past
but the journal's. The days on which things were there are true of every month.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import Min, Prefetch, Q, QuerySet

from entremise.core import clock
from entremise.core.clock import months_between
from entremise.core.facts import Column, FactTable
from entremise.core.reference import load
from entremise.territories.models import Commune

from .columns import WHERE, WHO
from .enums import ActorType, Domain, Portage
from .models import Dispositif, FundingLine, Structure
from .sheet import Quality, quality_of, quality_of_dispositif
from .tables import OPERATORS

AT_ONCE = 1000  # rows read together
Row = dict[str, Any]


def _coded(name: str, label: str, list_name: str) -> Column:
    return Column(name, "string", label, lambda: load(list_name).labels(), many=True)


_WHEN = (
    Column("service_date", "date32", "Jour"),
    Column("year", "int16", "Année"),
    Column("month", "int8", "Mois"),
)
_KIND = (
    Column("actor", "string", "Type d'acteur", lambda: dict(ActorType.choices)),
    Column("operator", "string", "Type d'opérateur", lambda: dict(OPERATORS)),
)
_SHEET = (
    Column("completeness", "int8", "Complétude de la fiche (%)"),
    Column("fresh", "bool", "Fiche à jour"),
    Column("published", "bool", "Visible du public"),
)
_DOMAINS = Column("domains", "string", "Domaine", lambda: dict(Domain.choices), many=True)

STRUCTURE_COLUMNS = (
    *WHO, *_WHEN, *WHERE, *_KIND,
    _coded("networks", "Réseau", "networks"),
    _DOMAINS,
    Column("portages", "string", "Portage", lambda: dict(Portage.choices), many=True),
    Column("at_work", "bool", "A un dispositif ouvert"),
    Column("employs", "bool", "Emploie des médiateurs"),
    *_SHEET,
)  # fmt: skip

DISPOSITIF_COLUMNS = (
    *WHO, *_WHEN, *WHERE, *_KIND,
    _DOMAINS,
    _coded("registers", "Registre", "registers"),
    _coded("publics", "Public", "publics"),
    Column("portage", "string", "Portage", lambda: dict(Portage.choices)),
    Column("has_hours", "bool", "Horaires connus"),
    *_SHEET,
)  # fmt: skip


def structure_rows(year: int, month: int) -> pa.Table:
    """The structures of the registry at the end of a month; today for the one that runs."""
    day = _told_on(year, month)
    if day is None:
        return STRUCTURES.schema.empty_table()
    there = Q(registered_on=None) | Q(registered_on__lte=day)
    held = Structure.objects.filter(there, merged_into=None).select_related("commune")
    opened = Prefetch("dispositifs", _open_on(day), to_attr="at_work")
    rows = (
        _structure(structure, day) for structure in _each(held.prefetch_related("contacts", opened))
    )
    return _table(STRUCTURE_COLUMNS, rows)


def dispositif_rows(year: int, month: int) -> pa.Table:
    """The dispositifs open at the end of a month: a row for each commune they serve, or for each
    QPV of it that they serve."""
    day = _told_on(year, month)
    if day is None:
        return DISPOSITIFS.schema.empty_table()
    held = _open_on(day).filter(structure__merged_into=None).select_related("structure")
    paying = Prefetch(
        "funding_lines",
        FundingLine.objects.filter(starts_on__lte=day, ends_on__gte=day),
        to_attr="paying",
    )
    rows = (
        row
        for dispositif in _each(
            held.prefetch_related("contacts", "communes", "qpvs__communes", paying)
        )
        for row in _places(dispositif, _dispositif(dispositif, day))
    )
    return _table(DISPOSITIF_COLUMNS, rows)


def months_of_structures() -> list[date]:
    """Every month since the first structure was registered."""
    first = Structure.objects.aggregate(first=Min("registered_on"))["first"]
    return list(months_between(first or clock.today(), clock.today()))


def months_of_dispositifs() -> list[date]:
    """Every month since the first dispositif opened."""
    first = Dispositif.objects.aggregate(first=Min("opened_on"))["first"]
    return list(months_between(first, clock.today())) if first else []


def _told_on(year: int, month: int) -> date | None:
    """The day a month is told by; None for one to come."""
    day = min(date(year, month, monthrange(year, month)[1]), clock.today())
    return day if day >= date(year, month, 1) else None


def _open_on(day: date) -> QuerySet[Dispositif]:
    return Dispositif.objects.filter(Q(closed_on=None) | Q(closed_on__gte=day), opened_on__lte=day)


def _each(rows: QuerySet[Any]) -> Iterator[Any]:
    """By structure, so that files let a reader skip what is not asked for."""
    order = "structure_id" if rows.model is Dispositif else "pk"
    yield from rows.order_by(order, "pk").iterator(chunk_size=AT_ONCE)


def _structure(one: Structure, day: date) -> Row:
    services: list[Dispositif] = one.at_work  # type: ignore[attr-defined]
    return {
        "structure_id": one.pk,
        "dispositif_id": None,
        "funding_lines": [],
        "funders": [],
        **_when(day),
        **_where(one.commune, None),
        **_kind(one),
        "networks": sorted(one.networks),
        "domains": sorted({code for service in services for code in service.domains}),
        "portages": sorted({service.portage for service in services}),
        "at_work": bool(services),
        "employs": bool(one.operator_type),
        **_sheet(quality_of(one), one, day),
    }


def _dispositif(one: Dispositif, day: date) -> Row:
    paying: list[FundingLine] = one.paying  # type: ignore[attr-defined]
    return {
        "structure_id": one.structure_id,
        "dispositif_id": one.pk,
        "funding_lines": sorted(line.pk for line in paying),
        "funders": sorted({line.funder_id for line in paying}),
        **_when(day),
        **_kind(one.structure),
        "domains": sorted(one.domains),
        "registers": sorted(one.registers),
        "publics": sorted(one.publics),
        "portage": one.portage,
        "has_hours": bool(one.opening_hours),
        **_sheet(quality_of_dispositif(one), one, day),
    }


def _places(one: Dispositif, row: Row) -> Iterator[Row]:
    """The row in each of the places it serves."""
    within: dict[str, list[str]] = {}
    for qpv in one.qpvs.all():
        for commune in qpv.communes.all():
            within.setdefault(commune.pk, []).append(qpv.pk)
    for commune in one.communes.all():
        here = sorted(within.get(commune.pk, []))
        for code in here or (None,):
            yield row | _where(commune, code)


def _when(day: date) -> Row:
    return {"service_date": day, "year": day.year, "month": day.month}


def _where(commune: Commune | None, qpv: str | None) -> Row:
    return {
        "commune": commune.pk if commune else None,
        "epci": commune.epci_id if commune else None,
        "arrondissement": commune.arrondissement_id if commune else None,
        "departement": commune.departement_id if commune else None,
        "region": commune.region_id if commune else None,
        "qpv": qpv,
    }


def _kind(structure: Structure) -> Row:
    return {"actor": structure.actor_type, "operator": structure.operator_type or None}


def _sheet(quality: Quality, sheet: Structure | Dispositif, day: date) -> Row:
    """Whether the sheet was up to date that day, by the day it was last confirmed."""
    confirmed = sheet.confirmed_on is not None and sheet.confirmed_on <= day
    return {
        "completeness": quality.percent,
        "fresh": confirmed and quality.due_on is not None and quality.due_on >= day,
        "published": sheet.published,
    }


def _table(columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    held: dict[str, list[Any]] = {column.name: [] for column in columns}
    for row in rows:
        for name, values in held.items():
            values.append(row[name])
    return pa.table({one.name: pa.array(held[one.name], type=one.arrow) for one in columns})


STRUCTURES = FactTable(
    name="structures",
    label="Structures",
    grain="une structure du registre à la fin d'un mois, ou aujourd'hui pour le mois en cours",
    columns=STRUCTURE_COLUMNS,
    month_rows=structure_rows,
    months=months_of_structures,
    secret=False,
    stock=True,
)

DISPOSITIFS = FactTable(
    name="dispositifs",
    label="Dispositifs",
    grain="un dispositif ouvert à la fin d'un mois, dans une commune ou un QPV qu'il dessert",
    columns=DISPOSITIF_COLUMNS,
    month_rows=dispositif_rows,
    months=months_of_dispositifs,
    secret=False,
    stock=True,
)
