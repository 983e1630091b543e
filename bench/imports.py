"""Tables of structures and of posts, read, written and undone: 20,000 rows at most, whatever the
size asked.
"""

from bench.databases import on_both
from bench.result import Result

MOST = 20_000


def run(size: int) -> list[Result]:
    """Measures on both databases."""
    return on_both("imports", min(size, MOST))
