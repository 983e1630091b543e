"""Find a service: by commune, postal code, address or name; for what, for whom, open now."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from entremise.core import clock
from entremise.portal.public import finding, pace
from entremise.portal.public.places import communes_typed
from entremise.structures.actions import Identity, edit_structure
from entremise.structures.enums import Domain
from entremise.territories.models import Commune, Epci
from tests.portal.public import make_service, make_towns
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries
from tests.territories.factories import make_commune, make_departement

pytestmark = pytest.mark.django_db
MONDAY_EVENING = datetime(2026, 11, 23, 20, tzinfo=ZoneInfo("Europe/Paris"))
Towns = dict[str, Commune]


@pytest.fixture
def towns() -> Towns:
    return make_towns()


def _found(client: PageClient, **asked: str) -> list[str]:
    response = client.get(reverse("public_find"), asked)
    assert response.status_code == 200, response
    return [card.name for card in response.context["found"].cards]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Lille", ["Lille"]),
        ("lille", ["Lille"]),
        ("59350", ["Lille"]),
        ("59800", ["Lille"]),
        ("Lille (59350)", ["Lille"]),
        ("villeneuve d ascq", ["Villeneuve-d'Ascq"]),
        ("12 rue de Paris, 59100 Roubaix", ["Roubaix"]),
        ("12 rue de Dunkerque 59000 Lille", ["Lille"]),
        ("rue de Lille, Dunkerque", ["Dunkerque"]),
        ("place de la mairie à Villeneuve d'Ascq", ["Villeneuve-d'Ascq"]),
        ("quelque part", []),
        ("", []),
        ("(", []),
        ("99999", []),
    ],
)
def test_a_commune_is_found_in_what_is_typed(towns: Towns, typed: str, names: list[str]) -> None:
    assert [commune.name for commune in communes_typed(typed)] == names


def test_an_address_leaves_only_its_commune_in_the_address_bar(
    client: PageClient, towns: Towns
) -> None:
    asked = {"q": "12 rue de Paris, 59000 Lille", "domain": "rights", "open": "on"}
    response = client.get(reverse("public_find"), asked)
    assert response.status_code == 302
    query = parse_qs(urlsplit(response["Location"]).query)
    assert query == {"commune": ["59350"], "domain": ["rights"], "open": ["on"]}


def test_two_communes_of_one_name_are_to_be_chosen(client: PageClient, towns: Towns) -> None:
    for code, departement in (("93066", "93"), ("97411", "974")):
        make_commune(
            code, "Saint-Denis", search_name="saintdenis", departement=make_departement(departement)
        )
    response = client.get(reverse("public_find"), {"q": "Saint-Denis", "public": "youth"})
    content = response.content.decode()
    assert "Quelle commune\u202f?" in content
    assert "?commune=93066&amp;public=youth" in content
    assert "?commune=97411&amp;public=youth" in content


def test_services_of_a_commune_the_nearest_door_first(client: PageClient, towns: Towns) -> None:
    lille, roubaix = towns["Lille"], towns["Roubaix"]
    make_service("Sans porte", lille)
    make_service("Loin du centre", lille, lon=3.10, lat=50.66)
    make_service("Au centre", lille, lon=3.06, lat=50.637, address="1 place de la République")
    make_service("Ailleurs", roubaix)
    assert _found(client, commune="59350") == ["Au centre", "Loin du centre", "Sans porte"]
    page = client.get(reverse("public_find"), {"commune": "59350"}).content.decode()
    assert "3 services · Lille" in page
    assert "1 place de la République" in page
    assert "Intervient à Lille" in page
    assert 'href="tel:0199001234"' in page
    assert "accueil à" in page


def test_a_whole_epci_is_served(client: PageClient, towns: Towns) -> None:
    epci = Epci.objects.create(siren="245900410", name="Métropole", kind="METRO")
    Commune.objects.filter(pk="59512").update(epci=epci)
    make_service("Métropolitain", towns["Lille"]).epcis.add(epci)
    assert _found(client, commune="59512") == ["Métropolitain"]


def test_filters_by_domain_public_and_hours(client: PageClient, towns: Towns) -> None:
    lille = towns["Lille"]
    make_service("Droits", lille, domains=[Domain.RIGHTS], publics=["seniors"])
    make_service("Rue", lille, opening_hours="Mo-Su 16:00-23:00", publics=["youth", "families"])
    make_service("Tous", lille, domains=[Domain.RIGHTS, Domain.SCHOOL], publics=["everyone"])
    make_service("Matin", lille, domains=[Domain.SCHOOL], opening_hours="Mo-Fr 08:00-12:00")
    with clock.hold(MONDAY_EVENING):
        assert _found(client, commune="59350", domain="rights") == ["Droits", "Tous"]
        assert _found(client, commune="59350", public="youth") == ["Matin", "Rue", "Tous"]
        assert _found(client, commune="59350", open="on") == ["Rue"]
        assert _found(client, domain="school") == ["Matin", "Tous"]
        # What makes no sense is left out.
        assert len(_found(client, commune="59350", domain="inconnu")) == 4
        page = client.get(reverse("public_find"), {"commune": "59350"}).content.decode()
    assert "Ouvert ce soir jusqu'à 23" in page


def test_where_nobody_works_the_nearest_are_shown(client: PageClient, towns: Towns) -> None:
    make_service("À Roubaix", towns["Roubaix"])
    make_service("À Dunkerque", towns["Dunkerque"])
    response = client.get(reverse("public_find"), {"commune": "59350"})
    assert [card.name for card in response.context["found"].nearest] == ["À Roubaix", "À Dunkerque"]
    content = response.content.decode()
    assert "n'intervient à Lille" in content
    assert "À vol d'oiseau" in content


def test_a_service_is_found_by_its_name_or_that_of_its_structure(
    client: PageClient, towns: Towns
) -> None:
    make_service("Correspondants de nuit", towns["Lille"], structure=make_structure("AGDM"))
    assert _found(client, q="correspondants") == ["Correspondants de nuit"]
    assert _found(client, q="agdm") == ["Correspondants de nuit"]
    page = client.get(reverse("public_find"), {"q": "xyzzy"}).content.decode()
    assert "Ni commune, ni service ne répond" in page


def test_a_departement_is_browsed_page_by_page(client: PageClient, towns: Towns) -> None:
    for number in range(21):
        make_service(f"Service {number:02}", towns["Lille"])
    page = client.get(reverse("public_find")).content.decode()
    assert "?departement=59" in page
    first = client.get(reverse("public_find"), {"departement": "59"})
    assert len(first.context["found"].cards) == 20
    address = first.context["following"]
    assert address == "?departement=59&page=2"
    assert _found(client, departement="59", page="2") == ["Service 20"]
    assert _found(client, departement="59", page="99") == []


def test_queries_are_constant(
    client: PageClient, towns: Towns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "KEPT", 0)

    def grow(count: int) -> None:
        for number in range(count):
            make_service(f"{number}", towns["Lille"])

    assert_constant_queries(client, f"{reverse('public_find')}?departement=59", grow)
    assert_constant_queries(client, f"{reverse('public_find')}?commune=59350", grow)
    assert_constant_queries(client, f"{reverse('public_find')}?commune=59512", grow)
    assert_constant_queries(client, reverse("public_services"), grow)


def test_the_list_for_devices_places_every_service(client: PageClient, towns: Towns) -> None:
    make_service("Une porte", towns["Lille"], lon=3.06, lat=50.63, domains=[Domain.RIGHTS])
    make_service("Deux villes", towns["Lille"], towns["Roubaix"])
    found = client.get(reverse("public_services")).json()
    assert found["communes"] == [["Lille", [3.0586, 50.6365]], ["Roubaix", [3.1746, 50.6901]]]
    door, towns_only = found["services"]
    assert (door["name"], door["point"], door["communes"]) == ("Une porte", [3.06, 50.63], [0])
    assert (towns_only["point"], towns_only["communes"]) == (None, [0, 1])
    assert towns_only["phone"] == "0199001234"
    filtered = client.get(reverse("public_services"), {"domain": "rights"}).json()
    assert [one["name"] for one in filtered["services"]] == ["Une porte"]


def test_the_list_for_devices_is_kept_until_the_registry_is_written(
    client: PageClient, towns: Towns, cast: Cast
) -> None:
    service = make_service("À la ville", towns["Lille"], structure=cast.structure)
    listed = client.get(reverse("public_services")).content.decode()
    assert "À la ville" in listed
    with CaptureQueriesContext(connection) as again:
        assert client.get(reverse("public_services")).content.decode() == listed
    assert len(again) == 1, "la date de la dernière écriture, et rien d'autre"
    one = cast.structure
    withdrawn = Identity(one.name, one.actor_type, one.operator_type, published=False)
    edit_structure(structure=one, identity=withdrawn, by=cast.director.actor)
    assert service.name not in client.get(reverse("public_services")).content.decode()


def test_a_machine_that_searches_without_end_is_slowed_down(
    client: PageClient, towns: Towns, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "MOST", 2)
    asked = [client.get(reverse("public_find"), {"commune": "59350"}).status_code for _ in range(3)]
    assert asked == [200, 200, 429]
    assert client.get(reverse("public_find")).status_code == 200, "lire la page n'est pas chercher"
    client.sign_in(cast.director)
    assert client.get(reverse("public_find"), {"commune": "59350"}).status_code == 200
