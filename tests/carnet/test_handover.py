"""The handover page: tonight's rounds, what came in, what waits and where, what is left."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from entremise.activities.models import Activity
from entremise.core import clock
from entremise.structures.enums import Role
from entremise.structures.models import AccessToken
from tests.activities.factories import (
    make_activity,
    make_round,
    payload,
    round_payload,
    send,
    send_rounds,
)
from tests.structures.factories import make_membership, make_token
from tests.support.cast import Cast, Person
from tests.support.client import PageClient, assert_constant_queries, client_of

URL = reverse("handover")


def _text(client: PageClient, url: str = URL) -> str:
    page = client.get(url).content.decode()
    words = re.sub(r"<[^>]+>", " ", page[page.index("<main") :])
    return re.sub(r"\s+", " ", html.unescape(words))


def _ago(hours: float) -> str:
    return (clock.now() - timedelta(hours=hours)).isoformat()


def _phone(person: Person, secret: str, **said: Any) -> AccessToken:
    assert person.membership is not None
    token = make_token(person.membership, secret)
    said = {"last_seen_at": clock.now() - timedelta(minutes=42), "label": secret} | said
    AccessToken.objects.filter(pk=token.pk).update(**said)
    return token


@pytest.fixture(autouse=True)
def _in_the_evening() -> Any:
    """Nine in the evening in Lille, so that two hours ago is the same service day."""
    at_nine = clock.now().replace(hour=20, minute=0, second=0, microsecond=0)
    with clock.hold(at_nine):
        yield


def test_who_is_out_and_since_when(cast: Cast) -> None:
    stops = [
        {"label": label, "kind": "street", "arrived_at": _ago(1.5)}
        for label in ("Porte d'Arras", "Gare", "Gare")
    ]
    tour = make_round(
        cast.mediator, cast.dispositif, started_at=_ago(2), ended_at=None, stops=stops
    )
    send(
        cast.mediator,
        *(payload(cast.dispositif, started_at=_ago(1), round=str(tour.pk)) for _ in range(2)),
    )
    make_round(cast.coordinator, cast.dispositif, started_at=_ago(4), ended_at=_ago(3))
    text = _text(client_of(cast.coordinator))
    assert "en cours" in text
    assert "2 h" in text
    assert "Porte d'Arras, Gare 2" in text
    assert "Médiateur 012" in text
    assert "Coordination 01" in text


def test_presence_is_the_time_spent_on_the_spot(cast: Cast) -> None:
    stops = [
        {"label": "Gare", "kind": "street", "arrived_at": _ago(3), "left_at": _ago(2.5)},
        {"label": "Parc", "kind": "street", "arrived_at": _ago(0.25)},
    ]
    make_round(cast.mediator, cast.dispositif, started_at=_ago(4), ended_at=None, stops=stops)
    page = client_of(cast.coordinator).get(URL)
    ((evening, *_),) = page.context["evenings"]
    assert [(outing.minutes, outing.presence) for outing in evening.outings] == [(240, 45)]
    assert "Présence sur place" in page.content.decode()


def test_a_round_that_nobody_ended_is_not_under_way_for_ever(cast: Cast) -> None:
    stops = [
        {"label": "Gare", "kind": "street", "arrived_at": _ago(25.5), "left_at": _ago(25)},
        {"label": "Parc", "kind": "street", "arrived_at": _ago(25)},
    ]
    make_round(cast.mediator, cast.dispositif, started_at=_ago(26), ended_at=None, stops=stops)
    client = client_of(cast.coordinator)
    yesterday = f"{URL}?jour={clock.today() - timedelta(days=1)}"
    ((evening, *_),) = client.get(yesterday).context["evenings"]
    assert [(outing.minutes, outing.presence) for outing in evening.outings] == [(None, 30)]
    text = _text(client, yesterday)
    assert "fin non consignée" in text
    assert "en cours" not in text[text.index("Tournées") :]


def test_what_came_in_by_mediator(cast: Cast) -> None:
    both = [cast.mediator.actor.member, cast.coordinator.actor.member]
    make_activity(cast.mediator, cast.dispositif, started_at=_ago(1), mediators=both, people=3)
    make_activity(cast.mediator, cast.dispositif, started_at=_ago(1), people=4)
    page = client_of(cast.coordinator).get(URL)
    ((evening, _, shares),) = page.context["evenings"]
    found = {share.person: (share.activities, share.people) for share in evening.shares}
    assert found == {"Médiateur 012": (2, 7), "Coordination 01": (1, 3)}
    assert shares is not None


def test_the_last_sending_is_of_whoever_sent(cast: Cast) -> None:
    both = [cast.mediator.actor.member, cast.coordinator.actor.member]
    make_activity(cast.mediator, cast.dispositif, started_at=_ago(1), mediators=both)
    client = client_of(cast.coordinator)
    assert _last_sent(client) == {"Médiateur 012": clock.now(), "Coordination 01": None}
    assert "rien envoyé" in _text(client)
    with clock.hold(clock.now() + timedelta(minutes=5)):
        make_activity(cast.coordinator, cast.dispositif, started_at=_ago(1), mediators=both)
        later = clock.now()
    assert _last_sent(client) == {"Médiateur 012": clock.now(), "Coordination 01": later}


def _last_sent(client: PageClient) -> dict[str, Any]:
    ((evening, *_),) = client.get(URL).context["evenings"]
    return {share.person: share.last for share in evening.shares}


def test_what_waits_and_on_which_phone(cast: Cast) -> None:
    _phone(cast.mediator, "Téléphone 3", waiting=4, conflicts=1)
    _phone(cast.coordinator, "Téléphone 4", waiting=0)
    _phone(cast.neighbour_mediator, "Téléphone du voisin", waiting=9)
    _phone(cast.mediator, "Révoqué", waiting=9, revoked_at=clock.now())
    _phone(cast.director, "Hors équipe", waiting=9)
    text = _text(client_of(cast.coordinator))
    assert "Téléphone 3" in text
    assert "42 min" in text
    assert "1 autre appareil sans saisie" in text
    assert "1 conflit à régler sur l'appareil" in text
    for name in ("Téléphone du voisin", "Révoqué", "Hors équipe"):
        assert name not in text
    director = _text(client_of(cast.director))
    assert "Hors équipe" in director
    assert "Téléphone du voisin" not in director


def test_a_lost_phone_is_revoked_from_there(cast: Cast) -> None:
    lost = _phone(cast.mediator, "Téléphone 3", waiting=4)
    client = client_of(cast.coordinator)
    revoke = reverse("token_revoke", args=[lost.pk])
    assert revoke in client.get(URL).content.decode()
    client.post(revoke)
    assert revoke not in client.get(URL).content.decode()
    lost.refresh_from_db()
    assert lost.revoked_at


def test_what_is_left_to_complete(cast: Cast) -> None:
    assert "Rien à reprendre" in _text(client_of(cast.coordinator))
    cast.dispositif.communes.add(cast.far_dispositif.communes.get())
    make_activity(cast.mediator, cast.dispositif, started_at=_ago(1))
    assert Activity.objects.get().commune_id is None
    send(cast.mediator, payload(cast.dispositif, register="inconnu"))
    send_rounds(cast.mediator, round_payload(cast.dispositif, mediators=[0]))
    text = _text(client_of(cast.coordinator))
    assert "1 activité sans commune" in text
    assert "1 saisie à corriger" in text
    assert "1 tournée refusée" in text


def test_another_evening(cast: Cast) -> None:
    make_round(cast.mediator, cast.dispositif, started_at=_ago(26), ended_at=_ago(24))
    client = client_of(cast.coordinator)
    assert "Médiateur 012" not in _text(client)
    yesterday = clock.today() - timedelta(days=1)
    assert f"?jour={yesterday}" in client.get(URL).content.decode()
    assert "Médiateur 012" in _text(client, f"{URL}?jour={yesterday}")


@pytest.mark.parametrize("day", ["hier", "2026-02-31", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_shows_tonight(cast: Cast, day: str) -> None:
    assert client_of(cast.coordinator).get(f"{URL}?jour={day}").status_code == 200


def test_each_place_has_its_own_evening(cast: Cast) -> None:
    """Nine in the evening in Lille is midnight in La Réunion, and of the same service day."""
    for person, dispositif in (
        (cast.director, cast.other_dispositif),
        (cast.neighbour_director, cast.neighbour_dispositif),
    ):
        dispositif.time_zone = "Indian/Reunion"
        dispositif.save()
        make_round(person, dispositif, started_at=_ago(1), ended_at=None)
    page = client_of(cast.director).get(URL)
    found = {evening.dispositif.name: evening for evening, *_ in page.context["evenings"]}
    outings = {name: len(evening.outings) for name, evening in found.items()}
    assert outings == {"Moulins": 0, "Métro": 1}
    assert found["Métro"].outings[0].start.utcoffset() == timedelta(hours=4)


def test_without_a_team_the_page_says_what_to_do(cast: Cast) -> None:
    alone = Person(make_membership(Role.COORDINATOR, cast.structure))
    assert "Vous n'êtes dans aucune équipe" in _text(client_of(alone))


@pytest.mark.parametrize("name", ["mediator", "partner", "regional", "steering", "admin", "dpo"])
def test_only_those_who_answer_for_teams(cast: Cast, name: str) -> None:
    assert client_of(getattr(cast, name)).get(URL).status_code == 403


def test_the_home_of_a_coordinator_leads_there(cast: Cast) -> None:
    assert URL in client_of(cast.coordinator).get("/").content.decode()


def test_the_page_asks_a_constant_number_of_questions(cast: Cast) -> None:
    def grow(number: int) -> None:
        for _ in range(number):
            member = Person(make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif]))
            tour = make_round(member, cast.dispositif, started_at=_ago(2), ended_at=None)
            make_activity(member, cast.dispositif, started_at=_ago(1), round=str(tour.pk))
            _phone(member, f"Téléphone {member.actor.member}", waiting=1)

    for person in (cast.coordinator, cast.director):
        assert_constant_queries(client_of(person), URL, grow)
