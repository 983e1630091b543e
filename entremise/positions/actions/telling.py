"""What the journal says of posts written whole: the verbs of the changes that make the difference,
never a title nor a note.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from entremise.journal.actions import changes_between
from entremise.positions.enums import Status
from entremise.positions.whole import SHEET, State, Whole

from .steps import UNSPOKEN

Told = tuple[str, dict[str, Any]]
_FOLLOWS = {Status.CREATED: "position.created", Status.CONSOLIDATED: "position.consolidated"}


def lived(was: Whole | None, now: Whole) -> Iterator[Told]:
    """Its steps, each by its verb; one line for a history that was told otherwise."""
    known = was.states if was else ()
    if now.states[: len(known)] != known:
        told = [[_said(one) for one in states] for states in (known, now.states)]
        yield "position.rewritten", {"states": told}
        return
    if not known:
        first = now.states[0]
        verb = "position.planned" if first.status == Status.PROSPECT else "position.opened"
        yield verb, changes_between({}, _said(first))
    for before, after in pairwise(now.states[max(len(known) - 1, 0) :]):
        verb = "position.changed"
        if after.status != before.status:
            verb = _FOLLOWS[Status(after.status)]
        yield verb, changes_between(_said(before), _said(after))


def sheet_edited(was: Whole | None, now: Whole) -> Iterator[Told]:
    """What it is, corrected for the whole of its history."""
    if was and (changes := changes_between(_sheet(was), _sheet(now), unspoken=UNSPOKEN)):
        yield "position.edited", changes


def supported(was: Whole | None, now: Whole) -> Iterator[Told]:
    """What the regional mission says of it."""
    names = ("supported", "pilot")
    before = {name: getattr(was, name) if was else False for name in names}
    if changes := changes_between(before, {name: getattr(now, name) for name in names}):
        yield "position.supported", changes


def ended(was: Whole | None, now: Whole) -> Iterator[Told]:
    """Its end, and what was said of it before."""
    before = (was.ended_on, was.end_cause) if was else (None, "")
    after = (now.ended_on, now.end_cause)
    if before == after:
        return
    if before[0]:
        yield "position.reopened", {"ended_on": [f"{before[0]}", None]}
    if after[0]:
        ends = {"ended_on": [None, f"{after[0]}"], "end_cause": [None, str(after[1])]}
        yield "position.ended", ends


def _said(state: State) -> dict[str, Any]:
    return {
        "status": str(state.status), "contract": str(state.contract), "share": f"{state.share}",
        "vacant": state.vacant, "starts_on": f"{state.since}", "cause": str(state.cause),
    }  # fmt: skip


def _sheet(post: Whole) -> dict[str, Any]:
    return {name: getattr(post, name) for name in SHEET}
