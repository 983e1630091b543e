"""The home of each role answers its first question, and a write shows in the dashboard."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from entremise.indicators.tasks import refresh
from entremise.structures.enums import Role
from entremise.territories.models import Commune, Epci
from tests.activities.factories import LAST, make_activities, make_activity
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.territories.factories import make_commune

WORDS = {
    Role.MEDIATOR: "Consigner",
    Role.COORDINATOR: "Aujourd'hui",
    Role.DIRECTOR: "Bilans à produire",
    Role.PARTNER: "Rapports reçus",
    Role.REGIONAL: "dans la région",
    Role.STEERING: "dans la région",
    Role.ADMIN: "Administration technique",
    Role.DPO: "Ce qui a été effacé",
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_its_home(cast: Cast, role: Role) -> None:
    response = client_of(cast.of(role)).get(reverse("home"))
    assert response.status_code == 200
    assert WORDS[role] in response.content.decode()


def test_a_visitor_learns_what_this_place_is(client: PageClient, db: None) -> None:
    page = client.get(reverse("home")).content.decode()
    assert reverse("account_login") in page


def test_somebody_without_a_role_is_told_what_to_do(cast: Cast) -> None:
    person = cast.mediator
    assert person.membership is not None
    client = client_of(person)
    person.membership.delete()
    assert "aucune structure" in client.get(reverse("home")).content.decode()


def test_what_is_logged_shows_in_the_dashboard(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif)
    refresh.func()
    client = client_of(cast.director)
    page = client.get(reverse("dashboard"), {"year": LAST}).content.decode()
    assert "1 intervention" in page
    assert "Définitions" in page


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.PARTNER, Role.REGIONAL, Role.COORDINATOR])
def test_homes_and_dashboard_ask_as_many_questions(cast: Cast, role: Role) -> None:
    client = client_of(cast.of(role))

    def grow(number: int) -> None:
        make_activities(cast.mediator, cast.dispositif, number)
        refresh.func()

    for name in ("home", "dashboard"):
        assert_constant_queries(client, reverse(name), grow)


def test_a_region_sees_where_it_stands(cast: Cast) -> None:
    for code, name, epci in (("59350", "Lille", "Lille"), ("62041", "Arras", "Arras")):
        commune = make_commune(code, name)
        commune.epci = Epci.objects.create(siren=f"2000{code}", name=f"Communauté de {epci}")
        commune.save()
        place = {"kind": "street", "commune": code}
        for hour in range(8, 16):
            started = f"{LAST}-03-12T{hour:02}:00:00+01:00"
            make_activity(cast.mediator, cast.dispositif, started_at=started, place=place)
    refresh.func()
    for person in (cast.regional, cast.steering):
        home = client_of(person).get(reverse("home"))
        assert (home.context["structures"], home.context["dispositifs"]) == (2, 3)
        assert reverse("structure_list") in home.content.decode()
        board = client_of(person).get(reverse("dashboard"), {"year": LAST}).content.decode()
        assert "Interventions par intercommunalité" in board
        assert "Communauté de Arras" in board
        assert "Interventions par commune" not in board
    Commune.objects.update(epci=None)
    call_command("refresh_facts", "--all", stdout=StringIO())
    board = client_of(cast.steering).get(reverse("dashboard"), {"year": LAST}).content.decode()
    assert "Interventions par commune" in board
    board = client_of(cast.director).get(reverse("dashboard"), {"year": LAST}).content.decode()
    assert "intercommunalité" not in board


def test_a_dispositif_without_activity_has_no_zeros(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif)
    refresh.func()
    asked = {"dispositif": cast.other_dispositif.pk}
    page = client_of(cast.director).get(reverse("dashboard"), asked).content.decode()
    assert "Aucune intervention à compter" in page
    assert "autant qu" not in page


def test_hours_are_told_apart(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif)
    refresh.func()
    page = client_of(cast.director).get(reverse("dashboard"), {"year": LAST}).content.decode()
    assert "Heures de médiation" in page
    assert "en comptant chacun des présents" in page


def test_filters_that_make_no_sense_are_left_out(cast: Cast) -> None:
    client = client_of(cast.director)
    wrong = {"year": "1066", "register": "patrol", "dispositif": "987654", "domain": "x"}
    assert client.get(reverse("dashboard"), wrong).status_code == 200


def test_outside_the_structure_one_filter_at_a_time(cast: Cast) -> None:
    """A filter is a breakdown, and a drawing has its own: a third would isolate small counts."""
    chosen = {"register": "conflict", "domain": cast.dispositif.domains[0]}
    for person, refused in ((cast.partner, 1), (cast.regional, 1), (cast.director, 0)):
        response = client_of(person).get(reverse("dashboard"), chosen)
        assert response.status_code == 200
        assert response.content.decode().count("Un seul filtre à la fois") == refused


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DPO])
def test_no_figures_for_who_may_not_count(cast: Cast, role: Role) -> None:
    assert client_of(cast.of(role)).get(reverse("dashboard")).status_code == 403


def test_a_partner_sees_no_small_count(cast: Cast) -> None:
    make_activities(cast.mediator, cast.dispositif, 3)
    refresh.func()
    page = client_of(cast.partner).get(reverse("dashboard"), {"year": LAST}).content.decode()
    assert "secret" in page
    assert "3 interventions" not in page
