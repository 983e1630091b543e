"""The registry: the list for the regional mission, the page and the card of a structure."""

from datetime import timedelta

import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.actions import Identity, register_structure
from entremise.structures.enums import ActorType, OperatorType
from entremise.structures.models import Structure
from tests.structures.factories import make_dispositif, make_funding_line, make_structure
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.territories.factories import make_commune

LIST = reverse("structure_list")
SIRET = "55208131766522"


@pytest.fixture
def mission(cast: Cast) -> PageClient:
    return client_of(cast.regional)


def _names(client: PageClient, query: str = "") -> list[str]:
    rows = client.get(LIST + query).context["page"].rows
    return [row.name for row in rows]


def test_the_list_is_sorted_without_regard_to_accents(cast: Cast, mission: PageClient) -> None:
    for name in ("Écho", "Zèbre", "abri"):
        make_structure(name)
    names = _names(mission)
    assert [name for name in names if name in {"Écho", "Zèbre", "abri"}] == [
        "abri",
        "Écho",
        "Zèbre",
    ]


def test_search_by_words_of_the_name_or_by_commune(cast: Cast, mission: PageClient) -> None:
    make_structure("Médiation des Trois Ponts", commune=make_commune("59512", "Roubaix"))
    assert _names(mission, "?q=ponts mediation") == ["Médiation des Trois Ponts"]
    assert "Médiation des Trois Ponts" in _names(mission, "?q=roub")
    assert _names(mission, "?q=introuvable") == []


def test_filters_by_type(cast: Cast, mission: PageClient) -> None:
    landlord = make_structure(
        "Un bailleur", actor_type=ActorType.LANDLORD, operator_type=OperatorType.LANDLORD
    )
    assert _names(mission, "?actor_type=landlord") == [landlord.name]
    assert _names(mission, "?operator_type=landlord") == [landlord.name]


def test_pages_follow_one_another_without_gap_nor_repeat(cast: Cast, mission: PageClient) -> None:
    for n in range(95):
        make_structure(f"Structure {n % 7}")
    seen, query = [], ""
    for _ in range(4):
        page = mission.get(LIST + query).context["page"]
        seen += [row.pk for row in page.rows]
        if page.after is None:
            break
        query = f"?after={page.after}"
    assert len(seen) == len(set(seen)) == Structure.objects.count()
    assert mission.get(f"{LIST}?after=faux").context["page"].rows[0].pk == seen[0]


def test_the_list_asks_a_constant_number_of_questions(cast: Cast, mission: PageClient) -> None:
    def grow(rows: int) -> None:
        for number in range(rows):
            structure = make_structure("Structure", commune=make_commune())
            if number % 2:
                make_dispositif(structure)

    assert_constant_queries(mission, f"{LIST}?q=structure", grow)


def test_those_at_work_come_first_then_each_by_name(cast: Cast, mission: PageClient) -> None:
    make_structure("Abri")
    names = _names(mission)
    assert set(names[:2]) == {cast.structure.name, cast.neighbour.name}
    assert names[2] == "Abri"


def test_a_page_that_ends_with_those_at_work_leads_to_the_others(
    cast: Cast, mission: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("entremise.structures.queries.PAGE_SIZE", 2)
    first = mission.get(LIST).context["page"]
    assert len(first.rows) == 2
    second = mission.get(f"{LIST}?after={first.after}").context["page"]
    assert len(second.rows) == 2
    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}


def test_an_operator_without_dispositif_says_what_to_do(mission: PageClient) -> None:
    page = mission.get(reverse("structure_detail", args=[make_structure().pk])).content.decode()
    assert "Aucun dispositif" in page
    assert "Ouvrir un dispositif" not in page


def test_the_export_holds_every_row_and_the_same_filters(cast: Cast, mission: PageClient) -> None:
    for n in range(60):
        make_structure(f"Employeur {n:02}")
    make_structure("=SOMME(A1)", short_name="piège")
    whole = b"".join(mission.get(reverse("structure_export", args=["csv"]))).decode()
    assert len(whole.splitlines()) == 1 + Structure.objects.count()
    assert "'=SOMME(A1)" in whole
    part = b"".join(
        mission.get(reverse("structure_export", args=["csv"]) + "?q=employeur")
    ).decode()
    assert len(part.splitlines()) == 61


