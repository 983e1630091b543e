"""Entries posted to a running server, as devices do."""

from datetime import date

import pytest
from pytest_django.live_server_helper import LiveServer

from entremise.activities.enums import Source
from entremise.activities.models import Activity
from entremise.portal.demo import posting
from entremise.portal.demo.generate import DemoEntry, Generator
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, read
from entremise.portal.demo.world import World, world_of
from entremise.structures.models import AccessToken
from tests.demo.factories import make_communes_of

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 20)


@pytest.fixture
def pack() -> Pack:
    return read()


@pytest.fixture
def world(live_server: LiveServer, pack: Pack) -> World:
    make_communes_of(pack)
    load(pack, today=TODAY, password="demonstration-2026")
    return world_of(pack)


@pytest.fixture
def entries(pack: Pack) -> list[DemoEntry]:
    return Generator(pack).day("moulins", DAY)


def test_each_is_kept_once_in_the_name_of_its_mediator(
    live_server: LiveServer, pack: Pack, world: World, entries: list[DemoEntry]
) -> None:
    where = {"host": live_server.thread.host, "port": live_server.thread.port}
    posted = posting.post(pack, world, entries, **where)
    assert posted.statuses == {"created": len(entries)}
    assert Activity.objects.filter(source=Source.SYNC).count() == len(entries)
    for entry in entries:
        activity = Activity.objects.select_related("logged_by__user").get(pk=entry.id)
        assert activity.logged_by.user.email in entry.mediators
        assert activity.service_date == DAY
    tokens = AccessToken.objects.count()
    again = posting.post(pack, world, entries, **where)
    assert (again.entries, again.senders) == (0, 0)
    assert Activity.objects.count() == len(entries)
    assert AccessToken.objects.count() == tokens


def test_tokens_open_nothing_afterwards(
    live_server: LiveServer, pack: Pack, world: World, entries: list[DemoEntry]
) -> None:
    posting.post(pack, world, entries, host=live_server.thread.host, port=live_server.thread.port)
    assert AccessToken.objects.exists()
    assert not AccessToken.objects.filter(revoked_at=None).exists()


def test_a_refused_batch_is_said(
    live_server: LiveServer,
    pack: Pack,
    world: World,
    entries: list[DemoEntry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(posting, "BATCH", 10_000)
    monkeypatch.setattr(posting, "issue_token", lambda **_: "ent_un-jeton-inconnu")
    with pytest.raises(RuntimeError, match="401"):
        posting.post(
            pack, world, entries, host=live_server.thread.host, port=live_server.thread.port
        )
    assert not Activity.objects.exists()
