"""What jobs let be counted: a row a post and month, as it stands at the end of the month; and a row
a move. No person is behind them: small counts are shown (ADR 0016).
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import Min, QuerySet

from entremise.core import clock
from entremise.core.clock import months_between
from entremise.core.facts import Column, FactTable
from entremise.structures.columns import WHERE, WHO
from entremise.structures.enums import Domain
from entremise.structures.tables import OPERATORS

from . import counting
from .cells import settle_all
from .enums import AT_WORK, MOVED, Contract, Status
from .models import Position, PositionPeriod
from .parameters import Target, leading_area, target_of

STOCK, FLOWS = "positions", "position_moves"

_POST = (
    *WHO,
    Column("service_date", "date32", "Jour"),
    Column("year", "int16", "Année"),
    Column("month", "int8", "Mois"),
    *WHERE,
    Column("domain", "string", "Domaine", lambda: dict(Domain.choices)),
    Column("operator", "string", "Type d'opérateur", lambda: dict(OPERATORS)),
    Column("contract", "string", "Contrat", lambda: dict(Contract.choices)),
    Column("status", "string", "Statut", lambda: dict(Status.choices)),
    Column("is_job", "bool", "Créé ou consolidé"),
    Column("supported", "bool", "Accompagné par la mission régionale"),
    Column("pilot", "bool", "Ouvert par une action pilote"),
    Column("in_leading_area", "bool", "Dans les arrondissements moteurs"),
    Column("hundredths", "int16", "Quotité (centièmes)"),
)

STOCK_COLUMNS = (
    *_POST,
    Column("vacant", "bool", "Vacant"),
    Column("target", "int32", "Objectif du territoire (emplois)"),
)

MOVE_COLUMNS = (*_POST, Column("move", "string", "Mouvement", lambda: dict(MOVED)))

# Where the database holds each column.
_READ = {
    "id": "position_id",
    "structure_id": "structure_id",
    "dispositif_id": "position__dispositif_id",
    "commune": "position__commune_id",
    "qpv": "position__qpv_id",
    "epci": "position__commune__epci_id",
    **{
        name: f"cell__{name}"
        for name in (
            "arrondissement", "departement", "region", "domain", "operator", "contract",
            "status", "supported", "pilot",
        )
    },
    "share": "share",
    "vacant": "vacant",
}  # fmt: skip
_PLACES = ("arrondissement", "departement", "region")

Rows = dict[str, Sequence[Any]]  # column by column


def stock_rows(year: int, month: int) -> pa.Table:
    """The posts there are at the end of a month, prospects included, by structure. The month that
    runs is told as of today, one to come holds nothing.
    """
    first, last = _bounds(year, month)
    day = min(last, clock.today())
    if day < first:
        return POSITIONS.schema.empty_table()
    held = PositionPeriod.objects.filter(counting.there(day))
    rows = _read(held.order_by("structure_id", "position_id"))
    rows["service_date"] = [day] * len(rows["id"])
    targets = {region: target_of(region, day) for region in set(rows["region"])}
    rows["target"] = [
        _aimed_at(targets[region], departement)
        for region, departement in zip(rows["region"], rows["departement"], strict=True)
    ]
    return _table(STOCK_COLUMNS, rows, year, month)


def _aimed_at(target: Target | None, departement: str | None) -> int | None:
    """The jobs to reach where a post is, None where nothing is aimed at."""
    return target.jobs if target and departement in target.departements else None


def move_rows(year: int, month: int) -> pa.Table:
    """What happened in a month, by structure then day. One that enters two states has two rows."""
    start, end = _bounds(year, month)
    posts = PositionPeriod.objects.all()
    over = _read(counting.ended(posts, start, end), "ends_on")
    begun = counting.entered(posts, start, end)
    rows: Rows = {name: list(over[name]) for name in over}
    moves = ["ended" if status in AT_WORK else "dropped" for status in over["status"]]
    for move, state in counting.ENTERED.items():
        found = _read(begun.filter(enters__in=[n for n in range(8) if n & state]), "starts_on")
        rows = {name: [*rows[name], *found[name]] for name in rows}
        moves += [move] * len(found["id"])
    rows["move"] = moves
    return _table(MOVE_COLUMNS, rows, year, month).sort_by(
        [("structure_id", "ascending"), ("service_date", "ascending")]
    )


def _bounds(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _read(rows: QuerySet[PositionPeriod], day: str = "") -> Rows:
    """The columns that the database holds of posts, each by one of its periods."""
    paths = list(_READ.values()) + ([day] if day else [])
    names = [*_READ, *(["service_date"] if day else [])]
    found = list(rows.values_list(*paths))
    return (
        dict(zip(names, zip(*found, strict=True), strict=True))
        if found
        else dict.fromkeys(names, ())
    )


def _table(columns: tuple[Column, ...], rows: Rows, year: int, month: int) -> pa.Table:
    """The rows with when, who pays, and what follows from what was read."""
    count, area = len(rows["id"]), set(leading_area().arrondissements)
    lines, funders = _paid(rows)
    values: Rows = {
        **rows,
        "year": [year] * count,
        "month": [month] * count,
        "funding_lines": lines,
        "funders": funders,
        **{name: [code or None for code in rows[name]] for name in ("operator", *_PLACES)},
        "is_job": [status in AT_WORK for status in rows["status"]],
        "in_leading_area": [code in area for code in rows["arrondissement"]],
        "hundredths": [int(share * 100) for share in rows["share"]],
    }
    return pa.table({one.name: pa.array(values[one.name], type=one.arrow) for one in columns})


def _paid(rows: Rows) -> tuple[list[list[int]], list[list[int]]]:
    """The funding lines named for each post that run on its day, and whose they are."""
    days = rows["service_date"]
    links: dict[int, list[Sequence[Any]]] = {}
    if days:
        through = Position.funding_lines.through.objects.filter(
            fundingline__starts_on__lte=max(days), fundingline__ends_on__gte=min(days)
        )
        for post, *line in through.values_list(
            "position_id", "fundingline_id", "fundingline__funder_id",
            "fundingline__starts_on", "fundingline__ends_on",
        ):  # fmt: skip
            links.setdefault(post, []).append(line)
    running = [
        [line for line in links.get(post, ()) if line[2] <= day <= line[3]]
        for post, day in zip(rows["id"], days, strict=True)
    ]
    return (
        [sorted(line[0] for line in found) for found in running],
        [sorted({line[1] for line in found}) for found in running],
    )


def months_of_stock() -> list[date]:
    """Every month from that of the first post to this one."""
    first = PositionPeriod.objects.aggregate(first=Min("starts_on"))["first"]
    return list(months_between(first, clock.today())) if first else []


def months_of_moves() -> list[date]:
    """The months in which a post began something or ended, oldest first."""
    begun = PositionPeriod.objects.order_by().values_list("starts_on", flat=True).distinct()
    over = Position.objects.filter(ended_on__isnull=False).order_by()
    days = {*begun, *over.values_list("ended_on", flat=True).distinct()}
    return sorted({day.replace(day=1) for day in days if day})


POSITIONS = FactTable(
    name=STOCK,
    label="Postes",
    grain="un poste, tel qu'il est à la fin d'un mois, ou aujourd'hui pour le mois en cours",
    columns=STOCK_COLUMNS,
    month_rows=stock_rows,
    months=months_of_stock,
    secret=False,
    stock=True,
    settle=settle_all,
)

MOVES = FactTable(
    name=FLOWS,
    label="Mouvements des postes",
    grain="un poste mis en perspective, créé, consolidé ou terminé, au jour où il l'est",
    columns=MOVE_COLUMNS,
    month_rows=move_rows,
    months=months_of_moves,
    secret=False,
    settle=settle_all,
)
