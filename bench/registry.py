"""The registry of a large region: looked for as one types, listed, exported whole.

20,000 structures at the size of a million; one for fifty lines otherwise.
"""

from bench.databases import on_both
from bench.result import Result


def run(size: int) -> list[Result]:
    """Measures on both databases."""
    return on_both("registry", size)
