"""Tests of indicators count a table of their own; the chain with activities is tested apart."""

import pytest
from pytest_django import Settings

from tests.indicators import (
    sample,
    sample_alerts,
    sample_coverage,
    sample_disputes,
    sample_positions,
    sample_registry,
    sample_support,
)


@pytest.fixture(autouse=True)
def _sample_facts(settings: Settings) -> None:
    settings.FACT_TABLES = [
        sample.PATH, sample_alerts.PATH, *sample_disputes.PATHS, *sample_positions.PATHS,
        *sample_support.PATHS, sample_coverage.PATH, *sample_registry.PATHS,
    ]  # fmt: skip
    sample.keep([])
