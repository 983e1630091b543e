"""Draws that are the same every time they are asked for: chance seeded by what is being drawn."""

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar
from uuid import UUID

T = TypeVar("T")


def seeded(*parts: object) -> Random:
    """A generator that depends on nothing but these parts, on any machine and in any order."""
    return Random(":".join(str(part) for part in parts))  # noqa: S311 - plausible, not secret


def identifier(*parts: object) -> UUID:
    """An identifier that depends on nothing but these parts."""
    return UUID(int=seeded(*parts).getrandbits(128), version=4)


def rounded(rng: Random, value: float) -> int:
    """A whole number whose mean over many draws is `value`."""
    return int(value + rng.random())


class Weights(Generic[T]):
    """Values drawn in proportion to their weights."""

    def __init__(self, weights: Mapping[T, float]):
        self.values = list(weights)
        self._sums = list(accumulate(weights.values()))

    def pick(self, rng: Random) -> T:
        """One value."""
        return self.values[bisect(self._sums, rng.random() * self._sums[-1])]


def numbers(table: Mapping[str, float]) -> Weights[int]:
    """Weights whose values are whole numbers, written as text keys in TOML."""
    return Weights({int(value): weight for value, weight in table.items()})
