"""An import held until the end of a transaction, with what it takes to read it."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.imports.analysis import Analysis
from entremise.imports.enums import State
from entremise.imports.models import Import, ImportRow
from entremise.imports.sheets import open_table
from entremise.journal.actions import record
from entremise.structures.actor import Actor, actor_of, current_memberships
from entremise.vault.keys import open_keys
from entremise.vault.sealing import Key

# A worker that has said nothing for so long has stopped: what it did was undone with it.
STUCK = timedelta(minutes=10)


def held(imported: Import) -> Import:
    """The same, as it is now, and nobody else's until the end. Raises Refusal once erased."""
    row = Import.objects.select_for_update().get(pk=imported.pk)
    if row.erased_at is not None:
        raise Refusal("Le fichier de cet import a été effacé.", code="erased")
    return row


def asked_of(imported_id: str, state: State, stamp: str) -> Import | None:
    """The import a task was asked for, held; None when something else was asked meanwhile."""
    asked_at = datetime.fromisoformat(stamp)
    rows = Import.objects.select_for_update().filter(pk=imported_id, erased_at=None)
    return rows.filter(state=state, asked_at=asked_at).first()


def key_of(imported: Import) -> Key:
    """The key of an import that was not erased."""
    return open_keys([imported.key_id])[imported.key_id]


def author_of(imported: Import) -> Actor:
    """Whoever brings it in, with the rights of today. Raises Refusal once they have left, or may
    no longer bring that in."""
    now = current_memberships(imported.by.user_id, clock.today()).filter(pk=imported.by_id).first()
    actor = actor_of(now) if now else None
    if actor is None or not imported.described.may(actor):
        raise Refusal("Qui l'a demandé n'a plus le droit d'importer.", code="no_right")
    return actor


def analysis_of(imported: Import, key: Key, by: Actor) -> Analysis:
    """The rows of its file, columns linked and words corrected. Raises Refusal."""
    content = imported.content(key) or b""
    opened = open_table(content, imported.kind, imported.sheet)  # type: ignore[arg-type]
    corrections = imported.plain(key, "corrections") or {}
    return Analysis(imported.described, imported.mapping, opened, corrections, by)


def ask(imported: Import, state: State, by: Actor) -> str:
    """Put it in that state, in the hands of whoever asks, under whose name and rights the worker
    acts; and give the stamp by which its task will know it again."""
    imported.by_id = by.member
    imported.state, imported.asked_at = state, clock.now()
    imported.trouble, imported.progress = "", 0
    imported.save()
    return imported.asked_at.isoformat()


def is_stuck(imported: Import) -> bool:
    """Whether a worker has it in hand for too long."""
    return (
        imported.is_busy
        and imported.asked_at is not None
        and imported.asked_at < clock.now() - STUCK
    )


def counted(imported: Import) -> dict[str, int]:
    """How many rows came to what."""
    rows = ImportRow.objects.filter(imported=imported).order_by()
    return dict(rows.values_list("outcome").annotate(count=Count("pk")))


def tell(imported: Import, verb: str, by: Any, **changes: Any) -> None:
    """A line of the journal about it: numbers only."""
    record(by=by, verb=verb, subject=imported, changes=changes, structure_id=imported.structure_id)
