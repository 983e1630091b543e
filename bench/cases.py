"""The follow-up of conflicts at volume: queues, cases opened with their keys, people found again.

One case for five lines of the journal: 200,000 of them at the size of a million.
"""

from bench.databases import on_both
from bench.result import Result


def run(size: int) -> list[Result]:
    """Measures on both databases."""
    return on_both("cases", size)
