"""Posts brought in from a file: those of their structure by its director, those of the region by
the regional mission, as far as pages let them write.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import transaction

from entremise.core.importing import Done, Importer, Plan, Planner, Stopped
from entremise.positions.actions.many import (
    Edit,
    held_posts,
    remove_posts,
    rewrite_posts,
    write_posts,
)
from entremise.positions.policies import can_import_positions
from entremise.positions.whole import HISTORY, told, whole, whole_of
from entremise.structures.actor import Actor

from .exports import HEADER, post_rows
from .post_columns import FIELDS, named, written
from .post_planning import PostPlanner


def _plan(by: Actor) -> Planner:
    return PostPlanner(by)


@transaction.atomic
def _apply(plans: Sequence[Plan], by: Actor) -> list[int]:
    new = {place: plan for place, plan in enumerate(plans) if plan.target is None}
    known = {place: plan for place, plan in enumerate(plans) if plan.target is not None}
    posts = [whole_of(plan.after["structure_id"], plan.after) for plan in new.values()]
    edits: list[Edit] = [(p.target or 0, p.before, p.after) for p in known.values()]
    stopped: dict[int, str] = {}
    made: list[int] = []
    try:
        rewrite_posts(edits=edits, by=by)
    except Stopped as refused:
        stopped |= {list(known)[at]: why for at, why in refused.reasons.items()}
    try:
        made = write_posts(posts=posts, by=by)
    except Stopped as refused:
        stopped |= {list(new)[at]: why for at, why in refused.reasons.items()}
    if stopped:
        raise Stopped(stopped)
    targets = dict(zip(new, made, strict=True))
    return [targets.get(place, plan.target or 0) for place, plan in enumerate(plans)]


# --- taking back


def _undo(rows: Sequence[Done], by: Actor) -> list[str]:
    now = {pk: whole(row) for pk, row in held_posts(done.target for done in rows).items()}
    reasons = [""] * len(rows)
    gone: list[int] = []
    edits: dict[int, Edit] = {}
    for place, done in enumerate(rows):
        if done.target not in now:
            reasons[place] = "Il n'existe plus."
            continue
        post = now[done.target]
        said = {**told(post), "structure_id": post.structure}
        changed = [name for name, value in done.after.items() if said[name] != value]
        reasons[place] = _kept(changed)
        if done.created and not changed:
            gone.append(done.target)
        elif not done.created and (back := _back(done, changed)):
            edits[place] = (done.target, {name: said[name] for name in back}, back)
    for place, why in _rewritten(edits, by).items():
        reasons[place] = why
    remove_posts(numbers=gone, by=by)
    return reasons


def _back(done: Done, changed: Sequence[str]) -> dict[str, Any]:
    """The former values of what nobody has changed since; a history goes back whole, or stays."""
    left = {*changed, *(HISTORY if set(changed) & set(HISTORY) else ())}
    return {name: value for name, value in done.before.items() if name not in left}


def _rewritten(edits: Mapping[int, Edit], by: Actor) -> dict[int, str]:
    """Write what may be given back; what a rule forbids by now stays, and says why."""
    refused: dict[int, str] = {}
    while left := {place: edit for place, edit in edits.items() if place not in refused}:
        try:
            rewrite_posts(edits=list(left.values()), by=by)
        except Stopped as stopped:
            places = list(left)
            refused |= {places[at]: why for at, why in stopped.reasons.items()}
        else:
            break
    return refused


def _kept(changed: Sequence[str]) -> str:
    labels = {field.name: field.label for field in FIELDS}
    said = ", ".join(labels.get(name, name) for name in changed)
    return f"Il a été modifié depuis ({said})." if said else ""


# --- what may be brought in again, and words


def _rows(by: Actor) -> Iterator[Sequence[str]]:
    places = [HEADER.index(field.label) for field in FIELDS]
    for row in post_rows(by, {}):
        yield [row[place] for place in places]


def _say(values: Sequence[tuple[str, Any]]) -> list[str]:
    words = named(values)
    return [written(name, value, words) for name, value in values]


POSTS = Importer(
    "positions", "Postes", can_import_positions, FIELDS, _plan, _apply, _undo, _rows, _say
)
