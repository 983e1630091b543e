"""What a post is, and what the regional mission says of it."""

from django.db import transaction

from entremise.journal.actions import changes_between
from entremise.positions.models import Position
from entremise.structures.actor import Actor

from .steps import UNSPOKEN, Sheet, begun_on, fill, held, said, told


@transaction.atomic
def edit_position(*, position: Position, sheet: Sheet, by: Actor) -> None:
    """Correct what a post is, for the whole of its history. Raises Refusal for a number already
    taken, or what belongs to another structure.
    """
    row = held(position)
    before = said(row)
    fill(row, sheet)
    if changes := changes_between(before, said(row), unspoken=UNSPOKEN):
        told(row, "position.edited", by, changes, since=begun_on(row))


@transaction.atomic
def support_position(*, position: Position, supported: bool, pilot: bool, by: Actor) -> None:
    """Say whether the regional mission supports a post, and whether a pilot action opened it."""
    row = held(position)
    before = {"supported": row.supported, "pilot": row.pilot}
    row.supported, row.pilot = supported, pilot
    if changes := changes_between(before, {"supported": supported, "pilot": pilot}):
        row.save(update_fields=["supported", "pilot"])
        told(row, "position.supported", by, changes, since=begun_on(row))
