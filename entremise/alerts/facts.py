"""What alerts let be counted: one flat row an alert, without a place, a name or a free text."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth

from entremise.core.facts import Column, FactTable
from entremise.structures.columns import PLACED, WHERE, WHO, paid_by, where
from entremise.structures.paying import Line, lines_of

from . import reference
from .enums import Source, State
from .models import Alert, Sending

_READ = (
    "structure_id", "dispositif_id", "service_date", "category", "danger", "in_qpv", "state",
    "created_at", "sent_at", "answered_at", "closed_at", "reminded", "escalated", *PLACED,
)  # fmt: skip


COLUMNS = (
    *WHO,
    Column("service_date", "date32", "Journée de service"),
    Column("year", "int16", "Année"),
    Column("month", "int8", "Mois"),
    Column("branch", "string", "Veille", reference.branch_labels),
    Column("category", "string", "Catégorie", reference.category_labels),
    Column("danger", "bool", "Danger"),
    *WHERE,
    Column("in_qpv", "bool", "En QPV"),
    Column("state", "string", "État", lambda: dict(State.choices)),
    Column("is_sent", "bool", "Transmise"),
    Column("is_answered", "bool", "Avec une réponse"),
    Column("on_time", "bool", "Réponse avant le rappel"),
    Column("reminded", "bool", "Après un rappel"),
    Column("escalated", "bool", "Après une relance"),
    Column("answer_minutes", "int32", "Délai de première réponse (min)"),
    Column("solution_minutes", "int32", "Délai de résolution (min)"),
)  # fmt: skip


def month_rows(year: int, month: int) -> pa.Table:
    """The alerts of one month of service, by structure then date."""
    start = date(year, month, 1)
    end = date(year + month // 12, month % 12 + 1, 1)
    sendings = Sending.objects.filter(alert=OuterRef("pk"))
    rows = (
        _counted()
        .filter(service_date__gte=start, service_date__lt=end)
        .annotate(
            reminded=Exists(sendings.filter(reminded_at__isnull=False)),
            escalated=Exists(sendings.filter(escalated_at__isnull=False)),
        )
        .order_by("structure_id", "service_date", "id")
    )
    raw = list(rows.values(*_READ).iterator(chunk_size=5000))
    lines = lines_of(sorted({row["dispositif_id"] for row in raw}))
    shaped = [_row(row, lines.get(row["dispositif_id"], ())) for row in raw]
    return pa.table(
        {c.name: pa.array([row[c.name] for row in shaped], type=c.arrow) for c in COLUMNS}
    )


def _row(raw: dict[str, Any], lines: Iterable[Line]) -> dict[str, Any]:
    day, kind = raw["service_date"], reference.category(raw["category"])
    answer = _minutes(raw["sent_at"], raw["answered_at"])
    limit = kind.remind_after(danger=raw["danger"]) / timedelta(minutes=1)
    solved = raw["closed_at"] if raw["state"] == State.SOLVED else None
    return {
        **{c.name: raw[c.name] for c in COLUMNS if c.name in raw},
        **where(raw),
        **paid_by(lines, day, raw["in_qpv"], raw["commune_id"]),
        "year": day.year,
        "month": day.month,
        "branch": kind.branch or None,
        "is_sent": raw["sent_at"] is not None,
        "is_answered": answer is not None,
        "on_time": answer is not None and answer <= limit,
        "answer_minutes": answer,
        "solution_minutes": _minutes(raw["created_at"], solved),
    }


def _minutes(start: datetime | None, end: datetime | None) -> int | None:
    return int((end - start) / timedelta(minutes=1)) if start and end else None


def _counted() -> QuerySet[Alert]:
    """Those that somebody has looked at: what a revoked device hands in says what it likes."""
    return Alert.objects.exclude(source=Source.REVOKED, state=State.SIGNALLED)


def months() -> list[date]:
    """The months that hold at least one alert, oldest first."""
    found: Iterable[date] = (
        _counted()
        .annotate(first_day=TruncMonth("service_date"))
        .values_list("first_day", flat=True)
        .distinct()
    )
    return sorted(found)


ALERTS = FactTable(
    name="alerts",
    label="Alertes",
    grain="une alerte de la veille sociale ou technique",
    columns=COLUMNS,
    month_rows=month_rows,
    months=months,
)
