"""Key figures: counted on rows, said in a sentence, defined on the page."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache

from entremise.core import clock
from entremise.indicators.tasks import refresh
from entremise.portal.public import figures
from entremise.positions.enums import Status
from entremise.structures.models import Structure
from tests.activities.factories import LAST, make_activities
from tests.portal.public import make_service, make_towns
from tests.positions.factories import make_position
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries
from tests.territories.factories import make_commune, make_departement, make_qpv

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
FIGURES = "/chiffres-cles/"


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def _cards(client: PageClient) -> dict[str, tuple[str, str]]:
    cache.clear()
    shown = client.get(FIGURES).context["key"].figures
    return {figure.label: (figure.text, figure.sentence) for figure in shown}


def _read(content: bytes) -> str:
    return content.decode().replace("\u00a0", " ")


def test_what_is_published_is_counted(client: PageClient) -> None:
    towns = make_towns()
    structure = make_structure("Employeur")
    arras = make_commune("62041", "Arras", departement=make_departement("62", "Pas-de-Calais"))
    service = make_service("Nuit", towns["Lille"], arras, structure=structure)
    make_service("Jour", towns["Lille"], towns["Roubaix"], structure=structure)
    service.qpvs.add(make_qpv("QN05901M", "Moulins"))
    make_qpv("QN05902M", "Où personne n'intervient")
    make_position(structure, commune=towns["Lille"])
    make_position(structure, commune=arras)
    make_position(structure, Status.PROSPECT, commune=towns["Lille"])
    # Neither this structure nor what it does is counted.
    hidden = make_structure("Discrète", published=False)
    make_service("Caché", towns["Dunkerque"], structure=hidden).qpvs.add("QN05902M")
    make_position(hidden, commune=towns["Dunkerque"])
    assert {name: text for name, (text, _) in _cards(client).items() if "20" not in name} == {
        "Emplois de médiation sociale": "2",
        "Services ouverts": "2",
        "Communes desservies": "3",
        "Quartiers prioritaires desservis": "1",
    }
    page = client.get(FIGURES)
    content = _read(page.content)
    assert "2 emplois de médiation sociale, 2 services, 3 communes." in content
    assert page.context["key"].table.rows == [
        {"label": "Nord (59)", "jobs": 1, "services": 2, "communes": 2},
        {"label": "Pas-de-Calais (62)", "jobs": 1, "services": 1, "communes": 1},
    ]
    for meaning in page.context["key"].meanings:
        assert f'id="{meaning.anchor}"' in content
        assert f'href="#{meaning.anchor}"' in content
    assert "2 emplois de médiation sociale" in _read(client.get("/").content)


@pytest.mark.parametrize(("count", "text"), [(3, "secret"), (6, "6")])
def test_activity_is_that_of_everybody_and_never_a_small_number(
    client: PageClient, cast: Cast, count: int, text: str
) -> None:
    Structure.objects.filter(pk=cast.structure.pk).update(published=False)
    make_activities(cast.mediator, cast.dispositif, count)
    refresh.func()
    with clock.hold(datetime(LAST, 12, 31, 12, tzinfo=ZoneInfo("Europe/Paris"))):
        assert _cards(client)[f"Interventions en {LAST}"][0] == text


def test_figures_are_kept_a_while_and_say_when_they_were_counted(client: PageClient) -> None:
    lille = make_towns()["Lille"]
    make_service("Un", lille)
    first = datetime(2026, 11, 23, 14, 5, tzinfo=ZoneInfo("Europe/Paris"))
    with clock.hold(first):
        assert "Calculés le 23 novembre 2026 à 14:05" in client.get(FIGURES).content.decode()
    make_service("Deux", lille)
    with clock.hold(first + timedelta(minutes=1)):
        content = _read(client.get(FIGURES).content)
    assert "14:05" in content
    assert "1 service," in content
    assert _cards(client)["Services ouverts"][0] == "2"


def test_an_empty_installation_has_a_page_too(client: PageClient) -> None:
    assert _cards(client)["Emplois de médiation sociale"] == ("0", "chez 0 employeur")
    assert "Aucun service n'est encore publié" in client.get(FIGURES).content.decode()


def test_queries_are_constant(client: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "KEPT", 0)
    lille = make_towns()["Lille"]

    def grow(count: int) -> None:
        for number in range(count):
            structure = make_structure()
            make_service(f"{number}", lille, structure=structure)
            make_position(structure, commune=lille)

    assert_constant_queries(client, FIGURES, grow)
