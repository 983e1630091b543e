"""What disputes let be counted: a flat row a referral and a flat row a case, without a word said,
a name or a place finer than a commune."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa
from django.db.models import Count, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from entremise.core.facts import Column, FactTable
from entremise.structures.columns import PLACED, WHERE, WHO, paid_by, where
from entremise.structures.paying import lines_of

from . import reference
from .enums import SESSIONS, Channel, Kept, Origin, ReferralState, Stage, StepKind, StepState
from .models import Case, Referral, Step

_READ = ("structure_id", "dispositif_id", "topic", *PLACED)


_WHERE_AND_WHO = (
    *WHO,
    Column("service_date", "date32", "Jour"),
    Column("year", "int16", "Année"),
    Column("month", "int8", "Mois"),
    Column("topic", "string", "Sujet", lambda: reference.topics().labels()),
    Column("origin", "string", "Demandeur", lambda: dict(Origin.choices)),
    Column("channel", "string", "Voie", lambda: dict(Channel.choices)),
    *WHERE,
)  # fmt: skip

REFERRAL_COLUMNS = (
    *_WHERE_AND_WHO,
    Column("state", "string", "Suite", lambda: dict(ReferralState.choices)),
    Column("motive", "string", "Motif", lambda: reference.motives().labels()),
    Column("third_party", "string", "Tiers", lambda: reference.third_parties().labels()),
    Column("is_decided", "bool", "Examinée"),
    Column("decision_days", "int32", "Délai de décision (jours)"),
)

CASE_COLUMNS = (
    *_WHERE_AND_WHO,
    Column("stage", "string", "Étape", lambda: dict(Stage.choices)),
    Column("outcome", "string", "Issue", lambda: reference.outcomes().labels()),
    Column("is_closed", "bool", "Close"),
    Column("is_favourable", "bool", "Issue favorable"),
    Column("is_mediated", "bool", "Avec une séance commune"),
    Column("has_agreement", "bool", "Avec un accord"),
    Column("kept", "string", "Tenue de l'accord", lambda: dict(Kept.choices)),
    Column("sessions", "int32", "Séances"),
    Column("session_minutes", "int32", "Durée des séances (min)"),
    Column("first_session_days", "int32", "Délai de la première séance (jours)"),
    Column("days", "int32", "Durée de la situation (jours)"),
)


def referral_rows(year: int, month: int) -> pa.Table:
    """The referrals received in a month, by structure then day."""
    start, end = _bounds(year, month)
    rows = Referral.objects.filter(received_at__gte=start, received_at__lt=end)
    read = (*_READ, "origin", "channel", "state", "motive", "third_party")
    raw = list(rows.values(*read, "received_at", "decided_at").iterator(chunk_size=5000))
    return _table(REFERRAL_COLUMNS, raw, "received_at", _referral)


def case_rows(year: int, month: int) -> pa.Table:
    """The cases opened in a month, as they stand now, by structure then day."""
    start, end = _bounds(year, month)
    first = Referral.objects.filter(case=OuterRef("pk")).order_by("received_at", "pk")
    last_visit = Step.objects.filter(
        case=OuterRef("pk"), kind=StepKind.FOLLOW_UP, state=StepState.HELD
    ).order_by("-at", "-pk")
    held = Q(steps__state=StepState.HELD, steps__kind__in=SESSIONS)
    rows = Case.objects.filter(opened_at__gte=start, opened_at__lt=end).annotate(
        origin=Subquery(first.values("origin")[:1]),
        channel=Subquery(first.values("channel")[:1]),
        asked_at=Subquery(first.values("received_at")[:1]),
        kept=Subquery(last_visit.values("kept")[:1]),
        sessions=Count("steps", filter=held, distinct=True),
        session_minutes=Sum("steps__minutes", filter=held),
        first_session=Min("steps__at", filter=held),
        joint=Count("steps", filter=held & ~Q(steps__kind=StepKind.INTERVIEW), distinct=True),
    )
    read = (
        *_READ, "origin", "channel", "stage", "outcome", "opened_at", "closed_at", "asked_at",
        "kept", "sessions", "session_minutes", "first_session", "joint", "pk",
    )  # fmt: skip
    raw = list(rows.values(*read))
    agreed = set(
        Case.objects.filter(pk__in=[row["pk"] for row in raw], agreements__isnull=False)
        .values_list("pk", flat=True)
        .distinct()
    )
    for row in raw:
        row["has_agreement"] = row["pk"] in agreed
    return _table(CASE_COLUMNS, raw, "opened_at", _case)


def _referral(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "motive": raw["motive"] or None,
        "third_party": raw["third_party"] or None,
        "is_decided": raw["state"] != ReferralState.RECEIVED,
        "decision_days": _days(raw["received_at"], raw["decided_at"]),
    }


def _case(raw: Mapping[str, Any]) -> dict[str, Any]:
    known = reference.outcomes()
    outcome = raw["outcome"]
    return {
        "outcome": outcome or None,
        "is_closed": raw["closed_at"] is not None,
        "is_favourable": bool(outcome and known[outcome].extra.get("favourable")),
        "is_mediated": raw["joint"] > 0,
        "kept": raw["kept"] or None,
        "session_minutes": raw["session_minutes"] or 0,
        "first_session_days": _days(raw["asked_at"], raw["first_session"]),
        "days": _days(raw["opened_at"], raw["closed_at"]),
    }


def _table(
    columns: tuple[Column, ...],
    raw: list[dict[str, Any]],
    began: str,
    own: Any,
) -> pa.Table:
    """The rows with where, when and who pays, in the order files want."""
    lines = lines_of(sorted({row["dispositif_id"] for row in raw}))
    names = {column.name for column in columns}
    shaped = []
    for row in raw:
        day = timezone.localdate(row[began])
        plain = {name: value for name, value in row.items() if name in names}
        in_qpv = True if row["qpv_id"] else None
        paying = paid_by(lines.get(row["dispositif_id"], ()), day, in_qpv, row["commune_id"])
        shaped.append({**plain, **paying, **_when(day), **where(row), **own(row)})
    shaped.sort(key=lambda row: (row["structure_id"], row["service_date"]))
    return pa.table(
        {one.name: pa.array([row[one.name] for row in shaped], type=one.arrow) for one in columns}
    )


def _when(day: date) -> dict[str, Any]:
    return {"service_date": day, "year": day.year, "month": day.month}


def _bounds(year: int, month: int) -> tuple[datetime, datetime]:
    """The instants between which the days of a month lie, where the installation is."""
    start = datetime(year, month, 1)  # noqa: DTZ001 - made aware below
    end = datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001
    return timezone.make_aware(start), timezone.make_aware(end)


def _days(start: datetime | None, end: datetime | None) -> int | None:
    return (end - start) // timedelta(days=1) if start and end else None


def _months(model: type[Referral] | type[Case], began: str) -> list[date]:
    first_days = model._default_manager.annotate(first_day=TruncMonth(began))
    found = first_days.values_list("first_day", flat=True).distinct()
    return sorted({timezone.localdate(at) for at in found})


REFERRALS = FactTable(
    name="referrals",
    label="Saisines",
    grain="une saisine, au jour de sa réception",
    columns=REFERRAL_COLUMNS,
    month_rows=referral_rows,
    months=lambda: _months(Referral, "received_at"),
)

CASES = FactTable(
    name="cases",
    label="Situations",
    grain="une situation, au jour de son ouverture, telle qu'elle est aujourd'hui",
    columns=CASE_COLUMNS,
    month_rows=case_rows,
    months=lambda: _months(Case, "opened_at"),
)
