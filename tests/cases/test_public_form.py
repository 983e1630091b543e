"""The public form: open to everybody, kept once, closed to robots."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse

from entremise.cases import actions, knocking
from entremise.cases.actions.referrals import Told
from entremise.cases.enums import Channel, Origin
from entremise.cases.models import Knock, Referral
from entremise.cases.queries import words
from entremise.core import clock, senders
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.structures.actor import VISITOR
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import PageClient

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
IN_THREADS = pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="la base SQLite des tests, en mémoire, ne se partage pas entre fils d'exécution",
)


@pytest.fixture
def door(cast: Cast) -> str:
    """The address of the public form of the town the team serves."""
    make_places()
    cast.dispositif.communes.set(["59350"])
    actions.set_reception(
        dispositif=cast.dispositif,
        public=True,
        phone="03 20 00 00 09",
        email="",
        by=cast.director.actor,
    )
    return reverse("public_referral_form", args=["59350"])


def _asked(client: PageClient, door: str, **more: str) -> dict[str, Any]:
    with clock.hold(clock.now() - timedelta(minutes=2)):
        form = client.get(door).context["form"]
    return {
        "dispositif": form["dispositif"].value(),
        "ticket": form["ticket"].value(),
        "topic": "noise",
        "narrative": "Du bruit toutes les nuits.",
        "applicant": "Demandeur Exemple",
        "phone": "03 20 00 00 01",
        "agreed": "on",
        **more,
    }


def test_a_resident_asks_without_an_account(door: str, cast: Cast) -> None:
    client = PageClient()
    where = client.get(reverse("public_referral"), {"commune": "Lille"})
    assert where["Location"] == door
    answer = client.post(door, _asked(client, door))
    assert answer["Location"] == reverse("public_thanks")
    referral = Referral.objects.get()
    assert referral.number in client.get(answer["Location"]).content.decode()
    assert words(referral)["applicant"] == "Demandeur Exemple"
    assert (referral.commune_id, referral.channel) == ("59350", "form")


def test_a_town_without_a_team_says_who_else_may_help(door: str, cast: Cast) -> None:
    cast.dispositif.communes.clear()
    assert "conciliateur" in PageClient().get(door).content.decode()


@pytest.mark.parametrize("trap", [{"vide": "http://robot"}, {"ticket": "forged"}, {"ticket": ""}])
def test_a_robot_is_thanked_and_nothing_is_kept(door: str, trap: dict[str, str]) -> None:
    client = PageClient()
    answer = client.post(door, _asked(client, door, **trap))
    assert answer["Location"] == reverse("public_thanks")
    assert not Referral.objects.exists()


def test_nobody_tells_a_dispute_in_a_second(door: str) -> None:
    client = PageClient()
    told = _asked(client, door)
    told["ticket"] = client.get(door).context["form"]["ticket"].value()
    client.post(door, told)
    assert not Referral.objects.exists()


def test_a_sender_is_stopped_after_a_few(door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = PageClient()
    for _ in range(knocking.PER_SENDER):
        assert client.post(door, _asked(client, door)).status_code == 302
    refused = client.post(door, _asked(client, door))
    assert refused.status_code == 429
    assert "réessayez dans une heure" in refused.content.decode()
    assert "Du bruit toutes les nuits." in refused.content.decode()
    assert Referral.objects.count() == knocking.PER_SENDER
    monkeypatch.setattr(senders, "sender_of", lambda request: "ailleurs")
    assert client.post(door, _asked(client, door)).status_code == 302
    monkeypatch.setattr(knocking, "PER_STRUCTURE", knocking.PER_SENDER + 1)
    monkeypatch.setattr(senders, "sender_of", lambda request: "ailleurs encore")
    assert client.post(door, _asked(client, door)).status_code == 429
    with clock.hold(clock.now() + timedelta(hours=2)):
        assert client.post(door, _asked(client, door)).status_code == 302


def test_the_same_form_twice_is_one_request(door: str) -> None:
    client = PageClient()
    told = _asked(client, door)
    first = client.post(door, told)
    lines = JournalLine.objects.count()
    again = client.post(door, {**told, "narrative": "Autre chose."})
    assert (again.status_code, again["Location"]) == (first.status_code, first["Location"])
    referral = Referral.objects.get()
    assert referral.number in client.get(again["Location"]).content.decode()
    assert words(referral)["narrative"] == "Du bruit toutes les nuits."
    assert (JournalLine.objects.count(), Knock.objects.count()) == (lines, 1)


def test_a_form_left_open_overnight_serves_once(door: str) -> None:
    client = PageClient()
    told = _asked(client, door)
    for days in (2, 30):
        with clock.hold(clock.now() + timedelta(days=days)):
            assert client.post(door, told).status_code == 302
    assert Referral.objects.count() == 1


def test_going_back_does_not_show_what_was_written(door: str) -> None:
    assert "no-store" in PageClient().get(door)["Cache-Control"]


def test_browsers_are_not_invited_to_fill_the_trap(door: str) -> None:
    page = PageClient().get(door).content.decode()
    hidden = r'<div class="ent-trap" aria-hidden="true" inert>.*?</div>\s*</div>'
    (trap,) = re.findall(hidden, page, re.DOTALL)
    assert 'name="vide"' in trap
    for attribute in ('autocomplete="off"', 'tabindex="-1"'):
        assert attribute in trap


def test_whoever_fell_in_the_trap_is_told_what_to_do(door: str) -> None:
    client = PageClient()
    answer = client.post(door, _asked(client, door, vide="rempli tout seul"))
    page = client.get(answer["Location"]).content.decode()
    assert "Rien n'a pu être gardé." in page
    assert "recommencez" in page


@pytest.mark.parametrize(
    ("given", "kept"), [({"phone": ""}, 0), ({"phone": "", "email": "a@b.fr"}, 1), ({}, 1)]
)
def test_one_way_to_answer_is_enough_and_none_is_not(
    door: str, given: dict[str, str], kept: int
) -> None:
    client = PageClient()
    page = client.get(door).content.decode()
    fieldset = page[page.index("<fieldset") : page.index("</fieldset>")]
    assert "l'un des deux suffit" in fieldset
    assert "facultatif" not in fieldset
    assert 'name="email"' in fieldset
    answer = client.post(door, _asked(client, door, **given))
    assert Referral.objects.count() == kept
    if not kept:
        shown = answer.content.decode()
        assert "Laissez un téléphone ou un courriel" in shown[shown.index("<fieldset") :]
        assert "Du bruit toutes les nuits." in shown


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
@IN_THREADS
@pytest.mark.parametrize("same", [True, False])
def test_two_at_once_are_one_request_and_do_not_pass_the_limit(
    door: str, cast: Cast, monkeypatch: pytest.MonkeyPatch, same: bool
) -> None:
    monkeypatch.setattr(knocking, "PER_SENDER", 8 if same else 1)
    start, key = Barrier(4), uuid4()

    def knock(own: UUID) -> str:
        start.wait()
        try:
            with transaction.atomic():
                kept = knocking.receive_from_public(
                    key=own,
                    sender="le même",
                    dispositif=cast.dispositif,
                    channel=Channel.FORM,
                    origin=Origin.RESIDENT,
                    content=Told(topic="noise", narrative="Du bruit."),
                    by=VISITOR,
                )
            return kept.number
        except Refusal:
            return "refusée"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(knock, [key if same else uuid4() for _ in range(4)]))
    (number,) = Referral.objects.values_list("number", flat=True)
    assert sorted(said) == ([number] * 4 if same else sorted([number, *["refusée"] * 3]))
