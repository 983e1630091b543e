"""Meetings brought in from a table, in the columns in which they are exported."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

from django.db import transaction

from entremise.core.cells import Labels, day, text, whole, yes_or_no
from entremise.core.errors import Refusal
from entremise.core.importing import (
    Done,
    Field,
    Importer,
    Plan,
    Planner,
    Stopped,
)
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Structure
from entremise.support.actions import (
    MeetingSheet,
    cancel_meeting,
    edit_meeting,
    log_meeting,
    restore_meeting,
    withdraw_meeting,
)
from entremise.support.enums import MeetingKind, MeetingStatus
from entremise.support.models import Meeting
from entremise.support.policies import can_lead_support, led_meetings
from entremise.support.queries import EXPORTED, export_rows

from .planning import MeetingPlanner, said_of
from .words import read_hour, read_minutes, read_present, read_structures

CHANGED = "Cette rencontre a été modifiée entre-temps."
FIELDS = (
    Field("on", EXPORTED[0], day, required=True, aliases=("jour", "le")),
    Field("starts_at", EXPORTED[1], read_hour, aliases=("début",)),
    Field("lasts", EXPORTED[2], whole, aliases=("durée", "minutes")),
    Field("kind", EXPORTED[3], Labels(MeetingKind.choices, "une nature de rencontre").read,
          required=True, aliases=("type", "type de rencontre")),
    Field("status", EXPORTED[4], Labels(MeetingStatus.choices, "un état").read,
          aliases=("statut",)),
    Field("structures", EXPORTED[5], read_structures, required=True,
          aliases=("structure", "structures rencontrées", "organisme")),
    Field("dispositif", EXPORTED[6], text(120)),
    Field("subject", EXPORTED[7], text(160), required=True, aliases=("sujet", "thème")),
    Field("present", EXPORTED[8], read_present, aliases=("participants", "personnes présentes")),
    Field("minutes", EXPORTED[9], read_minutes, aliases=("notes", "relevé")),
    Field("shared", EXPORTED[10], yes_or_no),
)  # fmt: skip


def _plan(by: Actor) -> Planner:
    return MeetingPlanner(by)


# --- writing


def _sheet(said: Mapping[str, Any]) -> MeetingSheet:
    structures = Structure.objects.in_bulk(said["structures"])
    hour, service = said["starts_at"], said["dispositif"]
    cancelled = said["status"] == MeetingStatus.CANCELLED
    return MeetingSheet(
        on=date.fromisoformat(said["on"]),
        kind=said["kind"],
        subject=said["subject"],
        structures=[structures[number] for number in said["structures"] if number in structures],
        status=MeetingStatus.PLANNED if cancelled else said["status"],
        starts_at=time.fromisoformat(hour) if hour else None,
        lasts=said["lasts"],
        dispositif=Dispositif.objects.get(pk=service) if service else None,
        attendances=[(function, count) for function, count in said["present"]],
        minutes=said["minutes"],
        shared=said["shared"],
    )


@transaction.atomic
def _apply(plans: Sequence[Plan], by: Actor) -> list[int]:
    written, refused = [], {}
    for place, plan in enumerate(plans):
        try:
            with transaction.atomic():
                written.append(_log(plan, by) if plan.target is None else _edit(plan, by))
        except Refusal as refusal:
            refused[place] = refusal.message
    if refused:
        raise Stopped(refused)
    return written


def _log(plan: Plan, by: Actor) -> int:
    row = log_meeting(sheet=_sheet(plan.after), by=by, again=True)
    if plan.after["status"] == MeetingStatus.CANCELLED:
        cancel_meeting(meeting=row, by=by)
    return row.pk


def _edit(plan: Plan, by: Actor) -> int:
    row = led_meetings(by).select_for_update().filter(pk=plan.target or 0).first()
    if row is None or {name: said_of(row)[name] for name in plan.before} != dict(plan.before):
        raise Refusal(CHANGED, code="changed")
    _write(row, plan.after, by)
    return row.pk


def _write(row: Meeting, changes: Mapping[str, Any], by: Actor) -> None:
    """Cancelling apart: it is a verb of its own."""
    said = {**said_of(row), **changes}
    if row.status == MeetingStatus.CANCELLED:
        restore_meeting(meeting=row, by=by)
    sheet = _sheet(said)
    kept = {"track": row.track, "dla": row.dla}
    edit_meeting(meeting=row, sheet=MeetingSheet(**{**vars(sheet), **kept}), by=by)
    if said["status"] == MeetingStatus.CANCELLED:
        cancel_meeting(meeting=row, by=by)


def _undo(rows: Sequence[Done], by: Actor) -> list[str]:
    return [_taken_back(done, by) for done in rows]


def _taken_back(done: Done, by: Actor) -> str:
    row = Meeting.objects.select_for_update().filter(pk=done.target).first()
    if row is None:
        return "Elle n'existe plus."
    said = said_of(row)
    changed = [name for name, value in done.after.items() if said[name] != value]
    labels = {field.name: field.label for field in FIELDS}
    kept = f"Elle a été modifiée depuis ({', '.join(labels[name] for name in changed)})."
    if done.created:
        if changed:
            return kept
        if row.next_steps.exists():
            return "Des suites à donner y ont été ajoutées."
        withdraw_meeting(meeting=row, by=by)
        return ""
    back = {name: value for name, value in done.before.items() if name not in changed}
    try:
        if back:
            _write(row, back, by)
    except Refusal as refusal:
        return refusal.message
    return kept if changed else ""


def _rows(by: Actor) -> Iterator[Sequence[str]]:
    return export_rows(by, {})


def _say(values: Sequence[tuple[str, Any]]) -> list[str]:
    met = {number for name, value in values if name == "structures" for number in value or ()}
    structures = {row.pk: row.name for row in Structure.objects.filter(pk__in=met)}
    services = {value for name, value in values if name == "dispositif" and value}
    dispositifs = {row.pk: row.name for row in Dispositif.objects.filter(pk__in=services)}
    return [_said_of(name, value, structures, dispositifs) for name, value in values]


def _said_of(
    name: str, value: Any, structures: Mapping[int, str], dispositifs: Mapping[int, str]
) -> str:
    if value in (None, "", []):
        return ""
    if name == "structures":
        return " ; ".join(structures.get(number, str(number)) for number in value)
    if name == "present":
        return ", ".join(f"{count} {function}" for function, count in value)
    if name == "on":
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if name == "shared":
        return "oui" if value else "non"
    known: dict[str, Mapping[Any, str]] = {
        "kind": dict(MeetingKind.choices),
        "status": dict(MeetingStatus.choices),
        "dispositif": dispositifs,
    }
    return str(known.get(name, {}).get(value, value))


MEETINGS = Importer(
    "meetings", "Rencontres", can_lead_support, FIELDS, _plan, _apply, _undo, _rows, _say
)
