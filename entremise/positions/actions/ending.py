"""The end of a post, and taking it back."""

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.positions.models import Position
from entremise.structures.actor import Actor

from .steps import Step, held, require_past, running, told


@transaction.atomic
def end_position(*, position: Position, step: Step, by: Actor) -> None:
    """Say which day was the last; the post still counts on it. Raises Refusal for a day to come,
    one before the period that runs, or a post that has ended.
    """
    require_past(step.on)
    row = held(position)
    last = running(row)
    if step.on < last.starts_on:
        raise Refusal(
            f"Ce poste est ainsi depuis le {last.starts_on:%d/%m/%Y} : il ne peut avoir pris fin "
            "plus tôt.",
            code="too_early",
            field="on",
        )
    last.ends_on = step.on
    last.save(update_fields=["ends_on"])
    row.ended_on, row.end_cause = step.on, step.cause
    row.save(update_fields=["ended_on", "end_cause"])
    changes = {"ended_on": [None, f"{step.on}"], "end_cause": [None, str(step.cause)]}
    told(row, "position.ended", by, changes, since=step.on)


@transaction.atomic
def reopen_position(*, position: Position, by: Actor) -> None:
    """It had not ended: it goes on as it was. Raises Refusal for a post that has not ended."""
    row = held(position)
    if row.ended_on is None:
        raise Refusal("Ce poste n'a pas pris fin.", code="not_ended")
    row.periods.filter(ends_on=row.ended_on).update(ends_on=None)
    last_day = row.ended_on
    changes = {"ended_on": [f"{last_day}", None]}
    row.ended_on, row.end_cause = None, ""
    row.save(update_fields=["ended_on", "end_cause"])
    told(row, "position.reopened", by, changes, since=last_day)
