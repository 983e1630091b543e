"""Times of repeated calls, and the rows that tell them."""

from collections.abc import Callable
from time import perf_counter
from typing import Any


def timed(times: int, what: Callable[[int], object]) -> list[float]:
    """Milliseconds of each of so many calls; `what` is given its number."""
    found = []
    for number in range(times):
        start = perf_counter()
        what(number)
        found.append((perf_counter() - start) * 1000)
    return found


def p95(times: list[float]) -> float:
    """What nineteen in twenty do not exceed."""
    return sorted(times)[int(len(times) * 0.95) - 1]


def row(
    name: str, value: float, unit: str, aim: float | None, *, higher: bool = False
) -> dict[str, Any]:
    """A measure against its aim, which is a least when `higher`, a most otherwise."""
    met = aim is None or (value >= aim if higher else value <= aim)
    return {"name": name, "value": round(value, 1), "unit": unit, "aim": aim, "ok": met}
