"""Devices: a key shown once, devices listed, devices cut off."""

import re

import pytest
from django.urls import reverse

from entremise.journal.models import JournalLine
from entremise.structures.enums import Role
from entremise.structures.models import AccessToken
from entremise.structures.tokens import actor_of_token
from tests.structures.factories import make_membership, make_token
from tests.support.cast import Cast, Person
from tests.support.client import assert_constant_queries, client_of

LIST = reverse("token_list")


def _revoke(token: AccessToken) -> str:
    return reverse("token_revoke", args=[token.pk])


def test_a_key_is_shown_once_and_opens_as_its_owner(cast: Cast) -> None:
    client = client_of(cast.mediator)
    response = client.post(LIST, {"label": "Téléphone 3"})
    (secret,) = re.findall(r"ent_[\w-]{20,}", response.content.decode())
    assert "no-store" in response["Cache-Control"]
    assert actor_of_token(secret) == cast.mediator.actor
    again = client.get(LIST).content.decode()
    assert "Téléphone 3" in again
    assert secret not in again
    kept = AccessToken.objects.get()
    assert secret not in kept.fingerprint
    line = JournalLine.objects.get()
    assert (line.verb, line.structure_id) == ("token.issued", cast.structure.pk)


@pytest.mark.parametrize("label", ["", "x" * 61])
def test_a_device_has_a_name(cast: Cast, label: str) -> None:
    response = client_of(cast.mediator).post(LIST, {"label": label})
    assert "Un point est à corriger" in response.content.decode()
    assert not AccessToken.objects.exists()


def test_a_device_is_revoked_after_an_explanation(cast: Cast) -> None:
    token = make_token(cast.mediator.membership, "secret")
    client = client_of(cast.mediator)
    assert "ne se rétablit pas" in client.get(_revoke(token)).content.decode()
    assert actor_of_token("secret") is not None
    page = client.post(_revoke(token), follow=True).content.decode()
    assert "ne peut plus rien envoyer" in page
    assert actor_of_token("secret") is None
    assert _revoke(token) not in page
    client.post(_revoke(token))
    assert JournalLine.objects.filter(verb="token.revoked").count() == 1


def test_a_director_sees_and_revokes_those_of_the_structure(cast: Cast) -> None:
    token = make_token(cast.mediator.membership, "secret")
    client = client_of(cast.director)
    page = client.get(LIST).content.decode()
    assert "Médiateur 012" in page
    client.post(_revoke(token))
    assert actor_of_token("secret") is None


def test_a_coordinator_sees_and_revokes_those_of_their_teams(cast: Cast) -> None:
    token = make_token(cast.mediator.membership, "secret")
    elsewhere = make_membership(Role.MEDIATOR, cast.structure, [cast.other_dispositif])
    other = make_token(elsewhere, "elsewhere")
    client = client_of(cast.coordinator)
    page = client.get(LIST).content.decode()
    assert "Ceux de vos équipes" in page
    assert _revoke(token) in page
    assert _revoke(other) not in page
    client.post(_revoke(token))
    assert client.post(_revoke(other)).status_code == 404
    assert actor_of_token("secret") is None
    assert actor_of_token("elsewhere") == Person(elsewhere).actor
    (line,) = JournalLine.objects.filter(verb="token.revoked")
    assert line.user_id == cast.coordinator.actor.user_id


@pytest.mark.parametrize("name", ["neighbour_director", "neighbour_mediator", "partner", "admin"])
def test_others_neither_see_nor_revoke(cast: Cast, name: str) -> None:
    token = make_token(cast.mediator.membership, "secret")
    client = client_of(getattr(cast, name))
    assert "Téléphone d'essai" not in client.get(LIST).content.decode().replace("&#x27;", "'")
    assert client.get(_revoke(token)).status_code == 404
    assert client.post(_revoke(token)).status_code == 404
    assert actor_of_token("secret") is not None


@pytest.mark.parametrize("name", ["partner", "regional", "steering", "admin", "dpo"])
def test_only_those_who_log_have_devices(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert client.post(LIST, {"label": "Téléphone"}).status_code == 403
    assert not AccessToken.objects.exists()


def test_the_page_asks_a_constant_number_of_questions(cast: Cast) -> None:
    made = iter(range(1000))

    def grow(rows: int) -> None:
        for _ in range(rows):
            make_token(make_membership("mediator", cast.structure), f"secret-{next(made)}")

    assert_constant_queries(client_of(cast.director), LIST, grow)
