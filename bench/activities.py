"""Field activity at volume: pages of the list, batches of the synchronisation API, beside the same
question asked in hand-written SQL."""

from bench.databases import on_both
from bench.result import Result


def run(size: int) -> list[Result]:
    """Measures on both databases."""
    return on_both("activities", size)
