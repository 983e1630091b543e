"""Meetings: planned, held, corrected, cancelled; and taking it all back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db import transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, mark_changed
from entremise.structures.actions.keeping import keep
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Structure
from entremise.support.enums import MeetingStatus
from entremise.support.models import (
    Attendance,
    Dla,
    Meeting,
    MeetingStructure,
    SupportTrack,
)

from .led import MEETINGS, require_new, require_own, told, whose
from .next_steps import Task, note_steps

SHEET = (
    "on", "kind", "subject", "status", "starts_at", "lasts", "dispositif", "track", "dla",
    "minutes", "shared",
)  # fmt: skip
# Free text stays out of the journal: it says that it changed, not what it was.
UNSPOKEN = ("subject", "minutes", "attendances")


@dataclass(frozen=True)
class MeetingSheet:
    """What a meeting is. `attendances` are functions with how many people of each: no person."""

    on: date
    kind: str
    subject: str
    structures: Sequence[Structure]
    status: str = MeetingStatus.HELD
    starts_at: time | None = None
    lasts: int | None = None
    dispositif: Dispositif | None = None
    track: SupportTrack | None = None
    dla: Dla | None = None
    attendances: Sequence[tuple[str, int]] = ()
    minutes: str = ""
    shared: bool = False


@transaction.atomic
def log_meeting(
    *, sheet: MeetingSheet, by: Actor, tasks: Sequence[Task] = (), again: bool = False
) -> Meeting:
    """Write down a meeting, planned or held, and what it leads to. Raises Refusal for a day that
    does not fit its status, a meeting with nobody, or a dispositif, a track or a DLA of others; and
    for one that is noted already, unless it is said to be another (`again`).
    """
    meeting = Meeting(**whose(by))
    if not again:
        same = Meeting.objects.exclude(status=MeetingStatus.CANCELLED).filter(
            on=sheet.on, starts_at=sheet.starts_at, kind=sheet.kind, subject=sheet.subject
        )
        require_new(same, sheet.structures, by)
    _fill(meeting, sheet)
    planned = meeting.status == MeetingStatus.PLANNED
    _tell(meeting, "meeting.planned" if planned else "meeting.logged", by, {})
    note_steps(meeting, tasks, by)
    return meeting


@transaction.atomic
def edit_meeting(*, meeting: Meeting, sheet: MeetingSheet, by: Actor) -> None:
    """Correct a meeting, or say that it was held. Raises Refusal as above, or when it was
    cancelled.
    """
    row = _held(meeting)
    if row.status == MeetingStatus.CANCELLED:
        raise Refusal("Cette rencontre est annulée : reprenez-la d'abord.", code="cancelled")
    before, verb = said(row), "meeting.edited"
    if row.status == MeetingStatus.PLANNED and sheet.status == MeetingStatus.HELD:
        verb = "meeting.held"
    _fill(row, sheet)
    _tell(row, verb, by, before)


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, by: Actor) -> None:
    """It will not be held. Raises Refusal for one that is not planned."""
    _turn(meeting, MeetingStatus.PLANNED, MeetingStatus.CANCELLED, "meeting.cancelled", by)


@transaction.atomic
def restore_meeting(*, meeting: Meeting, by: Actor) -> None:
    """It is planned again. Raises Refusal for one that was not cancelled."""
    _turn(meeting, MeetingStatus.CANCELLED, MeetingStatus.PLANNED, "meeting.restored", by)


def _turn(meeting: Meeting, start: str, end: str, verb: str, by: Actor) -> None:
    row = _held(meeting)
    if row.status != start:
        label = MeetingStatus(row.status).label
        raise Refusal(f"Cette rencontre est {label}.", code="not_there")
    row.status = end
    row.save(update_fields=["status"])
    told(row, verb, by, row.mission_id, {"status": [str(start), str(end)]})


@transaction.atomic
def withdraw_meeting(*, meeting: Meeting, by: Actor) -> None:
    """Remove a meeting written down by mistake, with what it led to."""
    row = _held(meeting)
    told(row, "meeting.withdrawn", by, row.mission_id, {"on": [f"{row.on}", None]})
    _count_again(row.status, row.on)
    row.delete()


def _held(meeting: Meeting) -> Meeting:
    """The meeting, nobody else writing it meanwhile."""
    return Meeting.objects.select_for_update().get(pk=meeting.pk)


def _fill(meeting: Meeting, sheet: MeetingSheet) -> None:
    structures = list(dict.fromkeys(sheet.structures))
    _require_day(sheet)
    _require_company(meeting, sheet, structures)
    for name in SHEET:
        setattr(meeting, name, getattr(sheet, name))
    keep(meeting)
    _set_parties(meeting, structures)
    _set_attendances(meeting, sheet.attendances)


def _require_day(sheet: MeetingSheet) -> None:
    clock.require_sensible(sheet.on, "on")
    today = clock.today()
    if sheet.status == MeetingStatus.HELD and sheet.on > today:
        raise Refusal(
            "Ce jour n'est pas encore venu : la rencontre est prévue, pas tenue.",
            code="future",
            field="status",
        )
    if sheet.minutes and sheet.status == MeetingStatus.PLANNED:
        raise Refusal(
            "Une rencontre prévue n'a pas encore de compte rendu : dites qu'elle est tenue.",
            code="not_held",
            field="status",
        )


def _require_company(meeting: Meeting, sheet: MeetingSheet, structures: list[Structure]) -> None:
    if not structures:
        raise Refusal("Dites quelle structure est rencontrée.", code="nobody", field="structures")
    require_own(sheet.dispositif, structures)
    region, met = meeting.region_id, {row.pk for row in structures}
    track, dla = sheet.track, sheet.dla
    if track and (track.region_id != region or track.structure_id not in met):
        raise Refusal(
            "Cet accompagnement est celui d'une autre structure.", code="other", field="track"
        )
    if dla and (dla.region_id != region or not dla.parties.filter(structure__in=met).exists()):
        raise Refusal("Ce DLA accompagne d'autres structures.", code="other", field="dla")


def _set_parties(meeting: Meeting, structures: list[Structure]) -> None:
    wanted = {row.pk for row in structures}
    known = set(meeting.parties.values_list("structure_id", flat=True))
    meeting.parties.filter(structure_id__in=known - wanted).delete()
    MeetingStructure.objects.bulk_create(
        MeetingStructure(meeting=meeting, structure=row)
        for row in structures
        if row.pk not in known
    )


def _set_attendances(meeting: Meeting, attendances: Sequence[tuple[str, int]]) -> None:
    if dict(attendances) == dict(meeting.attendances.values_list("function", "count")):
        return
    meeting.attendances.all().delete()
    for function, count in attendances:
        keep(Attendance(meeting=meeting, function=function, count=count))


def said(meeting: Meeting) -> dict[str, Any]:
    """What a meeting is now, to tell later what has changed."""
    if meeting.pk is None:
        return {}
    plain = {name: _key(getattr(meeting, name)) for name in SHEET}
    return plain | {
        "structures": sorted(meeting.parties.values_list("structure_id", flat=True)),
        "attendances": sorted(meeting.attendances.values_list("function", "count")),
    }


def _key(value: Any) -> Any:
    return getattr(value, "pk", value)


def _tell(meeting: Meeting, verb: str, by: Actor, before: dict[str, Any]) -> None:
    after = said(meeting)
    if changes := changes_between(before, after, unspoken=UNSPOKEN):
        told(meeting, verb, by, meeting.mission_id, changes)
    if before:
        _count_again(before["status"], before["on"])
    _count_again(meeting.status, meeting.on)


def _count_again(status: str, day: date) -> None:
    if status == MeetingStatus.HELD:
        mark_changed(fact=MEETINGS, months=[day])
