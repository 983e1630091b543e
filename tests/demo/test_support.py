"""The figures of the founding documents about support, read on the pages a user would open."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.core.guard import warnings
from entremise.journal.models import JournalLine
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, read
from entremise.portal.demo.support import day_at, load_support, rows_of
from entremise.portal.demo.world import world_of
from entremise.structures.enums import Role
from entremise.structures.models import Membership
from entremise.support.enums import MeetingStatus
from entremise.support.models import Dla, Meeting, NextStep, SupportTrack
from tests.demo.factories import make_communes_of
from tests.support.cast import Person
from tests.support.client import PageClient, client_of

pytestmark = pytest.mark.django_db

FIGURES, WEEK = reverse("support_figures"), reverse("my_week")


@pytest.fixture
def pack(db: None) -> Pack:
    pack = read()
    make_communes_of(pack)
    load(pack, today=clock.today(), password="demonstration-2026")
    load_support(pack, world_of(pack), today=clock.today())
    return pack


def _client(role: Role) -> PageClient:
    rows = Membership.objects.filter(role=role).select_related("user", "structure")
    return client_of(Person(rows.order_by("pk")[0]))


@pytest.fixture
def mission(pack: Pack) -> PageClient:
    return _client(Role.REGIONAL)


def card(page: Any, label: str) -> tuple[str, str]:
    (found,) = [one for one in page.context["figures"].cards if one.label == label]
    return found.text, found.sentence


def cells(page: Any, caption: str) -> dict[str, list[str]]:
    (table,) = [one for one in page.context["figures"].tables if one.caption.startswith(caption)]
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.body}


def test_220_structures_are_in_relation_in_more_than_390_meetings(mission: PageClient) -> None:
    page = mission.get(FIGURES)
    assert card(page, "Structures en relation avec la mission")[0] == "220"
    held = int(card(page, "Rencontres tenues")[0])
    assert 390 < held == Meeting.objects.filter(status=MeetingStatus.HELD).count()
    assert "220 structures en relation avec la mission" in page.content.decode()


def test_63_communes_14_epci_4_syndicats_and_4_ccas_are_among_them(mission: PageClient) -> None:
    kinds = cells(mission.get(FIGURES), "Structures en relation")
    assert [kinds[kind][0] for kind in ("commune", "EPCI", "syndicat mixte", "CCAS")] == [
        "63", "14", "4", "4",
    ]  # fmt: skip
    assert sum(int(row[0]) for row in kinds.values()) == 220


def test_a_dla_gathers_six_structures_for_six_months(mission: PageClient) -> None:
    assert card(mission.get(FIGURES), "DLA collectifs") == ("1", "6 structures")
    listed = mission.get(reverse("dla_list") + "?kind=collective").context["table"].body
    (row,) = listed
    said = {cell.column.key: cell.text for cell in row}
    assert (said["structures"], said["length"]) == ("6", "6 mois")
    page = mission.get(row[0].href).content.decode()
    assert "DLA collectif de 6 structures, prévu sur 6 mois" in page
    assert "Pérennisation des emplois aidés" in page


@pytest.mark.parametrize("kind", ["steering", "conference"])
def test_committee_and_conference_meet_twice_a_year(mission: PageClient, kind: str) -> None:
    today = clock.today()
    for year in range(3):
        until = today - timedelta(days=365 * year)
        period = f"since={until - timedelta(days=364)}&until={until}"
        page = mission.get(f"{reverse('meeting_list')}?kind={kind}&status=held&{period}")
        assert len(page.context["table"].body) == 2


def test_the_regional_day_of_2015_gathered_more_than_90_around_three_questions(
    mission: PageClient,
) -> None:
    listed = mission.get(reverse("meeting_list") + "?kind=regional_day").context["table"].body
    (href,) = {cell.href for row in listed for cell in row if cell.href.startswith("/rencontres/")}
    page = mission.get(href)
    assert sum(one.count for one in page.context["attendances"]) > 90
    content = page.content.decode()
    assert "27 mai 2015" in content
    assert "trois questions" in content
    assert [f"{number}. " in content for number in (1, 2, 3, 4)] == [True, True, True, False]


def test_the_week_of_the_animator_has_something_of_everything(mission: PageClient) -> None:
    week = mission.get(WEEK).context["week"]
    later = mission.get(f"{WEEK}?du={week.after}").context["week"]
    assert any(day.meetings for day in (*week.days, *later.days))
    assert week.late
    assert week.unsaid
    assert week.silent
    assert week.left_aside
    assert week.left_aside_count > 20
    assert "que personne n'a rencontrées depuis un an" in mission.get("/").content.decode()


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2027, 1, 2), date(2028, 2, 29)])
def test_days_fit_what_is_said_of_them_whenever_it_is_loaded(day: date) -> None:
    for row in rows_of("meetings"):
        on = day_at(row["day"], day)
        assert on <= day if row["status"] == "held" else True
        assert on.weekday() < 5 or row["day"] == "0"
    for row in rows_of("tracks"):
        for said in row["steps"].split("|"):
            _kind, opened, closed, _outcome = said.split(":")
            assert day_at(row["opened"], day) <= day_at(opened, day)
            assert not closed or day_at(opened, day) <= day_at(closed, day) <= day


def test_rows_respect_the_rules_of_their_models(pack: Pack) -> None:
    for row in [*Meeting.objects.all()[::20], *SupportTrack.objects.all(), *Dla.objects.all()]:
        row.full_clean()
        for part in [*getattr(row, "steps", NextStep.objects.none()).all()]:
            part.full_clean()


def test_loading_again_adds_nothing_even_a_year_later(pack: Pack) -> None:
    before = Meeting.objects.count()
    later = clock.today().replace(year=clock.today().year + 1, day=1)
    assert load_support(pack, world_of(pack), today=later) == 0
    assert Meeting.objects.count() == before
    lines = JournalLine.objects.filter(verb="demo.loaded", subject_type="support.meeting")
    assert lines.count() == before


def test_nobody_is_named() -> None:
    for row in rows_of("meetings"):
        assert warnings(" ".join((row["subject"], row["minutes"], row["present"]))) == []