@pytest.mark.parametrize("name", ["director", "mediator", "partner", "admin", "neighbour_director"])
def test_only_those_who_keep_the_registry_open_it(cast: Cast, name: str) -> None:
    client = client_of(getattr(cast, name))
    assert client.get(LIST).status_code == 403
    assert client.get(reverse("structure_export", args=["csv"])).status_code == 403


def test_the_mission_reads_what_a_structure_runs_in_its_region(
    cast: Cast, mission: PageClient
) -> None:
    page = mission.get(reverse("structure_detail", args=[cast.structure.pk])).content.decode()
    assert "Moulins" in page
    assert "Médiateur 012" not in page
    far = cast.far_dispositif
    page = mission.get(reverse("structure_detail", args=[far.structure_id])).content.decode()
    assert far.name not in page


def test_a_director_reads_everything_at_home(cast: Cast) -> None:
    cast.funding_line.amount = 170_000
    cast.funding_line.save()
    page = client_of(cast.director).get(reverse("my_structure")).content.decode()
    for words in ("Moulins", "Métro", "Ville de Lille", "170\u202f000\u00a0€", "dans le carnet"):
        assert words in page
    assert reverse("structure_edit", args=[cast.structure.pk]) in page


def test_a_mediator_reads_without_being_able_to_change(cast: Cast) -> None:
    cast.funding_line.amount = 170_000
    cast.funding_line.save()
    client = client_of(cast.mediator)
    page = client.get(reverse("my_structure")).content.decode()
    assert "Moulins" in page
    assert "Métro" not in page
    assert "170\u202f000" not in page
    assert reverse("structure_edit", args=[cast.structure.pk]) not in page
    assert client.post(reverse("structure_edit", args=[cast.structure.pk])).status_code == 403


def test_a_funder_reads_what_it_pays_for(cast: Cast) -> None:
    page = client_of(cast.partner).get(reverse("my_structure")).content.decode()
    assert "Ce que la structure finance" in page
    assert "Moulins" in page
    assert "Métro" not in page


def test_the_page_of_a_structure_asks_a_constant_number_of_questions(cast: Cast) -> None:
    def grow(rows: int) -> None:
        for _ in range(rows):
            make_funding_line(make_dispositif(cast.structure))

    assert_constant_queries(client_of(cast.director), reverse("my_structure"), grow)


def _card(**changes: str) -> dict[str, str]:
    return {
        "name": "Citéo",
        "actor_type": "association",
        "operator_type": "provider",
        "published": "on",
    } | changes


def test_the_director_corrects_the_card(cast: Cast) -> None:
    make_places()
    url = reverse("structure_edit", args=[cast.structure.pk])
    posted = _card(short_name="Citéo", siret="552 081 317 66522", commune="roubaix")
    assert client_of(cast.director).post(url, posted).status_code == 302
    cast.structure.refresh_from_db()
    assert cast.structure.siret == SIRET
    assert cast.structure.commune.name == "Roubaix"
    line = JournalLine.objects.get(verb="structure.edited")
    assert line.structure_id == cast.structure.pk
    assert set(line.changes) == {"short_name", "operator_type", "siren", "siret", "commune_id"}


def test_the_director_alone_requires_a_code_for_the_carnet(cast: Cast, mission: PageClient) -> None:
    url = reverse("structure_edit", args=[cast.structure.pk])
    same = _card(operator_type="association")
    assert client_of(cast.director).post(url, same | {"carnet_pin": "on"}).status_code == 302
    cast.structure.refresh_from_db()
    assert cast.structure.carnet_pin is True
    line = JournalLine.objects.get(verb="structure.edited")
    assert line.changes == {"carnet_pin": [False, True]}
    assert "carnet_pin" not in mission.get(url).content.decode()
    mission.post(url, same)
    cast.structure.refresh_from_db()
    assert cast.structure.carnet_pin is True
    client_of(cast.director).post(url, same)
    cast.structure.refresh_from_db()
    assert cast.structure.carnet_pin is False


