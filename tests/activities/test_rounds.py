"""Rounds are kept exactly once, on the service day of their start, with stops inside."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entremise.activities.actions import close_period
from entremise.activities.enums import RecordKind
from entremise.activities.models import QuarantinedEntry, Round
from entremise.core.receipts import SyncStatus
from entremise.journal.models import JournalLine
from tests.activities.factories import (
    EVENING,
    LAST,
    make_round,
    payload,
    round_payload,
    send,
    send_rounds,
)
from tests.support.cast import Cast


def statuses(receipts: list) -> list[str]:
    return [receipt.status.value for receipt in receipts]


def at(**since_start: float) -> str:
    return (EVENING + timedelta(**since_start)).isoformat()


def test_a_round_is_created_with_its_journal_line(cast: Cast) -> None:
    stop = {"label": "Porte d'Arras", "kind": "street", "arrived_at": at(minutes=5)}
    (receipt,) = send_rounds(cast.mediator, round_payload(cast.dispositif, stops=[stop]))
    assert (receipt.status, receipt.version) == (SyncStatus.CREATED, 1)
    kept = Round.objects.get()
    assert [m.pk for m in kept.mediators.all()] == [cast.mediator.actor.membership_id]
    assert kept.stops[0]["label"] == "Porte d'Arras"
    line = JournalLine.objects.get(subject_type="activities.round")
    assert (line.verb, line.subject_id, line.changes) == ("round.logged", str(kept.pk), {})


def test_the_whole_life_of_a_round(cast: Cast) -> None:
    started = round_payload(cast.dispositif, ended_at=None)
    ended = started | {"base_version": 1, "ended_at": at(hours=3)}
    assert statuses(send_rounds(cast.mediator, started, started, ended, ended, started)) == [
        "created",
        "duplicate",
        "updated",
        "duplicate",
        "duplicate",
    ]
    line = JournalLine.objects.get(verb="round.corrected")
    assert set(line.changes) == {"ended_at"}
    (receipt,) = send_rounds(cast.mediator, started | {"base_version": 1, "ended_at": at(hours=2)})
    assert (receipt.status, receipt.version) == (SyncStatus.CONFLICT, 2)
    assert receipt.kept.ended_at == EVENING + timedelta(hours=3)


def test_places_never_reach_the_journal(cast: Cast) -> None:
    first = round_payload(cast.dispositif)
    stop = {"label": "chez les Martin", "kind": "street", "arrived_at": at(minutes=5)}
    send_rounds(cast.mediator, first, first | {"base_version": 1, "stops": [stop]})
    assert JournalLine.objects.get(verb="round.corrected").changes == {"stops": None}


def test_a_round_past_midnight_belongs_to_its_evening(cast: Cast) -> None:
    late = round_payload(
        cast.dispositif, started_at=f"{LAST}-03-12T22:30:00Z", ended_at=f"{LAST}-03-13T01:10:00Z"
    )
    send_rounds(cast.mediator, late)
    assert Round.objects.get().service_date == date(LAST, 3, 12)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ended_at": at(minutes=-1)}, "ended_at"),
        ({"ended_at": at()}, "ended_at"),
        ({"ended_at": at(hours=24, seconds=1)}, "ended_at"),
        ({"started_at": "2999-01-01T18:00:00Z", "ended_at": None}, "started_at"),
        ({"started_at": "2001-01-01T18:00:00Z", "ended_at": None}, "started_at"),
        ({"dispositif": 0}, "dispositif"),
        ({"mediators": [0]}, "mediators"),
        ({"planned": [{"label": "x", "kind": "moon"}]}, "planned.0.kind"),
        ({"planned": [{"label": "x", "kind": "street", "commune": "00000"}]}, "planned.0.commune"),
        ({"stops": [{"label": "x", "kind": "street"}]}, "stops.0.arrived_at"),
        ({"planned": [{"label": "x", "kind": "street"}] * 31}, "planned"),
        ({"colour": "bleu"}, "colour"),
    ],
)
def test_what_is_refused_is_kept_aside(cast: Cast, changes: dict[str, Any], field: str) -> None:
    (receipt,) = send_rounds(cast.mediator, round_payload(cast.dispositif, **changes))
    assert receipt.status == SyncStatus.INVALID
    assert list(receipt.errors) == [field]
    aside = QuarantinedEntry.objects.get()
    assert (aside.kind, list(aside.reasons)) == (RecordKind.ROUND, [field])


@pytest.mark.parametrize(
    ("stop", "field"),
    [
        ({"arrived_at": at(minutes=-1)}, "arrived_at"),
        ({"arrived_at": at(hours=4)}, "arrived_at"),
        ({"arrived_at": at(minutes=9), "left_at": at(minutes=8)}, "left_at"),
        ({"arrived_at": at(minutes=9), "left_at": at(hours=4)}, "left_at"),
        ({"arrived_at": at(minutes=9), "lon": 3.0}, "lon"),
    ],
)
def test_stops_lie_inside_the_round(cast: Cast, stop: dict[str, Any], field: str) -> None:
    stops = [{"label": "x", "kind": "street"} | stop]
    (receipt,) = send_rounds(cast.mediator, round_payload(cast.dispositif, stops=stops))
    assert list(receipt.errors) == [f"stops.0.{field}"]


def test_a_day_and_a_night_is_the_longest(cast: Cast) -> None:
    whole = round_payload(cast.dispositif, ended_at=at(hours=24))
    assert statuses(send_rounds(cast.mediator, whole)) == ["created"]


def test_a_closed_period_is_locked(cast: Cast) -> None:
    close_period(
        dispositif=cast.dispositif,
        start=date(LAST, 1, 1),
        end=date(LAST, 12, 31),
        reason="bilan scellé",
        by=cast.director.actor,
    )
    (receipt,) = send_rounds(cast.mediator, round_payload(cast.dispositif))
    assert receipt.status == SyncStatus.LOCKED
    assert "la tournée ne change plus" in receipt.errors["started_at"][0]
    assert QuarantinedEntry.objects.count() == 1


def test_an_accepted_round_settles_its_quarantine(cast: Cast) -> None:
    wrong = round_payload(cast.dispositif, ended_at=at(hours=30))
    send_rounds(cast.mediator, wrong, wrong | {"ended_at": at(hours=3)})
    assert QuarantinedEntry.objects.get().settled_at is not None


def test_somebody_elses_identifier_says_nothing(cast: Cast) -> None:
    mine = make_round(cast.mediator, cast.dispositif)
    (receipt,) = send_rounds(
        cast.neighbour_mediator, round_payload(cast.neighbour_dispositif, id=str(mine.pk))
    )
    assert (receipt.status, receipt.kept, receipt.version) == (SyncStatus.CONFLICT, None, None)


def test_a_mediator_does_not_correct_the_round_of_others(cast: Cast) -> None:
    theirs = make_round(
        cast.coordinator, cast.dispositif, mediators=[cast.coordinator.actor.member]
    )
    taken = round_payload(cast.dispositif, id=str(theirs.pk), base_version=1, ended_at=None)
    assert statuses(send_rounds(cast.mediator, taken)) == ["invalid"]
    assert statuses(send_rounds(cast.director, taken)) == ["updated"]


def test_an_entry_may_arrive_before_its_round(cast: Cast) -> None:
    tour = round_payload(cast.dispositif)
    (receipt,) = send(cast.mediator, payload(cast.dispositif) | {"round": tour["id"]})
    assert str(receipt.kept.round_id) == tour["id"]
    assert statuses(send_rounds(cast.mediator, tour)) == ["created"]


def test_an_entry_kept_before_rounds_existed_is_still_recognised(cast: Cast) -> None:
    """The fingerprint of an entry that names no round is the one phones have always sent."""
    entry = payload(cast.dispositif)
    send(cast.mediator, entry)
    assert statuses(send(cast.mediator, entry | {"round": None})) == ["duplicate"]


@pytest.mark.django_db
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deliveries=st.lists(st.integers(0, 3), min_size=1, max_size=15), cut=st.integers(1, 4))
def test_any_order_and_number_of_deliveries(cast: Cast, deliveries: list[int], cut: int) -> None:
    Round.objects.all().delete()
    rounds = [round_payload(cast.dispositif, ended_at=at(hours=1 + number)) for number in range(4)]
    for start in range(0, len(deliveries), cut):
        send_rounds(cast.mediator, *(rounds[n] for n in deliveries[start : start + cut]))
    kept = {str(row.pk): row.ended_at for row in Round.objects.all()}
    assert kept == {rounds[n]["id"]: EVENING + timedelta(hours=1 + n) for n in set(deliveries)}
