"""What an owner keeps from the public is nowhere: every door is tried."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse

from entremise.cases.models import Reception
from entremise.core import clock
from entremise.portal.public.cards import href_of
from entremise.structures.models import Contact, Dispositif
from tests.portal.public import make_service, make_towns
from tests.positions.factories import make_position
from tests.structures.factories import make_structure
from tests.support.client import PageClient
from tests.support.routes import all_routes

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

NAME, OWNER, PHONE = "Canari-du-service", "Canari-de-la-structure", "01-99-00-99-99"


def _unpublished_service(service: Dispositif) -> None:
    Dispositif.objects.filter(pk=service.pk).update(published=False)


def _unpublished_structure(service: Dispositif) -> None:
    service.structure.published = False
    service.structure.save()


def _merged_structure(service: Dispositif) -> None:
    service.structure.merged_into = make_structure("Gardée")
    service.structure.save()


def _closed(service: Dispositif) -> None:
    day = clock.today() - timedelta(days=1)
    Dispositif.objects.filter(pk=service.pk).update(closed_on=day)


def _to_open(service: Dispositif) -> None:
    day = clock.today() + timedelta(days=1)
    Dispositif.objects.filter(pk=service.pk).update(opened_on=day)


@pytest.fixture
def service() -> Dispositif:
    lille = make_towns()["Lille"]
    structure = make_structure(OWNER, commune=lille)
    found = make_service(NAME, lille, structure=structure)
    Contact.objects.create(structure=structure, function="siège", phone=PHONE, published=True)
    Reception.objects.create(dispositif=found, public=True, phone=PHONE)
    make_position(structure, commune=lille)
    # Somebody else works there, so that pages are not empty.
    make_service("Un autre service", lille)
    return found


def _doors(service: Dispositif) -> list[str]:
    """Every public address, filled with what would let the service be seen."""
    words = {"name": ["structures", "dispositifs", "emplois", "couverture"], "commune": ["59350"]}
    found = []
    for route in all_routes():
        if route.name.startswith("public_") and route.name != "public_service":
            path = "/" + route.path
            for name in route.converters:
                found += [path.replace(f"<slug:{name}>", w).replace(f"<str:{name}>", w)
                          for w in words[name]]  # fmt: skip
            if not route.converters:
                found.append(path)
    find, asks = reverse("public_find"), reverse("public_referral")
    searches = [f"{find}?{query}" for query in (
        "commune=59350", "commune=59512", "departement=59", "domain=public_space", f"q={NAME}",
        f"q={OWNER}",
    )]  # fmt: skip
    maps = [f"{reverse(name)}{query}" for name in ("public_map", "embedded_map")
            for query in ("", f"?pick={service.pk}", f"?after={service.pk}")]  # fmt: skip
    return [*found, *maps, "/", *searches, f"{asks}?service={service.pk}", href_of(service)]


def _said(client: PageClient, service: Dispositif) -> dict[str, str]:
    said = {}
    for door in _doors(service):
        response = client.get(door)
        body = b"".join(response) if response.streaming else response.content
        # What one typed is said again: that tells nothing.
        typed = response.wsgi_request.GET.get("q", "")
        said[door] = body.decode().replace(typed or "\0", "")
    return said


def _seen(client: PageClient, service: Dispositif) -> dict[str, set[str]]:
    canaries = (NAME, OWNER, PHONE, href_of(service))
    return {
        door: words
        for door, text in _said(client, service).items()
        if (words := {one for one in canaries if one in text})
    }


def test_every_door_shows_it_when_it_is_published(client: PageClient, service: Dispositif) -> None:
    seen = _seen(client, service)
    for door in (
        reverse("public_find") + "?commune=59350", reverse("public_services"),
        reverse("public_csv", args=["structures"]), reverse("public_csv", args=["dispositifs"]),
        reverse("public_geojson", args=["structures"]), reverse("public_sitemap"),
        reverse("public_geojson", args=["dispositifs"]), href_of(service),
        reverse("public_referral_form", args=["59350"]), reverse("embedded_map"),
    ):  # fmt: skip
        assert door in seen, f"{door} ne le montre pas : le test ne prouverait rien"


@pytest.mark.parametrize("withdraw", [_unpublished_structure, _merged_structure])
def test_a_structure_kept_from_the_public_is_nowhere(
    client: PageClient, service: Dispositif, withdraw: Callable[[Dispositif], None]
) -> None:
    withdraw(service)
    assert _seen(client, service) == {}
    assert client.get(href_of(service)).status_code == 404
    jobs = b"".join(client.get(reverse("public_csv", args=["emplois"]))).decode()
    assert jobs.count("\n") == 1, "ses emplois sont comptés"


@pytest.mark.parametrize("withdraw", [_unpublished_service, _to_open])
def test_a_service_kept_from_the_public_is_nowhere(
    client: PageClient, service: Dispositif, withdraw: Callable[[Dispositif], None]
) -> None:
    withdraw(service)
    seen = {door: words - {OWNER, PHONE} for door, words in _seen(client, service).items()}
    # Its structure still appears, with the telephone that is its own.
    assert {door for door, words in seen.items() if words} == set()
    assert client.get(href_of(service)).status_code == 404
    form = client.get(reverse("public_referral_form", args=["59350"])).content.decode()
    assert "aucun service de médiation n'a ouvert" in form


def test_a_closed_service_is_only_said_to_be_closed(
    client: PageClient, service: Dispositif
) -> None:
    _closed(service)
    seen = _seen(client, service)
    assert {door for door, words in seen.items() if NAME in words} == {href_of(service)}
    assert client.get(href_of(service)).status_code == 410


def test_a_contact_that_is_not_published_is_nowhere(
    client: PageClient, service: Dispositif
) -> None:
    Reception.objects.all().delete()
    Contact.objects.update(published=False)
    assert not any(PHONE in words for words in _seen(client, service).values())
    own = Contact.objects.get(dispositif=service)
    assert not any(own.phone in text for text in _said(client, service).values()
                   if "Un autre service" not in text)  # fmt: skip
