"""The map and the coverage of a large region: what a telephone waits for, what each page takes.

20,000 structures and about 10,000 dispositifs at the size of a million; two structures for a
hundred lines otherwise.
"""

import os

from bench.databases import on_both
from bench.result import Result
from scripts.browser import find_or_install


def run(size: int) -> list[Result]:
    """Measures on both databases, and in Chromium on the first."""
    os.environ["ENTREMISE_CHROMIUM"] = find_or_install()
    # Playwright's event loop makes Django believe that it runs inside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    return on_both("atlas", size)
