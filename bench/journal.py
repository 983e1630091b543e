"""The journal at volume: the pages a director searches, and what its seals cost."""

from bench.databases import on_both
from bench.result import Result


def run(size: int) -> list[Result]:
    """Measures on both databases."""
    return on_both("journal", size)
