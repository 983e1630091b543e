"""The skeleton: menu by role, theme, messages, pages for what goes wrong."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from pytest_django import Settings

from config.urls import urlpatterns as real
from entremise.core.errors import Refusal
from entremise.core.web import Request, anyone, command
from entremise.ui import notices
from entremise.ui.navigation import Entry, address, entries_for, places
from tests.support.cast import Cast
from tests.support.client import PageClient


@dataclass(frozen=True)
class Somebody:
    role: str
    is_authenticated: bool = True


@command(anyone)
def refuses(request: Request) -> HttpResponse:
    raise Refusal("Cette période est close : le bilan a été scellé.", code="locked")


def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def doubts(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation


def breaks(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def tells(request: HttpRequest) -> HttpResponse:
    notices.say(request, "Activité consignée.", undo="/compte/")
    return render(request, "ui/accessibility.html")


urlpatterns = [
    *real,
    path("refuse/", refuses),
    path("forbids/", forbids),
    path("doubts/", doubts),
    path("breaks/", breaks),
    path("tells/", tells),
]


@pytest.fixture
def _odd_pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def _page(client: PageClient, url: str, status: int) -> str:
    client.raise_request_exception = False
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("_odd_pages")
@pytest.mark.parametrize(
    ("url", "status", "heading"),
    [
        ("/nulle-part/", 404, "Il n'y a rien à cette adresse"),
        ("/forbids/", 403, "Cette page ne vous est pas ouverte"),
        ("/doubts/", 400, "Cette demande n'a pas été comprise"),
        ("/breaks/", 500, "Une panne de notre côté"),
        ("/refuse/", 409, "Ce n'est pas possible en l'état"),
    ],
)
def test_what_goes_wrong_is_said(client: PageClient, url: str, status: int, heading: str) -> None:
    page = _page(client, url, status)
    assert heading in page
    assert "Revenir à l'accueil" in page


@pytest.mark.django_db
@pytest.mark.usefixtures("_odd_pages")
def test_a_refusal_shows_its_reason(client: PageClient) -> None:
    assert "le bilan a été scellé." in _page(client, "/refuse/", 409)


@pytest.mark.django_db
def test_a_form_without_its_token_says_that_nothing_was_saved() -> None:
    client = PageClient(enforce_csrf_checks=True)
    response = client.post("/connexion/", {"login": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert "Rien n'a été enregistré" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("_odd_pages")
def test_what_can_be_undone_carries_the_way_back(client: PageClient) -> None:
    page = _page(client, "/tells/", 200)
    assert "Activité consignée." in page
    assert 'action="/compte/"' in page
    assert "csrfmiddlewaretoken" in page


@pytest.mark.parametrize(
    ("cookie", "attribute"),
    [("dark", ' data-bs-theme="dark"'), ("light", ' data-bs-theme="light"'), ('"><script>', "")],
)
@pytest.mark.django_db
def test_the_chosen_theme_comes_with_the_page(
    client: PageClient, cookie: str, attribute: str
) -> None:
    client.cookies["theme"] = cookie
    assert f'<html lang="fr"{attribute}>' in client.get("/accessibilite/").content.decode()


def test_a_visitor_has_no_menu() -> None:
    assert entries_for(Somebody("", is_authenticated=False)) == []
    assert entries_for(None) == []


def test_a_role_sees_its_entries_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.apps import apps  # noqa: PLC0415

    entries = (
        Entry("Après", "gallery", "gear", 20, roles=("director",)),
        Entry("Tous", "accessibility", "gear", 30),
        Entry("Avant", "my_account", "gear", 10, roles=("director",)),
        Entry("Autre", "gallery", "gear", 15, roles=("partner",)),
    )
    for config in apps.get_app_configs():
        monkeypatch.setattr(config, "navigation", (), raising=False)
    monkeypatch.setattr(apps.get_app_config("ui"), "navigation", entries, raising=False)
    menu = places(Somebody("director"), "/compte/mot-de-passe/")
    assert [place.entry.label for place in menu] == ["Avant", "Après", "Tous"]
    assert [place.current for place in menu] == [True, False, False]


def test_a_page_nobody_provides_has_no_address() -> None:
    assert address("une_page_qui_n_existe_pas") == ""
    assert address("gallery") == "/composants/"


def test_every_entry_of_the_menu_leads_somewhere(cast: Cast) -> None:
    people = (cast.mediator, cast.coordinator, cast.director, cast.partner, cast.regional)
    for person in (*people, cast.steering, cast.admin):
        menu = places(person.actor, "/")
        assert sum(place.entry.main for place in menu) <= 4, "la barre du téléphone en porte quatre"
        assert all(place.href.startswith("/") for place in menu)


def test_the_page_says_who_one_is(cast: Cast, client: PageClient) -> None:
    page = client.sign_in(cast.director).get("/compte/").content.decode()
    assert "Direction de Citéo" in page
    assert "Directeur·rice de structure" in page
    assert page.count('aria-label="Menu principal"') == 1
    visitor = PageClient().get("/accessibilite/").content.decode()
    assert "Menu principal" not in visitor
    assert "Se connecter" in visitor
