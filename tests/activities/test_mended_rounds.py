"""A refused round is mended on a page, from what was received, and nothing of it is lost."""

import html
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from entremise.activities.actions import close_period
from entremise.activities.models import QuarantinedEntry, Round
from entremise.journal.models import JournalLine
from entremise.structures.enums import Role
from tests.activities.factories import (
    EVENING,
    make_activity,
    make_round,
    round_payload,
    send_rounds,
)
from tests.structures.factories import make_membership
from tests.support.cast import Cast, Person
from tests.support.client import PageClient, assert_constant_queries, client_of

DAY = EVENING.date()
STOPS = [
    {"label": "Porte d'Arras", "kind": "street", "lon": 3.07, "lat": 50.62},
    {"label": "Gare", "kind": "transport_station"},
]


def _refused(person: Person, cast: Cast, **changes: Any) -> QuarantinedEntry:
    """A round of two stops that ends the day after its start, unless told otherwise."""
    stops = [
        stop | {"arrived_at": _at(hours=n + 1, seconds=12), "left_at": _at(hours=n + 1.5)}
        for n, stop in enumerate(STOPS)
    ]
    said = {"ended_at": _at(hours=27), "stops": stops, "planned": [STOPS[0] | {}]} | changes
    for place in said["planned"] if isinstance(said["planned"], list) else []:
        for name in ("lon", "lat"):
            place.pop(name, None)
    (receipt,) = send_rounds(person, round_payload(cast.dispositif, **said))
    assert receipt.errors
    return QuarantinedEntry.objects.latest("pk")


def _at(**since_start: float) -> str:
    return (EVENING + timedelta(**since_start)).isoformat()


def _url(aside: QuarantinedEntry) -> str:
    return reverse("quarantine_mend", args=[aside.pk])


