"""The end of what a file held: it goes with its rows and their key; the counts are left."""

from django.db import transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.web import Author
from entremise.imports.enums import OPEN, State
from entremise.imports.holding import held, tell
from entremise.imports.models import Import
from entremise.structures.actor import Actor
from entremise.vault.files import forget_files
from entremise.vault.keys import destroy_keys


@transaction.atomic
def abandon_import(*, imported: Import, by: Actor) -> None:
    """Give up before confirming: the file is erased at once. Raises Refusal afterwards."""
    row = held(imported)
    if row.state not in OPEN:
        raise Refusal("Cet import est déjà confirmé.", code="closed")
    tell(row, "import.abandoned", by)
    erase_import(row=row, by=by)


@transaction.atomic
def erase_import(*, row: Import, by: Author) -> None:
    """Erase the file, the cells of its rows and what they were, and the key that opened them. An
    import that nobody confirmed is abandoned; one that was can no longer be undone."""
    imported = Import.objects.select_for_update().get(pk=row.pk)
    forget_files([imported])
    imported.rows.all().delete()
    if imported.state not in {State.DONE, State.UNDONE}:
        imported.state = State.ABANDONED
    imported.erased_at = clock.now()
    for name in imported.sealed_fields():
        setattr(imported, name, b"")
    imported.save()
    tell(imported, "import.erased", by)
    destroy_keys({imported.key_id})
