"""How a post comes to be, goes forward, and goes back when it was a mistake."""

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.positions.enums import AT_WORK, Status
from entremise.positions.models import Position, PositionPeriod
from entremise.structures.actor import Actor
from entremise.structures.models import Structure

from .steps import (
    Sheet,
    Step,
    Terms,
    begin,
    begun_on,
    fill,
    follow,
    held,
    require_past,
    running,
    tell,
    told,
)


@transaction.atomic
def plan_position(
    *, structure: Structure, sheet: Sheet, terms: Terms, step: Step, by: Actor
) -> Position:
    """Write down a post that somebody thinks of. Raises Refusal for a day to come, or a number
    already taken.
    """
    position, period = _add(structure, sheet, Status.PROSPECT, terms, step)
    tell(position, "position.planned", by, before=None, after=period)
    return position


@transaction.atomic
def open_position(
    *,
    structure: Structure,
    sheet: Sheet,
    status: Status,
    terms: Terms,
    step: Step,
    by: Actor,
    source: str = "",
) -> Position:
    """Write down a post that exists already, created or consolidated; `source` says who told of it
    when it is not the employer. Raises Refusal as above.
    """
    if status not in AT_WORK:
        raise ValueError(f"« {status} » n'est pas un poste qui existe.")
    position, period = _add(structure, sheet, status, terms, step, source)
    tell(position, "position.opened", by, before=None, after=period)
    return position


def _add(
    structure: Structure,
    sheet: Sheet,
    status: Status,
    terms: Terms,
    step: Step,
    source: str = "",
) -> tuple[Position, PositionPeriod]:
    require_past(step.on)
    position = Position(structure=structure, source=source)
    fill(position, sheet)
    return position, begin(position, status=status, terms=terms, step=step)


@transaction.atomic
def create_position(*, position: Position, terms: Terms, step: Step, by: Actor) -> None:
    """The prospect becomes a post. Raises Refusal for one that exists already or has ended, and for
    a day that cannot follow.
    """
    _advance(position, Status.PROSPECT, Status.CREATED, terms, step, "position.created", by)


@transaction.atomic
def consolidate_position(*, position: Position, terms: Terms, step: Step, by: Actor) -> None:
    """What was tried is to last. Raises Refusal as above."""
    _advance(
        position, Status.CREATED, Status.CONSOLIDATED, terms, step, "position.consolidated", by
    )


def _advance(
    position: Position,
    start: Status,
    end: Status,
    terms: Terms,
    step: Step,
    verb: str,
    by: Actor,
) -> None:
    row = held(position)
    before = running(row)
    if before.status != start:
        raise Refusal(
            f"Ce poste est déjà {before.get_status_display()}."
            if before.status != Status.PROSPECT
            else "Ce poste n'est encore qu'en perspective : créez-le d'abord.",
            code="not_there",
        )
    after = follow(row, status=end, terms=terms, step=step)
    tell(row, verb, by, before=before, after=after)


@transaction.atomic
def change_terms(*, position: Position, terms: Terms, step: Step, by: Actor) -> None:
    """Another contract, another working time, somebody who leaves or comes. Raises Refusal when
    nothing differs, or as above.
    """
    row = held(position)
    before = running(row)
    if terms == Terms(before.contract, before.share, before.vacant):
        raise Refusal("Rien ne change : le contrat et le temps sont les mêmes.", code="same")
    after = follow(row, status=before.status, terms=terms, step=step)
    tell(row, "position.changed", by, before=before, after=after)


@transaction.atomic
def undo_last_change(*, position: Position, by: Actor) -> None:
    """Take back the last change, as if it had not been said. Raises Refusal for a post that has
    ended, or that has known only one state.
    """
    row = held(position)
    last = running(row)
    before = row.periods.exclude(pk=last.pk).order_by("-starts_on").first()
    if before is None:
        raise Refusal(
            "Ce poste n'a connu aucun changement. S'il n'aurait pas dû être saisi, retirez-le.",
            code="nothing_to_undo",
        )
    last.delete()
    before.ends_on = None
    before.save(update_fields=["ends_on"])
    tell(row, "position.undone", by, before=last, after=before)


@transaction.atomic
def withdraw_position(*, position: Position, by: Actor) -> None:
    """Remove a post that should not have been written down: nothing has happened to it yet. Raises
    Refusal otherwise, for what has existed is ended, not forgotten.
    """
    row = held(position)
    if row.periods.count() > 1 or row.ended_on or row.conventions.exists():
        raise Refusal(
            "Ce poste a une histoire : mettez-y fin, et elle restera dans les chiffres.",
            code="has_a_past",
        )
    told(row, "position.withdrawn", by, since=begun_on(row))
    row.delete()
