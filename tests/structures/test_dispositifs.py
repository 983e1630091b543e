"""Opening a dispositif, changing it, closing it, and who reads its page."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.actions import Service, open_dispositif
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, Qpv
from tests.structures.factories import make_funding_line, make_membership
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of

NEW = reverse("dispositif_new")


@pytest.fixture
def director(cast: Cast) -> PageClient:
    make_places()
    return client_of(cast.director)


def _posted(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Médiation de nuit",
        "domains": ["public_space", "transport"],
        "portage": "association",
        "add_communes": "Lille, roubaix",
        "day_starts_at": "6",
        "opened_on": "2026-02-01",
    } | changes


def _detail(dispositif: Dispositif) -> str:
    return reverse("dispositif_detail", args=[dispositif.pk])


def _edit(dispositif: Dispositif) -> str:
    return reverse("dispositif_edit", args=[dispositif.pk])


def test_a_dispositif_is_opened_in_one_sending(cast: Cast, director: PageClient) -> None:
    response = director.post(NEW, _posted())
    made = Dispositif.objects.get(name="Médiation de nuit")
    assert response.url == _edit(made)  # where the neighbourhoods of what was typed are offered
    assert "Moulins (périmètre fictif)" in director.get(_edit(made)).content.decode()
    assert made.structure == cast.structure
    assert (made.domains, made.day_starts_at) == (["public_space", "transport"], 6)
    assert made.time_zone == "Europe/Paris"
    assert set(made.communes.values_list("name", flat=True)) == {"Lille", "Roubaix"}
    line = JournalLine.objects.get()
    assert (line.verb, line.structure_id) == ("dispositif.opened", cast.structure.pk)


def test_looking_communes_up_offers_their_neighbourhoods_and_keeps_nothing(
    director: PageClient,
) -> None:
    before = Dispositif.objects.count()
    page = director.post(NEW, _posted(name="", find="1")).content.decode()
    assert "Moulins (périmètre fictif)" in page
    assert "Alma" in page
    assert "est à corriger" not in page
    assert Dispositif.objects.count() == before


def test_neighbourhoods_are_chosen_and_leave_with_their_commune(
    cast: Cast, director: PageClient
) -> None:
    chosen = _posted(communes=["59350", "59512"], add_communes="", qpvs=["QN05901M", "QN05902M"])
    director.post(_edit(cast.dispositif), chosen)
    assert cast.dispositif.qpvs.count() == 2
    director.post(_edit(cast.dispositif), {**chosen, "communes": ["59350"]})
    assert list(cast.dispositif.qpvs.values_list("pk", flat=True)) == ["QN05901M"]
    line = JournalLine.objects.filter(verb="dispositif.edited").latest("pk")
    assert line.changes["communes"] == [["59350", "59512"], ["59350"]]


def test_a_name_of_two_communes_is_answered_by_a_box_for_each(director: PageClient) -> None:
    response = director.post(NEW, _posted(add_communes="Saint-Denis"))
    page = response.content.decode()
    assert response.status_code == 200
    assert "cochez la bonne" in page
    assert "Saint-Denis (974)" in page
    director.post(NEW, _posted(add_communes="", communes=["97411"]))
    assert Dispositif.objects.get(name="Médiation de nuit").time_zone == "Indian/Reunion"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"add_communes": "Trifouilly, Lille"}, "Aucune commune ne répond à « Trifouilly »"),
        ({"add_communes": ""}, "Communes desservies"),
        ({"domains": []}, "Domaines"),
        ({"domains": ["sorcery"]}, "choix valide"),
        ({"communes": ["99999"], "add_communes": ""}, "choix valide"),
        ({"day_starts_at": "13"}, "inférieure ou égale à 12"),
        ({"name": "Métro"}, "porte déjà ce nom"),
        ({"opened_on": "31/02/2026"}, "date valide"),
    ],
)
def test_what_is_amiss_is_said_and_nothing_is_opened(
    director: PageClient, changes: dict[str, Any], sentence: str
) -> None:
    before = Dispositif.objects.count()
    response = director.post(NEW, _posted(**changes))
    assert response.status_code == 200
    assert "est à corriger" in response.content.decode() or "sont à corriger" in (
        response.content.decode()
    )
    assert sentence in response.content.decode().replace("\u00a0", " ")
    assert Dispositif.objects.count() == before
    assert not JournalLine.objects.exists()


def test_a_neighbourhood_of_elsewhere_is_refused(cast: Cast, director: PageClient) -> None:
    service = Service(
        name="Ailleurs",
        domains=["school"],
        portage="internal",
        communes=list(Commune.objects.filter(pk="59350")),
        qpvs=list(Qpv.objects.filter(pk="QN05902M")),
        opened_on=date(2026, 1, 1),
    )
    with pytest.raises(Refusal, match="Alma"):
        open_dispositif(structure=cast.structure, service=service, by=cast.director.actor)


def test_closing_then_opening_again(cast: Cast, director: PageClient) -> None:
    url = reverse("dispositif_close", args=[cast.dispositif.pk])
    early = director.post(url, {"on": "1999-01-01"})
    assert "ferme après avoir ouvert" in early.content.decode()
    page = director.post(url, {"on": "2026-06-30"}, follow=True).content.decode()
    assert "fermé depuis le 30/06/2026" in page or "jusqu&#x27;au 30/06/2026" in page
    undo = reverse("dispositif_reopen", args=[cast.dispositif.pk])
    assert undo in page
    director.post(undo)
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.closed_on is None
    verbs = list(JournalLine.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["dispositif.closed", "dispositif.reopened"]


def test_the_team_reads_names_and_no_amount(cast: Cast) -> None:
    cast.funding_line.amount = 99_000
    cast.funding_line.save()
    page = client_of(cast.mediator).get(_detail(cast.dispositif)).content.decode()
    assert "Médiateur 012" in page
    assert "Ville de Lille" in page
    assert "99\u202f000" not in page


def test_a_funder_reads_its_own_amount_and_only_numbers_of_people(cast: Cast) -> None:
    cast.funding_line.amount = 99_000
    cast.funding_line.save()
    make_funding_line(cast.dispositif, cast.other_funder, amount=77_000)
    page = client_of(cast.partner).get(_detail(cast.dispositif)).content.decode()
    assert "99\u202f000" in page
    assert "Ville de Roubaix" in page
    assert "77\u202f000" not in page
    assert "non communiqué" in page
    assert "1 médiateur·rice" in page
    assert "Médiateur 012" not in page
    assert _edit(cast.dispositif) not in page


def test_the_mission_reads_its_region_without_names_nor_amounts(cast: Cast) -> None:
    client = client_of(cast.regional)
    cast.funding_line.amount = 99_000
    cast.funding_line.save()
    page = client.get(_detail(cast.dispositif)).content.decode()
    assert "99\u202f000" not in page
    assert "Médiateur 012" not in page
    assert client.get(_detail(cast.far_dispositif)).status_code == 404


@pytest.mark.parametrize(
    "name", ["neighbour_director", "neighbour_mediator", "other_partner", "admin"]
)
def test_others_do_not_know_it_exists(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    for url_name in ("detail", "edit", "close", "reopen"):
        url = reverse(f"dispositif_{url_name}", args=[cast.dispositif.pk])
        assert client.get(url).status_code == 404
        if url_name != "detail":
            assert client.post(url, {"on": "2026-06-30"}).status_code == 404
    cast.dispositif.refresh_from_db()
    assert cast.dispositif.closed_on is None


@pytest.mark.parametrize("name", ["mediator", "coordinator", "partner"])
def test_whoever_reads_it_does_not_change_it(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert client.get(_detail(cast.dispositif)).status_code == 200
    assert client.post(_edit(cast.dispositif), _posted()).status_code == 404
    assert client.post(NEW, _posted()).status_code == 403


def test_past_funding_is_folded(cast: Cast) -> None:
    make_funding_line(
        cast.dispositif,
        cast.funder,
        label="Vieille convention",
        starts_on=date(2015, 1, 1),
        ends_on=date(2015, 12, 31),
    )
    response = client_of(cast.director).get(_detail(cast.dispositif))
    assert "Vieille convention" not in str(response.context["lines"].rows)
    assert "Vieille convention" in response.content.decode()


def test_the_page_asks_a_constant_number_of_questions(cast: Cast) -> None:
    def grow(rows: int) -> None:
        for _ in range(rows):
            make_funding_line(cast.dispositif, None, cast.dispositif.communes.all())
            make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif])

    assert_constant_queries(client_of(cast.director), _detail(cast.dispositif), grow)
