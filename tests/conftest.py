"""What every test gets without asking."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from tests.support.cast import Cast, make_cast
from tests.support.client import PageClient
from tests.support.network import loopback_only
from tests.support.tasks import AT_ONCE, DUMMY
from tests.support.variables import undefined_variables_fail

# The first example pays for imports, and the machine may be busy: time is not what these test.
hypothesis_settings.register_profile("suite", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("suite")

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs no database, and what drives a browser."""
    for item in items:
        if "tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)
        asked = DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        if not asked and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True, scope="session")
def _stays_on_this_machine() -> Iterator[None]:
    with loopback_only():
        yield


@pytest.fixture(autouse=True, scope="session")
def _strict_templates() -> Iterator[None]:
    with undefined_variables_fail():
        yield


@pytest.fixture(autouse=True)
def _own_folders(settings: Settings, tmp_path: Path) -> None:
    """Facts, files and tasks of a test are its own."""
    settings.FACT_STORE = tmp_path / "store"
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = DUMMY
    cache.clear()
    ContentType.objects.clear_cache()


@pytest.fixture
def tasks_at_once(settings: Settings) -> None:
    """Background tasks run as soon as they are asked for; their failures fail the test."""
    settings.TASKS = AT_ONCE


@pytest.fixture
def client() -> PageClient:
    """A visitor's client; `client.sign_in(cast.mediator)` makes it somebody's."""
    return PageClient()


@pytest.fixture
def cast(db: None) -> Cast:
    """The standing cast."""
    return make_cast()
