"""The page of a service: what its owner lets appear, and the way to write to it."""

from datetime import date, datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from pytest_django import Settings

from entremise.cases.models import Reception
from entremise.core import clock
from entremise.portal.public.cards import href_of
from entremise.structures.enums import Domain
from entremise.structures.models import Contact, Dispositif
from tests.portal.public import make_service, make_towns
from tests.structures.factories import make_structure
from tests.support.client import PageClient, assert_constant_queries
from tests.territories.factories import make_commune, make_qpv

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def service() -> Dispositif:
    towns = make_towns()
    found = make_service(
        "Correspondants de nuit",
        towns["Lille"],
        towns["Roubaix"],
        structure=make_structure("AGDM", website="https://agdm.example.org"),
        domains=[Domain.PUBLIC_SPACE, Domain.RIGHTS],
        registers=["presence"],
        publics=["youth"],
        summary="Des médiateurs en binôme, à pied, dans les quartiers.",
        opening_hours="Mo-Su 16:00-23:00",
        address="2 place des Exemples, Lille",
    )
    found.qpvs.add(make_qpv("QN05901M", "Moulins"))
    return found


def _page(client: PageClient, service: Dispositif) -> str:
    response = client.get(href_of(service))
    assert response.status_code == 200, response
    return response.content.decode()


def test_everything_one_wants_to_know(client: PageClient, service: Dispositif) -> None:
    with clock.hold(datetime(2026, 11, 23, 20, tzinfo=ZoneInfo("Europe/Paris"))):
        content = _page(client, service)
    for words in (
        "Correspondants de nuit", "Porté par AGDM", "en binôme, à pied",
        "aide voisins et passants à se parler", "explique les démarches", "Jeunes",
        "2 place des Exemples, Lille", "Roubaix", "Moulins", "Ouvert ce soir jusqu'à 23",
        'href="tel:0199001234"', "accueil", "https://agdm.example.org",
    ):  # fmt: skip
        assert words in content, words
    assert 'itemtype="https://schema.org/GovernmentService"' in content
    assert 'itemprop="telephone"' in content


def test_a_mistake_is_told_by_a_letter_ready_to_write(
    client: PageClient, service: Dispositif, settings: Settings
) -> None:
    assert f"mailto:accueil-{service.pk}@example.org" in _page(client, service)
    assert "Fiche à corriger : Correspondants de nuit" in unquote(_page(client, service))
    Contact.objects.update(email="")
    settings.PUBLIC_CONTACT = "donnees@example.org"
    assert "mailto:donnees@example.org" in _page(client, service)
    settings.PUBLIC_CONTACT = ""
    assert "Signaler une erreur" not in _page(client, service)


def test_asking_for_a_mediation_leads_to_the_form_of_that_service(
    client: PageClient, service: Dispositif
) -> None:
    assert f"?service={service.pk}" not in _page(client, service), "la porte est fermée"
    Reception.objects.create(dispositif=service, public=True, phone="01 99 00 00 01")
    other = make_service("Un autre", make_commune())
    Reception.objects.create(dispositif=other, public=True, phone="01 99 00 00 02")
    way = f"{reverse('public_referral')}?service={service.pk}"
    assert way in _page(client, service)
    where = client.get(way).content.decode()
    assert "à «\u00a0Correspondants de nuit\u00a0»" in where
    form_address = f"{reverse('public_referral_form', args=['59350'])}?service={service.pk}"
    assert form_address in where
    form = client.get(form_address).context["form"]
    assert form["dispositif"].value() == service.pk
    typed = client.get(way, {"service": service.pk, "commune": "Roubaix"})
    assert typed["Location"].endswith(f"/59512/?service={service.pk}")
    # Elsewhere, those who work there are offered.
    elsewhere = make_commune("59009", "Villeneuve-d'Ascq")
    other.communes.add(elsewhere)
    form = client.get(reverse("public_referral_form", args=["59009"]), {"service": service.pk})
    assert form.context["form"]["dispositif"].value() == str(other.pk)


@pytest.mark.parametrize("number", ["0", "abc", "99999999999", "²"])
def test_a_made_up_service_is_no_service(client: PageClient, number: str) -> None:
    page = client.get(reverse("public_referral"), {"service": number})
    assert page.status_code == 200
    assert page.context["service"] is None


def test_the_name_in_the_address_is_put_right(client: PageClient, service: Dispositif) -> None:
    response = client.get(f"/services/{service.pk}-ancien-nom/")
    assert (response.status_code, response["Location"]) == (301, href_of(service))
    assert href_of(service) == f"/services/{service.pk}-correspondants-de-nuit/"
    nameless = make_service("…", make_commune())
    assert href_of(nameless) == f"/services/{nameless.pk}-service/"


def test_a_service_that_has_closed_says_so(client: PageClient, service: Dispositif) -> None:
    today = clock.today()
    service.closed_on = today - timedelta(days=1)
    service.save()
    response = client.get(href_of(service))
    assert response.status_code == 410
    assert "a fermé" in response.content.decode()
    service.closed_on = today
    service.save()
    assert client.get(href_of(service)).status_code == 200, "son dernier jour n'est pas fini"
    service.closed_on, service.opened_on = None, today + timedelta(days=1)
    service.save()
    assert client.get(href_of(service)).status_code == 404


def test_other_services_of_the_structure(client: PageClient, service: Dispositif) -> None:
    other = make_service("Médiation de jour", make_commune(), structure=service.structure)
    past = make_service(
        "Fermé", make_commune(), structure=service.structure, closed_on=date(2021, 1, 1)
    )
    content = _page(client, service)
    assert href_of(other) in content
    assert href_of(past) not in content


def test_queries_are_constant(client: PageClient, service: Dispositif) -> None:
    def grow(count: int) -> None:
        for number in range(Contact.objects.count(), Contact.objects.count() + count):
            Contact.objects.create(
                structure=service.structure, function=f"f{number}", phone="1", published=True
            )
            town = make_commune(f"59{number:03}", f"Commune {number}")
            service.communes.add(town)
            service.qpvs.add(make_qpv(f"QN{number:05}M"))

    assert_constant_queries(client, href_of(service), grow)
