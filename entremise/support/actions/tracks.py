"""Support tracks: opened, gone through step by step, closed; and taking it back."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between
from entremise.structures.actions.keeping import keep, values
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Structure
from entremise.support.models import SupportTrack, TrackStep

from .led import count_supports_again, require_own, require_past, told, whose


@dataclass(frozen=True)
class TrackSheet:
    """Whom the mission accompanies, for what, and since when."""

    structure: Structure
    purpose: str
    opened_on: date
    dispositif: Dispositif | None = None


@transaction.atomic
def open_track(*, sheet: TrackSheet, by: Actor) -> SupportTrack:
    """Begin to accompany a structure. Raises Refusal for a day to come, a dispositif that is not
    theirs, or what one accompanies it for already.
    """
    track = SupportTrack(**whose(by))
    _require_new(sheet, by)
    _fill(track, sheet)
    told(
        track, "track.opened", by, track.mission_id,
        {"structure": [None, track.structure_id], "opened_on": [None, f"{track.opened_on}"]},
    )  # fmt: skip
    return track


def _require_new(sheet: TrackSheet, by: Actor) -> None:
    """A form sent twice opens one track: the structure is held, so that two sendings wait."""
    Structure.objects.select_for_update().get(pk=sheet.structure.pk)
    same = SupportTrack.objects.filter(
        mission=by.structure, structure=sheet.structure, purpose=sheet.purpose, closed_on=None
    )
    if same.filter(opened_on=sheet.opened_on).exists():
        raise Refusal("Cet accompagnement est déjà ouvert, à l'identique.", code="again")


@transaction.atomic
def edit_track(*, track: SupportTrack, sheet: TrackSheet, by: Actor) -> None:
    """Correct what a track is. Raises Refusal as above, or when a step or the end would precede
    its beginning.
    """
    row = _held(track)
    names = ("structure_id", "purpose", "opened_on", "dispositif_id")
    before = values(row, *names)
    if row.steps.filter(opened_on__lt=sheet.opened_on).exists():
        raise Refusal("Une étape a commencé avant ce jour.", code="steps_before", field="opened_on")
    if sheet.structure.pk != row.structure_id and row.meetings.exists():
        raise Refusal(
            "Des rencontres sont liées à cet accompagnement : il reste celui de sa structure.",
            code="has_meetings",
            field="structure",
        )
    _fill(row, sheet)
    count_supports_again(before["opened_on"], row.closed_on)
    if changes := changes_between(before, values(row, *names), unspoken=("purpose",)):
        told(row, "track.edited", by, row.mission_id, changes)


def _fill(track: SupportTrack, sheet: TrackSheet) -> None:
    require_past(sheet.opened_on, "opened_on")
    require_own(sheet.dispositif, [sheet.structure])
    track.structure, track.purpose = sheet.structure, sheet.purpose
    track.opened_on, track.dispositif = sheet.opened_on, sheet.dispositif
    keep(track)
    count_supports_again(track.opened_on, track.closed_on)


@transaction.atomic
def close_track(*, track: SupportTrack, on: date, outcome: str, by: Actor) -> None:
    """Say when it ended, and what came of it; steps still open end with it. Raises Refusal for a
    day to come or before a step began, or a track that is closed.
    """
    require_past(on)
    row = _held(track)
    if row.closed_on:
        raise Refusal("Cet accompagnement est déjà clos.", code="closed")
    if on < max([row.opened_on, *row.steps.values_list("opened_on", flat=True)]):
        raise Refusal("Une étape a commencé après ce jour.", code="too_early", field="on")
    row.closed_on, row.outcome = on, outcome
    keep(row)
    row.steps.filter(closed_on=None).update(closed_on=on, outcome=outcome)
    count_supports_again(row.opened_on, None)
    told(row, "track.closed", by, row.mission_id,
         {"closed_on": [None, f"{on}"], "outcome": [None, str(outcome)]})  # fmt: skip


@transaction.atomic
def reopen_track(*, track: SupportTrack, by: Actor) -> None:
    """It goes on, and so do the steps that had ended with it. Raises Refusal for an open one."""
    row = _held(track)
    if row.closed_on is None:
        raise Refusal("Cet accompagnement n'est pas clos.", code="open")
    changes = {"closed_on": [f"{row.closed_on}", None]}
    with_it = row.steps.filter(closed_on=row.closed_on, outcome=row.outcome)
    with_it.update(closed_on=None, outcome="")
    row.closed_on, row.outcome = None, ""
    row.save(update_fields=["closed_on", "outcome"])
    count_supports_again(row.opened_on, None)
    told(row, "track.reopened", by, row.mission_id, changes)


@transaction.atomic
def withdraw_track(*, track: SupportTrack, by: Actor) -> None:
    """Remove a track opened by mistake. Raises Refusal when it has a past."""
    row = _held(track)
    if row.steps.exists() or row.meetings.exists() or row.closed_on:
        raise Refusal("Cet accompagnement a une histoire : closez-le.", code="has_a_past")
    count_supports_again(row.opened_on, None)
    told(row, "track.withdrawn", by, row.mission_id)
    row.delete()


@transaction.atomic
def begin_step(*, track: SupportTrack, kind: str, on: date, note: str = "", by: Actor) -> TrackStep:
    """Begin one of the things the mission offers. Raises Refusal for a day to come or before the
    track, a step of that kind still open, or a closed track.
    """
    require_past(on)
    row = _held(track)
    if row.closed_on:
        raise Refusal("Cet accompagnement est clos : rouvrez-le d'abord.", code="closed")
    if on < row.opened_on:
        raise Refusal(
            f"L'accompagnement a commencé le {row.opened_on:%d/%m/%Y}.",
            code="too_early",
            field="on",
        )
    step = TrackStep(track=row, kind=kind, opened_on=on, note=note)
    if row.steps.filter(kind=kind, closed_on=None).exists():
        raise Refusal("Cette étape est déjà ouverte.", code="open", field="kind")
    keep(step)
    told(step, "track_step.begun", by, row.mission_id, {"kind": [None, str(kind)]})
    return step


@transaction.atomic
def end_step(*, step: TrackStep, on: date, outcome: str, by: Actor) -> None:
    """Say what came of a step. Raises Refusal for a day to come or before it began, or when it
    has ended.
    """
    require_past(on)
    row = TrackStep.objects.select_for_update().get(pk=step.pk)
    if row.closed_on:
        raise Refusal("Cette étape est déjà close.", code="closed")
    row.closed_on, row.outcome = on, outcome
    keep(row)
    told(row, "track_step.ended", by, row.track.mission_id, {"outcome": [None, str(outcome)]})


@transaction.atomic
def resume_step(*, step: TrackStep, by: Actor) -> None:
    """It had not ended. Raises Refusal for an open one, for one whose kind is open again, and in a
    closed track.
    """
    row = TrackStep.objects.select_for_update().get(pk=step.pk)
    if row.closed_on is None:
        raise Refusal("Cette étape n'est pas close.", code="open")
    if row.track.closed_on:
        raise Refusal("Cet accompagnement est clos : rouvrez-le d'abord.", code="closed")
    if row.track.steps.filter(kind=row.kind, closed_on=None).exists():
        raise Refusal("Une autre étape de ce nom est ouverte.", code="open")
    row.closed_on, row.outcome = None, ""
    row.save(update_fields=["closed_on", "outcome"])
    told(row, "track_step.resumed", by, row.track.mission_id)


@transaction.atomic
def drop_step(*, step: TrackStep, by: Actor) -> None:
    """Remove a step begun by mistake. Raises Refusal for one that has ended."""
    if step.closed_on:
        raise Refusal("Cette étape est close : rouvrez-la d'abord.", code="closed")
    told(step, "track_step.dropped", by, step.track.mission_id, {"kind": [str(step.kind), None]})
    step.delete()


def _held(track: SupportTrack) -> SupportTrack:
    """The track, nobody else writing it meanwhile."""
    return SupportTrack.objects.select_for_update().get(pk=track.pk)
