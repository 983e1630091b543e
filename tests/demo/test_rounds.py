"""Rounds hold the entries of their pair; they are taken over in a handful of queries, once."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entremise.activities.models import Activity, ClosedPeriod, Round
from entremise.activities.rounds import RoundIn, read_round
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import JournalLine
from entremise.portal.demo.fill import _round_shape, by_logger, fill, fill_rounds
from entremise.portal.demo.generate import DemoOuting, Generator, entries_of
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, read
from entremise.portal.demo.shifts import instant
from entremise.portal.demo.world import World, round_payload, world_of
from entremise.structures.models import Membership
from tests.demo.factories import make_communes_of

TODAY = date(2026, 11, 22)
FIRST, LAST = date(2026, 8, 26), date(2026, 8, 30)
AT = instant(TODAY, 720)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read()


@pytest.fixture(scope="module")
def outings(pack: Pack) -> list[DemoOuting]:
    return list(Generator(pack).outings_between(FIRST, LAST))


@pytest.fixture
def world(db: None, pack: Pack) -> World:
    make_communes_of(pack)
    load(pack, today=TODAY, password="demonstration-2026")
    return world_of(pack)


def test_the_rounds_of_a_day_hold_its_entries(pack: Pack, outings: list[DemoOuting]) -> None:
    entries = list(Generator(pack).between(FIRST, LAST))
    assert {entry.id for entry in entries_of(outings)} == {entry.id for entry in entries}
    assert len({outing.id for outing in outings}) == len(outings)
    for outing in outings:
        for entry in outing.entries:
            assert entry.round == outing.id
            assert entry.mediators == outing.mediators
            assert outing.started_at <= entry.started_at < entry.ended_at <= outing.ended_at


def test_rounds_are_those_of_pairs_who_stop_at_places(outings: list[DemoOuting]) -> None:
    assert {len(outing.mediators) for outing in outings} <= {1, 2, 3}
    assert sum(len(outing.mediators) == 2 for outing in outings) > len(outings) / 2
    assert all(outing.planned for outing in outings)
    stops = [stop for outing in outings for stop in outing.stops]
    assert stops
    assert all(stop.place.label for stop in stops)
    assert {stop.place.kind for stop in stops}.isdisjoint({"home", "phone", "premises"})
    for outing in outings:
        for before, after in zip(outing.stops, outing.stops[1:], strict=False):
            assert before.left_at <= after.arrived_at


def test_one_round_a_night_waits_for_the_night_team(outings: list[DemoOuting]) -> None:
    for n in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=n)
        own = [o for o in outings if (o.dispositif, o.service_date) == ("hopital", day)]
        late = [outing for outing in own if outing.ended_at.date() > day]
        assert late == own[-1:]


def test_taken_over_whole_and_once(pack: Pack, world: World, outings: list[DemoOuting]) -> None:
    fill(pack, world, entries_of(outings))
    assert fill_rounds(world, outings, at=AT) == len(outings)
    assert fill_rounds(world, outings, at=AT) == 0
    kept = {row.pk: row for row in Round.objects.prefetch_related("mediators__user")}
    for outing in outings:
        row = kept[outing.id]
        assert (row.started_at, row.ended_at) == (outing.started_at, outing.ended_at)
        assert row.service_date == outing.service_date
        assert {m.user.email for m in row.mediators.all()} == set(outing.mediators)
        assert [stop["label"] for stop in row.stops] == [s.place.label for s in outing.stops]
        assert Activity.objects.filter(round_id=row.pk).count() == len(outing.entries)
    assert not Activity.objects.filter(round_id=None).exists()
    lines = JournalLine.objects.filter(verb="rounds.taken_over")
    assert lines.count() == len(by_logger(outings))
    assert sum(line.changes["count"] for line in lines) == len(outings)


def test_shapes_made_here_are_those_read_from_json(world: World, outings: list[DemoOuting]) -> None:
    for outing in outings:
        for at in (AT, outing.started_at, *(stop.arrived_at for stop in outing.stops)):
            made = _round_shape(world, outing, at)
            sent = read_round(round_payload(outing, world, at=at))
            assert isinstance(sent, RoundIn), sent
            assert made.model_dump(mode="json") == sent.model_dump(mode="json")


def test_more_rounds_ask_no_more_questions(world: World, outings: list[DemoOuting]) -> None:
    """A handful of queries for each member who sends."""

    def asked(own: list[DemoOuting]) -> int:
        with CaptureQueriesContext(connection) as found:
            fill_rounds(world, own, at=AT)
        return len(found)

    email, own = max(by_logger(outings).items(), key=lambda pair: len(pair[1]))
    assert len(own) > 2, email
    asked(own[:1])  # the first line of the structure's chain
    assert asked(own[1:2]) == asked(own[2:])


def test_what_is_still_to_come_is_left_out(world: World, outings: list[DemoOuting]) -> None:
    outing = next(outing for outing in outings if len(outing.stops) > 1)
    first = outing.stops[0]
    fill_rounds(world, [outing], at=first.left_at - timedelta(minutes=1))
    row = Round.objects.get()
    assert row.ended_at is None
    assert [stop["left_at"] for stop in row.stops] == [None]


def test_a_closed_period_stays_as_it_is(world: World, outings: list[DemoOuting]) -> None:
    ClosedPeriod.objects.create(
        dispositif_id=world.dispositifs["moulins"],
        starts_on=FIRST,
        ends_on=LAST,
        reason="bilan scellé",
        closed_at=clock.now(),
    )
    own = [outing for outing in outings if outing.dispositif == "moulins"]
    with pytest.raises(Refusal, match="la tournée ne change plus"):
        fill_rounds(world, own, at=AT)
    assert not Round.objects.exists()


def test_a_wrong_pack_is_refused_whole(world: World, outings: list[DemoOuting]) -> None:
    Membership.objects.filter(pk=world.members[outings[0].mediators[0]]).update(
        structure=world.structures["mission"]
    )
    with pytest.raises(ValueError, match="tournées refusées"):
        fill_rounds(world, outings, at=AT)
