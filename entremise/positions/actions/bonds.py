"""The conventions of many posts at once, as files tell them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from entremise.core.chunks import chunks
from entremise.journal.actions import changes_between, line, record_many
from entremise.journal.models import JournalLine
from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.positions.whole import CHECKED, Bond
from entremise.structures.actions.keeping import values
from entremise.structures.actor import Actor

AT_ONCE = 500
_PLAIN = ("number", "ends_on", "qpv_id", "share", *CHECKED)
Place = tuple[int, date]


def rebind(
    posts: Sequence[tuple[Position, tuple[Bond, ...], tuple[Bond, ...]]], *, by: Actor
) -> None:
    """Make the conventions of each post, with those it has, those it is to have. They are known by
    their first day; the rules of each post hold already.
    """
    changed = {row.pk: (row, now) for row, was, now in posts if set(was) != set(now)}
    rows: dict[Place, AdulteRelaisConvention] = {}
    for part in chunks(changed, AT_ONCE):
        held = AdulteRelaisConvention.objects.select_for_update().filter(position__in=part)
        rows |= {(one.position_id, one.starts_on): one for one in held}
        # Which renews which is said again below: nothing stands in the way of what goes.
        AdulteRelaisConvention.objects.filter(position__in=part).update(renews=None)
    told: list[JournalLine] = []
    wanted = {(pk, bond.starts_on): bond for pk, (_, now) in changed.items() for bond in now}
    owners = {pk: row.structure_id for pk, (row, _) in changed.items()}
    gone = [rows.pop(place) for place in [*rows] if place not in wanted]
    told += [_line(one, owners, by, "convention.withdrawn") for one in gone]
    for part in chunks([one.pk for one in gone], AT_ONCE):
        AdulteRelaisConvention.objects.filter(pk__in=part).delete()
    former = {place: _said(one) for place, one in rows.items()}
    new = {place: _filled(AdulteRelaisConvention(position_id=place[0], starts_on=place[1]), bond)
           for place, bond in wanted.items() if place not in rows}  # fmt: skip
    AdulteRelaisConvention.objects.bulk_create(list(new.values()), batch_size=AT_ONCE)
    kept = {**{place: _filled(one, wanted[place]) for place, one in rows.items()}, **new}
    for place, one in kept.items():
        first = wanted[place].renews
        one.renews = kept[place[0], first] if first else None
    AdulteRelaisConvention.objects.bulk_update(
        list(kept.values()), [*_PLAIN, "renews", "announced"], batch_size=AT_ONCE
    )
    for place, one in kept.items():
        told += _lines(one, former.get(place), owners, by)
    record_many(told)


def _filled(row: AdulteRelaisConvention, bond: Bond) -> AdulteRelaisConvention:
    if row.ends_on != bond.ends_on:
        row.announced = None  # another end is to be told again
    row.number, row.qpv_id, row.share = bond.number, bond.qpv, bond.share
    row.ends_on = bond.ends_on
    for name in CHECKED:
        setattr(row, name, getattr(bond, name))
    return row


def _said(row: AdulteRelaisConvention) -> dict[str, Any]:
    return values(row, *_PLAIN, "renews_id")


def _lines(
    row: AdulteRelaisConvention,
    before: dict[str, Any] | None,
    owners: dict[int, int],
    by: Actor,
) -> list[JournalLine]:
    if before is None:
        verb = "convention.renewed" if row.renews_id else "convention.signed"
        return [_line(row, owners, by, verb, {"starts_on": [None, f"{row.starts_on}"]})]
    changes = changes_between(before, _said(row))
    checks = {name: change for name, change in changes.items() if name in CHECKED}
    others = {name: change for name, change in changes.items() if name not in CHECKED}
    return [
        *([_line(row, owners, by, "convention.corrected", others)] if others else []),
        *([_line(row, owners, by, "convention.checked", checks)] if checks else []),
    ]


def _line(
    row: AdulteRelaisConvention,
    owners: dict[int, int],
    by: Actor,
    verb: str,
    changes: dict[str, Any] | None = None,
) -> JournalLine:
    owner = owners[row.position_id]
    return line(by=by, verb=verb, subject=row, changes=changes, structure_id=owner)