def test_saving_the_same_card_writes_nothing_in_the_journal(cast: Cast) -> None:
    url = reverse("structure_edit", args=[cast.structure.pk])
    client_of(cast.director).post(url, _card(operator_type="association"))
    assert not JournalLine.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"siret": "552081317"}, "celui-ci en a 9"),
        ({"siret": "55208131766523"}, "La clé de ce SIRET"),
        ({"commune": "Trifouilly"}, "Aucune commune ne répond à « Trifouilly »"),
        ({"commune": "Saint-Denis"}, "Saint-Denis (97411)"),
        ({"actor_type": "secte"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_card_says_why_and_changes_nothing(
    cast: Cast, changes: dict[str, str], sentence: str
) -> None:
    make_places()
    url = reverse("structure_edit", args=[cast.structure.pk])
    response = client_of(cast.director).post(url, _card(**changes))
    assert response.status_code == 200
    assert sentence in response.content.decode().replace("\u00a0", " ")
    cast.structure.refresh_from_db()
    assert (cast.structure.siret, cast.structure.commune) == (None, None)


def test_a_siret_belongs_to_one_structure(cast: Cast) -> None:
    make_structure("Une autre", siret=SIRET)
    url = reverse("structure_edit", args=[cast.structure.pk])
    response = client_of(cast.director).post(url, _card(siret=SIRET))
    assert "porte déjà ce SIRET" in response.content.decode()


def test_the_mission_registers_a_structure_once(cast: Cast, mission: PageClient) -> None:
    posted = _card(name="Lille Sud Insertion")
    response = mission.post(reverse("structure_new"), posted)
    made = Structure.objects.get(name="Lille Sud Insertion")
    assert response.url == reverse("structure_detail", args=[made.pk])
    again = mission.post(reverse("structure_new"), _card(name="LILLE-SUD insertion"))
    assert "connaît déjà « Lille Sud Insertion »" in again.content.decode().replace("\u00a0", " ")
    assert client_of(cast.director).post(reverse("structure_new"), posted).status_code == 403


def test_namesakes_of_two_communes_are_two_structures(cast: Cast) -> None:
    make_places()
    actor = cast.regional.actor
    first = Identity("CCAS", ActorType.CCAS, commune_id="59350")
    register_structure(identity=first, source="essai", by=actor)
    second = Identity("CCAS", ActorType.CCAS, commune_id="59512")
    register_structure(identity=second, source="essai", by=actor)
    with pytest.raises(Refusal, match="connaît déjà"):
        register_structure(identity=Identity("Ccas", ActorType.CCAS), source="essai", by=actor)
    assert Structure.objects.filter(name="CCAS").count() == 2


def test_the_list_counts_what_is_open_in_the_region(cast: Cast, mission: PageClient) -> None:
    cast.other_dispositif.closed_on = clock.today() - timedelta(days=1)
    cast.other_dispositif.save()
    lines = mission.get(LIST).context["table"].rows
    counts = {line["name"].label: line["open"] for line in lines}
    assert counts[cast.structure.name] == 1
    assert counts[cast.neighbour.name] == 1
    assert counts[cast.far_dispositif.structure.name] == 0
    assert counts[cast.funder.name] == 0


def test_the_list_alone_is_given_to_the_script_that_follows_what_is_typed(cast: Cast) -> None:
    make_structure("Régie du Nord")
    make_structure("Régie du Sud")
    client = client_of(cast.regional)
    typed = reverse("structure_list") + "?q=regie"
    part = client.get(typed, headers={"X-Requested-With": "fetch"})
    assert "X-Requested-With" in part["Vary"]
    text = part.content.decode()
    assert "<main" not in text
    assert "2 structures" in text
    assert "Régie du Sud" in text
    whole = client.get(typed)
    assert part.content.decode().strip() in whole.content.decode()
    none = client.get(
        reverse("structure_list") + "?q=rien", headers={"X-Requested-With": "fetch"}
    )  # fmt: skip
    assert "0 structure<" in none.content.decode()
