"""Where posts count: the copies that counting reads, and how they are kept true.

The jobs of any day are asked for all the time, and what they are broken down by is spread over four
tables. Each period keeps the number of its cell instead; whatever changes a post settles it.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, Q

from .enums import AT_WORK, Status
from .models import PositionCell, PositionPeriod

AT_ONCE = 500
# What a post enters by a period: the first one thought of, at work, consolidated.
PLANNED, CREATED, CONSOLIDATED = 1, 2, 4

# What a cell holds, in the order its number is drawn from, and where a period reads it; the region
# first, which periods copy: their index begins with it.
HELD = {
    "region": "position__commune__region_id",
    "departement": "position__commune__departement_id",
    "arrondissement": "position__commune__arrondissement_id",
    "domain": "position__domain",
    "operator": "position__structure__operator_type",
    "contract": "contract",
    "status": "status",
    "supported": "position__supported",
    "pilot": "position__pilot",
}
_COPIES = ("structure_id", "region", "cell_id", "enters", "closes")


def number_of(held: Sequence[Any]) -> int:
    """The number of the cell that holds these values: sixty bits of their digest."""
    digest = blake2b("|".join(map(str, held)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 4


def settle(positions: Iterable[int]) -> None:
    """Bring the copies of these posts, given by their numbers, up to date with what they are."""
    settle_rows(positions, PositionPeriod, PositionCell)


def settle_rows(positions: Iterable[int], periods: Any, cells: Any) -> None:
    """The same with these models, which a migration knows by their names only."""
    numbers = list(positions)
    for start in range(0, len(numbers), AT_ONCE):
        rows = periods.objects.filter(position__in=numbers[start : start + AT_ONCE])
        _settle(rows.order_by("position_id", "starts_on"), periods, cells)


def settle_all() -> int:
    """Settle the posts whose employer or place the registry has changed. Returns how many."""
    differs = Q(cell=None) | ~Q(structure=F("position__structure"))
    differs |= ~Q(cell__operator=F("position__structure__operator_type"))
    for name in ("region", "departement", "arrondissement"):
        there = Q(**{f"position__commune__{name}__isnull": False})
        differs |= there & ~Q(**{f"cell__{name}": F(f"position__commune__{name}")})
    found = PositionPeriod.objects.filter(differs).order_by()
    numbers = list(found.values_list("position", flat=True).distinct())
    settle(numbers)
    return len(numbers)


def _settle(rows: Any, model: Any, cell: Any) -> None:
    read = ("pk", *_COPIES, *HELD.values())
    found = list(
        rows.values_list(*read, "position_id", "position__structure_id", "ends_on",
                         "position__ended_on")
    )  # fmt: skip
    width = len(_COPIES) + 1
    cells: dict[int, tuple[Any, ...]] = {}
    changed: dict[int, tuple[Any, ...]] = {}
    for _position, periods in groupby(found, itemgetter(len(read))):
        lot = list(periods)
        statuses = [one[read.index("status")] for one in lot]
        for one, enters in zip(lot, _entered(statuses), strict=True):
            held = tuple("" if value is None else value for value in one[width : len(read)])
            *_, structure, ends_on, ended_on = one
            closes = ended_on is not None and ends_on == ended_on
            now = (structure, held[0], number_of(held), enters, closes)
            cells[now[2]] = held
            if now != one[1:width]:
                changed[one[0]] = now
    if not changed:
        return
    made = [cell(id=pk, **dict(zip(HELD, held, strict=True))) for pk, held in cells.items()]
    cell.objects.bulk_create(made, ignore_conflicts=True)
    written = list(model.objects.filter(pk__in=changed))
    for row in written:
        for name, value in zip(_COPIES, changed[row.pk], strict=True):
            setattr(row, name, value)
    # Rows written over themselves: ten times faster than an update that lists them one by one.
    model.objects.bulk_create(
        written, update_conflicts=True, unique_fields=["id"],
        update_fields=[name.removesuffix("_id") for name in _COPIES],
    )  # fmt: skip


def _entered(statuses: Sequence[str]) -> Iterator[int]:
    """For the status of each period of a post, in order, what the post enters by it."""
    reached = 0
    for status in statuses:
        now = PLANNED if status == Status.PROSPECT else CREATED if status in AT_WORK else 0
        now |= CONSOLIDATED if status == Status.CONSOLIDATED else 0
        yield now & ~reached
        reached |= now
