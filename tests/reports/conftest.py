"""Tests of reports run on the real chain: activities, facts, figures, documents."""

from collections.abc import Callable

import pytest

from entremise.indicators.refreshing import refresh_marked
from tests.reports.factories import log_year
from tests.support.cast import Cast

Refresh = Callable[[], None]


@pytest.fixture
def refresh() -> Refresh:
    """Bring the facts up to date, as the worker does after each write."""
    return lambda: [None for _ in refresh_marked()].clear()


@pytest.fixture
def year(cast: Cast, refresh: Refresh) -> Cast:
    """The cast, after a year of activity of its dispositif, with a few small counts in it."""
    log_year(cast)
    refresh()
    return cast
