"""What the public site is for machines and for privacy: robots, sitemap, no cookie, one menu."""

import xml.etree.ElementTree as ET
from urllib.robotparser import RobotFileParser

import pytest
from django.urls import reverse
from pytest_django import Settings

from entremise.portal.public.cards import href_of
from tests.portal.public import make_service, make_towns
from tests.support.cast import Cast
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
PAGES = (
    "/", "/trouver/", "/trouver/?commune=59350", "/trouver/?q=nuit", "/trouver/services.json",
    "/chiffres-cles/", "/donnees/", "/donnees/structures.csv", "/donnees/dispositifs.geojson",
    "/donnees/datapackage.json", "/donnees/emplois.schema.json", "/catalogue.jsonld",
    "/catalogue.ttl", "/robots.txt", "/sitemap.xml", "/demander-une-mediation/",
)  # fmt: skip


@pytest.fixture
def service_page() -> str:
    return href_of(make_service("Nuit", make_towns()["Lille"]))


def test_no_cookie_before_one_signs_in(client: PageClient, service_page: str) -> None:
    for page in (*PAGES, service_page):
        response = client.get(page)
        assert response.status_code == 200, page
        assert not response.cookies, page
    assert not client.cookies


def test_robots_read_what_is_public_and_nothing_else(client: PageClient, service_page: str) -> None:
    robots = RobotFileParser()
    text = client.get("/robots.txt").content.decode()
    # The parser of the library does not know « $ », which search engines do.
    robots.parse(text.replace("$", "").splitlines())
    for page in (service_page, "/chiffres-cles/", "/donnees/", "/catalogue.ttl", "/sitemap.xml"):
        assert robots.can_fetch("any", page), page
    assert "Disallow: /\n" in text
    assert "Allow: /\n" not in text


def test_the_sitemap_leads_to_every_public_page(
    client: PageClient, service_page: str, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = "https://public.test"
    tree = ET.fromstring(b"".join(client.get("/sitemap.xml")))
    found = [node.text or "" for node in tree.findall(".//{*}loc")]
    assert f"https://public.test{service_page}" in found
    assert len(found) == len(set(found))
    for address in found:
        page = client.get(address.removeprefix("https://public.test"))
        assert page.status_code == 200, address


def test_every_page_has_a_title_of_its_own_and_says_what_it_is(
    client: PageClient, service_page: str
) -> None:
    titles = set()
    for page in ("/", "/trouver/?commune=59350", "/chiffres-cles/", "/donnees/", service_page):
        content = client.get(page).content.decode()
        assert '<meta name="description" content="' in content, page
        assert '<html lang="fr"' in content
        titles.add(content.partition("<title>")[2].partition("</title>")[0])
    assert len(titles) == 5


def test_the_menu_of_visitors_is_at_the_foot_for_everybody(client: PageClient, cast: Cast) -> None:
    menu = [reverse(name) for name in ("public_find", "public_referral", "public_data")]
    visit = client.get("/").content.decode()
    at_work = client.sign_in(cast.director).get("/").content.decode()
    for address in menu:
        assert visit.count(f'href="{address}"') >= 2
        assert at_work.count(f'href="{address}"') == 1
    assert reverse("account_login") in visit


def test_a_visitor_is_not_sent_to_sign_in_by_what_does_not_exist(client: PageClient) -> None:
    assert client.get("/services/999-rien/").status_code == 404
    assert client.get("/donnees/rien.csv").status_code == 404
