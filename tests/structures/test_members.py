"""Opening accounts, changing teams, ending roles."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from entremise.accounts.models import User
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.actions import add_member
from entremise.structures.enums import Role
from entremise.structures.models import Membership
from entremise.structures.tokens import actor_of_token
from tests.accounts.factories import make_user
from tests.structures.factories import make_membership, make_token
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of

LIST, NEW = reverse("member_list"), reverse("member_new")


@pytest.fixture
def director(cast: Cast) -> PageClient:
    return client_of(cast.director)


def _posted(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "email": "Mediateur-077@citeo.example.org",
        "name": "Médiateur 077",
        "role": "mediator",
        "dispositifs": [cast.dispositif.pk],
    } | changes


def _url(name: str, membership: Membership) -> str:
    return reverse(name, args=[membership.pk])


@pytest.mark.usefixtures("tasks_at_once")
def test_a_new_person_gets_an_account_without_password_and_a_letter(
    cast: Cast, director: PageClient
) -> None:
    assert director.post(NEW, _posted(cast)).status_code == 302
    user = User.objects.get(email="mediateur-077@citeo.example.org")
    assert user.name == "Médiateur 077"
    assert not user.has_usable_password()
    membership = user.memberships.get()
    assert (membership.structure, membership.role) == (cast.structure, Role.MEDIATOR)
    assert membership.starts_on == clock.today()
    assert list(membership.dispositifs.all()) == [cast.dispositif]
    (letter,) = mail.outbox
    assert letter.to == ["mediateur-077@citeo.example.org"]
    assert letter.subject == "Votre accès à Entremise : Citéo"
    assert reverse("account_request_login_code") in letter.body
    assert "médiateur·rice" in letter.body
    assert "l’ignorer" in letter.body  # plain text: nothing escaped
    verbs = set(JournalLine.objects.values_list("verb", "structure_id"))
    assert verbs == {("account.opened", cast.structure.pk), ("member.added", cast.structure.pk)}
    assert "citeo.example" not in str(list(JournalLine.objects.values_list("changes", flat=True)))


def test_a_known_address_keeps_its_account_and_gets_a_second_role(
    cast: Cast, director: PageClient
) -> None:
    known = cast.neighbour_mediator.membership.user
    director.post(NEW, _posted(cast, email=known.email.upper(), name="Un autre nom"))
    known.refresh_from_db()
    assert known.name == "Médiateur 101"
    assert known.memberships.count() == 2
    assert User.objects.filter(email=known.email).count() == 1


def test_a_role_held_is_not_given_twice(cast: Cast, director: PageClient) -> None:
    email = cast.mediator.membership.user.email
    response = director.post(NEW, _posted(cast, email=email))
    assert "a déjà ce rôle" in response.content.decode()
    assert director.post(NEW, _posted(cast, email=email, role="coordinator")).status_code == 302
    assert cast.mediator.membership.user.memberships.count() == 2


def test_somebody_who_comes_back_takes_their_role_again(cast: Cast, director: PageClient) -> None:
    gone = make_membership(
        Role.MEDIATOR, cast.structure, [cast.other_dispositif], ends_on=date(2026, 1, 31)
    )
    director.post(NEW, _posted(cast, email=gone.user.email))
    gone.refresh_from_db()
    assert gone.ends_on is None
    assert list(gone.dispositifs.all()) == [cast.dispositif]
    assert JournalLine.objects.get().verb == "member.returned"


def test_a_closed_account_is_opened_again(cast: Cast, director: PageClient) -> None:
    closed = make_user()
    User.objects.filter(pk=closed.pk).update(is_active=False)
    director.post(NEW, _posted(cast, email=closed.email))
    closed.refresh_from_db()
    assert closed.is_active
    assert JournalLine.objects.filter(verb="account.reopened").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "admin"},
        {"role": "partner"},
        {"role": "regional"},
        {"role": ""},
        {"email": "pas une adresse"},
        {"name": ""},
    ],
)
def test_what_a_director_may_not_give_is_refused(
    cast: Cast, director: PageClient, changes: dict[str, str]
) -> None:
    people, roles = User.objects.count(), Membership.objects.count()
    assert director.post(NEW, _posted(cast, **changes)).status_code == 200
    assert (User.objects.count(), Membership.objects.count()) == (people, roles)
    assert not JournalLine.objects.exists()


def test_a_team_of_a_neighbour_is_refused(cast: Cast, director: PageClient) -> None:
    stray = _posted(cast, dispositifs=[cast.neighbour_dispositif.pk])
    assert director.post(NEW, stray).status_code == 200
    with pytest.raises(Refusal, match="dispositif de la structure"):
        add_member(
            structure=cast.structure,
            email="x@citeo.example.org",
            name="Médiateur 078",
            role=Role.MEDIATOR,
            teams=[cast.neighbour_dispositif],
            by=cast.director.actor,
        )
    assert not User.objects.filter(email__endswith="citeo.example.org").exists()


def test_roles_are_checked_below_the_form(cast: Cast) -> None:
    for actor, role in ((cast.director.actor, Role.ADMIN), (cast.coordinator.actor, Role.MEDIATOR)):
        with pytest.raises(Refusal, match="ne pouvez pas donner ce rôle"):
            add_member(structure=cast.structure, email="x@y.fr", name="X", role=role, by=actor)
    assert not User.objects.filter(email="x@y.fr").exists()


def test_teams_change(cast: Cast, director: PageClient) -> None:
    member = cast.mediator.membership
    url = _url("member_detail", member)
    assert director.get(url).status_code == 200
    director.post(url, {"dispositifs": [cast.other_dispositif.pk]})
    assert list(member.dispositifs.all()) == [cast.other_dispositif]
    line = JournalLine.objects.get()
    both = [[cast.dispositif.pk], [cast.other_dispositif.pk]]
    assert (line.verb, line.changes["dispositifs"]) == ("member.moved", both)
    director.post(url, {"dispositifs": [cast.other_dispositif.pk]})
    assert JournalLine.objects.count() == 1


def test_a_role_ends_on_a_day_and_its_devices_with_it(cast: Cast, director: PageClient) -> None:
    member = cast.mediator.membership
    make_token(member, "secret")
    assert actor_of_token("secret") is not None
    yesterday = clock.today() - timedelta(days=1)
    page = director.post(_url("member_end", member), {"on": str(yesterday)}, follow=True)
    assert _url("member_resume", member) in page.content.decode()
    assert "Ont quitté la structure" in page.content.decode()
    assert actor_of_token("secret") is None
    assert client_of(cast.mediator).get(LIST).status_code == 403
    director.post(_url("member_resume", member))
    assert actor_of_token("secret") is not None
    verbs = list(JournalLine.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["member.ended", "member.resumed"]


def test_a_role_does_not_end_before_it_began(cast: Cast, director: PageClient) -> None:
    response = director.post(_url("member_end", cast.mediator.membership), {"on": "1999-01-01"})
    assert "finit après avoir commencé" in response.content.decode()
    cast.mediator.membership.refresh_from_db()
    assert cast.mediator.membership.ends_on is None


def test_a_structure_is_never_left_without_a_director(cast: Cast, director: PageClient) -> None:
    own = cast.director.membership
    refused = director.post(_url("member_end", own), {"on": str(clock.today())})
    assert "resterait sans direction" in refused.content.decode()
    make_membership(Role.DIRECTOR, cast.structure)
    assert director.post(_url("member_end", own), {"on": str(clock.today())}).status_code == 302


def test_a_partner_of_the_same_structure_is_shown_and_not_managed(
    cast: Cast, director: PageClient
) -> None:
    partner = make_membership(Role.PARTNER, cast.structure)
    page = director.get(LIST).content.decode()
    assert partner.user.name in page
    assert _url("member_detail", partner) not in page


def test_mediators_see_their_team_and_no_address(cast: Cast) -> None:
    other = make_membership(Role.MEDIATOR, cast.structure, [cast.other_dispositif])
    page = client_of(cast.mediator).get(LIST).content.decode()
    assert "Coordination 01" in page
    assert other.user.name not in page
    assert "@entremise.example" not in page


@pytest.mark.parametrize(
    "name", ["mediator", "coordinator", "neighbour_director", "admin", "regional"]
)
def test_only_the_director_manages_people(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    member = cast.mediator.membership
    before = Membership.objects.values_list("pk", "ends_on", "role").order_by("pk")
    expected = list(before)
    for url_name in ("member_detail", "member_end", "member_resume"):
        assert client.get(_url(url_name, member)).status_code == 404
        assert client.post(_url(url_name, member), {"on": "2026-01-01"}).status_code == 404
    if name != "neighbour_director":
        assert client.post(NEW, _posted(cast)).status_code == 403
    assert list(before.all()) == expected


def test_the_list_asks_a_constant_number_of_questions(cast: Cast, director: PageClient) -> None:
    def grow(rows: int) -> None:
        for _ in range(rows):
            make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif])

    assert_constant_queries(director, LIST, grow)
