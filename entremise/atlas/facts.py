"""What coverage lets be counted: a row a QPV or commune and month, in the regions where somebody
works. No person is behind them: small counts are shown.

Sheets keep no history that could be counted: months gone by before a first count are told by what
the sheets say today, as far as dispositifs were open. Later ones stay as they were counted.
"""

from calendar import monthrange
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import Min

from entremise.core import clock
from entremise.core.facts import Column, FactTable
from entremise.structures.columns import WHERE, WHO
from entremise.structures.enums import Domain
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, Contour, Qpv

from .coverage import Band, Covered, coverage, opened

NAME = "coverage"
MONTHS_TOLD = 13  # this one and the twelve before: enough to compare with a year ago

KINDS = {str(Contour.Kind.QPV): "quartier prioritaire", str(Contour.Kind.COMMUNE): "commune"}

COLUMNS = (
    *WHO,
    Column("service_date", "date32", "Jour"),
    Column("year", "int16", "Année"),
    Column("month", "int8", "Mois"),
    *WHERE,
    Column("place_kind", "string", "Nature du territoire", lambda: dict(KINDS)),
    Column("domains", "string", "Domaine présent", lambda: dict(Domain.choices), many=True),
    Column("covered", "bool", "Au moins un dispositif"),
    Column("evenings", "bool", "Au moins une soirée"),
    Column("several", "bool", "Plusieurs dispositifs"),
    Column("services", "int16", "Dispositifs"),
    Column("population", "int32", "Habitants"),
)

_UPPER = ("epci_id", "arrondissement_id", "departement_id", "region_id")


def month_rows(year: int, month: int) -> pa.Table:
    """The QPV and communes at the end of a month (of today for the one that runs)."""
    day = min(date(year, month, monthrange(year, month)[1]), clock.today())
    if day < date(year, month, 1):
        return COVERAGE.schema.empty_table()
    rows = opened(Dispositif.objects.all(), day)
    links = Dispositif.communes.through.objects.filter(dispositif__in=rows.values("pk"))
    regions = links.order_by().values("commune__region").distinct()
    communes = Commune.objects.current().filter(region__in=regions)
    upper = {code: around for code, *around in communes.values_list("code", *_UPPER)}
    first = _first_communes()
    lines = [
        _row(place, day, place.code if not place.is_qpv else first[place.code], upper)
        for place in coverage(rows, communes)
    ]
    return pa.Table.from_pylist(lines, schema=COVERAGE.schema)


def _first_communes() -> dict[str, str]:
    """A QPV that touches several communes is counted in one."""
    links: Any = Qpv.communes.through.objects.order_by().values("qpv_id")
    return dict(links.annotate(first=Min("commune_id")).values_list("qpv_id", "first"))


def _row(
    place: Covered, day: date, commune: str, upper: dict[str, list[str | None]]
) -> dict[str, Any]:
    epci, arrondissement, departement, region = upper.get(commune, [None] * 4)
    return {
        "structure_id": None,
        "dispositif_id": None,
        "funding_lines": [],
        "funders": [],
        "service_date": day,
        "year": day.year,
        "month": day.month,
        "commune": commune,
        "epci": epci,
        "arrondissement": arrondissement,
        "departement": departement,
        "region": region,
        "qpv": place.code if place.is_qpv else None,
        "place_kind": str(place.kind),
        "domains": sorted(place.domains),
        "covered": bool(place.services),
        "evenings": bool(place.days(Band.EVENING)),
        "several": len(place.services) > 1,
        "services": len(place.services),
        "population": None if place.is_qpv else place.population,
    }


def months() -> list[date]:
    """The months told, from the first dispositif at the earliest."""
    first = Dispositif.objects.aggregate(first=Min("opened_on"))["first"]
    if first is None:
        return []
    today = clock.today()
    last = today.year * 12 + today.month - 1
    start = max(last - MONTHS_TOLD + 1, first.year * 12 + first.month - 1)
    return [date(number // 12, number % 12 + 1, 1) for number in range(start, last + 1)]


COVERAGE = FactTable(
    name=NAME,
    label="Couverture",
    grain="un QPV ou une commune, tel qu'il est couvert à la fin d'un mois, ou aujourd'hui",
    columns=COLUMNS,
    month_rows=month_rows,
    months=months,
    secret=False,
    stock=True,
)
