"""The intruders notice a door left open, and are not alarmed by one that is shut."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from pytest_django import Settings

from entremise.structures.models import Dispositif, FundingLine, Partner
from tests.structures.factories import make_funding_line, make_partner
from tests.support.belongings import CANARY
from tests.support.cast import Cast
from tests.support.forms import forms_of
from tests.support.intruders import Intruder, Witness, leaks
from tests.support.routes import all_routes

# Every table is looked at, those of the keys included.
pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def _everything(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join(partner.name for partner in Partner.objects.all()))


def _echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.get_full_path())


def _careless(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        Dispositif.objects.filter(pk=pk).update(name="Renommé")
    return HttpResponse()


def _adding(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        make_funding_line(Dispositif.objects.get(pk=pk))
    return HttpResponse()


urlpatterns = [
    path("tout/", _everything, name="everything"),
    path(f"echo/{CANARY}/", _echo, name="echo"),
    path("changer/<int:pk>/", _careless, name="careless"),
    path("ajouter/<int:pk>/", _adding, name="adding"),
]


@pytest.mark.parametrize(
    ("name", "leak", "harm"),
    [
        ("everything", "canari", ""),
        ("echo", "", ""),
        ("careless", "", "Dispositif"),
        ("adding", "", "FundingLine"),
    ],
)
def test_an_open_door_is_noticed(
    cast: Cast, settings: Settings, name: str, leak: str, harm: str
) -> None:
    settings.ROOT_URLCONF = __name__
    owned = [cast.dispositif, make_partner(cast.structure, CANARY)]
    (route,) = [route for route in all_routes() if route.name == name]
    intruder = Intruder(cast.neighbour_director)
    leaked = []
    with Witness() as witness:
        for url in route.urls([cast.dispositif]):
            for said, response in intruder.attempts(route, url, cast):
                leaked += leaks(said, response, owned)
        found = witness.damage(owned)
    assert any(leak in fault for fault in leaked) if leak else not leaked
    assert any(fault.startswith(harm) for fault in found) if harm else not found


def test_what_an_intruder_does_at_home_is_no_damage(cast: Cast) -> None:
    with Witness() as witness:
        make_partner(cast.neighbour, "À lui")
        assert FundingLine.objects.exists()
        assert witness.damage([cast.structure, cast.dispositif]) == []


def test_forms_are_read_as_a_browser_would_send_them() -> None:
    page = """
        <form method="post" action="../annuler/"><input type="hidden" name="v" value="3">
        <select name="lieu"><option value="">—</option><option value="rue">Rue</option>
        <option value="gare" selected>Gare</option></select>
        <input name="nom"><input type="number" name="n"><input type="checkbox" name="ok" value="1">
        <input type="submit" name="envoyer" value="x"></form><form><input name="q"></form>"""
    cancel, search = forms_of(page, "/activites/12/")
    assert (cancel.action, cancel.method) == ("/activites/annuler/", "post")
    assert cancel.data == {"v": ["3"], "lieu": ["gare"], "nom": ["essai"], "n": ["1"], "ok": ["1"]}
    assert (search.action, search.method) == ("/activites/12/", "get")
