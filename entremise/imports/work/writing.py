"""Writing: every row is planned again under lock, and all are written, or none."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.importing import WRITTEN, Outcome, Plan, Stopped
from entremise.core.typography import agree, figure
from entremise.imports.analysis import Planned
from entremise.imports.enums import State
from entremise.imports.holding import analysis_of, asked_of, author_of, counted, key_of, tell
from entremise.imports.models import Import, ImportRow
from entremise.structures.actor import Actor
from entremise.vault.sealing import Key

from .analysing import fill

RACED = "Rien n'a été écrit : une autre écriture passait au même moment. Confirmez de nouveau."
CHANGED = "Ce que cette ligne désigne a changé depuis l'analyse : relisez-la."


def write_rows(*, imported_id: str, stamp: str) -> None:
    """Plan again and write in one transaction. What changed since the analysis stops it whole: the
    rows concerned say so, and the import awaits a new confirmation."""
    try:
        with transaction.atomic():
            imported = asked_of(imported_id, State.WRITING, stamp)
            if imported is not None:
                _write(imported)
    except _Changed as changed:
        _give_back(imported_id, stamp, changed.rows)
    except Refusal as refusal:
        _give_back(imported_id, stamp, [], refusal.message)
    except IntegrityError:  # somebody took a number between the last look and the writing
        _give_back(imported_id, stamp, [], RACED)


class _Changed(Exception):  # noqa: N818 - an answer: nothing was written
    def __init__(self, rows: Sequence[Planned]):
        super().__init__(f"{len(rows)} lignes")
        self.rows = rows


def _write(imported: Import) -> None:
    by, key = author_of(imported), key_of(imported)
    kept = {row.number: row for row in imported.rows.filter(outcome__in=WRITTEN)}
    choices = dict(imported.rows.exclude(choice="").values_list("number", "choice"))
    found: list[Planned] = []
    changed: list[Planned] = []
    for batch in analysis_of(imported, key, by).batches(choices):
        for planned in batch:
            if row := kept.get(planned.number):
                same = _same(row, planned.plan, key)
                (found if same else changed).append(planned)
    if changed or len(found) < len(kept):
        raise _Changed(changed)
    try:
        targets = imported.described.apply([planned.plan for planned in found], by)
    except Stopped as stopped:
        raise _Changed(
            [
                Planned(found[at].number, found[at].cells, Plan(Outcome.ERROR, reasons=(why,)))
                for at, why in stopped.reasons.items()
            ]
        ) from None
    rows = [kept[planned.number] for planned in found]
    for row, target in zip(rows, targets, strict=True):
        row.target, row.written = target, True
    ImportRow.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["id"],
        update_fields=["target", "written"],
    )  # fmt: skip
    imported.state, imported.confirmed_at = State.DONE, clock.now()
    imported.progress = len(rows)
    imported.save()
    tell(imported, "import.written", by, **imported.counts)


def _same(row: ImportRow, plan: Plan, key: Key) -> bool:
    change = row.plain(key, "change")
    return (row.outcome, row.target, change["before"], change["after"]) == (
        plan.outcome,
        plan.target,
        dict(plan.before),
        dict(plan.after),
    )


@transaction.atomic
def _give_back(imported_id: str, stamp: str, changed: Sequence[Planned], why: str = "") -> None:
    """Nothing was written: the rows that stopped it say what they have become."""
    imported = asked_of(imported_id, State.WRITING, stamp)
    if imported is None:
        return
    key = key_of(imported)
    rows = {row.number: row for row in imported.rows.filter(number__in=[p.number for p in changed])}
    for planned in changed:
        reasons = planned.plan.reasons or (CHANGED,)
        row, plan = rows[planned.number], planned.plan
        told = Plan(plan.outcome, plan.target, plan.before, plan.after, reasons, plan.options)
        fill(row, Planned(planned.number, planned.cells, told), row.choice, key)
        row.save()
    count = len(changed)
    imported.state, imported.counts = State.ANALYSED, counted(imported)
    at = timezone.localtime(clock.now())
    imported.trouble = why or (
        f"Rien n'a été écrit le {at:%d/%m/%Y à %H:%M} : {figure(count)} {agree(count, 'ligne')} "
        f"{agree(count, 'ne vaut', 'ne valent')} plus ce que l'analyse en disait "
        f"({', '.join(str(planned.number) for planned in changed[:10])}"
        f"{'…' if count > 10 else ''}). Relisez, puis confirmez de nouveau."
    )
    imported.save()
    tell(imported, "import.stopped", author_or_nobody(imported), rows=count)


def author_or_nobody(imported: Import) -> Actor:
    """Whoever confirmed, even if they have left since."""
    try:
        return author_of(imported)
    except Refusal:
        return Actor(structure_id=imported.structure_id)
