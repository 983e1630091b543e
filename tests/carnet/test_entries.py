"""A member's entries come back to the telephone once corrected elsewhere."""

import gzip
import json
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from entremise.activities.actions import cancel_activity
from entremise.activities.models import Activity
from entremise.core import clock
from tests.activities.factories import make_activity, payload, round_payload, send
from tests.carnet.telephone import Telephone
from tests.support.cast import Cast


def _tonight() -> str:
    return (clock.now() - timedelta(hours=2)).isoformat()


def test_ones_entries_as_they_stand(cast: Cast) -> None:
    mine = make_activity(cast.mediator, cast.dispositif, started_at=_tonight(), note="calme")
    with_me = make_activity(
        cast.coordinator,
        cast.dispositif,
        started_at=_tonight(),
        mediators=[cast.mediator.actor.member, cast.coordinator.actor.member],
    )
    make_activity(cast.coordinator, cast.dispositif, started_at=_tonight())
    make_activity(cast.mediator, cast.dispositif)  # last year
    feed = Telephone(cast.mediator).entries()
    assert {row["id"] for row in feed["entries"]} == {str(mine.pk), str(with_me.pk)}
    row = next(row for row in feed["entries"] if row["id"] == str(mine.pk))
    assert (row["version"], row["base_version"], row["note"]) == (1, 1, "calme")
    assert feed["cancelled"] == []


def test_a_row_of_the_feed_can_be_sent_back_as_a_change(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif, started_at=_tonight())
    telephone = Telephone(cast.mediator)
    (row,) = telephone.entries()["entries"]
    del row["version"]
    body = {"entries": [row | {"duration": 55}]}
    (receipt,) = telephone.post("sync/activities", body).json()["receipts"]
    assert receipt["status"] == "updated"


def test_the_feed_travels_compressed(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif, started_at=_tonight())
    telephone = Telephone(cast.mediator)
    telephone.headers["Accept-Encoding"] = "gzip"
    response = telephone.get("carnet/entries")
    assert response["Content-Encoding"] == "gzip"
    (row,) = json.loads(gzip.decompress(response.content))["entries"]
    assert row["duration"] == Activity.objects.get().duration


def test_only_what_changed_since(cast: Cast) -> None:
    telephone, now = Telephone(cast.mediator), clock.now()
    entry = payload(cast.dispositif, started_at=_tonight())
    with clock.hold(now - timedelta(hours=1)):
        send(cast.mediator, entry)
        other = make_activity(cast.mediator, cast.dispositif, started_at=entry["started_at"])
    since = telephone.entries()["since"]
    assert telephone.entries(since)["entries"] == []
    with clock.hold(now + timedelta(minutes=10)):
        send(cast.coordinator, entry | {"base_version": 1, "duration": 45})
        cancel_activity(activity=other, by=cast.coordinator.actor)
        feed = telephone.entries(since)
    assert [(row["id"], row["version"]) for row in feed["entries"]] == [(entry["id"], 2)]
    assert feed["cancelled"] == [str(other.pk)]


def test_what_was_being_written_meanwhile_is_not_missed(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)
    since = telephone.entries()["since"]
    with clock.hold(clock.now() - timedelta(minutes=1)):
        made = make_activity(
            cast.mediator,
            cast.dispositif,
            started_at=(clock.now() - timedelta(hours=1)).isoformat(),
        )
    assert [row["id"] for row in telephone.entries(since)["entries"]] == [str(made.pk)]


def test_a_cursor_that_cannot_be_read_asks_for_everything(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif, started_at=_tonight())
    telephone = Telephone(cast.mediator)
    for since in ("hier", "2026-99-99T00:00:00Z", "2026-01-01T00:00:00"):
        assert len(telephone.entries(since)["entries"]) == 1


def test_entries_of_a_team_one_has_left_do_not_come_back(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif, started_at=_tonight())
    assert cast.mediator.membership is not None
    cast.mediator.membership.dispositifs.set([cast.other_dispositif])
    assert Telephone(cast.mediator).entries()["entries"] == []


def test_the_feed_asks_a_constant_number_of_questions(cast: Cast) -> None:
    telephone = Telephone(cast.mediator)

    def count() -> int:
        telephone.entries()
        with CaptureQueriesContext(connection) as captured:
            telephone.entries()
        return len(captured)

    send(cast.mediator, payload(cast.dispositif, started_at=_tonight()))
    few = count()
    send(
        cast.mediator,
        *(payload(cast.dispositif, started_at=_tonight()) for _ in range(30)),
    )
    assert Activity.objects.count() == 31
    assert count() == few


def test_the_rounds_of_a_pair_come_to_both(cast: Cast) -> None:
    """Begun on the telephone of one, a round is known to the other, and to nobody else."""
    mine, theirs = Telephone(cast.mediator), Telephone(cast.coordinator, "l'autre")
    stranger = Telephone(cast.neighbour_mediator, "ailleurs")
    pair = [cast.mediator.actor.member, cast.coordinator.actor.member]
    tonight = {"started_at": _tonight(), "ended_at": None}
    walk = round_payload(cast.dispositif, mediators=pair, **tonight)
    alone = round_payload(cast.dispositif, mediators=pair[1:], **tonight)
    theirs.post("sync/rounds", {"rounds": [walk, alone]})
    (row,) = mine.entries()["rounds"]
    assert (row["id"], row["version"], row["mediators"]) == (walk["id"], 1, sorted(pair))
    assert stranger.entries()["rounds"] == []
    del row["version"]
    ended = row | {"ended_at": clock.now().isoformat()}
    (receipt,) = mine.post("sync/rounds", {"rounds": [ended]}).json()["receipts"]
    assert receipt["status"] == "updated"
