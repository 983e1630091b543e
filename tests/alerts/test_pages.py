"""The pages of a team and of a partner."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from entremise.alerts.actions import answer_alert, send_alert
from entremise.alerts.enums import Reply, SendingStatus, State
from entremise.alerts.models import Addressee, Alert, Sending
from entremise.core import clock
from entremise.journal.models import JournalLine
from entremise.structures.actor import VISITOR
from entremise.vault.rows import words_of
from tests.alerts.factories import LAST, make_addressee, make_alert, make_sending
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import PageClient, assert_constant_queries, client_of
from tests.support.forms import forms_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

LIST, NEW = reverse("alert_list"), reverse("alert_new")


@pytest.fixture
def mediator(cast: Cast) -> PageClient:
    return client_of(cast.mediator)


def of(name: str, alert: Alert | Sending | Addressee) -> str:
    return reverse(name, args=[alert.pk])


def filled(client: PageClient, url: str, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the form of that page, some fields being typed over."""
    page = client.get(url).content.decode()
    (form,) = [form for form in forms_of(page, url) if "category" in form.data]
    empty = {name: [] for name, value in form.data.items() if value == ["essai"]}
    return {**form.data, **empty, "danger": [], "qpv": [], **changes}


def test_an_alert_given_at_the_desk_goes_to_whoever_answers_for_it(
    cast: Cast, mediator: PageClient
) -> None:
    make_addressee(cast.structure, label="Astreinte technique", categories=["lift"])
    said = filled(mediator, NEW, category="lift", place="Hall 3", note="Bloqué", danger="on")
    page = mediator.post(NEW, said, follow=True).content.decode()
    assert "transmise à « Astreinte technique »" in page.replace("\xa0", " ")
    alert = Alert.objects.get()
    assert (alert.danger, alert.source, alert.commune_id) == (True, "page", "59350")
    assert list(alert.seen_by.all()) == [cast.mediator.membership]
    assert words_of([alert])[0][1]["place"] == "Hall 3"


def test_sent_twice_by_an_impatient_thumb_it_is_one(cast: Cast, mediator: PageClient) -> None:
    said = filled(mediator, NEW, category="lift", place="Hall 3")
    for _ in range(2):
        assert mediator.post(NEW, said).status_code == 302
    assert Alert.objects.count() == 1


def test_the_guard_speaks_once_about_a_note(cast: Cast, mediator: PageClient) -> None:
    said = filled(mediator, NEW, category="isolation", place="Hall 3", note="Mme Durand")
    page = mediator.post(NEW, said).content.decode()
    assert "semble nommer une personne" in page
    assert not Alert.objects.exists()
    assert mediator.post(NEW, {**said, "note_seen": "Mme Durand"}).status_code == 302
    assert Alert.objects.count() == 1


def test_hours_are_those_of_the_clock_on_the_wall(cast: Cast, mediator: PageClient) -> None:
    cast.dispositif.time_zone = "Indian/Reunion"
    cast.dispositif.save()
    alert = make_alert(cast.mediator, cast.dispositif, seen_at=f"{LAST}-03-12T18:30:42Z")
    assert "22:30" in mediator.get(of("alert_detail", alert)).content.decode()
    same = {"place": "12 rue du Parc, bâtiment B", "note": "Bloqué au troisième"}
    said = filled(mediator, of("alert_edit", alert), category="tags", **same)
    assert said["time"] == ["22:30"]
    mediator.post(of("alert_edit", alert), said)
    line = JournalLine.objects.get(verb="alert.corrected")
    assert line.changes == {"category": ["lift", "tags"]}


def test_what_is_wrong_is_said_beside_its_field(cast: Cast, mediator: PageClient) -> None:
    said = filled(mediator, NEW, category="lift", place="Hall 3", day="2199-01-01")
    page = mediator.post(NEW, said)
    assert "pas encore venue" in page.content.decode()
    assert list(page.context["form"].errors) == ["day"]


def test_correcting_keeps_what_is_not_shown(cast: Cast, mediator: PageClient) -> None:
    place = {"label": "Hall 3", "lon": 3.06842, "lat": 50.62514}
    alert = make_alert(cast.mediator, cast.dispositif, place=place)
    said = filled(mediator, of("alert_edit", alert), category="tags", place="Hall 4")
    assert mediator.post(of("alert_edit", alert), said).status_code == 302
    alert.refresh_from_db()
    assert (alert.category, alert.version) == ("tags", 2)
    words = words_of([alert])[0][1]
    assert (words["place"], words["point"]) == ("Hall 4", "50.62514, 3.06842")
    stale = mediator.post(of("alert_edit", alert), {**said, "place": "Hall 5"})
    assert "modifiée entre-temps" in stale.content.decode()


def test_a_posted_identifier_does_not_turn_a_correction_elsewhere(
    cast: Cast, mediator: PageClient
) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    other = make_alert(cast.coordinator, cast.dispositif)
    said = filled(mediator, of("alert_edit", alert), id=str(other.pk), category="tags")
    mediator.post(of("alert_edit", alert), said)
    other.refresh_from_db()
    assert other.category == "lift"


