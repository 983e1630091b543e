"""What people decide before confirming: the right word, what a likely duplicate is."""

from collections.abc import Mapping
from functools import partial

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.core.importing import Choice, Outcome
from entremise.imports.analysis import Analysis
from entremise.imports.enums import State
from entremise.imports.holding import ask, counted, held, key_of, tell
from entremise.imports.models import Import, ImportRow
from entremise.imports.sheets import Opened
from entremise.imports.tasks import analyse
from entremise.imports.work.analysing import fill
from entremise.structures.actor import Actor


@transaction.atomic
def correct_words(*, imported: Import, words: Mapping[tuple[str, str], str], by: Actor) -> None:
    """Read a word as another, in a column, on every row that holds it; the rows are analysed again.

    Raises Refusal for a word that was not suggested.
    """
    row = held(imported)
    _require_awaiting(row)
    key = key_of(row)
    offered = {
        (one["field"], one["word"]): one["near"] for one in row.plain(key, "suggestions") or []
    }
    corrections = row.plain(key, "corrections") or {}
    for (field, word), meant in words.items():
        if meant not in offered.get((field, word), ()):
            raise Refusal("Ce mot ne fait pas partie de ceux proposés.", code="not_offered")
        corrections.setdefault(field, {})[word] = meant
    row.seal_plain(key, corrections=corrections)
    stamp = ask(row, State.ANALYSING, by)
    tell(row, "import.corrected", by, words=len(words))
    transaction.on_commit(partial(analyse.enqueue, str(row.pk), stamp))


@transaction.atomic
def decide_row(*, row: ImportRow, choice: str, by: Actor) -> None:
    """Say what a likely duplicate is; an empty choice takes the decision back.

    Raises Refusal for a row that is no doubt, and for a choice that its rules do not leave.
    """
    imported = held(row.imported)
    _require_awaiting(imported)
    mine = ImportRow.objects.select_for_update().filter(pk=row.pk, imported=imported).first()
    if mine is None or not mine.doubtful:
        raise Refusal("Il n'y a rien à décider de cette ligne.", code="no_doubt")
    key = key_of(imported)
    told = mine.plain(key, "told")
    # A row that was decided has no more options: its rules say again what they leave.
    left = told["options"] if mine.outcome == Outcome.DUPLICATE else Choice.values
    if choice and choice not in left:
        raise Refusal("Ce choix n'est pas possible pour cette ligne.", code="not_offered")
    head = imported.plain(key, "head")
    alone = Opened((), tuple(head["header"]), ((mine.number, told["cells"]),))
    corrections = imported.plain(key, "corrections") or {}
    analysis = Analysis(imported.described, imported.mapping, alone, corrections, by)
    ((planned,),) = analysis.batches({mine.number: choice} if choice else {})
    fill(mine, planned, choice, key)
    mine.save()
    imported.counts = counted(imported)
    imported.trouble = ""
    imported.save(update_fields=["counts", "trouble"])
    tell(imported, "import.decided", by, row=mine.number, choice=choice)


def _require_awaiting(imported: Import) -> None:
    if not imported.awaits:
        raise Refusal("Cet import n'attend plus de décision.", code="not_awaiting")
