"""Many posts at once, whole, by the rules of one: a handful of queries where thousands would be.

Each is journaled as if it had been written alone, by the same verbs. What breaks a rule stops them
all before anything is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from entremise.core import clock
from entremise.core.chunks import chunks
from entremise.core.clock import months_between
from entremise.core.importing import Stopped
from entremise.journal.actions import line, mark_changed, record_many
from entremise.journal.models import JournalLine
from entremise.positions import cells, facts
from entremise.positions.models import AdulteRelaisConvention, Position, PositionPeriod
from entremise.positions.whole import SHEET, Whole, complete, told, whole, whole_of
from entremise.structures.actor import Actor

from .bonds import rebind
from .soundness import require_sound
from .steps import DAY
from .telling import ended, lived, sheet_edited, supported

AT_ONCE = 500
GONE = "Ce poste n'existe plus."
CHANGED = "Ce poste a été modifié entre-temps."
_PLAIN = tuple(name for name in SHEET if name != "funding_lines")
_KEYS = {"commune", "dispositif", "hosted_by", "qpv"}
Edit = tuple[int, Mapping[str, Any], Mapping[str, Any]]
_Change = tuple[Position, Whole | None, Whole]


@transaction.atomic
def write_posts(*, posts: Sequence[Whole], by: Actor) -> list[int]:
    """Write posts down with all their history. Raises Stopped with the places of those refused."""
    rows = [Position(structure_id=post.structure) for post in posts]
    for row, post in zip(rows, posts, strict=True):
        _fill(row, post)
    require_sound(list(zip(rows, posts, strict=True)))
    Position.objects.bulk_create(rows, batch_size=AT_ONCE)
    changes: list[_Change] = [(row, None, post) for row, post in zip(rows, posts, strict=True)]
    _keep(changes, by)
    return [row.pk for row in rows]


@transaction.atomic
def rewrite_posts(*, edits: Sequence[Edit], by: Actor) -> None:
    """Make posts what they are to be, for each (number, values expected, values to write), named as
    `whole.told` does. Raises Stopped with the places of those that are gone, that no longer hold
    the values expected, or whose new values break a rule.
    """
    rows = held_posts([number for number, _, _ in edits])
    now = {number: whole(row) for number, row in rows.items()}
    refused = {
        place: GONE if number not in rows else CHANGED
        for place, (number, before, _) in enumerate(edits)
        if number not in rows or not _holds(now[number], before)
    }
    if refused:
        raise Stopped(refused)
    changes: list[_Change] = []
    for number, _, after in edits:
        was = now[number]
        to_be = whole_of(was.structure, {**told(was), **after})
        _fill(rows[number], to_be)
        changes.append((rows[number], was, to_be))
    require_sound([(row, to_be) for row, _, to_be in changes])
    names = [*_PLAIN, "supported", "pilot", "ended_on", "end_cause"]
    Position.objects.bulk_create(
        [row for row, _, _ in changes], batch_size=AT_ONCE, update_conflicts=True,
        unique_fields=["id"], update_fields=names,
    )  # fmt: skip
    _keep(changes, by)


@transaction.atomic
def remove_posts(*, numbers: Sequence[int], by: Actor) -> None:
    """Take away posts that should not have been brought in, their history with them."""
    rows = held_posts(numbers)
    record_many(
        line(by=by, verb="position.withdrawn", subject=row, structure_id=row.structure_id)
        for row in rows.values()
    )
    days = {day for row in rows.values() for day in whole(row).days}
    for part in chunks(list(rows), AT_ONCE):
        bonds = AdulteRelaisConvention.objects.filter(position__in=part)
        bonds.update(renews=None)
        bonds.delete()
        Position.objects.filter(pk__in=part).delete()
    _count_again(days, min(days, default=None))


def held_posts(numbers: Iterable[int]) -> dict[int, Position]:
    """Those that exist, read whole, nobody else writing them meanwhile."""
    found: dict[int, Position] = {}
    for part in chunks(sorted(set(numbers)), AT_ONCE):
        rows = Position.objects.select_for_update().filter(pk__in=part).order_by("pk")
        found |= {row.pk: row for row in complete(rows)}
    return found


def _holds(post: Whole, expected: Mapping[str, Any]) -> bool:
    now = told(post)
    return {name: now[name] for name in expected} == dict(expected)


def _fill(row: Position, post: Whole) -> None:
    for name in _PLAIN:
        setattr(row, f"{name}_id" if name in _KEYS else name, getattr(post, name))
    row.supported, row.pilot = post.supported, post.pilot
    row.ended_on, row.end_cause = post.ended_on, post.end_cause


def _keep(changes: Sequence[_Change], by: Actor) -> None:
    """What hangs on posts whose own rows are written: history, financing, conventions, copies."""
    _keep_periods([(row, now) for row, was, now in changes if _story(was) != _story(now)])
    _keep_lines([(row, now) for row, was, now in changes
                 if set(was.funding_lines if was else ()) != set(now.funding_lines)])  # fmt: skip
    record_many(entry for row, was, now in changes for entry in _lines_of(row, was, now, by))
    rebind([(row, was.conventions if was else (), now.conventions) for row, was, now in changes],
           by=by)  # fmt: skip
    cells.settle(row.pk for row, _, _ in changes)
    moved = [_moved(was, now) for _, was, now in changes]
    days = {day for _, was, now in changes for day in (now.days | (was.days if was else set()))}
    _count_again(days, min((day for one in moved for day in one), default=None))


def _story(post: Whole | None) -> object:
    return (post.states, post.ended_on) if post else None


def _keep_periods(posts: Sequence[tuple[Position, Whole]]) -> None:
    for part in chunks([row.pk for row, _ in posts], AT_ONCE):
        PositionPeriod.objects.filter(position__in=part).delete()
    periods = [
        PositionPeriod(
            position=row, status=state.status, contract=state.contract, share=state.share,
            vacant=state.vacant, starts_on=state.since,
            ends_on=after.since - DAY if after else post.ended_on,
            cause=state.cause, note=state.note,
        )
        for row, post in posts
        for state, after in zip(post.states, [*post.states[1:], None], strict=True)
    ]  # fmt: skip
    PositionPeriod.objects.bulk_create(periods, batch_size=AT_ONCE)


def _keep_lines(posts: Sequence[tuple[Position, Whole]]) -> None:
    through = Position.funding_lines.through
    for part in chunks([row.pk for row, _ in posts], AT_ONCE):
        through.objects.filter(position__in=part).delete()
    through.objects.bulk_create(
        [through(position_id=row.pk, fundingline_id=number)
         for row, post in posts for number in post.funding_lines],
        batch_size=AT_ONCE,
    )  # fmt: skip


def _lines_of(row: Position, was: Whole | None, now: Whole, by: Actor) -> Iterator[JournalLine]:
    said = [*lived(was, now), *sheet_edited(was, now), *supported(was, now), *ended(was, now)]
    for verb, changes in said:
        yield line(by=by, verb=verb, subject=row, changes=changes, structure_id=row.structure_id)


def _moved(was: Whole | None, now: Whole) -> set[date]:
    """The days from which something that is counted differs."""
    if was is None:
        return now.days
    if any(getattr(was, name) != getattr(now, name) for name in (*SHEET, "supported", "pilot")):
        return was.days | now.days
    differ = {state.since for state in set(was.states) ^ set(now.states)}
    ends = {was.ended_on, now.ended_on} if was.ended_on != now.ended_on else set()
    return differ | {day for day in ends if day}


def _count_again(days: set[date], since: date | None) -> None:
    if since is None:
        return
    mark_changed(fact=facts.FLOWS, months={day for day in days if day >= since})
    mark_changed(fact=facts.STOCK, months=months_between(since, clock.today()))
