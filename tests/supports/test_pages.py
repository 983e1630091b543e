"""The pages of meetings, tracks and DLA, and the week of the mission."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from entremise.core import clock
from entremise.structures.models import Structure
from entremise.support import actions
from entremise.support.actions import Task
from entremise.support.enums import DlaPhase, MeetingKind, MeetingStatus, Outcome, StepKind
from entremise.support.models import Deliverable, Dla, Meeting, NextStep, SupportTrack, TrackStep
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.support.forms import forms_of
from tests.supports.factories import (
    days_ago,
    make_dla,
    make_meeting,
    make_track,
    mission_of,
    plan_meeting,
)
from tests.territories.factories import make_commune

pytestmark = pytest.mark.django_db

LIST, NEW, TO_MEET = (reverse(n) for n in ("meeting_list", "meeting_new", "structures_to_meet"))
TRACKS, DLAS, WEEK = reverse("track_list"), reverse("dla_list"), reverse("my_week")
OUTSIDERS = ("mediator", "coordinator", "partner", "admin", "dpo")


@pytest.fixture
def mission(cast: Cast) -> PageClient:
    return client_of(cast.regional)


@pytest.fixture
def director(cast: Cast) -> PageClient:
    return client_of(cast.director)


def of(name: str, row: Any) -> str:
    return reverse(name, args=[row.pk])


def text(page: Any) -> str:
    return str(page.content.decode().replace("\xa0", " ").replace("\u202f", " "))


def subjects(client: PageClient, query: str = "") -> set[str]:
    return {row.subject for row in client.get(LIST + query).context["page"].rows}


def filled(client: PageClient, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the form of that page, some fields being typed over. What a
    textarea holds is not read here.
    """
    page = client.get(url).content.decode()
    path = url.partition("?")[0]
    (form,) = [form for form in forms_of(page, path) if form.action == path]
    empty = {name: [""] for name, value in form.data.items() if value == ["essai"]}
    optional = dict.fromkeys(("track", "dla", "dispositif", "shared", "starts_at", "needs"), [])
    kept = {name: value for name, value in form.data.items() if name not in optional}
    return {**kept, **{name: empty[name] for name in empty if name not in optional}, **changes}


# --- the list


def test_everybody_reads_what_concerns_them(cast: Cast) -> None:
    far = make_structure()
    make_meeting(cast.structure, subject="Ici")
    make_meeting(cast.neighbour, subject="À côté")
    make_meeting(far, region="93", subject="Loin")
    make_meeting(cast.structure, cast.neighbour, subject="Ensemble")
    assert subjects(client_of(cast.regional)) == {"Ici", "À côté", "Ensemble"}
    assert subjects(client_of(cast.director)) == {"Ici", "Ensemble"}
    for name in (*OUTSIDERS, "steering"):
        assert client_of(getattr(cast, name)).get(LIST).status_code == 403
        assert client_of(getattr(cast, name)).get(WEEK).status_code == 403


def test_filters_live_in_the_address(cast: Cast, mission: PageClient) -> None:
    lille = make_commune()
    town = make_structure("Ville de Lille", actor_type="commune", commune=lille)
    make_meeting(town, subject="Adultes-relais", on=days_ago(50), kind=MeetingKind.PHONE)
    plan_meeting(cast.structure, subject="Recrutement")
    called = f"{town.name} (n° {town.pk})"
    for query, expected in {
        "?q=relais": {"Adultes-relais"},
        "?q=citéo": {"Recrutement"},
        "?q=lille": {"Adultes-relais"},
        "?status=planned": {"Recrutement"},
        "?kind=phone": {"Adultes-relais"},
        f"?structure={called}": {"Adultes-relais"},
        "?actor_type=commune": {"Adultes-relais"},
        f"?until={days_ago(49)}": {"Adultes-relais"},
        f"?since={days_ago(49)}": {"Recrutement"},
        "?q=rien": set(),
    }.items():
        assert subjects(mission, query) == expected, query


