"""The thread of a request: found among what one sees, allowed by the policy, whole or nothing."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from pytest_django import Settings

from entremise.core.errors import Refusal
from entremise.core.readonly import WriteInPageError
from entremise.core.web import Request, anyone, command, page, signed_in
from entremise.journal.actions import record
from entremise.journal.models import JournalLine
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Structure
from entremise.structures.policies import can_manage_structure, visible_structures
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient


@page(can_manage_structure, of=visible_structures)
def _shown(request: Request, structure: Structure) -> HttpResponse:
    return HttpResponse(f"<p>{structure.name}</p>")


@page(signed_in)
def _for_people(request: Request) -> HttpResponse:
    return HttpResponse("<p>bonjour</p>")


@command(anyone)
def _refusing(request: Request) -> HttpResponse:
    if request.method == "POST":
        make_structure("Écrite puis défaite")
        raise Refusal("La période est close.", code="locked", status=423)
    return HttpResponse("<p>formulaire</p>")


def _note_it(actor: Actor, structure: Structure) -> None:
    record(by=actor, verb="structures.essai", subject=structure)


@page(can_manage_structure, of=visible_structures, told=_note_it)
def _told(request: Request, structure: Structure) -> HttpResponse:
    if "écrire" in request.GET:
        make_structure("Écrite par une lecture")
    return HttpResponse(f"<p>{structure.name}</p>")


def _handler(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(
        "<p>non</p>", status=404 if "introuvable" in str(exception).lower() else 403
    )


handler403 = handler404 = _handler
urlpatterns = [
    path("structure/<int:pk>/", _shown),
    path("lue/<int:pk>/", _told),
    path("moi/", _for_people),
    path("refus/", _refusing),
    path("", include("config.urls")),  # what the frame of a page leads to
]


@pytest.fixture(autouse=True)
def _these_addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = __name__


def _status(person: object, url: str) -> int:
    return PageClient().sign_in(person).get(url).status_code


def test_an_object_is_found_through_what_the_actor_may_see(cast: Cast) -> None:
    url = f"/structure/{cast.structure.pk}/"
    assert _status(cast.director, url) == 200
    assert _status(cast.mediator, url) == 403  # seen, not managed
    assert _status(cast.neighbour_director, url) == 404
    assert _status(cast.director, "/structure/999999/") == 404


def test_a_visitor_is_sent_to_sign_in_whether_the_object_exists_or_not(
    cast: Cast, client: PageClient
) -> None:
    for url in (f"/structure/{cast.structure.pk}/", "/structure/999999/", "/moi/?a=1"):
        response = client.get(url)
        assert response.status_code == 302
        assert response["Location"].startswith("/connexion/?next=/")


@pytest.mark.django_db
def test_a_page_answers_only_readings(client: PageClient) -> None:
    assert client.post("/moi/").status_code == 405
    assert client.put("/refus/").status_code == 405


@pytest.mark.django_db
def test_a_refusal_is_said_and_undoes_the_whole_write(client: PageClient) -> None:
    response = client.post("/refus/")
    assert response.status_code == 423
    assert "La période est close." in response.content.decode()
    assert not Structure.objects.filter(name="Écrite puis défaite").exists()


def test_a_policy_never_sees_the_request() -> None:
    actor = Actor(user_id=1, role=Role.DIRECTOR, structure_id=7)
    assert can_manage_structure(actor, Structure(pk=7))
    assert not can_manage_structure(actor, Structure(pk=8))


def test_a_reading_that_is_told_leaves_its_line_and_writes_nothing_else(cast: Cast) -> None:
    url = f"/lue/{cast.structure.pk}/"
    assert _status(cast.director, url) == 200
    assert JournalLine.objects.filter(verb="structures.essai").count() == 1
    assert _status(cast.mediator, url) == 403  # nothing was read: nothing is told
    with pytest.raises(WriteInPageError):
        _status(cast.director, f"{url}?écrire=oui")
    assert JournalLine.objects.filter(verb="structures.essai").count() == 1


@pytest.mark.django_db
def test_an_address_that_no_database_reads_is_not_understood(client: PageClient) -> None:
    assert client.get("/refus/?commune=%00").status_code == 400
    assert client.post("/refus/?commune=%00").status_code == 400
    assert client.get("/refus/?commune=%2500").status_code == 200
