"""The entries of the demonstration: the same every time, and as the field's figures say."""

from collections import Counter, defaultdict
from datetime import date, timedelta

import pytest

from entremise.portal.demo.generate import DemoEntry, Generator
from entremise.portal.demo.pack import read

YEAR = 2025
KNOWN = (48, "2b627a16-2632-4ab6-8e8d-b7d21a3ecfc8", "watch", "2025-03-14T14:15:00+01:00")


@pytest.fixture(scope="module")
def generator() -> Generator:
    return Generator(read())


@pytest.fixture(scope="module")
def year(generator: Generator) -> list[DemoEntry]:
    """A whole year of the four teams."""
    return list(generator.between(date(YEAR, 1, 1), date(YEAR, 12, 31)))


def share(entries: list[DemoEntry], *, dispositif: str, **values: object) -> float:
    """The part of a team's entries that have these values."""
    own = [entry for entry in entries if entry.dispositif == dispositif]
    hits = sum(all(getattr(entry, k) == v for k, v in values.items()) for entry in own)
    return hits / len(own)


def test_two_generators_say_the_same(generator: Generator) -> None:
    first, last = date(YEAR, 3, 3), date(YEAR, 3, 9)
    again = Generator(read())
    assert list(generator.between(first, last)) == list(again.between(first, last))


def test_a_day_does_not_depend_on_the_window(generator: Generator) -> None:
    day = date(YEAR, 7, 11)
    alone = list(generator.between(day, day))
    window = generator.between(day - timedelta(days=9), day + timedelta(days=9))
    assert alone
    assert [entry for entry in window if entry.service_date == day] == alone


def test_a_day_that_is_known_stays_as_it_was(generator: Generator) -> None:
    """The same bytes on every machine: a change of the weights changes this line, knowingly."""
    entries = generator.day("moulins", date(YEAR, 3, 14))
    first = entries[0]
    assert (len(entries), str(first.id), first.register, first.started_at.isoformat()) == KNOWN


def test_identifiers_never_meet(year: list[DemoEntry]) -> None:
    assert len({entry.id for entry in year}) == len(year)


def test_about_a_thousand_a_year_for_each_mediator(
    generator: Generator, year: list[DemoEntry]
) -> None:
    """ALTM 2018: 34,444 interventions for 34 mediators, 1,013 each."""
    made = Counter(entry.dispositif for entry in year)
    for key, team in generator.teams.items():
        assert made[key] / len(team) == pytest.approx(1013, rel=0.06), key
    assert 36 <= sum(map(len, generator.teams.values())) <= 42


def test_each_mediator_works_a_year(generator: Generator, year: list[DemoEntry]) -> None:
    days = defaultdict(set)
    for entry in year:
        for email in entry.mediators:
            days[email].add(entry.service_date)
    assert len(days) == sum(map(len, generator.teams.values()))
    for email, worked in days.items():
        assert 180 <= len(worked) <= 235, email


def test_it_grows_slowly(generator: Generator, year: list[DemoEntry]) -> None:
    after = list(generator.between(date(YEAR + 1, 1, 1), date(YEAR + 1, 12, 31)))
    assert len(after) / len(year) == pytest.approx(1.03, abs=0.025)


def test_registers_are_in_the_shares_of_the_field(
    generator: Generator, year: list[DemoEntry]
) -> None:
    """4.7 % of mises en relation (ALTM); 8 conflicts a month each (CGET survey, 2015)."""
    assert sum(e.register == "link" for e in year) / len(year) == pytest.approx(0.047, abs=0.005)
    for key, team in generator.teams.items():
        counts = Counter(e.register for e in year if e.dispositif == key)
        assert counts.most_common(1)[0][0] == "presence"
        if key != "hopital":
            assert counts["conflict"] / len(team) / 12 == pytest.approx(8, rel=0.12), key


def test_requests_are_rare_on_rounds_and_common_in_a_town_service(year: list[DemoEntry]) -> None:
    """About 10 % from calls at Chambéry; half from residents at Trélazé."""
    assert 1 - share(year, dispositif="agdm", origin="self") == pytest.approx(0.10, abs=0.03)
    assert 1 - share(year, dispositif="armentieres", origin="self") == pytest.approx(0.5, abs=0.06)
    asked = [e.origin for e in year if e.dispositif == "armentieres" and e.origin != "self"]
    assert asked.count("resident") / len(asked) == pytest.approx(0.5, abs=0.08)