def test_the_page_of_an_alert_tells_its_story(cast: Cast, mediator: PageClient) -> None:
    sending = make_sending(cast.mediator, cast.dispositif, label="Propreté")
    answer_alert(sending=sending, reply=Reply.IN_CHARGE, comment="Mardi", by=VISITOR)
    page = mediator.get(of("alert_detail", sending.alert)).content.decode()
    for word in ("12 rue du Parc", "Transmise à « Propreté »", "Pris en charge", "Mardi"):
        assert word in page.replace("\xa0", " ")


def test_sending_by_hand_then_closing_then_opening_again(cast: Cast, mediator: PageClient) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    addressee = make_addressee(cast.structure)
    page = mediator.get(of("alert_detail", alert)).content.decode()
    assert "Personne n'a cette alerte en main" in page
    mediator.post(of("alert_send", alert), {"addressee": addressee.pk})
    assert alert.sendings.get().addressee == addressee
    page = mediator.post(of("alert_close", alert), {"state": "unsolved"}, follow=True)
    assert of("alert_reopen", alert) in page.content.decode()
    alert.refresh_from_db()
    assert alert.state == State.UNSOLVED
    assert mediator.post(of("alert_close", alert), {"state": "solved"}).status_code == 409
    mediator.post(of("alert_reopen", alert))
    alert.refresh_from_db()
    assert alert.state == State.SIGNALLED


def test_what_is_posted_is_checked(cast: Cast, mediator: PageClient) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    theirs = make_addressee(cast.neighbour)
    for said in ({"addressee": theirs.pk}, {"addressee": "x"}, {}):
        assert mediator.post(of("alert_send", alert), said).status_code == 409
    assert mediator.post(of("alert_close", alert), {"state": "sent"}).status_code == 409
    assert not Sending.objects.exists()


def test_filters_narrow_the_list(cast: Cast, mediator: PageClient) -> None:
    make_alert(cast.mediator, cast.dispositif, category="tags")
    make_alert(cast.coordinator, cast.dispositif, category="squat", danger=True)
    make_alert(cast.director, cast.other_dispositif)

    def shown(query: str) -> set[str]:
        return {alert.category for alert, _words in mediator.get(LIST + query).context["rows"]}

    assert shown("") == {"tags", "squat"}
    assert shown("?category=social") == {"squat"}
    assert shown("?category=tags") == {"tags"}
    assert shown("?danger=on") == {"squat"}
    assert shown("?mine=on") == {"tags"}
    assert shown("?state=open") == {"tags", "squat"}
    assert shown("?state=solved") == set()


def test_the_export_holds_no_place_and_no_note(cast: Cast, mediator: PageClient) -> None:
    make_sending(cast.mediator, cast.dispositif, label="=Propreté")
    lines = b"".join(mediator.get(reverse("alert_export"))).decode()  # type: ignore[arg-type]
    assert "Ascenseur en panne" in lines
    assert f"12/03/{LAST} 19:30" in lines
    assert "'=Propreté" in lines
    assert "rue du Parc" not in lines
    assert "Bloqué" not in lines


# --- addressees


def addressee_said(**changes: Any) -> dict[str, Any]:
    return {
        "label": "Astreinte technique",
        "email": "astreinte@b.example",
        "starts_on": f"{LAST}-01-01",
        "categories": ["lift", "social"],
        "organisation": "ville de lille",
    } | changes


def test_a_coordinator_keeps_addressees(cast: Cast) -> None:
    make_places()
    client = client_of(cast.coordinator)
    new = reverse("addressee_new")
    client.post(new, addressee_said(communes=["59350"]))
    row = Addressee.objects.get()
    assert (row.structure, row.organisation) == (cast.structure, cast.funder)
    assert row.categories == ["lift", "social"]
    assert [commune.code for commune in row.communes.all()] == ["59350"]
    assert "porte déjà ce nom" in client.post(new, addressee_said()).content.decode()
    client.post(of("addressee_edit", row), addressee_said(email="autre@b.example", categories=[]))
    row.refresh_from_db()
    assert (row.email, row.categories) == ("autre@b.example", [])
    line = JournalLine.objects.get(verb="addressee.edited")
    assert line.changes["email"] is None
    assert "b.example" not in str(line.changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "pas une adresse"},
        {"email": "a@b.example\nBcc: c@d.example"},
        {"categories": ["dragons"]},
        {"communes": ["13055"]},
        {"ends_on": f"{LAST - 1}-01-01"},
    ],
)
def test_an_addressee_that_breaks_a_rule_is_not_kept(cast: Cast, changes: dict[str, Any]) -> None:
    client = client_of(cast.coordinator)
    assert client.post(reverse("addressee_new"), addressee_said(**changes)).status_code == 200
    assert not Addressee.objects.exists()


