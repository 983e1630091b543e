"""Applies the rules: what is over, and what was done about it."""

import logging
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Min
from django.utils import timezone

from entremise.core import clock
from entremise.journal.actions import record
from entremise.journal.models import RetentionRun

from .kept import Kept, declared
from .proof import followed
from .rules import Rule, edition, rules_on

log = logging.getLogger(__name__)

AT_ONCE = 100  # rows in one transaction


@dataclass(frozen=True)
class Platform:
    """The platform itself, which acts at night and belongs to no structure."""

    user_id: int | None = None
    structure_id: int | None = None
    is_authenticated: bool = False


PLATFORM = Platform()


@dataclass(frozen=True)
class Planned:
    """What is over for a structure under a rule: how many rows, and when the oldest began."""

    rule: Rule
    structure_id: int
    count: int
    oldest: date


def plan(on: date, *, structure_id: int | None = None) -> list[Planned]:
    """What `run` would treat on that day, for every structure or for one. Writes nothing."""
    return [
        planned for rule, kept in _matters(on) for planned in _planned(rule, kept, on, structure_id)
    ]


def run(on: date) -> list[RetentionRun]:
    """Treat what is over on that day, and return the proofs: one a rule and a structure.

    Rows are treated by few in transactions that hold their proof too: interrupted, it goes on the
    next time with nothing lost nor counted twice. A row that fails is left as it is, named in the
    proof, and tried again the next time.
    """
    found = [(planned, kept) for rule, kept in _matters(on) for planned in _planned(rule, kept, on)]
    goes_on = {(one.structure_id, one.rule.code, one.rule.since) for one, _ in found}
    # Interrupted after its last row, or under a rule that has been replaced since.
    left = [
        run
        for run in RetentionRun.objects.filter(ended_at=None).order_by("pk")
        if (run.structure_id, run.rule, run.since) not in goes_on
    ]
    return [*map(_close, left), *(_apply(planned, kept, on) for planned, kept in found)]


def _matters(on: date) -> Iterator[tuple[Rule, Kept]]:
    """The rules in force that treat something, each with what an app declares under its code."""
    found = declared()
    for rule in rules_on(on).values():
        if rule.months:
            yield rule, found[rule.code]


def _planned(
    rule: Rule, kept: Kept, on: date, structure_id: int | None = None
) -> Iterator[Planned]:
    rows = kept.due(rule.limit(on), on).order_by()
    if structure_id is not None:
        rows = rows.filter(**{kept.structure: structure_id})
    counted = (
        rows.values(whose=F(kept.structure))
        .annotate(how_many=Count("pk"), first=Min(kept.began))
        .order_by("whose")
    )
    for row in counted:
        yield Planned(rule, row["whose"], row["how_many"], _day(row["first"]))


def _day(began: date | datetime) -> date:
    return timezone.localtime(began).date() if isinstance(began, datetime) else began


def _apply(planned: Planned, kept: Kept, on: date) -> RetentionRun:
    run = _open(planned, kept, on)
    own = {kept.structure: planned.structure_id}
    due = kept.due(planned.rule.limit(on), on).filter(**own).order_by("pk")
    after: dict[str, Any] = {}
    while keys := list(due.filter(**after).values_list("pk", flat=True)[:AT_ONCE]):
        after = {"pk__gt": keys[-1]}
        with transaction.atomic():
            run = RetentionRun.objects.select_for_update().get(pk=run.pk)
            if run.ended_at is not None:  # another process was quicker
                return run
            _treat(run, kept, due.filter(pk__in=_held(due.model, keys)))
            run.save()
    return _close(run)


def _held(model: Any, keys: list[Any]) -> list[Any]:
    """The same rows, held until the end of the transaction; apart, for what is due may be counted
    or gathered from other tables, which nobody can hold.
    """
    rows = model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _treat(run: RetentionRun, kept: Kept, rows: Any) -> None:
    for row in rows:
        key = str(row.pk)
        try:
            with transaction.atomic():
                kept.treat(row=row, by=PLATFORM)
        except Exception as error:  # noqa: BLE001 - one row does not stop the others
            # Its message may hold the very words that were to be erased: it is told nowhere.
            where = "".join(traceback.format_tb(error.__traceback__))
            log.error("%s %s : %s\n%s", kept.code, key, type(error).__name__, where)
            run.failures[key] = type(error).__name__
        else:
            run.treated += 1
            run.digest = followed(run.digest, [key])
            run.failures.pop(key, None)


def _open(planned: Planned, kept: Kept, on: date) -> RetentionRun:
    """The run of a rule in a structure: the one that was interrupted, or a new one."""
    rule = planned.rule
    run, _ = RetentionRun.objects.update_or_create(
        structure_id=planned.structure_id,
        rule=rule.code,
        since=rule.since,
        ended_at=None,
        defaults={"day": on, "edition": edition()},
        create_defaults={
            "day": on,
            "edition": edition(),
            "months": rule.months,
            "action": rule.action,
            "verb": kept.verb,
            "oldest": planned.oldest,
            "started_at": clock.now(),
        },
    )
    return run


@transaction.atomic
def _close(run: RetentionRun) -> RetentionRun:
    """Say in the journal what a run came to, and note there where."""
    held = RetentionRun.objects.select_for_update().get(pk=run.pk)
    if held.ended_at is None:
        held.ended_at = clock.now()
        told = {"treated": held.treated, "failures": len(held.failures), "digest": held.digest}
        line = record(
            by=PLATFORM,
            verb="retention.applied",
            subject=held,
            changes={"rule": held.rule, "edition": held.edition, **told},
            structure_id=held.structure_id,
        )
        held.place = line.place
        held.save()
    return held