def test_pages_follow_one_another(cast: Cast, mission: PageClient) -> None:
    for rank in range(45):
        make_meeting(cast.structure, on=days_ago(rank // 3))
    first = mission.get(LIST).context["page"]
    second = mission.get(f"{LIST}?after={first.after}").context["page"]
    seen = [row.pk for row in (*first.rows, *second.rows)]
    assert len(seen) == len(set(seen)) == 45
    assert second.after is None


def test_files_hold_the_list_without_what_one_does_not_read(
    cast: Cast, mission: PageClient, director: PageClient
) -> None:
    make_meeting(cast.structure, subject="=Piège", minutes="Interne")
    make_meeting(cast.structure, subject="Ouvert", minutes="Partagé", shared=True)

    def lines(client: PageClient) -> str:
        return b"".join(
            client.get(reverse("meeting_export", args=["csv"])).streaming_content
        ).decode()

    assert "'=Piège" in lines(mission)
    assert "Interne" in lines(mission)
    assert "Interne" not in lines(director)
    assert "Partagé" in lines(director)
    answer = mission.get(reverse("meeting_export", args=["xlsx"]) + "?q=piège")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][:3] == ("date", "heure", "durée (min)")
    assert [row[7] for row in rows[1:]] == ["=Piège"]


def test_pages_ask_a_constant_number_of_questions(cast: Cast, mission: PageClient) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            town, task = make_structure(commune=make_commune()), Task("Rappeler", days_ago(1))
            make_meeting(town, make_structure(), on=days_ago(400))
            make_meeting(town, on=days_ago(1), tasks=[task])
            plan_meeting(town, days=0)
            track = make_track(town, opened_on=days_ago(200))
            actions.begin_step(track=track, kind=StepKind.DEFINE, on=days_ago(180), by=mission_of())
            make_dla(town, make_structure())

    urls = (LIST, TRACKS, DLAS, TO_MEET, WEEK, "/", reverse("support_figures"),
            reverse("meeting_export", args=["csv"]), reverse("meeting_agenda"))  # fmt: skip
    for url in urls:
        assert_constant_queries(mission, url, grow)
        Meeting.objects.all().delete()


# --- writing meetings


def test_a_meeting_is_logged_with_what_comes_next(cast: Cast, mission: PageClient) -> None:
    data = filled(
        mission, NEW, structures="Citéo\nassociation de gestion du dispositif de médiation",
        subject="Bilan", kind="visit", status="held", lasts="90", present="1 directrice, 2 élus",
        minutes="Dit.", task="Envoyer le guide", due_on=str(days_ago(-3)), on=str(clock.today()),
    )  # fmt: skip
    page = mission.post(NEW, data, follow=True)
    row = Meeting.objects.get()
    assert {one.name for one in row.structures.all()} == {cast.structure.name, cast.neighbour.name}
    assert "2 élus" in text(page)
    assert "1 h 30" in text(page)
    assert "Envoyer le guide" in text(page)
    step = NextStep.objects.get()
    page = mission.post(of("next_step_done", step), follow=True)
    assert "C'est fait." in text(page)
    mission.post(of("next_step_reopen", step))
    step.refresh_from_db()
    assert step.done_on is None
    mission.post(of("meeting_withdraw", row))
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"structures": "Personne"}, "ne connaît pas"),
        ({"on": str(days_ago(-2))}, "prévue, pas tenue"),
        ({"present": "2 élus, 3 élus"}, "cité deux fois"),
        ({"shared": "on"}, "pas de compte rendu à partager"),
        ({"due_on": str(days_ago(-2))}, "ce qui est à faire"),
        ({"subject": "Voir M. Durand"}, "nommer une personne"),
        ({"present": "1 élu, Mme Martin"}, "nommer une personne"),
    ],
)
def test_what_is_mistyped_says_why(
    cast: Cast, mission: PageClient, changes: dict[str, Any], sentence: str
) -> None:
    said = {"structures": "Citéo", "subject": "Bilan", "kind": "visit", "on": str(clock.today())}
    data = filled(mission, NEW, **{**said, "status": "held", "due_on": "", **changes})
    page = mission.post(NEW, data)
    assert sentence in text(page)
    assert not Meeting.objects.exists()


def test_what_the_guard_noticed_can_be_kept(cast: Cast, mission: PageClient) -> None:
    data = filled(
        mission, NEW, structures="Citéo", subject="Quartier de Mme Curie", kind="visit",
        status="held", on=str(clock.today()), due_on="",
    )  # fmt: skip
    page = mission.post(NEW, data).content.decode()
    (form,) = [form for form in forms_of(page, NEW) if "subject" in form.data]
    mission.post(NEW, {**data, "text_seen": form.data["text_seen"]})
    assert Meeting.objects.get().subject == "Quartier de Mme Curie"


def test_a_meeting_is_planned_from_the_list_of_those_to_meet(
    cast: Cast, mission: PageClient
) -> None:
    lapsed, recent = make_structure("Vieille amie"), make_structure()
    make_meeting(lapsed, on=days_ago(400))
    make_meeting(recent)
    never = make_structure("Jamais vue", commune=make_commune())
    page = mission.get(TO_MEET)
    assert [row.name for row in page.context["page"].rows] == ["Vieille amie"]
    told = [row.name for row in mission.get(TO_MEET + "?jamais=1").context["page"].rows]
    assert never.name in told
    assert recent.name not in told
    assert mission.get(f"{NEW}?prevoir=²").status_code == 200
    plan = f"{NEW}?prevoir={lapsed.pk}"
    assert plan in page.content.decode()
    said = {"structures": "Vieille amie", "subject": "Reprendre contact", "due_on": ""}
    mission.post(plan, filled(mission, plan, **said))
    row = Meeting.objects.latest("pk")
    assert (row.status, [one.pk for one in row.structures.all()]) == ("planned", [lapsed.pk])
    assert row.on == clock.today() + timedelta(days=7)
    assert "Prévoir" not in str(mission.get(TO_MEET).context["table"].body)


