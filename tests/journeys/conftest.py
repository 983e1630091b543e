"""Browsers already signed in: one page for each member of the cast, and nothing tolerated on it.

The mediator holds a phone, the others sit at a desk. An error in the console, a script that fails
or a resource that is refused fails the journey. Background tasks run at once, as with a worker
that is never late.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, Playwright, expect
from pytest_django.live_server_helper import LiveServer

from scripts.browser import find
from tests.support.cast import Cast, Person, make_cast
from tests.support.client import PageClient

HERE = Path(__file__).parent

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"

PATIENCE = 20_000  # ms: what a page may take on a busy machine before a journey gives up

OpenAs = Callable[..., Page]
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], playwright: Playwright
) -> dict[str, Any]:
    """The machine's Chromium, kept off the network; without one, a skip that fails in CI."""
    path = find() or playwright.chromium.executable_path
    if not os.path.exists(path):
        stop = pytest.fail if os.environ.get("CI") else pytest.skip
        stop("aucun Chromium sur cette machine : « make test » sait l'installer")
    return {**browser_type_launch_args, "executable_path": path, "args": ["--no-sandbox", OFFLINE]}


@pytest.fixture(autouse=True, scope="session")
def _not_asynchronous() -> None:
    """Playwright's event loop makes Django believe that the test is asynchronous."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """SQLite in a file, as in real life: in memory, two requests at once refuse each other."""
    for alias, database in settings.DATABASES.items():
        if database["ENGINE"].endswith("sqlite3"):
            database.setdefault("TEST", {})["NAME"] = str(
                tmp_path_factory.mktemp("journeys") / f"{alias}.sqlite3"
            )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys go wherever people do: also where words are sealed."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.django_db(transaction=True, databases=settings.DATABASES))


@pytest.fixture
def cast(transactional_db: None, tasks_at_once: None) -> Cast:
    """The cast, where the server's threads see it."""
    return make_cast()


@pytest.fixture
def expected_errors() -> list[str]:
    """Parts of the errors a journey brings about on purpose; a cut network is always one."""
    return ["net::ERR_INTERNET_DISCONNECTED", "net::ERR_NETWORK_CHANGED"]


@pytest.fixture
def open_as(
    new_context: Callable[..., Any], live_server: LiveServer, expected_errors: list[str]
) -> Iterator[OpenAs]:
    """`open_as(person, phone=False)`: an empty page of a browser where that person is signed in."""
    complaints: list[str] = []

    def complain(words: str) -> None:
        if not any(part in words for part in expected_errors):
            complaints.append(words)

    def open_page(person: Person, *, phone: bool = False) -> Page:
        context = new_context(
            base_url=live_server.url,
            locale="fr-FR",
            viewport=PHONE if phone else DESK,
            reduced_motion="reduce",
        )
        session = PageClient().sign_in(person).cookies.get(settings.SESSION_COOKIE_NAME)
        if session:
            cookie = {"name": session.key, "value": session.value, "url": live_server.url}
            context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: said.type == "error" and complain(said.text))
        page.on("pageerror", lambda error: complain(str(error)))
        return page

    yield open_page
    assert complaints == []


@pytest.fixture
def mediator_page(open_as: OpenAs, cast: Cast) -> Page:
    return open_as(cast.mediator, phone=True)


@pytest.fixture
def coordinator_page(open_as: OpenAs, cast: Cast) -> Page:
    return open_as(cast.coordinator)


@pytest.fixture
def director_page(open_as: OpenAs, cast: Cast) -> Page:
    return open_as(cast.director)


@pytest.fixture
def partner_page(open_as: OpenAs, cast: Cast) -> Page:
    return open_as(cast.partner)


@pytest.fixture
def regional_page(open_as: OpenAs, cast: Cast) -> Page:
    return open_as(cast.regional)


@pytest.fixture
def visitor_page(open_as: OpenAs, cast: Cast) -> Page:
    return open_as(cast.visitor)
