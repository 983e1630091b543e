"""Acting in one of several roles."""

from datetime import timedelta

import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.structures.enums import Role
from entremise.structures.models import Membership
from tests.structures.factories import make_membership
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of

URL = reverse("switch_role")
HERE = reverse("my_structure")


@pytest.fixture
def second(cast: Cast) -> Membership:
    """The mediator also runs the neighbour structure."""
    return make_membership(Role.DIRECTOR, cast.neighbour, user=cast.mediator.membership.user)


def _place(client: PageClient) -> tuple[Role, int]:
    actor = client.get(HERE).context["actor"]
    return actor.role, actor.structure_id


def test_the_actor_follows_the_choice(cast: Cast, second: Membership) -> None:
    client = client_of(cast.mediator)
    assert _place(client) == (Role.MEDIATOR, cast.structure.pk)
    page = client.get(URL).content.decode()
    assert "Citéo" in page
    assert "AGDM" in page
    assert client.post(URL, {"membership": second.pk}).url == "/"
    assert _place(client) == (Role.DIRECTOR, cast.neighbour.pk)
    client.post(URL, {"membership": cast.mediator.membership.pk})
    assert _place(client) == (Role.MEDIATOR, cast.structure.pk)


def test_the_menu_offers_the_change_to_those_who_have_a_choice(
    cast: Cast, second: Membership
) -> None:
    assert "Changer de rôle" in client_of(cast.mediator).get(HERE).content.decode()
    assert "Changer de rôle" not in client_of(cast.coordinator).get(HERE).content.decode()


def test_nobody_takes_the_role_of_another(cast: Cast, second: Membership) -> None:
    client = client_of(cast.mediator)
    for stolen in (cast.director.membership.pk, 10**9, "abc", ""):
        response = client.post(URL, {"membership": stolen})
        assert response.status_code == 200
        assert "est à corriger" in response.content.decode()
        assert _place(client) == (Role.MEDIATOR, cast.structure.pk)


def test_a_role_that_has_ended_is_no_choice(cast: Cast, second: Membership) -> None:
    client = client_of(cast.mediator)
    client.post(URL, {"membership": second.pk})
    second.ends_on = clock.today() - timedelta(days=1)
    second.save()
    assert _place(client) == (Role.MEDIATOR, cast.structure.pk)
    client.post(URL, {"membership": second.pk})
    assert _place(client) == (Role.MEDIATOR, cast.structure.pk)


def test_without_any_role_the_page_says_so(cast: Cast) -> None:
    Membership.objects.filter(pk=cast.mediator.membership.pk).update(
        ends_on=clock.today() - timedelta(days=1)
    )
    client = client_of(cast.mediator)
    assert "aucun rôle" in client.get(URL).content.decode()
    assert client.get(HERE).status_code == 403


def test_a_visitor_signs_in_first(cast: Cast) -> None:
    response = PageClient().get(URL)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))
