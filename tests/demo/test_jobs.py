"""The figures of the founding documents that concern jobs, read on the pages a user would open."""

import json
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from entremise.journal.models import JournalLine
from entremise.portal.demo.jobs import day_of, load_jobs, read_posts
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, read
from entremise.portal.demo.world import world_of
from entremise.positions.models import AdulteRelaisConvention, Position, PositionPeriod
from entremise.structures.enums import Role
from entremise.structures.models import Membership
from entremise.territories.models import Arrondissement, Commune, Epci
from tests.demo.factories import make_communes_of
from tests.support.cast import Person
from tests.support.client import PageClient, client_of

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
FIGURES, LIST = reverse("job_figures"), reverse("position_list")
LILLE_METROPOLE = "200093201"


def _read_codes(name: str) -> dict[str, dict[str, Any]]:
    path = settings.DECOUPAGE_ADMINISTRATIF / "data" / f"{name}.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    kept = [
        row for row in rows if row.get("type") in {None, "commune-actuelle"} or name != "communes"
    ]
    return {row["code"]: row for row in kept}


def _place(pack: Pack) -> None:
    """The region, arrondissement and EPCI of each commune, as the official codes give them."""
    towns, districts = _read_codes("communes"), _read_codes("arrondissements")
    members = {
        member["code"]: (group["code"], group["nom"])
        for group in _read_codes("epci").values()
        for member in group["membres"]
    }
    for row in pack.communes:
        commune = Commune.objects.get(pk=row.code)
        code = towns[row.code].get("arrondissement")
        if code:
            commune.arrondissement, _ = Arrondissement.objects.get_or_create(
                code=code,
                defaults={"name": districts[code]["nom"], "departement": commune.departement},
            )
        if row.code in members:
            siren, name = members[row.code]
            commune.epci, _ = Epci.objects.get_or_create(siren=siren, defaults={"name": name})
        if commune.departement_id not in {"59", "62"}:
            commune.region = None
        commune.save()


@pytest.fixture
def pack(db: None) -> Pack:
    pack = read()
    make_communes_of(pack)
    _place(pack)
    load(pack, today=TODAY, password="demonstration-2026")
    load_jobs(world_of(pack), today=TODAY)
    return pack


@pytest.fixture
def mission(pack: Pack) -> PageClient:
    return _client(Role.REGIONAL, "Mission régionale d'appui")


def _client(role: Role, structure: str) -> PageClient:
    rows = Membership.objects.filter(role=role, structure__short_name=structure)
    return client_of(Person(rows.select_related("user", "structure").order_by("pk")[0]))


def headline(page: Any) -> str:
    return str(page.context["jobs"].headline.replace("\u202f", " "))


def card(page: Any, label: str) -> tuple[str, str]:
    (found,) = [figure for figure in page.context["jobs"].figures if figure.label == label]
    return found.text, found.sentence.replace("\u202f", " ")


def stock(page: Any, dimension: str) -> dict[str, dict[str, str]]:
    """A table of jobs of the page: its rows by their first cell, cells by their column."""
    (table,) = [one for one in page.context["jobs"].stock if one.caption.endswith(dimension)]
    return {cells[0].text: {cell.column.key: cell.text for cell in cells} for cells in table.body}


def test_today_76_jobs_are_in_prospect(mission: PageClient) -> None:
    page = mission.get(FIGURES)
    assert card(page, "Emplois en perspective")[0] == "76"
    assert "76 en perspective" in page.content.decode()
    assert "76 emplois en perspective" in mission.get("/").content.decode()


def test_seven_arrondissements_hold_most_of_them(mission: PageClient) -> None:
    """More than 79 % of the supported jobs, more than 70 % of those in prospect (leaflet, 2014)."""
    page = mission.get(FIGURES)
    supported, where = card(page, "Emplois accompagnés")
    assert (supported, where) == ("159", "79,2 % dans sept arrondissements")
    assert card(page, "Emplois en perspective")[1] == "71,1 % dans sept arrondissements"
    seven = "Lille, Lens, Douai, Valenciennes, Dunkerque, Calais et Avesnes-sur-Helpe"
    assert seven in page.content.decode()


def test_ten_pilot_actions_have_created_30_jobs_and_think_of_11(mission: PageClient) -> None:
    page = mission.get(FIGURES)
    assert card(page, "Actions pilotes") == ("10", "30 emplois créés, 11 en perspective")
    rows = mission.get(f"{LIST}?pilot=on&state=prospect").context["page"].rows
    assert len(rows) == 11


