"""The jobs of a large region: on any date, over any period, in the list, by month.

20,000 structures and 60,000 posts at the size of a million; three posts for fifty lines otherwise.
"""

from bench.databases import on_both
from bench.result import Result


def run(size: int) -> list[Result]:
    """Measures on both databases."""
    return on_both("positions", size)
