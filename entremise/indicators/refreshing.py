"""Brings months of the fact store up to date with the rows they are counted from."""

import logging
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from time import perf_counter

from django.db.models import F, QuerySet

from entremise.core import clock
from entremise.core.facts import FactTable
from entremise.journal.models import ChangedMonth

from . import store
from .tables import fact_table, fact_tables

logger = logging.getLogger(__name__)

ATTEMPTS = 10
PASSES = 3


@dataclass(frozen=True)
class Refreshed:
    """A month computed again: how many rows it holds now, and how long it took."""

    fact: str
    month: date
    rows: int
    seconds: float


def refresh_marked() -> Iterator[Refreshed]:
    """Compute again every month marked as changed, the longest waiting first, then those marked
    meanwhile: whoever raises a mark counts on it. After PASSES, what is marked without end is left
    to another refresh (`still_marked`). A month that fails keeps its mark, does not hold the others
    back, and is told at the end.
    """
    _mark_what_was_lost()
    _mark_new_months()
    failures: dict[int, Exception] = {}
    for _pass in range(PASSES):
        for mark in _marks().exclude(pk__in=failures):
            try:
                done = _recompute(mark.fact, mark.month, only_if_marked=True)
            except Exception as failure:
                logger.exception("%s %s", mark.fact, mark.month)
                failures[mark.pk] = failure
                continue
            if done:
                yield done
    if failures:
        raise next(iter(failures.values()))
    stray = ChangedMonth.objects.exclude(fact__in=fact_tables()).first()
    if stray is not None:
        fact_table(stray.fact)  # raises: a write named a table that no app declares


def still_marked() -> bool:
    """Whether a month waits to be computed again."""
    return _marks().exists()


def _marks() -> QuerySet[ChangedMonth]:
    return ChangedMonth.objects.filter(fact__in=fact_tables()).order_by("asked_at", "pk")


def _mark_what_was_lost() -> None:
    """A table that is not there (never written, or its folder lost) is made again whole: the marked
    months alone would look like all there is.
    """
    marked = ChangedMonth.objects.filter(fact__in=fact_tables()).values_list("fact", flat=True)
    for name in set(marked):
        if store.version(name) == store.NEVER:
            months = [
                ChangedMonth(fact=name, month=month, asked_at=clock.now())
                for month in fact_table(name).months()
            ]
            ChangedMonth.objects.bulk_create(months, ignore_conflicts=True)


def _mark_new_months() -> None:
    """A stock goes on when nobody writes: a month that begins holds what the one before held, which
    is then told as of its last day. A table that is not there yet waits for its first mark.
    """
    for name, declared in fact_tables().items():
        held = store.months(name) if declared.stock else []
        if held and (
            newer := [day for day in declared.months() if (day.year, day.month) > held[-1]]
        ):
            mark_between(date(*held[-1], 1), newer[-1], only=(name,))


def settle(tables: Iterable[FactTable]) -> None:
    """Bring up to date what the rows of these tables copy from the registry."""
    for found in dict.fromkeys(table.settle for table in tables if table.settle):
        found()


def mark_between(start: date, end: date, *, only: Collection[str] | None = None) -> None:
    """Mark the months between two days, those of each table (or of these) that has rows in them."""
    first = start.replace(day=1)
    for name, declared in fact_tables().items():
        if only is not None and name not in only:
            continue
        held = {date(year, month, 1) for year, month in store.months(name)}
        months = [day for day in held.union(declared.months()) if first <= day <= end]
        now = clock.now()
        for month in sorted(months):
            ChangedMonth.objects.update_or_create(
                fact=name,
                month=month,
                defaults={"revision": F("revision") + 1, "asked_at": now},
                create_defaults={"asked_at": now},
            )


def refresh_all() -> Iterator[Refreshed]:
    """Compute again every month that has rows, or had some."""
    settle(fact_tables().values())
    for name, declared in fact_tables().items():
        held = {date(year, month, 1) for year, month in store.months(name)}
        for month in sorted(held.union(declared.months())):
            done = _recompute(name, month, only_if_marked=False)
            if done:
                yield done


def _recompute(fact: str, month: date, *, only_if_marked: bool) -> Refreshed | None:
    """Write a month again from its rows, and take its mark away. None when there is no mark left.

    The mark is read before the rows and taken away only as it was read: a write that came in
    between has raised its revision, and it stays for another round. The version of the store is
    read before the rows too: if another process has written the month since, its rows may be newer
    than ours, the store refuses ours, and we start again. A crash at any point leaves the mark, and
    the month is computed once more.
    """
    begun = perf_counter()
    for _attempt in range(ATTEMPTS):
        mark = ChangedMonth.objects.filter(fact=fact, month=month).first()
        if mark is None and only_if_marked:
            return None
        since = store.prepare(fact)
        rows = fact_table(fact).month_rows(month.year, month.month)
        try:
            store.write_month(fact, month.year, month.month, rows, since=since)
        except store.OutdatedError:
            continue
        if mark is not None:
            ChangedMonth.objects.filter(pk=mark.pk, revision=mark.revision).delete()
        return Refreshed(fact, month, rows.num_rows, perf_counter() - begun)
    raise store.OutdatedError(f"{fact} {month:%Y-%m} : {ATTEMPTS} écritures au même moment.")
