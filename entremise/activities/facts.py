"""What field activity lets be counted: one flat row an activity, without a name or a free text.

The rows are read column by column through plain SQL, never as model objects, and shaped by Arrow.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.db.models import QuerySet
from django.db.models.functions import TruncMonth

from entremise.core.facts import Column, FactTable
from entremise.structures.columns import PLACED, WHERE, WHO, where
from entremise.structures.enums import Domain, PartnerCategory
from entremise.structures.models import FundingLine

from . import reference
from .models import Activity

EVENING = 18  # local hour from which an activity counts as evening work, until the day turns

_PLAIN = (
    "structure_id", "dispositif_id", "service_date", "register", "historical_register",
    "temporality", "domain", "origin", "place_kind", "in_qpv", "people", "outcome",
    "orientation",
)  # fmt: skip
_SHAPED = (
    "id",
    "started_at",
    "time_zone",
    "dispositif__day_starts_at",
    "duration",
    "topics",
    "publics",
)

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def _count(name: str, label: str) -> Column:
    return Column(name, "int32", label)


COLUMNS = (
    *WHO,
    Column("service_date", "date32", "Journée de service"),
    Column("year", "int16", "Année"),
    Column("month", "int8", "Mois"),
    Column(
        "weekday", "int8", "Jour de la semaine",
        lambda: {str(number): name for number, name in enumerate(WEEKDAYS, start=1)},
    ),
    Column(
        "hour", "int8", "Heure de début", lambda: {str(hour): f"{hour} h" for hour in range(24)}
    ),
    Column("evening", "bool", "En soirée ou de nuit"),
    Column("register", "string", "Registre", lambda: reference.registers().labels()),
    Column(
        "historical_register", "string", "Registre historique",
        lambda: reference.historical_registers().labels(),
    ),
    Column("temporality", "string", "Temporalité", lambda: reference.temporalities().labels()),
    Column("domain", "string", "Domaine", lambda: dict(Domain.choices)),
    Column("origin", "string", "Origine de la demande", lambda: reference.origins().labels()),
    Column("topics", "string", "Sujet", lambda: reference.topics().labels(), many=True),
    Column("place_kind", "string", "Type de lieu", lambda: reference.place_kinds().labels()),
    *WHERE,
    Column("in_qpv", "bool", "En QPV"),
    _count("minutes", "Durée (min)"),
    Column("mediators", "int64", "Intervenants", many=True),
    _count("mediator_minutes", "Durée cumulée des intervenants (min)"),
    _count("people", "Personnes rencontrées"),
    _count("women", "Femmes"),
    _count("men", "Hommes"),
    *(_count(f"age_{item.code}", item.label) for item in reference.ages().codes),
    *(_count(f"status_{item.code}", item.label) for item in reference.statuses().codes),
    Column("outcome", "string", "Suite", lambda: reference.outcomes().labels()),
    Column("orientation", "string", "Orientation", lambda: dict(PartnerCategory.choices)),
)  # fmt: skip


def month_rows(year: int, month: int) -> pa.Table:
    """The activities of one month of service, cancelled ones left out, by structure then date."""
    start = date(year, month, 1)
    end = date(year + month // 12, month % 12 + 1, 1)
    kept = Activity.objects.filter(
        service_date__gte=start, service_date__lt=end, cancelled_at__isnull=True
    )
    raw = _columns_of(
        kept.order_by("structure_id", "service_date", "id"),
        (*_PLAIN, *_SHAPED, *PLACED),
    )
    mediators = _linked(Activity.mediators.through, "membership_id", kept)
    lines = _linked(Activity.funding_lines.through, "fundingline_id", kept)
    return _table(raw, mediators, lines)


def _columns_of(rows: QuerySet[Activity], names: tuple[str, ...]) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {name: [] for name in names}
    receivers = [columns[name].append for name in names]
    for row in rows.values_list(*names).iterator(chunk_size=5000):
        for receive, value in zip(receivers, row, strict=True):
            receive(value)
    return columns


def _linked(through: Any, column: str, kept: QuerySet[Activity]) -> dict[Any, list[int]]:
    links: dict[Any, list[int]] = {}
    pairs = through.objects.filter(activity__in=kept).order_by("activity_id", column)
    for key, target in pairs.values_list("activity_id", column).iterator(chunk_size=5000):
        links.setdefault(key, []).append(target)
    return links


def _table(
    raw: dict[str, list[Any]], mediators: dict[Any, list[int]], lines: dict[Any, list[int]]
) -> pa.Table:
    funder_of = dict(FundingLine.objects.values_list("pk", "funder_id"))
    zones = {name: ZoneInfo(name) for name in set(raw["time_zone"])}
    hours = [
        at.astimezone(zones[zone]).hour
        for at, zone in zip(raw["started_at"], raw["time_zone"], strict=True)
    ]
    teams = [mediators.get(key, []) for key in raw["id"]]
    paid_by = [lines.get(key, []) for key in raw["id"]]
    values: dict[str, Any] = {name: raw[name] for name in _PLAIN}
    values |= where(raw)
    values |= {
        "funding_lines": paid_by,
        "funders": [sorted({funder_of[line] for line in ids}) for ids in paid_by],
        "year": [day.year for day in raw["service_date"]],
        "month": [day.month for day in raw["service_date"]],
        "weekday": [day.isoweekday() for day in raw["service_date"]],
        "hour": hours,
        "evening": [
            hour >= EVENING or hour < turn
            for hour, turn in zip(hours, raw["dispositif__day_starts_at"], strict=True)
        ],
        "temporality": [value or None for value in raw["temporality"]],
        "orientation": [value or None for value in raw["orientation"]],
        "topics": raw["topics"],
        "minutes": raw["duration"],
        "mediators": teams,
        "mediator_minutes": [
            minutes * len(team) for minutes, team in zip(raw["duration"], teams, strict=True)
        ],
    }
    values |= _publics(raw["publics"])
    return pa.table(
        {column.name: pa.array(values[column.name], type=column.arrow) for column in COLUMNS}
    )


def _publics(publics: list[dict[str, Any]]) -> dict[str, list[int]]:
    wanted = [("women", "sex", "female"), ("men", "sex", "male")]
    wanted += [(f"age_{item.code}", "age", item.code) for item in reference.ages().codes]
    wanted += [(f"status_{item.code}", "status", item.code) for item in reference.statuses().codes]
    return {
        name: [counts.get(kind, {}).get(code, 0) for counts in publics]
        for name, kind, code in wanted
    }


def months() -> list[date]:
    """The months that hold at least one activity, oldest first."""
    found: Iterable[date] = (
        Activity.objects.filter(cancelled_at__isnull=True)
        .annotate(first_day=TruncMonth("service_date"))
        .values_list("first_day", flat=True)
        .distinct()
    )
    return sorted(found)


ACTIVITIES = FactTable(
    name="activities",
    label="Activités",
    grain="une intervention d'un ou plusieurs médiateurs",
    columns=COLUMNS,
    month_rows=month_rows,
    months=months,
)
