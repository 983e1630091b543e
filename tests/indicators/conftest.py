"""Tests of indicators count a table of their own; the chain with activities is tested apart."""

import pytest
from pytest_django import Settings

from tests.indicators import sample, sample_alerts, sample_disputes


@pytest.fixture(autouse=True)
def _sample_facts(settings: Settings) -> None:
    settings.FACT_TABLES = [sample.PATH, sample_alerts.PATH, *sample_disputes.PATHS]
    sample.keep([])
