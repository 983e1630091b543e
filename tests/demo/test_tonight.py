"""Whatever the hour, somebody is out and telephones have something to say."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from entremise.carnet.queries import handover_of
from entremise.core import clock
from entremise.portal.demo.fill import fill_rounds
from entremise.portal.demo.generate import DemoOuting, Generator
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, read
from entremise.portal.demo.phones import keep_phones
from entremise.portal.demo.shifts import instant
from entremise.portal.demo.tonight import tonight, unfinished
from entremise.portal.demo.world import World, world_of
from entremise.structures.actor import Actor, actor_of
from entremise.structures.models import AccessToken, Membership
from tests.demo.factories import make_communes_of

SUNDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 20)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read()


@pytest.fixture(scope="module")
def generator(pack: Pack) -> Generator:
    return Generator(pack)


@pytest.fixture
def world(db: None, pack: Pack) -> World:
    make_communes_of(pack)
    load(pack, today=SUNDAY, password="demonstration-2026")
    return world_of(pack)


@pytest.fixture
def at() -> Iterator[datetime]:
    """Sunday at half past midday: the team is off."""
    instant_of = instant(SUNDAY, 750)
    with clock.hold(instant_of):
        yield instant_of


def _coordinator(world: World) -> Actor:
    number = world.members["coordination-03@citeo.example.org"]
    return actor_of(Membership.objects.select_related("user", "structure").get(pk=number))


@pytest.mark.parametrize("day", [SUNDAY, FRIDAY])
def test_somebody_is_out_at_any_hour(generator: Generator, day: date) -> None:
    """Beyond midnight too, until the next service day begins."""
    known = generator.outings("moulins", day)
    for minute in range(300, 300 + 1440, 7):
        at = instant(day, minute)
        out = [outing for outing in known if outing.started_at <= at < outing.ended_at]
        relief = tonight(generator, "moulins", known, at=at)
        assert bool(out) is (relief is None)
        if relief:
            assert relief.service_date == day
            assert relief.started_at <= at < relief.ended_at
            assert all(not _meet(relief, outing) for outing in known)


def _meet(one: DemoOuting, other: DemoOuting) -> bool:
    return one.started_at < other.ended_at and other.started_at < one.ended_at


def test_a_round_is_never_left_under_way(generator: Generator, world: World, at: datetime) -> None:
    relief = tonight(generator, "moulins", [], at=at)
    assert relief
    drawn = generator.outings("hopital", SUNDAY)[0]
    fill_rounds(world, [relief], at=at)
    later = drawn.started_at + timedelta(minutes=5)
    with clock.hold(later):
        fill_rounds(world, [drawn], at=later)
    assert unfinished(generator, world) == [relief, drawn]
    assert tonight(generator, "moulins", unfinished(generator, world), at=at) is None


def test_telephones_say_since_when_they_are_silent(pack: Pack, world: World, at: datetime) -> None:
    assert keep_phones(pack, world, at=at) == len(pack.phones)
    tokens = AccessToken.objects.all()
    yesterday = tokens.filter(last_seen_at__lt=at - timedelta(days=1), revoked_at=None)
    assert any(phone.waiting for phone in yesterday)
    assert tokens.exclude(revoked_at=None).count() == 1
    later = at + timedelta(days=3)
    assert keep_phones(pack, world, at=later) == 0
    assert tokens.count() == len(pack.phones)
    assert tokens.order_by("-last_seen_at")[0].last_seen_at == later - timedelta(minutes=4)


def test_the_handover_shows_all_that(
    pack: Pack, generator: Generator, world: World, at: datetime
) -> None:
    relief = tonight(generator, "moulins", [], at=at)
    assert relief
    evening = generator.outings("hopital", SUNDAY - timedelta(days=1))
    fill_rounds(world, [relief, *evening], at=at)
    keep_phones(pack, world, at=at)
    coordinator = _coordinator(world)
    found = handover_of(coordinator)
    (out,) = [outing for tonight in found.evenings for outing in tonight.outings]
    assert out.end is None
    assert len(out.people) == 2
    assert out.places
    waiting = {phone.label: phone.waiting for phone in found.phones}
    own = {row.label: row.waiting for row in pack.phones if "citeo" in row.email and row.waiting}
    revoked = {row.label for row in pack.phones if row.revoked is not None}
    assert waiting == {label: count for label, count in own.items() if label not in revoked}
    assert found.quiet_phones
    before = handover_of(coordinator, SUNDAY - timedelta(days=1))
    ends = [o.end for e in before.evenings for o in e.outings if o.end]
    assert any(end.date() == SUNDAY for end in ends)
