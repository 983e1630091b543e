"""What a panel must know of the question it answers: the year and days shown, the threshold."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol


class Frame(Protocol):
    """A year, or part of it, compared with the year before. The order of a bilan is one."""

    @property
    def year(self) -> int: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def small_count(self) -> int: ...


@dataclass(frozen=True)
class Window:
    """A frame that is nothing else: what a dashboard looks at."""

    year: int
    starts_on: date
    ends_on: date
    small_count: int
