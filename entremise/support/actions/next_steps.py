"""What meetings lead to: added, done, to be done again, dropped."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.structures.actions.keeping import keep
from entremise.structures.actor import Actor
from entremise.support.models import Meeting, NextStep

from .led import told


@dataclass(frozen=True)
class Task:
    """Something to do, and the day by which it is due, if any."""

    text: str
    due_on: date | None = None


def note_steps(meeting: Meeting, tasks: Iterable[Task], by: Actor) -> None:
    """Keep several of them. Raises Refusal for one without words."""
    for task in tasks:
        add_next_step(meeting=meeting, task=task, by=by)


@transaction.atomic
def add_next_step(*, meeting: Meeting, task: Task, by: Actor) -> NextStep:
    """One more thing to do after a meeting. Raises Refusal when it is due before the meeting."""
    if task.due_on and task.due_on < meeting.on:
        raise Refusal("Cette date précède la rencontre.", code="too_early", field="due_on")
    step = NextStep(meeting=meeting, text=task.text, due_on=task.due_on)
    keep(step)
    told(step, "next_step.added", by, meeting.mission_id, {"due_on": [None, _said(task.due_on)]})
    return step


@transaction.atomic
def finish_next_step(*, step: NextStep, by: Actor) -> None:
    """It is done, today. Raises Refusal when it was already."""
    row = NextStep.objects.select_for_update().get(pk=step.pk)
    if row.done_on:
        raise Refusal(f"C'est fait depuis le {row.done_on:%d/%m/%Y}.", code="done")
    row.done_on = clock.today()
    row.save(update_fields=["done_on"])
    told(row, "next_step.done", by, row.meeting.mission_id, {"done_on": [None, _said(row.done_on)]})


@transaction.atomic
def reopen_next_step(*, step: NextStep, by: Actor) -> None:
    """It was not done. Raises Refusal when nobody said it was."""
    row = NextStep.objects.select_for_update().get(pk=step.pk)
    if row.done_on is None:
        raise Refusal("Cette suite est encore à donner.", code="not_done")
    changes = {"done_on": [_said(row.done_on), None]}
    row.done_on = None
    row.save(update_fields=["done_on"])
    told(row, "next_step.reopened", by, row.meeting.mission_id, changes)


@transaction.atomic
def drop_next_step(*, step: NextStep, by: Actor) -> None:
    """Remove one noted by mistake. Raises Refusal for what was done: that stays."""
    if step.done_on:
        raise Refusal("Cette suite a été donnée : elle reste dans l'histoire.", code="done")
    told(step, "next_step.dropped", by, step.meeting.mission_id)
    step.delete()


def _said(day: date | None) -> str | None:
    return f"{day}" if day else None
