"""The link of a letter: what it shows, what it refuses, and what an attacker makes of it."""

import re
from typing import Any

import pytest
from django.core import mail, signing
from django.urls import reverse

from entremise.alerts import links
from entremise.alerts.actions import close_alert, send_alert
from entremise.alerts.enums import Reply, State
from entremise.alerts.models import Answer, Sending
from entremise.journal.models import JournalLine
from tests.alerts.factories import make_addressee, make_alert, make_sending
from tests.support.cast import Cast
from tests.support.client import PageClient, client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SCRIPT = "<script>alert('4 rue du Parc')</script>"


def url(sending: Sending) -> str:
    return reverse("alert_link", args=[links.link_to(sending)])


@pytest.fixture
def sending(cast: Cast) -> Sending:
    return make_sending(cast.mediator, cast.dispositif)


def test_following_a_link_reads_and_writes_nothing(client: PageClient, sending: Sending) -> None:
    lines = JournalLine.objects.count()
    for _ in range(3):
        page = client.get(url(sending)).content.decode()
        assert "Ascenseur en panne" in page
        assert "rue du Parc" not in page
        assert "Bloqué" not in page
    client.head(url(sending))
    assert JournalLine.objects.count() == lines
    assert not Answer.objects.exists()


def test_reading_is_a_button_and_is_written_down(client: PageClient, sending: Sending) -> None:
    response = client.post(url(sending))
    page = response.content.decode()
    assert "12 rue du Parc, bâtiment B" in page
    assert "Bloqué au troisième" in page
    assert response["Cache-Control"] == "no-store"
    line = JournalLine.objects.get(verb="alert.read_by_link")
    assert (line.user, line.structure_id) == (None, sending.alert.structure_id)
    assert line.subject_id == str(sending.alert_id)


@pytest.mark.parametrize("reply", Reply.values)
def test_four_answers_without_an_account(client: PageClient, sending: Sending, reply: str) -> None:
    page = client.post(url(sending), {"reply": reply, "comment": "Mardi"}).content.decode()
    assert "l'équipe voit votre réponse" in page
    answer = Answer.objects.get()
    assert (answer.reply, answer.by) == (reply, None)
    assert JournalLine.objects.filter(verb="alert.answered_by_link").count() == 1


def test_an_answer_played_again_counts_once(client: PageClient, sending: Sending) -> None:
    for _ in range(3):
        client.post(url(sending), {"reply": "in_charge", "comment": ""})
    assert Answer.objects.count() == 1


def test_an_answer_that_is_none_of_the_four_is_a_reading(
    client: PageClient, sending: Sending
) -> None:
    page = client.post(url(sending), {"reply": "deleted"}).content.decode()
    assert "Votre réponse" in page
    assert not Answer.objects.exists()


def ended(client: PageClient, address: str) -> None:
    for response in (client.get(address), client.post(address, {"reply": "solved"})):
        assert response.status_code == 410
        assert "n'ouvre plus rien" in response.content.decode()


def test_a_link_altered_opens_nothing(client: PageClient, sending: Sending) -> None:
    key = links.link_to(sending)
    content, _time, seal = key.split(":")
    other = signing.b64_encode(b'["0","0"]').decode()
    for forged in (
        key[:-1] + ("A" if key[-1] != "A" else "B"),
        key[:-5],
        f"{other}:{_time}:{seal}",
        f"{content}:zzzzzz:{seal}",
        content,
        "x",
        signing.dumps([str(sending.pk), sending.nonce]),
        signing.dumps([str(sending.pk), sending.nonce], key="autre", salt="entremise.alerts.link"),
    ):
        ended(client, reverse("alert_link", args=[forged]))
    assert not Answer.objects.exists()


def test_a_link_expires(client: PageClient, sending: Sending, monkeypatch: Any) -> None:
    address = url(sending)
    now = signing.time.time()
    later = links.LASTS.total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: now + later - 60)
    assert client.get(address).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + later + 60)
    ended(client, address)


def test_a_link_dies_with_what_it_opened(client: PageClient, cast: Cast, sending: Sending) -> None:
    address = url(sending)
    send_alert(
        alert=sending.alert, addressee=make_addressee(cast.structure), by=cast.mediator.actor
    )
    ended(client, address)
    current = sending.alert.sendings.get(status="current")
    assert client.get(url(current)).status_code == 200
    close_alert(alert=current.alert, state=State.SOLVED, by=cast.mediator.actor)
    ended(client, url(current))


def test_the_nonce_of_another_sending_opens_nothing(
    client: PageClient, cast: Cast, sending: Sending
) -> None:
    other = make_sending(cast.neighbour_mediator, cast.neighbour_dispositif)
    sending.nonce = other.nonce
    ended(client, url(sending))


def test_a_solved_alert_cannot_be_solved_again_by_the_link(
    client: PageClient, sending: Sending
) -> None:
    address = url(sending)
    assert client.post(address, {"reply": "solved"}).status_code == 200
    ended(client, address)
    assert Answer.objects.count() == 1


def test_a_link_is_no_way_into_anything_else(client: PageClient, sending: Sending) -> None:
    client.post(url(sending))
    for name in ("alert_detail", "alert_edit"):
        response = client.get(reverse(name, args=[sending.alert_id]))
        assert response.status_code == 302
    assert client.get(reverse("addressed_list")).status_code == 302


def test_what_was_typed_is_shown_as_text(client: PageClient, cast: Cast) -> None:
    alert = make_alert(
        cast.mediator, cast.dispositif, place={"label": SCRIPT}, note=SCRIPT, category="tags"
    )
    addressee = make_addressee(cast.structure, label="<script>a</script>")
    sending = send_alert(alert=alert, addressee=addressee, by=cast.mediator.actor)
    pages = [client.post(url(sending)).content.decode()]
    client.post(url(sending), {"reply": "received", "comment": SCRIPT})
    team = client_of(cast.mediator)
    for address in (reverse("alert_list"), reverse("alert_detail", args=[alert.pk])):
        pages.append(team.get(address).content.decode())
    for page in pages:
        assert "<script>a" not in page
        assert "&lt;script&gt;" in page


def test_knocking_too_often_is_refused(client: PageClient, sending: Sending) -> None:
    address = url(sending)
    codes = {client.post(address).status_code for _ in range(60)}
    assert codes == {200}
    assert client.post(address, {"reply": "solved"}).status_code == 429
    assert not Answer.objects.exists()
    assert client.get(address).status_code == 200


def test_the_link_of_a_letter_opens(
    client: PageClient,
    cast: Cast,
    tasks_at_once: None,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_sending(cast.mediator, cast.dispositif)
    found = re.search(r"http://127.0.0.1:8000(/alertes/lien/\S+)", mail.outbox[0].body)
    assert found
    assert "Ascenseur en panne" in client.get(found[1]).content.decode()
