"""A telephone becomes somebody's from the session of a page."""

import json
from base64 import urlsafe_b64decode
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client
from pytest_django import Settings

from entremise.core import clock
from entremise.journal.models import JournalLine
from entremise.structures.enums import Role
from entremise.structures.models import AccessToken
from entremise.structures.tokens import actor_of_token, revoke_token
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.client import PageClient, client_of

URL = "/carnet/appareil/"


def _post(client: Client, body: object, **headers: str) -> object:
    return client.post(URL, json.dumps(body), content_type="application/json", headers=headers)


def test_a_telephone_is_given_its_token_and_its_secret(cast: Cast) -> None:
    client = client_of(cast.mediator)
    who = client.get(URL)
    assert who["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert who.json()["state"] == "invited"
    assert who.json()["member"] == {"id": cast.mediator.actor.member, "name": "Médiateur 012"}
    assert who.json()["structure"]["pin"] is False
    response = _post(client, {"label": "Téléphone 3"})
    assert response.status_code == 201
    given = response.json()
    assert actor_of_token(given["token"]) == cast.mediator.actor
    assert len(urlsafe_b64decode(given["secret"] + "=")) == 32
    assert AccessToken.objects.get().label == "Téléphone 3"
    assert JournalLine.objects.get().verb == "token.issued"


def test_a_telephone_that_comes_back_keeps_its_line(cast: Cast) -> None:
    client = client_of(cast.mediator)
    first = _post(client, {"label": "Téléphone 3"}).json()["token"]
    AccessToken.objects.update(waiting=4)
    former = sha256(first.encode()).hexdigest()
    again = _post(client, {"label": "Téléphone bleu", "former": former}).json()["token"]
    (line,) = AccessToken.objects.all()
    assert (line.label, line.waiting) == ("Téléphone bleu", 4)
    assert actor_of_token(first) is None
    assert actor_of_token(again) == cast.mediator.actor


@pytest.mark.parametrize("former", [None, 3, {"$ne": 1}, "x" * 9000, "\x00"])
def test_a_telephone_nobody_knows_is_another_one(cast: Cast, former: object) -> None:
    client = client_of(cast.mediator)
    assert _post(client, {"label": "x"}).status_code == 201
    assert _post(client, {"label": "y", "former": former}).status_code == 201
    assert AccessToken.objects.count() == 2


def test_a_telephone_comes_back_to_its_member_only_and_not_once_revoked(cast: Cast) -> None:
    held = _post(client_of(cast.mediator), {"label": "x"}).json()["token"]
    former = sha256(held.encode()).hexdigest()
    _post(client_of(cast.coordinator), {"label": "y", "former": former})
    assert actor_of_token(held) == cast.mediator.actor
    revoke_token(token=AccessToken.objects.get(label="x"), by=cast.director.actor)
    _post(client_of(cast.mediator), {"label": "z", "former": former})
    assert AccessToken.objects.get(label="x").revoked_at
    assert AccessToken.objects.count() == 3


def test_the_secret_is_the_members_own_on_any_telephone(cast: Cast) -> None:
    def secret(person: Person) -> str:
        return _post(client_of(person), {"label": "x"}).json()["secret"]

    assert secret(cast.mediator) == secret(cast.mediator)
    assert secret(cast.mediator) != secret(cast.coordinator)


def test_a_new_key_of_the_installation_still_opens_what_was_wrapped(
    cast: Cast, settings: Settings
) -> None:
    before = _post(client_of(cast.mediator), {"label": "x"}).json()["secret"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-of-this-installation"
    given = _post(client_of(cast.mediator), {"label": "x"}).json()
    assert given["secret"] != before
    assert given["former_secrets"] == [before]


def test_the_structure_may_require_a_code(cast: Cast) -> None:
    cast.structure.carnet_pin = True
    cast.structure.save()
    assert client_of(cast.mediator).get(URL).json()["structure"]["pin"] is True


def test_nobody_is_told_in_json_to_sign_in(client: PageClient, cast: Cast) -> None:
    assert client.get(URL).json() == {"state": "signed-out"}
    response = _post(client, {"label": "x"})
    assert response.status_code == 401
    assert response.json()["code"] == "unknown"


@pytest.mark.parametrize("role", ["partner", "regional", "steering", "admin", "dpo"])
def test_only_the_field_has_a_carnet(cast: Cast, role: str) -> None:
    client = client_of(getattr(cast, role))
    assert client.get(URL).json() == {"state": "not-field"}
    assert _post(client, {"label": "x"}).status_code == 403
    assert not AccessToken.objects.exists()


def test_a_role_that_has_ended_gives_no_telephone(cast: Cast) -> None:
    gone = Person(
        make_membership(Role.MEDIATOR, cast.structure, ends_on=clock.today() - timedelta(days=1))
    )
    assert client_of(gone).get(URL).json() == {"state": "not-field"}


@pytest.mark.parametrize("body", [{}, {"label": ""}, {"label": "x" * 61}, [], "text"])
def test_a_telephone_has_a_name(cast: Cast, body: object) -> None:
    response = _post(client_of(cast.mediator), body)
    assert response.status_code == 400
    assert "60 caractères" in response.json()["detail"]


def test_another_site_cannot_take_a_telephone(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    assert cast.mediator.membership is not None
    client.force_login(cast.mediator.membership.user)
    csrf = client.get(URL).json()["csrf"]
    assert _post(client, {"label": "x"}).status_code == 403
    assert _post(client, {"label": "x"}, **{"X-CSRFToken": csrf}).status_code == 201


def test_a_structure_that_asks_for_a_code_leaves_no_session_beside_it(cast: Cast) -> None:
    client = client_of(cast.mediator)
    assert _post(client, {"label": "x"}).status_code == 201
    assert client.get(URL).json()["state"] == "invited"
    cast.structure.carnet_pin = True
    cast.structure.save()
    assert _post(client, {"label": "x"}).status_code == 201
    assert client.get(URL).json()["state"] == "signed-out"
