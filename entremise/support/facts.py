"""What the mission's support lets be counted: a row a structure met at a meeting; and a row a
structure accompanied, as things stand at the end of a month. No person is behind them, nor words.

They belong to the region of the mission; the other places are those of the structure's seat.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
from django.db.models import F, Min, Q

from entremise.core import clock
from entremise.core.clock import months_between
from entremise.core.facts import Column, FactTable
from entremise.structures.columns import WHERE, WHO
from entremise.structures.enums import ActorType
from entremise.structures.tables import OPERATORS

from .enums import DlaKind, MeetingKind, MeetingStatus
from .models import Dla, DlaStructure, Meeting, MeetingStructure, SupportTrack

TRACK = "track"
FORMS = {TRACK: "accompagnement", **{kind.value: f"DLA {kind.label}" for kind in DlaKind}}

_SHARED = (
    *WHO,
    Column("service_date", "date32", "Jour"),
    Column("year", "int16", "Année"),
    Column("month", "int8", "Mois"),
    *WHERE,
    Column("actor", "string", "Type d'acteur", lambda: dict(ActorType.choices)),
    Column("operator", "string", "Type d'opérateur", lambda: dict(OPERATORS)),
)

MEETING_COLUMNS = (
    *_SHARED,
    Column("meeting", "int64", "Rencontre"),
    Column("kind", "string", "Nature", lambda: dict(MeetingKind.choices)),
)

SUPPORT_COLUMNS = (
    *_SHARED,
    Column("support", "string", "Accompagnement ou DLA"),
    Column("form", "string", "Forme", lambda: dict(FORMS)),
)

# Where the database holds what is known of a structure, from a row that names one.
_SEAT = {
    "commune": F("structure__commune"),
    "epci": F("structure__commune__epci"),
    "arrondissement": F("structure__commune__arrondissement"),
    "departement": F("structure__commune__departement"),
    "actor": F("structure__actor_type"),
    "operator": F("structure__operator_type"),
}


def meeting_rows(year: int, month: int) -> pa.Table:
    """The structures met in a month, by structure then day: as many rows for a joint meeting."""
    first, last = _bounds(year, month)
    held = MeetingStructure.objects.filter(
        meeting__status=MeetingStatus.HELD, meeting__on__range=(first, last)
    )
    rows = held.order_by("structure_id", "meeting__on", "pk").values(
        "meeting",
        "structure_id",
        **_SEAT,
        dispositif_id=F("meeting__dispositif"),
        region=F("meeting__region"),
        service_date=F("meeting__on"),
        kind=F("meeting__kind"),
    )
    return _table(MEETING_COLUMNS, rows, year, month)


def support_rows(year: int, month: int) -> pa.Table:
    """The structures accompanied at the end of a month, or today: a row for each track and each DLA
    that runs. A month to come holds nothing.
    """
    first, last = _bounds(year, month)
    day = min(last, clock.today())
    if day < first:
        return SUPPORTS.schema.empty_table()
    rows = [*_tracks(day), *_dlas(day)]
    rows.sort(key=lambda row: (row["structure_id"], row["support"]))
    return _table(SUPPORT_COLUMNS, [{**row, "service_date": day} for row in rows], year, month)


def _tracks(day: date) -> Iterable[dict[str, Any]]:
    running = SupportTrack.objects.filter(_runs("opened_on", day))
    for row in running.values("pk", "structure_id", "dispositif_id", "region_id", **_SEAT):
        yield {**row, "region": row["region_id"], "support": f"t{row['pk']}", "form": TRACK}


def _dlas(day: date) -> Iterable[dict[str, Any]]:
    running = DlaStructure.objects.filter(dla__in=Dla.objects.filter(_runs("starts_on", day)))
    rows = running.values(
        "structure_id", "dla_id", **_SEAT, region=F("dla__region"), form=F("dla__kind")
    )
    for row in rows:
        yield {**row, "dispositif_id": None, "support": f"d{row['dla_id']}"}


def _runs(start: str, day: date) -> Q:
    """What has begun on a day and is not over: it still counts on its last one."""
    return Q(**{f"{start}__lte": day}) & (Q(closed_on=None) | Q(closed_on__gte=day))


def _bounds(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _table(
    columns: tuple[Column, ...], rows: Iterable[Mapping[str, Any]], year: int, month: int
) -> pa.Table:
    """The rows with when; nobody pays for them, and no neighbourhood is theirs."""
    own = {"year": year, "month": month, "funders": [], "funding_lines": [], "qpv": None}
    full = [{**own, **row, "operator": row["operator"] or None} for row in rows]
    return pa.table(
        {one.name: pa.array([row[one.name] for row in full], type=one.arrow) for one in columns}
    )


def months_of_meetings() -> list[date]:
    """The months in which a meeting was held, oldest first."""
    held = Meeting.objects.filter(status=MeetingStatus.HELD).order_by()
    return sorted({day.replace(day=1) for day in held.values_list("on", flat=True).distinct()})


def months_of_supports() -> list[date]:
    """Every month from that of the first track or DLA to this one."""
    begun = [
        SupportTrack.objects.aggregate(first=Min("opened_on"))["first"],
        Dla.objects.aggregate(first=Min("starts_on"))["first"],
    ]
    first = min((day for day in begun if day), default=None)
    return list(months_between(first, clock.today())) if first else []


MEETINGS = FactTable(
    name="meetings",
    label="Rencontres",
    grain="une structure rencontrée par la mission régionale, un jour",
    columns=MEETING_COLUMNS,
    month_rows=meeting_rows,
    months=months_of_meetings,
    secret=False,
)
SUPPORTS = FactTable(
    name="supports",
    label="Accompagnements et DLA",
    grain="une structure accompagnée à la fin d'un mois, ou aujourd'hui pour le mois en cours",
    columns=SUPPORT_COLUMNS,
    month_rows=support_rows,
    months=months_of_supports,
    secret=False,
    stock=True,
)
