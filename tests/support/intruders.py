"""Tries the doors of a structure that is not one's own, and looks at what came of it."""

import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model
from django.http import HttpResponse

from entremise.journal.models import JournalHead
from tests.structures.factories import make_token
from tests.support.belongings import CANARY, bodies
from tests.support.cast import Cast, Person
from tests.support.client import PageClient
from tests.support.forms import FoundForm, forms_of
from tests.support.routes import Route

SERVED = {"last_login", "last_used_on", "last_seen_at"}
# Statements that write nothing; sessions are left out of what is looked at.
HARMLESS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", 'UPDATE "DJANGO_SESSION"')
VERBS = ("POST", "PUT", "PATCH", "DELETE")
Rows = dict[type[Model], dict[object, tuple[object, ...]]]


def all_rows() -> Rows:
    """Every row of every table but sessions, and heads of the journal, which move with each of the
    lines looked at here: what must be the same before and after."""
    models = apps.get_models(include_auto_created=True)
    return {
        model: {row[0]: row for row in model._default_manager.values_list("pk", *_columns(model))}
        for model in models
        if model._meta.app_label != "sessions" and model is not JournalHead
    }


class Witness:
    """Looks at every table before, then after each visit that wrote something."""

    def __enter__(self) -> "Witness":
        self.rows, self.written = all_rows(), False
        self.watching = ExitStack()
        for connection in connections.all():
            self.watching.enter_context(connection.execute_wrapper(self._watch))
        return self

    def __exit__(self, *raised: object) -> None:
        self.watching.close()

    def damage(self, owned: Iterable[Model]) -> list[str]:
        """What was harmed since the last look."""
        if not self.written:
            return []
        before, self.rows, self.written = self.rows, all_rows(), False
        return damage(before, self.rows, owned)

    def _watch(self, execute: Any, sql: str, *rest: Any) -> Any:
        self.written |= not sql.lstrip("( ").upper().startswith(HARMLESS)
        return execute(sql, *rest)


def _columns(model: type[Model]) -> list[str]:
    """All but the dates at which an account or a token last served, which the intruders' do."""
    return [c.attname for c in model._meta.concrete_fields if c.attname not in SERVED]


def damage(before: Rows, after: Rows, owned: Iterable[Model]) -> list[str]:
    """What changed: rows altered or gone, whoever's; rows added that point at what is owned."""
    keys = {(type(thing), str(thing.pk)) for thing in owned}
    found = []
    for model, rows in before.items():
        for key, row in rows.items():
            if after[model].get(key) != row:
                found.append(f"{model.__name__} {key} modifié ou supprimé")
        for key in after[model].keys() - rows.keys():
            if any(target in keys for target in _targets(model, after[model][key])):
                found.append(f"{model.__name__} {key} ajouté à ce qui n'est pas à lui")
    return found


def _targets(model: type[Model], row: tuple[object, ...]) -> Iterator[tuple[type[Model], str]]:
    for name, value in zip(_columns(model), row[1:], strict=True):
        column = model._meta.get_field(name)
        if column.related_model:
            yield column.related_model, str(value)


@dataclass
class Intruder:
    """Somebody of the cast with a browser, an access token, and forms copied from the owner."""

    person: Person
    forms: dict[str, FoundForm] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client, self.session = PageClient(), None
        self.headers = {}
        if self.person.membership:
            secret = f"jeton-{self.person.membership.pk}"
            make_token(self.person.membership, secret)
            self.headers = {"Authorization": f"Bearer {secret}"}

    def attempts(self, route: Route, url: str, cast: Cast) -> Iterator[tuple[str, HttpResponse]]:
        """Every way of knocking at one address: what was said, what was answered."""
        if self.client.cookies.get(settings.SESSION_COOKIE_NAME) != self.session:
            self.client.sign_in(self.person)
            self.session = self.client.cookies.get(settings.SESSION_COOKIE_NAME)
        yield url, self.client.get(url, headers=self.headers)
        for verb in VERBS:
            yield url, self.client.generic(verb, url, headers=self.headers)
        if url in self.forms:
            data = self.forms[url].data
            yield f"{url} {data}", self.client.post(url, data)
        for operation in route.operations:
            if operation.models and operation.operation_id in bodies():
                body = json.dumps(bodies()[operation.operation_id](cast))
                for headers in ({}, self.headers):
                    yield (
                        f"{url} {body}",
                        self.client.post(
                            url, body, content_type="application/json", headers=headers
                        ),
                    )


def copied_forms(owner: Person, urls: Iterable[str]) -> dict[str, FoundForm]:
    """The forms the owner is shown at these addresses, by where they are sent."""
    client = PageClient().sign_in(owner)
    found = {}
    for url in urls:
        response = client.get(url)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            forms = forms_of(response.content.decode(), url)
            found |= {form.action: form for form in forms if form.method == "post"}
    return found


def leaks(said: str, response: HttpResponse, owned: Iterable[Model]) -> list[str]:
    """What the answer says that only the owner should read, and that the intruder had not said."""
    body = b"".join(response) if response.streaming else response.content
    text = body.decode(errors="replace")
    secrets = {str(thing.pk) for thing in owned if isinstance(thing.pk, UUID)} | {CANARY}
    return [f"laisse voir {secret}" for secret in secrets if secret in text and secret not in said]
