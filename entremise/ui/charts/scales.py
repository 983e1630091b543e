"""From values to places on the paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor, log10


def ticks(top: float, *, wanted: int = 4, whole: bool = False) -> list[float]:
    """Round steps from zero to the first that covers `top`: 312 gives 0, 100, 200, 300, 400.

    `whole` keeps steps from going below one, for things one counts.
    """
    if top <= 0:
        return [0.0, 1.0]
    rough = top / wanted
    power = 10.0 ** floor(log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough * (1 - 1e-9))
    step = max(step, 1.0) if whole else step
    return [index * step for index in range(ceil(top / step - 1e-9) + 1)]


def highest(values: Iterable[float | None]) -> float:
    """The greatest known value, zero when none is."""
    return max((value for value in values if value is not None), default=0.0)


@dataclass(frozen=True)
class Scale:
    """A straight line from zero to `top`, drawn from `start` to `end` (which may go down)."""

    top: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands."""
        return self.start + (self.end - self.start) * value / self.top
