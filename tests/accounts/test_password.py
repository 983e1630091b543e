"""A password is changed, added or found again by its owner alone."""

import re

import pytest
from django.core import mail

from entremise.accounts.models import User
from tests.accounts.factories import PASSWORD, make_user
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db

NEW = "le-canal-gele-rarement-ici"


def _reset_link(client: PageClient, email: str) -> str:
    client.post("/mot-de-passe-oublie/", {"email": email})
    (message,) = mail.outbox
    found = re.search(r"http://testserver(/mot-de-passe-oublie/\S+)", message.body)
    assert found, message.body
    return found[1]


def test_who_knows_the_password_changes_it(client: PageClient) -> None:
    user = make_user(password=PASSWORD)
    client.force_login(user)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/compte/mot-de-passe/", data)["Location"] == "/compte/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get("/compte/").status_code == 200, "on reste connecté sur cet appareil"
    (message,) = mail.outbox
    assert message.subject == "Votre mot de passe a été changé"
    assert "Ce n’était pas vous ?" in message.body


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("une-autre-phrase-de-passe", NEW, NEW, "pas votre mot de passe actuel"),
        (PASSWORD, "court", "court", "trop court"),
        (PASSWORD, NEW, "une-autre-encore-plus", "saisir deux fois le même mot de passe"),
    ],
)
def test_a_bad_change_is_explained_and_changes_nothing(
    client: PageClient, old: str, new: str, again: str, said: str
) -> None:
    user = make_user(password=PASSWORD)
    client.force_login(user)
    data = {"oldpassword": old, "password1": new, "password2": again}
    page = client.post("/compte/mot-de-passe/", data).content.decode()
    assert said in page
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_who_comes_by_code_may_choose_a_password(client: PageClient) -> None:
    user = make_user()
    client.force_login(user)
    assert "Choisir un mot de passe" in client.get("/compte/").content.decode()
    assert client.get("/compte/mot-de-passe/")["Location"] == "/compte/mot-de-passe/choisir/"
    client.post("/compte/mot-de-passe/choisir/", {"password1": NEW, "password2": NEW})
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_a_forgotten_password_is_replaced_by_mail(client: PageClient) -> None:
    user = make_user(password=PASSWORD)
    link = _reset_link(client, user.email)
    form = client.get(link)
    assert form["Location"].endswith("-set-password/")
    assert "Nouveau mot de passe" in client.get(form["Location"]).content.decode()
    done = client.post(form["Location"], {"password1": NEW, "password2": NEW}, follow=True)
    assert "C'est fait" in done.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)
    again = PageClient().get(link).content.decode()
    assert "Ce lien ne sert plus" in again


def test_an_unknown_address_sees_the_same_page_and_receives_nothing(client: PageClient) -> None:
    page = client.post("/mot-de-passe-oublie/", {"email": "personne@ailleurs.example"}, follow=True)
    assert "Regardez vos courriels" in page.content.decode()
    assert mail.outbox == []


def test_a_reset_link_does_not_open_in_somebody_else_s_session(client: PageClient) -> None:
    user = make_user(password=PASSWORD)
    link = _reset_link(client, user.email)
    client.force_login(make_user())
    assert client.get(link).status_code == 403
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
