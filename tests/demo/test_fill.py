"""Activity taken over in bulk: the same rows as those a device would have sent one by one."""

from datetime import date

import pytest

from entremise.activities.actions import receive
from entremise.activities.bulk import take_over
from entremise.activities.checks import check
from entremise.activities.entries import Entry, EntryIn, read_shape
from entremise.activities.enums import Source
from entremise.activities.models import Activity, ClosedPeriod
from entremise.activities.references import references_of
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.models import ChangedMonth, JournalLine
from entremise.portal.demo.fill import _shape, by_logger, fill
from entremise.portal.demo.generate import DemoEntry, Generator, entries_of
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import Pack, read
from entremise.portal.demo.region import missing_outings
from entremise.portal.demo.world import World, payload, world_of
from entremise.structures.actor import actor_of
from entremise.structures.models import Membership
from tests.demo.factories import make_communes_of

TODAY = date(2026, 11, 22)
FIRST, LAST = date(2026, 2, 26), date(2026, 3, 3)
BY_HAND = {"created_at", "updated_at", "source", "deliveries"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read()


@pytest.fixture(scope="module")
def entries(pack: Pack) -> list[DemoEntry]:
    return list(Generator(pack).between(FIRST, LAST))


@pytest.fixture
def world(db: None, pack: Pack) -> World:
    make_communes_of(pack)
    load(pack, today=TODAY, password="demonstration-2026")
    return world_of(pack)


def shape_sent(pack: Pack, world: World, entry: DemoEntry) -> EntryIn:
    """The entry after its journey through JSON."""
    found = read_shape(payload(entry, world, pack.services[entry.dispositif].structure))
    assert isinstance(found, EntryIn), found
    return found


def rows() -> dict[object, dict[str, object]]:
    """The activities, their relations included."""
    return {
        row.pk: {
            **{f.attname: getattr(row, f.attname) for f in Activity._meta.concrete_fields},
            "mediators": sorted(row.mediators.values_list("pk", flat=True)),
            "lines": sorted(row.funding_lines.values_list("pk", flat=True)),
        }
        for row in Activity.objects.all()
    }


def test_every_entry_is_accepted(pack: Pack, world: World, entries: list[DemoEntry]) -> None:
    assert fill(pack, world, entries) == len(entries)
    assert Activity.objects.count() == len(entries)
    assert Activity.objects.exclude(in_qpv=None).exists()


def test_twice_is_once(pack: Pack, world: World, entries: list[DemoEntry]) -> None:
    fill(pack, world, entries)
    assert fill(pack, world, entries) == 0
    assert Activity.objects.count() == len(entries)


def test_shapes_made_here_are_those_read_from_json(
    pack: Pack, world: World, entries: list[DemoEntry]
) -> None:
    for entry in entries:
        made, sent = _shape(pack, world, entry), shape_sent(pack, world, entry)
        assert made.model_dump(mode="json") == sent.model_dump(mode="json")


def test_rows_are_those_of_the_ordinary_door(
    pack: Pack, world: World, entries: list[DemoEntry]
) -> None:
    (email, own), *_ = by_logger(entries).items()
    actor = actor_of(Membership.objects.get(pk=world.members[email]))
    references = references_of(actor)
    found = check([shape_sent(pack, world, entry) for entry in own], references)
    checked = [item for item in found if isinstance(item, Entry)]
    receive(entries=checked, references=references, source=Source.SYNC, by=actor)
    expected = rows()
    Activity.objects.all().delete()
    assert take_over(entries=checked, references=references, by=actor) == len(own)
    for key, row in rows().items():
        differing = {name for name in row if row[name] != expected[key][name]}
        assert differing <= BY_HAND


def test_one_journal_line_a_member_and_the_months_are_marked(
    pack: Pack, world: World, entries: list[DemoEntry]
) -> None:
    fill(pack, world, entries)
    lines = JournalLine.objects.filter(verb="activities.taken_over")
    assert lines.count() == len(by_logger(entries))
    assert sum(line.changes["count"] for line in lines) == len(entries)
    months = set(ChangedMonth.objects.values_list("month", flat=True))
    assert months == {date(2026, 2, 1), date(2026, 3, 1)}


def test_a_closed_period_stays_as_it_is(pack: Pack, world: World, entries: list[DemoEntry]) -> None:
    ClosedPeriod.objects.create(
        dispositif_id=world.dispositifs["moulins"],
        starts_on=FIRST,
        ends_on=LAST,
        reason="bilan scellé",
        closed_at=clock.now(),
    )
    own = [entry for entry in entries if entry.dispositif == "moulins"]
    with pytest.raises(Refusal, match="période close"):
        fill(pack, world, own)
    assert not Activity.objects.exists()


def test_a_wrong_pack_is_refused_whole(pack: Pack, world: World, entries: list[DemoEntry]) -> None:
    Membership.objects.filter(pk=world.members[entries[0].mediators[0]]).update(
        structure=world.structures["mission"]
    )
    with pytest.raises(ValueError, match="refusées"):
        fill(pack, world, entries)


def test_days_already_loaded_and_days_not_over_are_left_out(pack: Pack, world: World) -> None:
    whole = list(Generator(pack).outings_between(FIRST, LAST))
    last_back = max(outing.ended_at for outing in whole if outing.service_date < LAST)
    window = {"since": FIRST, "until": LAST, "before": last_back}
    found = missing_outings(pack, world, **window)
    assert found == [outing for outing in whole if outing.service_date < LAST]
    fill(pack, world, entries_of(found))
    assert missing_outings(pack, world, **window) == []
    later = missing_outings(pack, world, since=FIRST, until=LAST, before=clock.now())
    assert later == [outing for outing in whole if outing.service_date == LAST]
