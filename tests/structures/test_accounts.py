"""Accounts the administrator opens."""

from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from entremise.accounts.models import User
from entremise.journal.models import JournalLine
from entremise.structures.enums import Role
from entremise.structures.models import Membership
from tests.structures.factories import make_membership
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.territories.factories import make_region

LIST, NEW = reverse("account_list"), reverse("account_new")


@pytest.fixture
def admin(cast: Cast) -> PageClient:
    make_region()
    return client_of(cast.admin)


def _posted(**changes: Any) -> dict[str, Any]:
    return {
        "structure": "Ville de Lille",
        "email": "cohesion@lille.example.org",
        "name": "Cohésion sociale, Lille",
        "role": "partner",
    } | changes


@pytest.mark.usefixtures("tasks_at_once")
def test_a_partner_is_let_in(cast: Cast, admin: PageClient) -> None:
    assert admin.post(NEW, _posted(region="32")).status_code == 302
    made = Membership.objects.get(user__email="cohesion@lille.example.org")
    assert (made.structure, made.role, made.region) == (cast.funder, Role.PARTNER, None)
    assert len(mail.outbox) == 1
    assert set(JournalLine.objects.values_list("structure_id", flat=True)) == {cast.funder.pk}


@pytest.mark.parametrize("role", ["regional", "steering"])
def test_whoever_follows_a_region_has_one(cast: Cast, admin: PageClient, role: str) -> None:
    refused = admin.post(NEW, _posted(role=role))
    assert "Choisissez la région" in refused.content.decode()
    assert admin.post(NEW, _posted(role=role, region="32")).status_code == 302
    made = Membership.objects.get(user__email="cohesion@lille.example.org")
    assert made.region_id == "32"


def test_the_first_director_of_a_structure(cast: Cast, admin: PageClient) -> None:
    assert admin.post(NEW, _posted(role="director")).status_code == 302
    made = Membership.objects.get(user__email="cohesion@lille.example.org")
    assert made.role == Role.DIRECTOR


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": "mediator"}, "choix valide"),
        ({"role": "coordinator"}, "choix valide"),
        ({"structure": "Nulle part"}, "ne connaît pas de structure"),
        ({"structure": ""}, "obligatoire"),
        ({"email": "personne"}, "adresse"),
    ],
)
def test_what_is_amiss_is_said(
    cast: Cast, admin: PageClient, changes: dict[str, str], sentence: str
) -> None:
    people = User.objects.count()
    response = admin.post(NEW, _posted(**changes))
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert User.objects.count() == people


def test_an_account_ends_and_is_taken_up_again(cast: Cast, admin: PageClient) -> None:
    partner = cast.partner.membership
    page = admin.post(
        reverse("account_end", args=[partner.pk]), {"on": str(partner.starts_on)}, follow=True
    )
    undo = reverse("account_resume", args=[partner.pk])
    assert undo in page.content.decode()
    assert undo in admin.get(reverse("account_detail", args=[partner.pk])).content.decode()
    assert client_of(cast.partner).get(reverse("my_structure")).status_code == 403
    admin.post(undo)
    partner.refresh_from_db()
    assert partner.ends_on is None


def test_the_people_of_the_field_are_not_the_administrators(cast: Cast, admin: PageClient) -> None:
    page = admin.get(LIST).content.decode()
    assert "Médiateur 012" not in page
    assert "Politique de la ville, Lille" in page
    url = reverse("account_end", args=[cast.mediator.membership.pk])
    assert admin.post(url, {"on": "2026-01-01"}).status_code == 404


@pytest.mark.parametrize("name", ["director", "mediator", "partner", "regional", "visitor"])
def test_nobody_else_opens_accounts(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    expected = 302 if name == "visitor" else 403
    people = User.objects.count()
    assert client.get(LIST).status_code == expected
    assert client.post(NEW, _posted()).status_code == expected
    assert User.objects.count() == people


def test_the_list_asks_a_constant_number_of_questions(cast: Cast, admin: PageClient) -> None:
    def grow(rows: int) -> None:
        for _ in range(min(rows, 30)):
            make_membership(Role.PARTNER)

    assert_constant_queries(admin, LIST, grow)
