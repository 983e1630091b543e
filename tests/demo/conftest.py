"""What the demonstration's own tests share."""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# The whole chain, and what it seals: the rest is the pack, the same rows on either database.
ON_BOTH = {"test_chain.py", "test_disputes.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The pack takes seconds to load: one database is enough for what does not depend on it."""
    for item in items:
        if item.path.is_relative_to(HERE) and item.path.name not in ON_BOTH:
            item.add_marker(pytest.mark.once)
