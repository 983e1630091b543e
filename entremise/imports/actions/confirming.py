"""Confirming: asking that the rows be written."""

from functools import partial

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.imports.enums import State
from entremise.imports.holding import ask, held, is_stuck, tell
from entremise.imports.models import Import
from entremise.imports.tasks import write
from entremise.structures.actor import Actor


@transaction.atomic
def confirm_import(*, imported: Import, by: Actor) -> None:
    """Have the rows to create and to change written, by a worker, all at once.

    Raises Refusal unless it awaits that, or when nothing would be written.
    """
    row = held(imported)
    lost = row.state == State.WRITING and is_stuck(row)
    if not (row.awaits or lost):
        raise Refusal(
            "Cet import est déjà confirmé." if row.confirmed_at or row.state == State.WRITING
            else "Cet import n'est pas prêt à être confirmé.",
            code="not_awaiting",
        )  # fmt: skip
    if not row.to_write:
        raise Refusal("Aucune ligne n'est à créer ni à mettre à jour.", code="nothing")
    stamp = ask(row, State.WRITING, by)
    tell(row, "import.confirmed", by, rows=row.to_write)
    transaction.on_commit(partial(write.enqueue, str(row.pk), stamp))
