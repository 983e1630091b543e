"""Taking back: former values are given back, what was created goes, unless it served since."""

from django.db import IntegrityError, transaction

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.importing import Done, Outcome, Stopped
from entremise.imports.enums import State
from entremise.imports.holding import asked_of, author_of, key_of, tell
from entremise.imports.models import Import, ImportRow


def take_back_rows(*, imported_id: str, stamp: str) -> None:
    """Take back what can be, in one transaction; each row that stays says why."""
    try:
        with transaction.atomic():
            imported = asked_of(imported_id, State.UNDOING, stamp)
            if imported is not None:
                _take_back(imported)
    except Refusal as refusal:
        _stay(imported_id, stamp, refusal.message)
    except IntegrityError:  # something has begun to serve between the last look and its removal
        _stay(imported_id, stamp, "une autre écriture passait au même moment. Recommencez.")
    except Stopped as stopped:
        _stay(imported_id, stamp, next(iter(stopped.reasons.values())))


def _take_back(imported: Import) -> None:
    by, key = author_of(imported), key_of(imported)
    rows = list(imported.rows.filter(written=True).order_by("number"))
    done = []
    for row in rows:
        change = row.plain(key, "change")
        created = row.outcome == Outcome.CREATE
        done.append(Done(row.target or 0, created, change["before"], change["after"]))
    reasons = imported.described.undo(done, by)
    stay = []
    for row, reason in zip(rows, reasons, strict=True):
        if reason:
            row.seal_plain(key, told={**row.plain(key, "told"), "reasons": [reason]})
            stay.append(row)
    ImportRow.objects.bulk_update(stay, ["told"], batch_size=500)
    gone = {row.pk for row in rows} - {row.pk for row in stay}
    for start in range(0, len(rows), 500):
        part = [row.pk for row in rows[start : start + 500] if row.pk in gone]
        ImportRow.objects.filter(pk__in=part).update(written=False)
    imported.state, imported.undone_at = State.UNDONE, clock.now()
    imported.counts = {**imported.counts, "undone": len(gone), "stayed": len(stay)}
    imported.save()
    tell(imported, "import.undone", by, undone=len(gone), stayed=len(stay))


@transaction.atomic
def _stay(imported_id: str, stamp: str, why: str) -> None:
    imported = asked_of(imported_id, State.UNDOING, stamp)
    if imported is not None:
        imported.state, imported.trouble = State.DONE, f"Rien n'a été défait : {why}"[:300]
        imported.save()
