"""Keyset paging: the hundredth page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

M = TypeVar("M", bound=Model)
LONGEST = 19  # digits: the largest number of a row has as many


@dataclass(frozen=True)
class KeysetPage(Generic[M]):
    """One page of rows, and the opaque cursor of the next one (None at the end)."""

    rows: list[M]
    after: str | None


def keyset(
    rows: QuerySet[M],
    *,
    by: tuple[str, ...],
    after: str | None,
    size: int,
    descending: bool = True,
) -> KeysetPage[M]:
    """The `size` rows that follow the cursor `after`, newest first unless said otherwise.

    `by` are the sort columns, the last one unique. A cursor that was tampered with, or that comes
    from another list, is taken for the first page.
    """
    salt = f"paging {rows.model._meta.label_lower} {' '.join(by)}"
    position = _read(after, salt)
    if position:
        rows = rows.filter(_beyond(by, position, "lt" if descending else "gt"))
    sign = "-" if descending else ""
    found = list(rows.order_by(*(f"{sign}{name}" for name in by))[: size + 1])
    if len(found) <= size:
        return KeysetPage(found, None)
    last = found[size - 1]
    return KeysetPage(
        found[:size], signing.dumps([str(getattr(last, name)) for name in by], salt=salt)
    )


def keyset_of_lists(
    lists: Sequence[QuerySet[M]],
    *,
    by: tuple[str, ...],
    after: str | None,
    size: int,
    descending: bool = True,
) -> KeysetPage[M]:
    """Lists that share no row, one after the other, each sorted by the same index."""
    number, _dot, cursor = (after or "").partition(".")
    rows: list[M] = []
    first = int(number) if number in map(str, range(len(lists))) else 0
    for place, part in enumerate(lists[first:], start=first):
        if len(rows) == size:
            if part.exists():
                return KeysetPage(rows, f"{place}.")
            continue
        left = size - len(rows)
        page = keyset(part, by=by, after=cursor, size=left, descending=descending)
        rows, cursor = [*rows, *page.rows], ""
        if page.after:
            return KeysetPage(rows, f"{place}.{page.after}")
    return KeysetPage(rows, None)


def number_of(typed: str | None) -> int | None:
    """The number that an address holds; None for anything else, and for what no row bears."""
    return int(typed) if typed and typed.isdecimal() and len(typed) < LONGEST else None


def _beyond(by: tuple[str, ...], position: list[Any], than: str) -> Q:
    """(a, b) < (x, y) written so that both databases use the index on (a, b); or > with `gt`."""
    first, value = by[0], position[0]
    if len(by) == 1:
        return Q(**{f"{first}__{than}": value})
    rest = _beyond(by[1:], position[1:], than)
    return Q(**{f"{first}__{than}e": value}) & (Q(**{f"{first}__{than}": value}) | rest)


def _read(cursor: str | None, salt: str) -> list[Any] | None:
    if not cursor:
        return None
    try:
        position: list[Any] = signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        return None
    return position
