"""Entries and rounds posted to a running server, as devices do."""

from datetime import date
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from entremise.activities.enums import Source
from entremise.activities.models import Activity, QuarantinedEntry, Round
from entremise.portal.demo import posting
from entremise.portal.demo.generate import DemoOuting, Generator, entries_of
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, read
from entremise.portal.demo.shifts import instant
from entremise.portal.demo.world import World, world_of
from entremise.structures.models import AccessToken
from tests.demo.factories import make_communes_of

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 20)
OVER = instant(DAY, 1430)


def _at(live_server: LiveServer) -> dict[str, Any]:
    return {"host": live_server.thread.host, "port": live_server.thread.port}


@pytest.fixture
def pack() -> Pack:
    return read()


@pytest.fixture
def world(live_server: LiveServer, pack: Pack) -> World:
    make_communes_of(pack)
    load(pack, today=TODAY, password="demonstration-2026")
    return world_of(pack)


@pytest.fixture
def outings(pack: Pack) -> list[DemoOuting]:
    return Generator(pack).outings("moulins", DAY)


def test_each_is_kept_once_in_the_name_of_its_mediator(
    live_server: LiveServer, pack: Pack, world: World, outings: list[DemoOuting]
) -> None:
    where, entries = {**_at(live_server), "at": OVER}, entries_of(outings)
    posted = posting.post(pack, world, outings, **where)
    assert posted.statuses == {"created": len(entries)}
    assert Activity.objects.filter(source=Source.SYNC).count() == len(entries)
    for entry in entries:
        activity = Activity.objects.select_related("logged_by__user").get(pk=entry.id)
        assert activity.logged_by.user.email in entry.mediators
        assert activity.service_date == DAY
    tokens = AccessToken.objects.count()
    again = posting.post(pack, world, outings, **where)
    assert (again.entries, again.senders) == (0, 0)
    assert Activity.objects.count() == len(entries)
    assert AccessToken.objects.count() == tokens


def test_tokens_open_nothing_afterwards(
    live_server: LiveServer, pack: Pack, world: World, outings: list[DemoOuting]
) -> None:
    posting.post(pack, world, outings, at=OVER, **_at(live_server))
    assert AccessToken.objects.exists()
    assert not AccessToken.objects.filter(revoked_at=None).exists()


def test_a_round_that_went_on_is_sent_again(
    live_server: LiveServer, pack: Pack, world: World, outings: list[DemoOuting]
) -> None:
    where, first = _at(live_server), outings[0]
    during = first.stops[0].left_at
    posted = posting.post(pack, world, outings, at=during, **where)
    assert posted.rounds == {"created": len(outings)}
    assert Round.objects.filter(ended_at=None).count() == len(outings)
    assert posting.post(pack, world, outings, at=during, **where).rounds == {}
    assert posting.post(pack, world, outings, at=OVER, **where).rounds == {"updated": len(outings)}
    row = Round.objects.get(pk=first.id)
    assert (row.ended_at, len(row.stops)) == (first.ended_at, len(first.stops))
    assert Activity.objects.filter(round_id=row.pk).count() == len(first.entries)
    assert posting.post(pack, world, outings, at=OVER, **where).rounds == {}


def test_a_wrong_clock_is_refused_once(
    live_server: LiveServer, pack: Pack, world: World, outings: list[DemoOuting]
) -> None:
    where = {**_at(live_server), "at": OVER}
    posted = posting.post(pack, world, outings, wrong_clock=outings[0].id, **where)
    assert posted.rounds == {"created": len(outings) - 1, "invalid": 1}
    aside = QuarantinedEntry.objects.get()
    assert (aside.kind, aside.claimed_id) == ("round", str(outings[0].id))
    assert set(aside.reasons) == {"ended_at"}
    again = posting.post(pack, world, outings, wrong_clock=outings[1].id, **where)
    assert again.rounds == {}


def test_a_refused_batch_is_said(
    live_server: LiveServer,
    pack: Pack,
    world: World,
    outings: list[DemoOuting],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(posting, "BATCH", 10_000)
    monkeypatch.setattr(posting, "issue_token", lambda **_: "ent_un-jeton-inconnu")
    with pytest.raises(RuntimeError, match="401"):
        posting.post(pack, world, outings, at=OVER, **_at(live_server))
    assert not Activity.objects.exists()
