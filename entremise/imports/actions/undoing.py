"""Undoing: asking that what was written be taken back."""

from functools import partial

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.imports.enums import State
from entremise.imports.holding import ask, held, is_stuck, tell
from entremise.imports.models import Import
from entremise.imports.tasks import take_back
from entremise.structures.actor import Actor


@transaction.atomic
def undo_import(*, imported: Import, by: Actor) -> None:
    """Have the rows that were written taken back, by a worker.

    Raises Refusal unless it was written, and not undone.
    """
    row = held(imported)
    lost = row.state == State.UNDOING and is_stuck(row)
    if row.state != State.DONE and not lost:
        raise Refusal(
            "Cet import est déjà défait." if row.state in {State.UNDOING, State.UNDONE}
            else "Cet import n'a rien écrit.",
            code="not_written",
        )  # fmt: skip
    stamp = ask(row, State.UNDOING, by)
    tell(row, "import.undoing", by)
    transaction.on_commit(partial(take_back.enqueue, str(row.pk), stamp))