def test_a_planned_meeting_is_told_cancelled_and_restored(cast: Cast, mission: PageClient) -> None:
    row = plan_meeting(cast.structure, days=0)
    told = of("meeting_edit", row) + "?tenue=1"
    page = mission.get(told)
    assert page.context["form"].initial["status"] == MeetingStatus.HELD
    mission.post(of("meeting_cancel", row))
    assert "annulée" in text(mission.get(of("meeting_detail", row)))
    mission.post(of("meeting_restore", row))
    edit = of("meeting_edit", row)
    said = {"structures": "Citéo", "status": "held", "minutes": "Dit.", "shared": "on"}
    mission.post(edit, filled(mission, edit, **said))
    row.refresh_from_db()
    assert (row.status, row.minutes, row.shared) == ("held", "Dit.", True)


def test_a_structure_reads_minutes_once_they_are_shared(
    cast: Cast, mission: PageClient, director: PageClient
) -> None:
    row = make_meeting(
        cast.structure, minutes="Mot pour mot", attendances=[("directrice", 1)],
        tasks=[Task("Suite interne")],
    )  # fmt: skip
    page = text(director.get(of("meeting_detail", row)))
    assert "1 directrice" in page
    assert "Mot pour mot" not in page
    assert "Suite interne" not in page
    assert "Corriger" not in page
    Meeting.objects.update(shared=True)
    page = text(director.get(of("meeting_detail", row)))
    assert "Mot pour mot" in page
    assert "Suite interne" in page
    assert director.post(of("meeting_cancel", row)).status_code == 403
    assert client_of(cast.neighbour_director).get(of("meeting_detail", row)).status_code == 404


# --- the page of a structure, and the agenda


def test_the_page_of_a_structure_shows_its_meetings(
    cast: Cast, mission: PageClient, director: PageClient
) -> None:
    make_meeting(cast.structure, subject="Avec nous")
    make_meeting(cast.neighbour, subject="Sans nous")
    make_track(cast.structure, purpose="Notre projet")
    make_dla(cast.structure, title="Notre DLA")
    for page in (
        mission.get(of("structure_detail", cast.structure)),
        director.get(reverse("my_structure")),
    ):
        for words in ("Avec nous", "Notre projet", "Notre DLA"):
            assert words in text(page)
        assert "Sans nous" not in text(page)
    assert "Prévoir une rencontre" not in text(director.get(reverse("my_structure")))
    page = text(client_of(cast.mediator).get(reverse("my_structure")))
    assert "Avec nous" not in page


def test_the_agenda_holds_what_is_to_come(cast: Cast, mission: PageClient) -> None:
    plan_meeting(cast.structure, subject="Comité ; suite, et fin")
    make_meeting(cast.structure, subject="Hier")
    plan_meeting(make_structure(), region="93", subject="Ailleurs")
    answer = mission.get(reverse("meeting_agenda"))
    assert answer["Content-Type"] == "text/calendar"
    agenda = answer.content.decode()
    assert agenda.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Comité \\; suite\\, et fin\r\n" in agenda


# --- tracks and DLA


def test_a_track_is_followed_from_its_page(cast: Cast, mission: PageClient) -> None:
    new = reverse("track_new")
    said = {"structure": "Citéo", "purpose": "Définir les missions"}
    mission.post(new, filled(mission, new, **said, opened_on=str(days_ago(9))))
    track = SupportTrack.objects.get()
    step_new = of("track_step_new", track)
    mission.post(step_new, filled(mission, step_new, kind="define", on=str(days_ago(8))))
    step = TrackStep.objects.get()
    end = of("track_step_end", step)
    mission.post(end, filled(mission, end, outcome="reached", on=str(days_ago(1))))
    assert "abouti le" in text(mission.get(of("track_detail", track)))
    mission.post(of("track_step_resume", step))
    close = of("track_close", track)
    mission.post(close, filled(mission, close, outcome="partly"))
    step.refresh_from_db()
    assert step.outcome == Outcome.PARTLY
    assert mission.get(TRACKS).context["page"].rows == []
    assert len(mission.get(TRACKS + "?state=closed").context["page"].rows) == 1
    mission.post(of("track_reopen", track))
    edit = of("track_edit", track)
    mission.post(edit, filled(mission, edit, purpose="Autrement"))
    assert "Autrement" in text(client_of(cast.director).get(of("track_detail", track)))
    assert client_of(cast.neighbour_director).get(of("track_detail", track)).status_code == 404


