"""The writes of meetings, tracks and DLA: what they refuse, what they undo, what they tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import ChangedMonth, JournalLine
from entremise.structures.actor import VISITOR
from entremise.structures.models import Structure
from entremise.support import actions, attendances
from entremise.support.actions import Task
from entremise.support.enums import DlaKind, DlaPhase, MeetingStatus, Outcome, StepKind
from entremise.support.models import (
    DlaPhaseStart,
    Meeting,
    MeetingStructure,
    NextStep,
    SupportTrack,
    TrackStep,
)
from tests.structures.factories import make_dispositif, make_structure
from tests.supports.factories import (
    days_ago,
    make_dla,
    make_meeting,
    make_track,
    meeting_sheet,
    mission_of,
    plan_meeting,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Structure:
    return make_structure("Ville de Lille")


def told() -> list[str]:
    """The verbs of the journal, in order."""
    return list(JournalLine.objects.order_by("pk").values_list("verb", flat=True))


def refused(code: str, action: Callable[..., Any], **kwargs: Any) -> None:
    """The action says no for that reason, and writes nothing."""
    before = JournalLine.objects.count()
    with pytest.raises(Refusal) as refusal, transaction.atomic():
        action(**kwargs)
    assert refusal.value.code == code
    assert JournalLine.objects.count() == before


def test_a_form_sent_twice_writes_once(town: Structure) -> None:
    by, other = mission_of(), make_structure("Ville de Roubaix")
    sheet = meeting_sheet(town)
    meeting = actions.log_meeting(sheet=sheet, by=by)
    refused("again", actions.log_meeting, sheet=sheet, by=by)
    actions.log_meeting(sheet=replace(sheet, structures=[town, other]), by=by)
    actions.log_meeting(sheet=replace(sheet, starts_at=time(9)), by=by)
    actions.log_meeting(sheet=sheet, by=by, again=True)
    assert Meeting.objects.filter(on=meeting.on).count() == 4
    track = actions.TrackSheet(town, "Recruter", days_ago(10))
    actions.open_track(sheet=track, by=by)
    refused("again", actions.open_track, sheet=track, by=by)
    dla = actions.DlaSheet(DlaKind.INDIVIDUAL, "Modèle économique", [town], days_ago(10))
    actions.open_dla(sheet=dla, by=by)
    refused("again", actions.open_dla, sheet=dla, by=by)


@pytest.mark.parametrize("day", [date(202, 6, 1), date(9999, 12, 31)])
def test_a_year_mistyped_is_not_of_this_age(town: Structure, day: date) -> None:
    by, planned = mission_of(), replace(meeting_sheet(town), on=day, status=MeetingStatus.PLANNED)
    refused("other_age", actions.log_meeting, sheet=planned, by=by)
    refused("other_age", actions.open_track, sheet=actions.TrackSheet(town, "Recruter", day), by=by)
    dla = actions.DlaSheet(DlaKind.INDIVIDUAL, "Modèle économique", [town], day)
    refused("other_age", actions.open_dla, sheet=dla, by=by)


# --- meetings


def test_a_meeting_is_logged_without_its_words(town: Structure) -> None:
    row = make_meeting(
        town,
        subject="Objet tu",
        minutes="Compte rendu tu",
        attendances=[("directrice", 1), ("élus", 2)],
        tasks=[Task("Suite tue", days_ago(-7))],
    )
    assert (row.region_id, row.status) == ("32", MeetingStatus.HELD)
    assert [str(one) for one in row.attendances.order_by("pk")] == ["1 directrice", "2 élus"]
    assert told() == ["meeting.logged", "next_step.added"]
    line = JournalLine.objects.get(verb="meeting.logged")
    assert line.structure_id == row.mission_id
    assert line.changes["structures"] == [None, [town.pk]]
    assert not any("tu" in str(one.changes).split() for one in JournalLine.objects.all())
    assert "Objet" not in str(line.changes)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": days_ago(-1)}, "future"),
        ({"status": MeetingStatus.PLANNED, "minutes": "Dit."}, "not_held"),
        ({"shared": True}, "invalid"),
        ({"lasts": 1441}, "invalid"),
        ({"attendances": [("élu", 0)]}, "invalid"),
    ],
)
def test_a_meeting_that_cannot_be(town: Structure, changes: dict[str, Any], code: str) -> None:
    refused(code, actions.log_meeting, sheet=meeting_sheet(town, **changes), by=mission_of())
    assert not Meeting.objects.exists()


def test_a_meeting_is_with_somebody_of_the_region(town: Structure) -> None:
    other = make_structure()
    refused("nobody", actions.log_meeting, sheet=meeting_sheet(), by=mission_of())
    refused("no_region", actions.log_meeting, sheet=meeting_sheet(town), by=VISITOR)
    service, track = make_dispositif(other), make_track(other)
    far = make_dla(town, region="93")
    for code, changes in (
        ("not_theirs", {"dispositif": service}),
        ("other", {"track": track}),
        ("other", {"dla": far}),
    ):
        sheet = meeting_sheet(town, **changes)
        refused(code, actions.log_meeting, sheet=sheet, by=mission_of())
    joint = make_meeting(town, other, town, dispositif=service, track=track)
    assert joint.parties.count() == 2


def test_a_structure_is_met_once_at_a_meeting(town: Structure) -> None:
    row = make_meeting(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingStructure.objects.create(meeting=row, structure=town)


def test_a_planned_meeting_is_held_then_corrected(town: Structure) -> None:
    row, other = plan_meeting(town, days=0), make_structure()
    sheet = meeting_sheet(town, other, on=row.on, minutes="Dit.", attendances=[("élu", 1)])
    actions.edit_meeting(meeting=row, sheet=sheet, by=mission_of())
    actions.edit_meeting(meeting=row, sheet=sheet, by=mission_of())  # nothing differs
    corrected = meeting_sheet(other, on=days_ago(2), subject=sheet.subject)
    actions.edit_meeting(meeting=row, sheet=corrected, by=mission_of())
    row.refresh_from_db()
    assert [party.structure for party in row.parties.all()] == [other]
    assert (row.minutes, row.attendances.count()) == ("", 0)
    assert told() == ["meeting.planned", "meeting.held", "meeting.edited"]
    assert JournalLine.objects.get(verb="meeting.edited").changes["minutes"] is None


def test_a_meeting_is_cancelled_and_planned_again(town: Structure) -> None:
    row = plan_meeting(town)
    by = mission_of()
    actions.cancel_meeting(meeting=row, by=by)
    refused("cancelled", actions.edit_meeting, meeting=row, sheet=meeting_sheet(town), by=by)
    refused("not_there", actions.cancel_meeting, meeting=row, by=by)
    actions.restore_meeting(meeting=row, by=by)
    refused("not_there", actions.restore_meeting, meeting=row, by=by)
    refused("not_there", actions.cancel_meeting, meeting=make_meeting(town), by=by)
    row.refresh_from_db()
    assert row.status == MeetingStatus.PLANNED


def test_months_are_counted_again_when_a_held_meeting_changes(town: Structure) -> None:
    def marked() -> set[str]:
        found = {f"{mark.month:%Y-%m}" for mark in ChangedMonth.objects.filter(fact="meetings")}
        ChangedMonth.objects.all().delete()
        return found

    row = make_meeting(town, on=days_ago(40))
    assert marked() == {f"{days_ago(40):%Y-%m}"}
    plan_meeting(town)
    assert marked() == set()
    sheet = meeting_sheet(town, on=days_ago(90))
    actions.edit_meeting(meeting=row, sheet=sheet, by=mission_of())
    assert marked() == {f"{days_ago(days):%Y-%m}" for days in (40, 90)}
    row.refresh_from_db()
    actions.withdraw_meeting(meeting=row, by=mission_of())
    assert marked() == {f"{days_ago(90):%Y-%m}"}


# --- what they lead to


def test_a_next_step_is_done_and_to_be_done_again(town: Structure) -> None:
    meeting, by = make_meeting(town), mission_of()
    refused(
        "too_early", actions.add_next_step,
        meeting=meeting, task=Task("Trop tôt", days_ago(5)), by=by,
    )  # fmt: skip
    step = actions.add_next_step(meeting=meeting, task=Task("Rappeler"), by=by)
    refused("not_done", actions.reopen_next_step, step=step, by=by)
    actions.finish_next_step(step=step, by=by)
    step.refresh_from_db()
    assert step.done_on == clock.today()
    refused("done", actions.finish_next_step, step=step, by=by)
    refused("done", actions.drop_next_step, step=step, by=by)
    actions.reopen_next_step(step=step, by=by)
    step.refresh_from_db()
    actions.drop_next_step(step=step, by=by)
    assert not NextStep.objects.exists()
    assert told()[1:] == [
        "next_step.added", "next_step.done", "next_step.reopened", "next_step.dropped",
    ]  # fmt: skip


# --- tracks


def test_a_track_goes_step_by_step_and_comes_back(town: Structure) -> None:
    by, track = mission_of(), make_track(town)
    step = actions.begin_step(track=track, kind=StepKind.DEFINE, on=days_ago(20), by=by)
    refused("open", actions.begin_step, track=track, kind=StepKind.DEFINE, on=days_ago(1), by=by)
    refused(
        "too_early", actions.begin_step, track=track, kind=StepKind.CREATE, on=days_ago(31), by=by
    )
    refused("invalid", actions.end_step, step=step, on=days_ago(21), outcome=Outcome.REACHED, by=by)
    actions.end_step(step=step, on=days_ago(10), outcome=Outcome.REACHED, by=by)
    actions.begin_step(track=track, kind=StepKind.DEFINE, on=days_ago(9), by=by)
    refused("open", actions.resume_step, step=step, by=by)
    refused("closed", actions.drop_step, step=TrackStep.objects.get(pk=step.pk), by=by)
    refused("has_a_past", actions.withdraw_track, track=track, by=by)
    actions.close_track(track=track, on=days_ago(2), outcome=Outcome.DROPPED, by=by)
    assert not track.steps.filter(closed_on=None).exists()
    refused("closed", actions.begin_step, track=track, kind=StepKind.CREATE, on=days_ago(1), by=by)
    actions.reopen_track(track=track, by=by)
    track.refresh_from_db()
    assert (track.closed_on, track.outcome) == (None, "")
    assert track.steps.filter(closed_on=None).count() == 1
    assert TrackStep.objects.get(pk=step.pk).outcome == Outcome.REACHED


def test_a_track_cannot_end_before_its_steps_began(town: Structure) -> None:
    by, track = mission_of(), make_track(town)
    actions.begin_step(track=track, kind=StepKind.RECRUIT, on=days_ago(5), by=by)
    closing = {"track": track, "outcome": Outcome.REACHED, "by": by}
    refused("too_early", actions.close_track, on=days_ago(6), **closing)
    refused("future", actions.close_track, on=days_ago(-1), **closing)
    sheet = actions.TrackSheet(town, "Autre objet", days_ago(4))
    refused("steps_before", actions.edit_track, track=track, sheet=sheet, by=by)
    make_meeting(town, track=track)
    moved = actions.TrackSheet(make_structure(), "Autre", days_ago(30))
    refused("has_meetings", actions.edit_track, track=track, sheet=moved, by=by)


def test_a_track_opened_by_mistake_goes_away(town: Structure) -> None:
    track = make_track(town)
    actions.withdraw_track(track=track, by=mission_of())
    assert not SupportTrack.objects.exists()
    refused(
        "future", actions.open_track,
        sheet=actions.TrackSheet(town, "Demain", days_ago(-1)), by=mission_of(),
    )  # fmt: skip


# --- DLA


def test_a_dla_is_of_one_or_of_several(town: Structure) -> None:
    other, by = make_structure(), mission_of()
    for kind, structures, code in (
        (DlaKind.INDIVIDUAL, (town, other), "not_alone"),
        (DlaKind.COLLECTIVE, (town, town), "alone"),
    ):
        sheet = actions.DlaSheet(kind, "Titre", structures, days_ago(1))
        refused(code, actions.open_dla, sheet=sheet, by=by)
    late = actions.DlaSheet(DlaKind.INDIVIDUAL, "Titre", (town,), days_ago(1), days_ago(2))
    refused("invalid", actions.open_dla, sheet=late, by=by)
    wrong = actions.DlaSheet(DlaKind.INDIVIDUAL, "Titre", (town,), days_ago(1), needs=["autre"])
    refused("invalid", actions.open_dla, sheet=wrong, by=by)


def test_a_dla_only_goes_forward_and_comes_back_one_phase(town: Structure) -> None:
    by, dla = mission_of(), make_dla(town)
    moving = {"dla": dla, "by": by}
    actions.move_dla(phase=DlaPhase.DIAGNOSIS, on=days_ago(20), **moving)
    refused("back", actions.move_dla, phase=DlaPhase.RECEPTION, on=days_ago(1), **moving)
    refused("back", actions.move_dla, phase=DlaPhase.DIAGNOSIS, on=days_ago(1), **moving)
    refused("too_early", actions.move_dla, phase=DlaPhase.PLAN, on=days_ago(21), **moving)
    actions.move_dla(phase=DlaPhase.ENGINEERING, on=days_ago(20), **moving)
    actions.move_dla_back(**moving)
    assert [row.phase for row in DlaPhaseStart.objects.all()] == [DlaPhase.DIAGNOSIS]
    refused("too_early", actions.close_dla, on=days_ago(21), **moving)
    actions.close_dla(on=days_ago(1), **moving)
    refused("closed", actions.move_dla, phase=DlaPhase.PLAN, on=days_ago(1), **moving)
    actions.reopen_dla(**moving)
    actions.move_dla_back(**moving)
    refused("nothing_to_undo", actions.move_dla_back, **moving)
    actions.withdraw_dla(**moving)


def test_a_deliverable_is_handed_on_and_taken_back(town: Structure) -> None:
    by, dla = mission_of(), make_dla(town)
    row = actions.add_deliverable(dla=dla, name="Cahier des charges", due_on=None, by=by)
    refused("taken", actions.add_deliverable, dla=dla, name=row.name, due_on=None, by=by)
    refused("not_handed", actions.take_deliverable_back, deliverable=row, by=by)
    actions.hand_deliverable(deliverable=row, on=days_ago(1), by=by)
    row.refresh_from_db()
    refused("handed", actions.hand_deliverable, deliverable=row, on=days_ago(1), by=by)
    refused("handed", actions.drop_deliverable, deliverable=row, by=by)
    actions.take_deliverable_back(deliverable=row, by=by)
    row.refresh_from_db()
    actions.drop_deliverable(deliverable=row, by=by)
    assert not dla.deliverables.exists()


# --- those present


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        ("directrice", [("directrice", 1)]),
        (" 1 directrice,  2 élus ;3\nadjoints", [("directrice", 1), ("élus", 2), ("3", 1),
                                                 ("adjoints", 1)]),
        ("12 chefs de projet", [("chefs de projet", 12)]),
    ],
)  # fmt: skip
def test_functions_are_read_with_their_numbers(typed: str, read: list[tuple[str, int]]) -> None:
    assert attendances.read(typed) == read
    assert attendances.read(attendances.written(read)) == read
