"""The analysis, by a worker: each row, what it comes to, and why."""

from dataclasses import asdict

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.core.importing import Outcome
from entremise.imports.analysis import Analysis, Planned
from entremise.imports.enums import State
from entremise.imports.holding import analysis_of, asked_of, author_of, counted, key_of, tell
from entremise.imports.models import Import, ImportRow
from entremise.vault.sealing import Key


def analyse_rows(*, imported_id: str, stamp: str) -> None:
    """Plan every row and keep what it comes to, by thousands, so that progress is seen.

    Another analysis asked for meanwhile takes over. A file that can no longer be read says so on
    the page of the import.
    """
    with transaction.atomic():
        imported = asked_of(imported_id, State.ANALYSING, stamp)
        if imported is None:
            return
        decided = imported.rows.exclude(choice="").values_list("number", "choice")
        choices = dict(decided)
        imported.rows.all().delete()
    try:
        by = author_of(imported)
        key = key_of(imported)
        analysis = analysis_of(imported, key, by)
    except Refusal as refusal:
        Import.objects.filter(pk=imported.pk, state=State.ANALYSING).update(
            state=State.RECEIVED, trouble=refusal.message
        )
        return
    done = 0
    for batch in analysis.batches(choices):
        done += len(batch)
        if not _keep(imported_id, stamp, batch, choices, key, done):
            return
    _close(imported_id, stamp, analysis, key)


@transaction.atomic
def _keep(
    imported_id: str, stamp: str, batch: list[Planned], choices: dict[int, str], key: Key, done: int
) -> bool:
    imported = asked_of(imported_id, State.ANALYSING, stamp)
    if imported is None:
        return False
    rows = [
        sealed_row(imported, planned, choices.get(planned.number, ""), key) for planned in batch
    ]
    ImportRow.objects.bulk_create(rows, batch_size=500)
    imported.progress = done
    imported.save(update_fields=["progress"])
    return True


def sealed_row(imported: Import, planned: Planned, choice: str, key: Key) -> ImportRow:
    """A row as it is kept. A choice that no longer answers a doubt is forgotten."""
    row = ImportRow(imported=imported, number=planned.number)
    fill(row, planned, choice, key)
    return row


def fill(row: ImportRow, planned: Planned, choice: str, key: Key) -> None:
    """What a plan says, put in its row, which is not saved."""
    plan = planned.plan
    # Only a doubt has a reason without being an error; a choice that settled one still shows it.
    row.doubtful = plan.outcome in {Outcome.DUPLICATE, Outcome.SKIPPED} or bool(choice)
    row.choice = choice if row.doubtful and plan.outcome != Outcome.DUPLICATE else ""
    row.outcome, row.target = plan.outcome, plan.target
    told = {"cells": planned.cells, "reasons": plan.reasons, "options": plan.options}
    row.seal_plain(key, told=told, change={"before": dict(plan.before), "after": dict(plan.after)})


@transaction.atomic
def _close(imported_id: str, stamp: str, analysis: Analysis, key: Key) -> None:
    imported = asked_of(imported_id, State.ANALYSING, stamp)
    if imported is None:
        return
    imported.state = State.ANALYSED
    imported.counts = counted(imported)
    imported.seal_plain(key, suggestions=[asdict(one) for one in analysis.mistyped()])
    imported.save()
    tell(imported, "import.analysed", author_of(imported), **imported.counts)