def test_a_dla_is_followed_from_its_page(cast: Cast, mission: PageClient) -> None:
    new = reverse("dla_new")
    data = filled(
        mission, new, kind="collective", title="Pérenniser", provider="", funder="", amount="",
        structures=f"Citéo\n{cast.neighbour.name}", needs=["funding"], starts_on="2026-02-01",
        ends_on="2026-07-31",
    )  # fmt: skip
    mission.post(new, data)
    dla = Dla.objects.get()
    page = text(mission.get(of("dla_detail", dla)))
    assert "DLA collectif de 2 structures, prévu sur 6 mois" in page
    move = of("dla_move", dla)
    mission.post(move, filled(mission, move, phase=DlaPhase.DIAGNOSIS, on="2026-02-02"))
    assert "Diagnostic partagé" in text(mission.get(of("dla_detail", dla)))
    add = of("deliverable_new", dla)
    mission.post(add, filled(mission, add, name="Plan", due_on=str(days_ago(2))))
    row = Deliverable.objects.get()
    assert "Plan" in text(mission.get(WEEK))
    hand = of("deliverable_hand", row)
    mission.post(hand, filled(mission, hand))
    assert "remis le" in text(client_of(cast.director).get(of("dla_detail", dla)))
    mission.post(of("deliverable_take_back", row))
    mission.post(of("deliverable_drop", row))
    mission.post(of("dla_move_back", dla))
    close = of("dla_close", dla)
    mission.post(close, filled(mission, close))
    assert "terminé" in text(mission.get(DLAS))
    mission.post(of("dla_reopen", dla))
    mission.post(of("dla_withdraw", dla))
    assert not Dla.objects.exists()


# --- the week


def test_the_week_shows_what_must_not_be_forgotten(cast: Cast, mission: PageClient) -> None:
    today = clock.today()
    plan_meeting(cast.structure, days=0, subject="Aujourd'hui même")
    meeting = make_meeting(cast.structure, on=days_ago(30), subject="Le mois dernier")
    for words, due in (("En retard", days_ago(2)), ("À temps", today)):
        actions.add_next_step(meeting=meeting, task=Task(words, due), by=mission_of())
    make_track(cast.neighbour, purpose="Sans nouvelles", opened_on=days_ago(120))
    make_meeting(make_structure("Oubliée"), on=days_ago(500))
    page = mission.get(WEEK)
    week = page.context["week"]
    assert [step.text for step in week.late] == ["En retard"]
    assert [step.text for step in week.due] == ["À temps"]
    for words in ("Aujourd'hui même", "Sans nouvelles", "Oubliée", "Le mois dernier"):
        assert words in text(page)
    step = week.due[0]
    done = f"{of('next_step_done', step)}?semaine={week.monday}"
    assert done in page.content.decode()
    assert mission.post(done).url == f"{WEEK}?du={week.monday}"
    assert "1 suite en retard" in text(mission.get("/"))


def test_a_week_is_any_week(cast: Cast, mission: PageClient) -> None:
    week = mission.get(f"{WEEK}?du=2026-11-29").context["week"]
    assert (week.monday, week.sunday) == (date(2026, 11, 23), date(2026, 11, 29))
    assert len(week.days) == 5
    for other_age in ("0001-01-01", "9999-12-31"):
        assert mission.get(f"{WEEK}?du={other_age}").context["week"].monday <= clock.today()
    mistyped = mission.get(f"{WEEK}?du=demain").context["week"]
    assert mistyped.monday <= clock.today() <= mistyped.sunday


def test_a_meeting_nobody_told_of_is_asked_about(cast: Cast, mission: PageClient) -> None:
    row = plan_meeting(cast.structure, days=0, subject="Eut-elle lieu")
    Meeting.objects.filter(pk=row.pk).update(on=days_ago(3))
    assert "Eut-elle lieu" in text(mission.get(WEEK))
    assert "dites si elle a eu lieu" in text(mission.get(LIST))


# --- figures


def test_figures_are_for_the_mission_and_the_committee(cast: Cast, mission: PageClient) -> None:
    town: Structure = make_structure("Ville", actor_type="commune")
    make_meeting(town, cast.structure, on=days_ago(400))
    make_meeting(town)
    url = reverse("support_figures")
    for client in (mission, client_of(cast.steering)):
        page = text(client.get(url))
        assert "2 structures en relation avec la mission, en 2 rencontres" in page
    narrow = mission.get(f"{url}?since={days_ago(10)}").context["figures"]
    assert [card.value for card in narrow.cards[:2]] == [1, 1]
    for name in (*OUTSIDERS, "director"):
        assert client_of(getattr(cast, name)).get(url).status_code == 403
