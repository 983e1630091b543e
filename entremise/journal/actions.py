"""Every write of the platform passes here: a journal line, and the months it makes out of date."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from entremise.core import clock
from entremise.core.web import Author

from .chain import chained
from .models import ChangedMonth, JournalLine

# Far longer than a worker takes to begin: a refresh that has not come by then was lost.
ASK_AGAIN = timedelta(minutes=1)


def line(
    *,
    by: Author,
    verb: str,
    subject: models.Model,
    changes: Mapping[str, Any] | None = None,
    structure_id: int | None = None,
) -> JournalLine:
    """An unsaved journal line. `record` saves one; batches save many at once."""
    return JournalLine(
        at=clock.now(),
        user_id=by.user_id,
        structure_id=structure_id if structure_id is not None else by.structure_id,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        changes=dict(changes or {}),
    )


def record(
    *,
    by: Author,
    verb: str,
    subject: models.Model,
    changes: Mapping[str, Any] | None = None,
    structure_id: int | None = None,
) -> JournalLine:
    """Write a journal line. It must share the transaction of the write it tells of.

    Raises RuntimeError outside a transaction: a write that can be kept without its line is a bug.
    """
    _require_transaction()
    (entry,) = chained(
        [line(by=by, verb=verb, subject=subject, changes=changes, structure_id=structure_id)]
    )
    entry.save(force_insert=True)
    return entry


def record_many(lines: Iterable[JournalLine]) -> None:
    """Write the lines of a batch, in the transaction of its writes."""
    _require_transaction()
    JournalLine.objects.bulk_create(chained(lines))


def mark_changed(*, fact: str, months: Iterable[date]) -> None:
    """Say that these months of a fact table no longer match the rows, and have them refreshed.

    `months` are any days of the months concerned. The refresh is asked for once the transaction
    has been committed; the mark itself is part of it, so that nothing is forgotten on a crash. A
    mark that stands has its refresh on the way, and is only raised; one that has stood for longer
    than ASK_AGAIN may have lost it, and asks once more.
    """
    _require_transaction()
    wanted = sorted({day.replace(day=1) for day in months})
    if wanted and not _raise(fact, wanted):
        transaction.on_commit(_ask_for_refresh)


def recount(*, start: date, end: date, column: str = "") -> None:
    """Say that what was counted between two days no longer matches what the registry says (who
    pays, whose it is), and have those months computed again: of every table, or of those that have
    this column.
    """
    _require_transaction()
    task = import_string(settings.FACTS_RECOUNT_TASK)
    transaction.on_commit(lambda: task.enqueue(start.isoformat(), end.isoformat(), column))


def _raise(fact: str, months: Sequence[date]) -> bool:
    """Raise the marks of months; False when one was put there, or had waited for too long.

    The updates hold the marks until the end, lest a refresh take them away meanwhile. A mark that
    somebody else puts there at the same moment is raised after it was waited for.
    """
    now = clock.now()
    standing = ChangedMonth.objects.filter(fact=fact, asked_at__gt=now - ASK_AGAIN)
    raised = standing.filter(month__in=months)
    if raised.update(revision=F("revision") + 1) == len(months):
        return True
    left = sorted(set(months).difference(raised.values_list("month", flat=True)))
    rows = [ChangedMonth(fact=fact, month=month, revision=0, asked_at=now) for month in left]
    ChangedMonth.objects.bulk_create(rows, ignore_conflicts=True)
    marks = ChangedMonth.objects.filter(fact=fact, month__in=left)
    marks.filter(asked_at__lte=now - ASK_AGAIN).update(asked_at=now)
    marks.update(revision=F("revision") + 1)
    return False


def _ask_for_refresh() -> None:
    import_string(settings.FACTS_REFRESH_TASK).enqueue()


def changes_between(
    before: Mapping[str, Any], after: Mapping[str, Any], *, unspoken: Iterable[str] = ()
) -> dict[str, Any]:
    """The fields that differ, as {field: [before, after]}; `unspoken` ones without their values."""
    silent = set(unspoken)
    return {
        name: None if name in silent else [_plain(before.get(name)), _plain(after.get(name))]
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Le journal s'écrit dans la transaction de l'écriture qu'il raconte.")
