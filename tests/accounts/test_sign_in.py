"""The way in: by password, by code; nobody signs up, nobody learns who has an account."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.http import HttpResponse
from django.urls import NoReverseMatch, reverse
from pytest_django import Settings

from entremise.accounts.models import User
from tests.accounts.factories import PASSWORD, make_user
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user("Médiateur 012", password=PASSWORD)


def _sign_in(client: PageClient, email: str, password: str = PASSWORD) -> HttpResponse:
    return client.post("/connexion/", {"login": email, "password": password})


def _is_in(client: PageClient) -> bool:
    return SESSION_KEY in client.session


def _code() -> str:
    (message,) = mail.outbox
    found = re.search(r"^ +(\d{4}-\d{4})$", message.body, re.MULTILINE)
    assert found, message.body
    return found[1]


def test_a_password_opens_the_home(client: PageClient, user: User) -> None:
    response = _sign_in(client, user.email.upper())
    assert (response.status_code, response["Location"]) == (302, "/")
    assert _is_in(client)


def test_one_goes_on_where_one_was_going(client: PageClient, user: User) -> None:
    sent = client.get("/compte/")
    assert sent["Location"] == "/connexion/?next=/compte/"
    page = client.get(sent["Location"]).content.decode()
    assert '<input type="hidden" name="next" value="/compte/"' in page
    data = {"login": user.email, "password": PASSWORD, "next": "/compte/"}
    assert client.post("/connexion/", data)["Location"] == "/compte/"


def test_one_is_not_sent_to_another_site(client: PageClient, user: User) -> None:
    data = {"login": user.email, "password": PASSWORD, "next": "https://ailleurs.example/"}
    assert client.post("/connexion/", data)["Location"] == "/"


@pytest.mark.parametrize("password", ["une-autre-phrase-de-passe", ""])
def test_a_wrong_password_leaves_one_outside(client: PageClient, user: User, password: str) -> None:
    response = _sign_in(client, user.email, password)
    assert response.status_code == 200
    assert not _is_in(client)
    page = response.content.decode()
    assert "Un point est à corriger" in page
    assert "gardé, sauf le mot de passe" in page


def test_the_answer_is_the_same_whether_the_account_exists(client: PageClient, user: User) -> None:
    def words(email: str) -> str:
        page = _sign_in(client, email, "mauvaise-phrase-de-passe").content.decode()
        return re.sub(r'value="[^"]*"', "", page)

    assert words(user.email) == words("personne@ailleurs.example")


def test_a_closed_account_stays_closed(client: PageClient, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    _sign_in(client, user.email)
    assert not _is_in(client)


def test_a_code_opens_once(client: PageClient, user: User) -> None:
    asked = client.post("/connexion/code/", {"email": user.email})
    assert asked["Location"] == "/connexion/code/saisie/"
    code = _code()
    (message,) = mail.outbox
    assert message.to == [user.email]
    assert message.subject == f"{code}, votre code pour entrer dans Entremise"
    assert "dix minutes" in message.body
    entered = client.post(asked["Location"], {"action": "verify", "code": code.replace("-", "")})
    assert entered["Location"] == "/"
    assert _is_in(client)
    stranger = PageClient()
    stranger.post("/connexion/code/", {"email": "personne@ailleurs.example"})
    stranger.post("/connexion/code/saisie/", {"action": "verify", "code": code})
    assert not _is_in(stranger)


def test_an_unknown_address_sees_the_same_page_and_receives_nothing(
    client: PageClient, user: User
) -> None:
    unknown = client.post("/connexion/code/", {"email": "personne@ailleurs.example"}, follow=True)
    known = PageClient().post("/connexion/code/", {"email": user.email}, follow=True)
    assert re.sub(r'value="[^"]*"', "", unknown.content.decode()) == re.sub(
        r'value="[^"]*"', "", known.content.decode()
    )
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_a_wrong_code_is_said_then_refused_for_good(client: PageClient, user: User) -> None:
    client.post("/connexion/code/", {"email": user.email})
    code = _code()
    wrong = "0000-0000" if code != "0000-0000" else "1111-1111"
    first = client.post("/connexion/code/saisie/", {"action": "verify", "code": wrong})
    assert "Ce code n'est pas le bon" in first.content.decode()
    for _ in range(4):
        client.post("/connexion/code/saisie/", {"action": "verify", "code": wrong})
    late = client.post("/connexion/code/saisie/", {"action": "verify", "code": code})
    assert late["Location"] == "/connexion/code/"
    assert not _is_in(client)


def test_signing_out_asks_then_does(client: PageClient, user: User) -> None:
    client.force_login(user)
    assert "Se déconnecter" in client.get("/deconnexion/").content.decode()
    assert _is_in(client)
    assert client.post("/deconnexion/")["Location"] == "/connexion/"
    assert not _is_in(client)


def test_who_is_in_has_nothing_to_do_at_the_door(client: PageClient, user: User) -> None:
    client.force_login(user)
    assert client.get("/connexion/")["Location"] == "/"
    assert client.get("/connexion/code/")["Location"] == "/"


def test_tries_are_limited(client: PageClient, user: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    for _ in range(6):
        _sign_in(client, user.email, "mauvaise-phrase-de-passe")
    response = _sign_in(client, user.email)
    assert not _is_in(client)
    assert "Trop d" in response.content.decode()


def test_codes_asked_for_are_limited(client: PageClient, user: User, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}
    for _ in range(5):
        PageClient().post("/connexion/code/", {"email": user.email})
    assert len(mail.outbox) == 3


def test_nobody_signs_up(client: PageClient) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")
    for url in ("/connexion/inscription/", "/signup/", "/accounts/signup/", "/inscription/"):
        assert client.get(url).status_code == 404
    assert User.objects.count() == 0
