"""Somebody with an account signs in, by password or by code, and out."""

import re

from django.core import mail
from playwright.sync_api import Page, expect

from tests.accounts.factories import PASSWORD
from tests.support.accessibility import axe
from tests.support.cast import Cast


def _give_password(cast: Cast) -> str:
    """The mediator's address, with which they can now sign in."""
    user = cast.mediator.membership.user
    user.set_password(PASSWORD)
    user.save()
    return user.email


def test_the_sign_in_page_is_accessible(visitor_page: Page) -> None:
    visitor_page.goto("/connexion/")
    expect(visitor_page.locator("h1")).to_be_visible()
    axe(visitor_page)


def test_a_wrong_password_is_said_and_the_page_stays_accessible(
    visitor_page: Page, cast: Cast
) -> None:
    visitor_page.goto("/connexion/")
    visitor_page.get_by_label("Adresse électronique").fill(_give_password(cast))
    visitor_page.get_by_label("Mot de passe", exact=True).fill("ce-n-est-pas-la-bonne-phrase")
    visitor_page.get_by_role("button", name="Se connecter").click()
    expect(visitor_page.locator("main")).to_contain_text(re.compile("mot de passe", re.IGNORECASE))
    expect(visitor_page).to_have_url(re.compile("/connexion/"))
    axe(visitor_page)


def test_a_mediator_signs_in_with_a_password(visitor_page: Page, cast: Cast) -> None:
    visitor_page.goto("/connexion/")
    visitor_page.get_by_label("Adresse électronique").fill(_give_password(cast))
    visitor_page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    visitor_page.get_by_role("button", name="Se connecter").click()
    expect(visitor_page).not_to_have_url(re.compile("/connexion/"))
    visitor_page.goto("/compte/")
    expect(visitor_page.locator("main")).to_contain_text("Médiateur 012")


def test_a_mediator_signs_in_with_a_code(visitor_page: Page, cast: Cast) -> None:
    visitor_page.goto("/connexion/code/")
    visitor_page.get_by_label("Adresse électronique").fill(cast.mediator.membership.user.email)
    visitor_page.get_by_role("button", name="Envoyer le code").click()
    expect(visitor_page).to_have_url(re.compile("/connexion/code/saisie/"))
    (message,) = mail.outbox
    code = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", message.body, re.MULTILINE)
    assert code, message.body
    axe(visitor_page)
    visitor_page.get_by_label("Code").fill(code[1])
    visitor_page.get_by_role("button", name="Se connecter").click()
    expect(visitor_page).not_to_have_url(re.compile("/connexion/"))
