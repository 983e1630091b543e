"""A meeting with the cast's structure, its track, its DLA: of the mission of the cast's region."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from entremise.support import actions
from entremise.support.enums import DlaPhase, StepKind
from tests.support.belongings import CANARY
from tests.support.cast import Cast
from tests.supports.factories import (
    days_ago,
    make_dla,
    make_meeting,
    make_track,
    mission_of,
    plan_meeting,
)

BODIES: dict[str, Callable[[Cast], Any]] = {}


def belongings(cast: Cast) -> list[Model]:
    """Everything that names the structure, one of each kind."""
    by, home = mission_of(), cast.structure
    meeting = make_meeting(
        home,
        subject=CANARY,
        minutes=CANARY,
        dispositif=cast.dispositif,
        attendances=[(CANARY, 2)],
        tasks=[actions.Task(CANARY, days_ago(-2))],
    )
    track = make_track(home, purpose=CANARY, dispositif=cast.dispositif)
    dla = make_dla(home, title=CANARY)
    actions.move_dla(dla=dla, phase=DlaPhase.RECEPTION, on=days_ago(3), by=by)
    return [
        meeting,
        meeting.parties.get(),
        meeting.attendances.get(),
        meeting.next_steps.get(),
        plan_meeting(home, subject=CANARY),
        track,
        actions.begin_step(track=track, kind=StepKind.RECRUIT, on=days_ago(2), note=CANARY, by=by),
        dla,
        dla.parties.get(),
        dla.phases.get(),
        actions.add_deliverable(dla=dla, name=CANARY, due_on=days_ago(-9), by=by),
    ]
