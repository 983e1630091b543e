"""A long list in parts that a statement can name: SQLite holds 32,766 values in one."""

from collections.abc import Collection, Iterator
from typing import TypeVar

T = TypeVar("T")
MOST = 5000


def chunks(items: Collection[T], most: int = MOST) -> Iterator[list[T]]:
    """The items in their order, so many at a time."""
    ordered = list(items)
    for start in range(0, len(ordered), most):
        yield ordered[start : start + most]