def _typed(client: PageClient, aside: QuarantinedEntry, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the page as it opens, with these changes."""
    form = client.get(_url(aside)).context["form"]
    ticks = ("_out", "_unplaced")
    shown = {bound.html_name: bound.value() for bound in form if not bound.name.endswith(ticks)}
    return {name: _written(value) for name, value in shown.items()} | changes


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return "" if value is None else value


def _text(client: PageClient, aside: QuarantinedEntry, data: dict[str, Any]) -> str:
    response = client.post(_url(aside), data)
    assert response.status_code == 200
    return " ".join(html.unescape(response.content.decode()).split())


@pytest.mark.parametrize("name", ["mediator", "coordinator", "director"])
def test_it_is_mended_whole(cast: Cast, name: str) -> None:
    aside = _refused(cast.mediator, cast)
    activity = make_activity(cast.mediator, cast.dispositif, round=aside.claimed_id)
    client = client_of(getattr(cast, name))
    assert _url(aside) in client.get(reverse("quarantine_list")).content.decode()
    response = client.post(_url(aside), _typed(client, aside, ended_at=f"{DAY}T23:45"))
    assert response["Location"] == reverse("quarantine_list")
    row = Round.objects.get()
    assert (str(row.pk), row.pk) == (aside.claimed_id, activity.round_id)
    assert row.started_at == EVENING
    assert row.local(row.ended_at or EVENING).strftime("%H:%M") == "23:45"
    assert [m.pk for m in row.mediators.all()] == [cast.mediator.actor.membership_id]
    kept = [{**stop, "commune": None} for stop in STOPS]
    for stop, expected, received in zip(row.stops, kept, aside.payload["stops"], strict=True):
        assert {name: stop[name] for name in expected} == expected
        # To the second, although the page shows minutes.
        for name in ("arrived_at", "left_at"):
            assert _instant(stop[name]) == _instant(received[name])
    assert [place["label"] for place in row.planned] == ["Porte d'Arras"]
    aside.refresh_from_db()
    assert aside.settled_at is not None
    assert aside.payload["ended_at"] == _at(hours=27)
    assert JournalLine.objects.filter(verb="round.mended", subject_id=str(aside.pk)).exists()
    assert client.get(_url(aside)).status_code == 404


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_what_is_still_wrong_is_said_and_nothing_is_lost(cast: Cast) -> None:
    aside = _refused(cast.mediator, cast)
    client = client_of(cast.mediator)
    typed = _typed(
        client,
        aside,
        ended_at=f"{DAY}T19:00",
        stops_0_label="Porte de Douai",
        stops_1_kind="",
        stops_1_arrived_at="demain",
    )
    text = _text(client, aside, typed)
    assert "Ce champ est obligatoire." in text
    assert "La date et l'heure ne sont pas lisibles." in text
    text = _text(client, aside, typed | {"stops_1_kind": "street", "stops_1_arrived_at": ""})
    typed |= {"stops_1_kind": "street", "stops_1_arrived_at": f"{DAY}T22:30"}
    text = _text(client, aside, typed)
    assert "La tournée finit avant d'avoir commencé." in text
    assert "L'arrivée sur un lieu se situe pendant la tournée." in text
    assert 'href="#id_stops_1_arrived_at"' in text
    assert 'value="Porte de Douai"' in text
    aside.refresh_from_db()
    assert aside.settled_at is None
    assert aside.payload["stops"][0]["label"] == "Porte d'Arras"
    assert not Round.objects.exists()
    # What the page could not accept is not one more refused round.
    assert QuarantinedEntry.objects.count() == 1


def test_a_place_is_taken_out_whatever_is_wrong_with_it(cast: Cast) -> None:
    stops: list[dict[str, Any]] = [
        {"label": "Ici", "kind": "inconnu", "arrived_at": "jamais"},
        {"label": "Là", "kind": "street", "arrived_at": _at(hours=1), "lon": 3.0},
    ]
    aside = _refused(cast.mediator, cast, ended_at=_at(hours=3), stops=stops)
    client = client_of(cast.mediator)
    typed = _typed(client, aside, stops_0_out="on", stops_0_kind="", stops_0_arrived_at="")
    text = _text(client, aside, typed)
    assert "Un point a besoin de sa longitude et de sa latitude." in text
    assert 'href="#id_stops_1_unplaced"' in text
    client.post(_url(aside), typed | {"stops_1_unplaced": "on"})
    (stop,) = Round.objects.get().stops
    assert (stop["label"], stop["lon"], stop["lat"]) == ("Là", None, None)


def test_only_the_places_that_are_wrong_are_shown_at_once(cast: Cast) -> None:
    stops = [stop | {"arrived_at": _at(hours=n)} for n, stop in zip((1, 9), STOPS, strict=True)]
    aside = _refused(cast.mediator, cast, ended_at=_at(hours=3), stops=stops)
    client = client_of(cast.mediator)
    form = client.get(_url(aside)).context["form"]
    assert [(group.label, group.faulty) for group in form.groups()] == [
        ("Porte d'Arras", False),
        ("Porte d'Arras", False),
        ("Gare", True),
    ]
    assert set(aside.reasons) == {"stops.1.arrived_at"}


def test_a_colleague_of_another_team_and_a_commune_beyond_stay(cast: Cast) -> None:
    other = make_membership(Role.MEDIATOR, cast.structure, [cast.other_dispositif])
    beyond = cast.far_dispositif.communes.get()
    places = [{"label": "Là-bas", "kind": "street", "commune": beyond.code}]
    aside = _refused(
        cast.mediator, cast, mediators=[cast.mediator.actor.member, other.pk], planned=places
    )
    client = client_of(cast.mediator)
    client.post(_url(aside), _typed(client, aside, ended_at="", mediators=[str(other.pk)]))
    row = Round.objects.get()
    assert [member.pk for member in row.mediators.all()] == [other.pk]
    assert row.planned == [{"label": "Là-bas", "kind": "street", "commune": beyond.code}]
    assert row.ended_at is None


def test_a_closed_day_is_told_and_the_round_stays_aside(cast: Cast) -> None:
    aside = _refused(cast.mediator, cast)
    close_period(
        dispositif=cast.dispositif, start=DAY, end=DAY, reason="bilan scellé",
        by=cast.director.actor,
    )  # fmt: skip
    client = client_of(cast.mediator)
    text = _text(client, aside, _typed(client, aside, ended_at=""))
    assert "la tournée ne change plus" in text
    assert QuarantinedEntry.objects.get().settled_at is None


def test_a_round_received_since_in_another_version_is_not_replaced(cast: Cast) -> None:
    aside = _refused(cast.mediator, cast)
    make_round(cast.mediator, cast.dispositif, id=aside.claimed_id)
    QuarantinedEntry.objects.update(settled_at=None)
    client = client_of(cast.mediator)
    text = _text(client, aside, _typed(client, aside, ended_at=""))
    assert "reçue entre-temps dans une autre version" in text
    assert Round.objects.get().version == 1


def test_sent_twice_it_is_kept_once(cast: Cast) -> None:
    aside = _refused(cast.mediator, cast, id="illisible")
    client = client_of(cast.mediator)
    typed = _typed(client, aside, ended_at="")
    client.post(_url(aside), typed)
    QuarantinedEntry.objects.update(settled_at=None)
    client.post(_url(aside), typed)
    assert Round.objects.count() == 1


@pytest.mark.parametrize(
    "odd",
    [
        {"mediators": 5, "planned": "x", "stops": {"a": 1}}, {"stops": [1, None, {}]},
        {"started_at": "0001-01-01T00:00:00+14:00", "ended_at": 4}, {"dispositif": [1], "id": {}},
        {"mediators": [True, "1", 10**30], "base_version": "x"}, {"started_at": f"{DAY}"},
        {"stops": [{"label": 4, "kind": [1], "commune": {"a": 1}, "arrived_at": [], "lon": "est"}]},
        {"planned": [{"label": "", "kind": "street", "commune": "99999"}], "inconnu": 1},
    ],
)  # fmt: skip
def test_the_oddest_refused_round_opens_and_answers(cast: Cast, odd: dict[str, Any]) -> None:
    aside = _refused(cast.mediator, cast, **({"planned": []} | odd))
    client = client_of(cast.mediator)
    assert client.get(_url(aside)).status_code == 200
    assert client.post(_url(aside), {}).status_code == 200
    response = client.post(_url(aside), _typed(client, aside, ended_at=""))
    assert response.status_code in {200, 302}


def test_what_is_no_record_at_all_opens_too(cast: Cast) -> None:
    send_rounds(cast.mediator, "tournée")
    aside = QuarantinedEntry.objects.get()
    client = client_of(cast.mediator)
    client.post(_url(aside), _typed(client, aside, started_at=f"{DAY}T18:00", ended_at=""))
    assert Round.objects.get().dispositif_id == cast.dispositif.pk


@pytest.mark.parametrize("name", ["neighbour_mediator", "neighbour_director", "colleague"])
def test_the_others_find_nothing(cast: Cast, name: str) -> None:
    aside = _refused(cast.mediator, cast)
    colleague = Person(make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif]))
    person = colleague if name == "colleague" else getattr(cast, name)
    typed = _typed(client_of(cast.mediator), aside, ended_at="")
    client = client_of(person)
    assert client.get(_url(aside)).status_code == 404
    assert client.post(_url(aside), typed).status_code == 404
    assert not Round.objects.exists()


@pytest.mark.parametrize("name", ["partner", "regional", "steering", "admin", "dpo"])
def test_other_roles_mend_nothing(cast: Cast, name: str) -> None:
    aside = _refused(cast.mediator, cast)
    assert client_of(getattr(cast, name)).get(_url(aside)).status_code in {403, 404}


def test_it_is_set_aside_and_brought_back(cast: Cast) -> None:
    aside = _refused(cast.mediator, cast)
    client = client_of(cast.coordinator)
    client.post(reverse("quarantine_discard", args=[aside.pk]))
    assert "Rien à corriger" in client.get(reverse("quarantine_list")).content.decode()
    client.post(reverse("quarantine_restore", args=[aside.pk]))
    assert _url(aside) in client.get(reverse("quarantine_list")).content.decode()


def test_the_page_asks_a_constant_number_of_questions(cast: Cast) -> None:
    aside = _refused(cast.mediator, cast)

    def grow(number: int) -> None:
        for _ in range(number):
            make_membership(Role.MEDIATOR, cast.structure, [cast.dispositif])
        stops = [STOPS[1] | {"arrived_at": _at(hours=1)} for _ in range(number * 3)]
        payload = aside.payload | {"stops": stops}
        QuarantinedEntry.objects.filter(pk=aside.pk).update(payload=payload)

    assert_constant_queries(client_of(cast.coordinator), _url(aside), grow)


@pytest.mark.parametrize("count", [200, 3000])
def test_a_long_round_is_mended_and_one_without_end_still_opens(cast: Cast, count: int) -> None:
    stop = {"label": "Gare", "kind": "street", "arrived_at": _at(hours=1)}
    aside = _refused(cast.mediator, cast, stops=[stop] * count)
    client = client_of(cast.mediator)
    typed = _typed(client, aside, ended_at="")
    typed |= {f"stops_{n}_out": "on" for n in range(200, 250)}
    assert client.post(_url(aside), typed).status_code == 302
    assert len(Round.objects.get().stops) == 200
