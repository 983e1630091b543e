"""A telephone that asks the API, in a test."""

import json
from typing import Any

from django.test import Client

from entremise.structures.models import AccessToken
from tests.structures.factories import make_token
from tests.support.cast import Person

API = "/api/v1/"


class Telephone:
    """Somebody's telephone, with its token."""

    def __init__(self, person: Person, secret: str = "telephone-d-essai"):
        assert person.membership is not None
        self.token: AccessToken = make_token(person.membership, secret)
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **query: str) -> Any:
        """The answer to a question."""
        return Client().get(f"{API}{path}", query, headers=self.headers)

    def post(self, path: str, body: Any) -> Any:
        """The answer to a delivery."""
        return Client().post(
            f"{API}{path}", json.dumps(body), content_type="application/json", headers=self.headers
        )

    def reference(self, since: str = "") -> Any:
        """The snapshot, or what changed of it."""
        return self.get("carnet/reference", since=since).json()

    def entries(self, since: str = "") -> Any:
        """The feed of entries."""
        return self.get("carnet/entries", since=since).json()