def test_a_mediator_sees_addressees_and_does_not_keep_them(
    cast: Cast, mediator: PageClient
) -> None:
    row = make_addressee(cast.structure)
    page = mediator.get(reverse("addressee_list")).content.decode()
    assert row.label in page
    assert of("addressee_edit", row) not in page
    assert mediator.post(reverse("addressee_new"), addressee_said()).status_code == 403
    assert mediator.post(of("addressee_edit", row), addressee_said()).status_code == 404


# --- partners


def test_a_partner_reads_and_answers_what_is_addressed_to_it(cast: Cast) -> None:
    sending = make_sending(cast.mediator, cast.dispositif, organisation=cast.funder)
    client = client_of(cast.partner)
    page = client.get(reverse("addressed_list")).content.decode()
    assert "Ascenseur en panne" in page
    assert "rue du Parc" not in page
    page = client.get(of("addressed_detail", sending)).content.decode()
    assert "rue du Parc" in page
    line = JournalLine.objects.get(verb="alert.read")
    assert cast.partner.membership is not None
    assert line.user == cast.partner.membership.user
    client.post(of("addressed_answer", sending), {"reply": "in_charge", "comment": "Mardi"})
    assert sending.answers.get().by == cast.partner.membership
    assert client.post(of("addressed_answer", sending), {"reply": "x"}).status_code == 400


def test_a_partner_keeps_what_was_closed_there_and_loses_the_rest(cast: Cast) -> None:
    client = client_of(cast.partner)
    solved, declined, redirected = (
        make_sending(cast.mediator, cast.dispositif, organisation=cast.funder) for _ in range(3)
    )
    client.post(of("addressed_answer", solved), {"reply": "solved"})
    client.post(of("addressed_answer", declined), {"reply": "not_ours"})
    other = make_addressee(cast.structure)
    send_alert(alert=redirected.alert, addressee=other, by=cast.mediator.actor)
    assert client.get(of("addressed_detail", solved)).status_code == 200
    assert client.post(of("addressed_answer", solved), {"reply": "received"}).status_code == 403
    for gone in (declined, redirected):
        assert client.get(of("addressed_detail", gone)).status_code == 404
        assert client.post(of("addressed_answer", gone), {"reply": "solved"}).status_code == 404
    redirected.refresh_from_db()
    assert redirected.status == SendingStatus.REDIRECTED


def test_delays_are_medians_and_small_ones_do_not_leave(cast: Cast, mediator: PageClient) -> None:
    now = clock.now()
    make_addressee(cast.structure, organisation=cast.funder)

    def receive(hours: int, count: int = 1) -> None:
        with clock.hold(now - timedelta(hours=hours)):
            for _ in range(count):
                make_alert(cast.mediator, cast.dispositif)
        Sending.objects.filter(sent_at=now - timedelta(hours=hours)).update(answered_at=now)

    for hours in (1, 2, 30):
        receive(hours)
    (row,) = mediator.get(reverse("alert_delays")).context["table"].rows
    assert (row["received"], row["to_answer"]) == (3, pytest.approx(2))
    partner = client_of(cast.partner)
    own = partner.get(reverse("addressed_list")).context["delays"]
    assert [cell.text for cell in own.body[0]][1:] == ["<\xa05", *["secret"] * 4]
    receive(3, 2)
    (row,) = partner.get(reverse("addressed_list")).context["delays"].rows
    assert (row["received"], row["to_answer"]) == (5, pytest.approx(3))


# --- constant queries


def test_lists_ask_a_constant_number_of_questions(cast: Cast, mediator: PageClient) -> None:
    addressee = make_addressee(cast.structure, organisation=cast.funder)

    def grow(rows: int) -> None:
        for _ in range(rows):
            make_alert(cast.mediator, cast.dispositif)

    assert addressee.pk
    assert_constant_queries(mediator, LIST, grow)
    assert_constant_queries(client_of(cast.partner), reverse("addressed_list"), grow)
    assert_constant_queries(mediator, reverse("alert_export"), grow)


def test_addressees_ask_a_constant_number_of_questions(cast: Cast, mediator: PageClient) -> None:
    commune = cast.dispositif.communes.get()

    def grow(rows: int) -> None:
        for _ in range(rows):
            make_addressee(cast.structure, [commune], categories=["lift"])

    assert_constant_queries(mediator, reverse("addressee_list"), grow)
    assert_constant_queries(mediator, reverse("alert_delays"), grow)
    alert = make_alert(cast.mediator, cast.dispositif)
    assert_constant_queries(mediator, of("alert_detail", alert), grow)


def test_a_long_story_asks_a_constant_number_of_questions(cast: Cast, mediator: PageClient) -> None:
    alert = make_alert(cast.mediator, cast.dispositif)
    make_addressee(cast.structure)  # one to whom it may be sent, whatever the number of the others

    def grow(rows: int) -> None:
        for _ in range(rows):
            sending = send_alert(
                alert=alert, addressee=make_addressee(cast.structure), by=cast.mediator.actor
            )
            answer_alert(sending=sending, reply=Reply.RECEIVED, comment="x", by=VISITOR)

    assert_constant_queries(mediator, of("alert_detail", alert), grow)