def test_deferred_conflicts_end_as_at_amandier(year: list[DemoEntry]) -> None:
    """Complaints stopped 32 %, dialogue resumed 20 %, failure 15 %; always somebody's request."""
    deferred = [entry for entry in year if entry.temporality == "deferred"]
    ends = Counter(entry.outcome for entry in deferred)
    for outcome, expected in (("calmed", 0.32), ("dialogue_resumed", 0.20), ("failed", 0.15)):
        assert ends[outcome] / len(deferred) == pytest.approx(expected, abs=0.04)
    assert all(entry.origin != "self" for entry in deferred)


def test_thirty_percent_of_agdm_is_outside_priority_areas(year: list[DemoEntry]) -> None:
    placed = [e for e in year if e.dispositif == "agdm" and e.lon is not None]
    outside = sum(not entry.place.qpv for entry in placed) / len(placed)
    assert outside == pytest.approx(0.30, abs=0.03)


def test_pairs_are_the_rule(year: list[DemoEntry]) -> None:
    sizes = Counter(len(entry.mediators) for entry in year)
    assert set(sizes) <= {1, 2, 3}
    assert sizes[2] / len(year) > 0.75
    assert sizes[1] / len(year) < 0.03
    assert all(len(set(entry.mediators)) == len(entry.mediators) for entry in year)


def test_agdm_keeps_its_hours(year: list[DemoEntry]) -> None:
    """Tuesday to Saturday 16-23 h, Monday to Saturday 17-24 h in summer, past midnight at times."""
    late = 0
    for entry in (e for e in year if e.dispositif == "agdm"):
        summer = "06-15" <= f"{entry.service_date:%m-%d}" <= "09-15"
        assert entry.service_date.isoweekday() in (
            {1, 2, 3, 4, 5, 6} if summer else {2, 3, 4, 5, 6}
        )
        hour = entry.started_at.hour
        late += hour < 5
        assert hour >= (17 if summer else 16) or (summer and hour == 0)
        assert hour < 23 or summer
    assert late > 20


def test_a_service_day_holds_its_night(year: list[DemoEntry]) -> None:
    for entry in year:
        day = entry.service_date + timedelta(days=entry.started_at.hour < 5)
        assert entry.started_at.date() == day
        assert entry.started_at.utcoffset() is not None


def test_nobody_is_in_two_places_at_once(year: list[DemoEntry]) -> None:
    busy = defaultdict(list)
    for entry in year:
        for email in entry.mediators:
            busy[email].append((entry.started_at, entry.ended_at))
    for spans in busy.values():
        spans.sort()
        for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
            assert end <= start


def test_counts_never_exceed_the_people_met(year: list[DemoEntry]) -> None:
    grids = unknown = 0
    for entry in year:
        if grid := entry.publics.get("grid"):
            grids += 1
            assert sum(cell["count"] for cell in grid) <= entry.people
        for kind in ("sex", "age", "status"):
            assert sum(entry.publics.get(kind, {}).values()) <= entry.people
        unknown += entry.people > 0 and not entry.publics
    assert grids > 500
    assert unknown > 100


def test_notes_are_few_and_short(year: list[DemoEntry]) -> None:
    noted = [entry.note for entry in year if entry.note]
    assert 0.04 <= len(noted) / len(year) <= 0.08
    assert max(map(len, noted)) < 80


def test_no_entry_before_the_service_opens_nor_on_a_closed_day(generator: Generator) -> None:
    assert generator.day("agdm", date(2016, 6, 30)) == []
    assert generator.day("agdm", date(2016, 7, 1))
    assert generator.day("moulins", date(YEAR, 5, 1)) == []


def test_points_stay_near_their_place(year: list[DemoEntry]) -> None:
    for entry in year:
        if entry.lon is None or entry.place.lon is None:
            assert entry.place.kind in {"phone", "home"}
            continue
        north = (entry.lat - entry.place.lat) * 111_320
        assert abs(north) <= entry.place.radius + 1
