"""Numbers tied by sums: what suppression works on."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Cells:
    """Numbers tied by sums.

    `small` cells must not be learnt. `fixed` cells have been decided on elsewhere: they are
    published or not whatever is decided here. Those that `yield` may be hidden here nevertheless,
    when nothing else protects. `free` cells are not published by anybody: hiding them costs
    nothing, and a reader does not even know that they are not zero.
    """

    values: list[int] = field(default_factory=list)
    hidden: list[bool] = field(default_factory=list)
    small: list[bool] = field(default_factory=list)
    fixed: list[bool] = field(default_factory=list)
    yields: list[bool] = field(default_factory=list)
    free: list[bool] = field(default_factory=list)
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def add(
        self,
        value: int,
        *,
        small: bool,
        hidden: bool,
        fixed: bool = False,
        yields: bool = False,
        free: bool = False,
    ) -> int:
        """Add a cell and return its number."""
        self.values.append(value)
        self.small.append(small)
        self.hidden.append(hidden)
        self.fixed.append(fixed)
        self.yields.append(yields)
        self.free.append(free)
        return len(self.values) - 1

    def tie(self, whole: int, parts: Iterable[int]) -> None:
        """Say that a cell is the sum of others."""
        self.sums.append((whole, tuple(parts)))


class Ties:
    """The sums as flat arrays, and the sums each cell is in."""

    def __init__(self, cells: Cells):
        self.wholes = np.array([whole for whole, _ in cells.sums], dtype=np.intp)
        self.parts = np.array([part for _, parts in cells.sums for part in parts], dtype=np.intp)
        self.owner = np.repeat(
            np.arange(len(cells.sums)), [len(parts) for _, parts in cells.sums]
        ).astype(np.intp)
        self.members = [(whole, *parts) for whole, parts in cells.sums]
        self.of: list[list[int]] = [[] for _ in cells.values]
        for number, members in enumerate(self.members):
            for cell in members:
                self.of[cell].append(number)