def test_the_target_of_the_convention_is_3000(mission: PageClient) -> None:
    share, sentence = card(mission.get(FIGURES), "Objectif régional")
    assert share == "29\u202f%"
    assert sentence == "867 créés ou consolidés sur 3 000"


def test_the_region_of_2011(mission: PageClient) -> None:
    """850 to 900 mediators; 525 at three providers, about 200 in associations, 45 collectivités
    with two or three each (convention of 2013).
    """
    page = mission.get(f"{FIGURES}?on=2011-12-31")
    assert (
        headline(page)
        == "868 emplois de médiation sociale au 31 décembre 2011, et 0 en perspective."
    )
    kinds = stock(page, "opérateur")
    assert (kinds["prestataire"]["posts"], kinds["prestataire"]["employers"]) == ("525", "3")
    assert kinds["association porteuse"]["posts"] == "200"
    authorities = kinds["collectivité"]
    assert authorities["employers"] == "45"
    sizes = {
        Position.objects.filter(
            structure=key, periods__starts_on__lte="2011-12-31", periods__status="created"
        ).count()
        for key in Position.objects.filter(structure__operator_type="local_authority").values_list(
            "structure", flat=True
        )
    }
    assert sizes == {2, 3}


def test_lille_metropole_of_2012(mission: PageClient) -> None:
    """686 mediators, 82 % of the region, 15 % adultes-relais, 260 in transport (RTES, 2013)."""
    page = mission.get(f"{FIGURES}?on=2012-12-31&epci={LILLE_METROPOLE}")
    assert headline(page) == (
        "686 emplois de médiation sociale au 31 décembre 2012 (82 % de l'ensemble), "
        "et 0 en perspective."
    )
    relays = stock(page, "contrat")["adulte-relais"]
    assert (relays["posts"], relays["share"]) == ("103", "15,0\u202f%")
    assert stock(page, "domaine")["transports en commun"]["posts"] == "260"
    whole = mission.get(f"{FIGURES}?on=2012-12-31")
    assert headline(whole).startswith("837 emplois")


def test_agdm_of_2016(pack: Pack) -> None:
    """21 people: 16 mediators, of whom 2 adultes-relais, 2 coordinators, 3 who run it."""
    director = _client(Role.DIRECTOR, "AGDM")
    assert headline(director.get(FIGURES)).startswith("21 emplois")
    assert len(director.get(LIST + "?q=médiateur").context["page"].rows) == 16
    assert len(director.get(LIST + "?q=coordinateur").context["page"].rows) == 2
    assert len(director.get(LIST + "?contract=adulte_relais").context["page"].rows) == 2


def test_rows_respect_the_rules_of_their_models(pack: Pack) -> None:
    samples = [
        Position.objects.filter(structure=key, number__endswith="-001").first()
        for key in Position.objects.values_list("structure", flat=True).distinct()
    ]
    for row in filter(None, samples):
        row.full_clean()
        periods = list(row.periods.order_by("starts_on"))
        for before, after in zip(periods, periods[1:], strict=False):
            assert before.ends_on
            assert (after.starts_on - before.ends_on).days == 1
        assert periods[-1].ends_on == row.ended_on
    for convention in AdulteRelaisConvention.objects.all():
        convention.full_clean()


def test_loading_again_adds_nothing_even_a_year_later(pack: Pack) -> None:
    world, before = world_of(pack), PositionPeriod.objects.count()
    assert load_jobs(world, today=TODAY) == 0
    assert load_jobs(world, today=date(TODAY.year + 1, 1, 2)) == 0
    assert PositionPeriod.objects.count() == before
    lines = JournalLine.objects.filter(verb="demo.loaded", subject_type="positions.position")
    assert lines.count() == Position.objects.count() == sum(row.count for row in read_posts())


def test_days_of_the_demonstration_never_come_later_than_today() -> None:
    january = date(2027, 1, 2)
    assert day_of("2011-01-01", january) == date(2011, 1, 1)
    assert day_of("N-1-03-15", january) == date(2026, 3, 15)
    assert day_of("N-03-15", january) == january
    assert day_of("N-03-15", TODAY) == date(2026, 3, 15)


def test_nobody_is_in_the_titles() -> None:
    for row in read_posts():
        assert not any(word in row.title for word in ("M.", "Mme", "@"))
