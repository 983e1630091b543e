"""The client of the suite: every page it opens is checked, and what a commit sets off is run."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from tests.support.cast import Person
from tests.support.html import faults


class PageClient(Client):
    """Refuses any HTML answer that breaks a rule of `tests.support.html`.

    Apostrophes of pages are read as they are typed, so that tests are.
    """

    def request(self, **request: Any) -> HttpResponse:
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            content = response.content.decode()
            found = faults(content)
            assert not found, f"{request.get('PATH_INFO')} : " + " ; ".join(found)
            response.content = content.replace("’", "'")
        return response

    def sign_in(self, person: Person) -> "PageClient":
        """Become somebody of the cast; the visitor signs out."""
        if person.membership is None:
            self.logout()
            return self
        self.force_login(person.membership.user)
        session = self.session
        session["membership"] = person.membership.pk
        session.save()
        return self


def client_of(person: Person) -> PageClient:
    """A client already signed in as somebody."""
    return PageClient().sign_in(person)


def _queries(client: Client, url: str) -> Counter[str]:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(url)
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[arg-type]
    assert response.status_code == 200, f"{url} répond {response.status_code}"
    return Counter(query["sql"].split(" WHERE ")[0][:160] for query in captured)


def assert_constant_queries(client: Client, url: str, grow: Callable[[int], Any]) -> None:
    """The page asks the database as many questions with 50 rows as with 1.

    `grow(n)` adds n rows to what the page shows. The first visit, which fills caches, is not
    counted.
    """
    grow(1)
    _queries(client, url)
    few = _queries(client, url)
    grow(49)
    many = _queries(client, url)
    extra = "\n".join(f"{count} × {sql}" for sql, count in (many - few).items())
    assert many.total() == few.total(), (
        f"{url} : {few.total()} requêtes pour 1 ligne, {many.total()} pour 50 :\n{extra}"
    )
