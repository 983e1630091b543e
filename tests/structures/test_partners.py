"""The address book: adding, renaming, removing and putting back."""

import pytest
from django.urls import reverse

from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.actions import remove_partner, restore_partner
from entremise.structures.models import Partner
from tests.activities.factories import make_activity
from tests.structures.factories import make_partner
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of

LIST, NEW = reverse("partner_list"), reverse("partner_new")


@pytest.fixture
def coordinator(cast: Cast) -> PageClient:
    return client_of(cast.coordinator)


def _edit(partner: Partner) -> str:
    return reverse("partner_edit", args=[partner.pk])


def _remove(partner: Partner) -> str:
    return reverse("partner_remove", args=[partner.pk])


def _undo_of(page: str) -> str:
    start = page.index(reverse("partner_restore", args=["x"])[:-2])
    return page[start : page.index('"', start)]


def test_a_partner_is_added_once(cast: Cast, coordinator: PageClient) -> None:
    posted = {"name": "CCAS de Lille", "category": "social", "organisation": "ville de lille"}
    page = coordinator.post(NEW, posted, follow=True).content.decode()
    partner = Partner.objects.get()
    assert (partner.structure, partner.organisation) == (cast.structure, cast.funder)
    assert "CCAS de Lille" in page
    assert "est déjà dans le carnet" in coordinator.post(NEW, posted).content.decode()
    neighbour = client_of(cast.neighbour_director)
    assert neighbour.post(NEW, posted).status_code == 302
    assert Partner.objects.count() == 2


def test_the_journal_does_not_repeat_the_name(cast: Cast, coordinator: PageClient) -> None:
    partner = make_partner(cast.structure, "Mme Untel, assistante sociale")
    coordinator.post(_edit(partner), {"name": "Service social", "category": "health"})
    partner.refresh_from_db()
    assert (partner.name, partner.category) == ("Service social", "health")
    (line,) = JournalLine.objects.all()
    assert line.changes == {"name": None, "category": ["social", "health"]}


def test_the_list_is_by_category_as_it_is_read(cast: Cast, coordinator: PageClient) -> None:
    make_partner(cast.structure, "Zoé", category="association")
    make_partner(cast.structure, "École", category="association")
    make_partner(cast.structure, "La Poste", category="utility")
    rows = coordinator.get(LIST).context["table"].rows
    assert [row["name"].label for row in rows] == ["École", "Zoé", "La Poste"]


def test_removing_can_be_undone(cast: Cast, coordinator: PageClient) -> None:
    partner = make_partner(cast.structure, "CCAS", organisation=cast.funder)
    page = coordinator.post(_remove(partner), follow=True).content.decode()
    assert not Partner.objects.exists()
    assert "plus dans le carnet" in page
    coordinator.post(_undo_of(page))
    back = Partner.objects.get()
    assert (back.name, back.category, back.organisation) == ("CCAS", "social", cast.funder)
    verbs = list(JournalLine.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["partner.removed", "partner.restored"]


def test_the_undo_of_one_structure_is_nothing_to_another(cast: Cast) -> None:
    partner = make_partner(cast.structure, "CCAS")
    key = remove_partner(partner=partner, by=cast.director.actor)
    url = reverse("partner_restore", args=[key])
    assert client_of(cast.neighbour_director).post(url).status_code == 409
    assert client_of(cast.mediator).post(url).status_code == 403
    assert not Partner.objects.exists()
    with pytest.raises(Refusal, match="ne peut plus être annulé"):
        restore_partner(key="forgée", by=cast.director.actor)
    client = client_of(cast.director)
    client.post(url)
    assert client.post(url).status_code == 409
    assert Partner.objects.count() == 1


def test_a_partner_that_activities_cite_stays(cast: Cast, coordinator: PageClient) -> None:
    partner = make_partner(cast.structure, "CCAS")
    activity = make_activity(
        cast.mediator, cast.dispositif, orientation="social", partner=partner.pk
    )
    response = coordinator.post(_remove(partner))
    assert response.status_code == 409
    assert "Des activités citent" in response.content.decode()
    activity.refresh_from_db()
    assert activity.partner == partner
    assert not JournalLine.objects.filter(verb="partner.removed").exists()


def test_a_mediator_reads_and_does_not_write(cast: Cast) -> None:
    partner = make_partner(cast.structure, "CCAS")
    client = client_of(cast.mediator)
    page = client.get(LIST).content.decode()
    assert "CCAS" in page
    assert _edit(partner) not in page
    assert client.post(NEW, {"name": "X", "category": "other"}).status_code == 403
    assert client.post(_edit(partner), {"name": "X", "category": "other"}).status_code == 404
    assert client.post(_remove(partner)).status_code == 404
    partner.refresh_from_db()
    assert partner.name == "CCAS"


@pytest.mark.parametrize("name", ["neighbour_director", "partner", "regional", "admin"])
def test_neighbours_do_not_see_the_book(cast: Cast, name: str) -> None:
    partner = make_partner(cast.structure, "Un secret")
    client = client_of(getattr(cast, name))
    assert "Un secret" not in client.get(LIST).content.decode()
    assert client.get(_edit(partner)).status_code == 404
    assert client.post(_remove(partner)).status_code == 404
    assert Partner.objects.filter(pk=partner.pk).exists()


def test_the_book_asks_a_constant_number_of_questions(cast: Cast, coordinator: PageClient) -> None:
    def grow(rows: int) -> None:
        for _ in range(rows):
            make_partner(cast.structure, organisation=cast.funder)

    assert_constant_queries(coordinator, LIST, grow)
