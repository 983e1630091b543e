"""Field entries as a team might have made them: the same ones every time for a given day.

Each day of each dispositif draws from its own seed, so that its entries do not depend on the
window that is asked for, nor on the database. What they look like is said by activity.toml.
"""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from random import Random
from typing import Any
from uuid import UUID

from .chance import Weights, identifier, numbers, seeded
from .crowds import Crowds
from .pack import Pack, PlaceRow
from .rounds import Rounds
from .shifts import Rota, groups_of, instant, shares_of, timeline

METRES_PER_DEGREE = 111_320
BRIEFING = 15  # minutes at the beginning of a shift


@dataclass(frozen=True)
class DemoEntry:
    """One entry, under the keys of the pack: mediators by e-mail, partner by name."""

    id: UUID
    dispositif: str
    mediators: tuple[str, ...]
    started_at: datetime
    service_date: date
    duration: int
    register: str
    temporality: str
    origin: str
    topics: tuple[str, ...]
    place: PlaceRow
    lon: float | None
    lat: float | None
    people: int
    publics: dict[str, Any]
    outcome: str
    orientation: str
    partner: str
    note: str
    round: UUID

    @property
    def ended_at(self) -> datetime:
        """When it was over, and could be typed in."""
        return self.started_at + timedelta(minutes=self.duration)


@dataclass(frozen=True)
class DemoStop:
    """A place a pair stayed at, from when to when."""

    place: PlaceRow
    arrived_at: datetime
    left_at: datetime


@dataclass(frozen=True)
class DemoOuting:
    """The round of one pair, under the keys of the pack: where it means to go, where it stopped,
    and the entries made on it.
    """

    id: UUID
    dispositif: str
    mediators: tuple[str, ...]
    service_date: date
    started_at: datetime
    ended_at: datetime
    planned: tuple[PlaceRow, ...] = ()
    stops: tuple[DemoStop, ...] = ()
    entries: tuple[DemoEntry, ...] = ()


def entries_of(outings: Iterable[DemoOuting]) -> list[DemoEntry]:
    """The entries of these rounds, in order of start."""
    found = [entry for outing in outings for entry in outing.entries]
    return sorted(found, key=lambda entry: (entry.started_at, entry.id))


class Generator:
    """Draws the entries of the dispositifs that activity.toml describes."""

    def __init__(self, pack: Pack):
        self.pack, self.rules = pack, pack.activity
        self.rota = Rota(self.rules)
        self.crowds = Crowds(self.rules["publics"])
        self.teams = {
            key: [member.email for member in pack.mediators_of(key)]
            for key in self.rules["dispositifs"]
        }
        self.rounds = {key: Rounds(pack, key) for key in self.teams}
        self.minutes = {name: numbers(table) for name, table in self.rules["minutes"].items()}
        self.people = {name: numbers(table) for name, table in self.rules["people"].items()}
        self.outcomes = {name: Weights(table) for name, table in self.rules["outcomes"].items()}

    def between(self, first: date, last: date) -> Iterator[DemoEntry]:
        """The entries of a window of service days, both ends included, in order of day."""
        for dispositif, day in self._days(first, last):
            yield from self.day(dispositif, day)

    def outings_between(self, first: date, last: date) -> Iterator[DemoOuting]:
        """The rounds of the same window."""
        for dispositif, day in self._days(first, last):
            yield from self.outings(dispositif, day)

    def _days(self, first: date, last: date) -> Iterator[tuple[str, date]]:
        for number in range((last - first).days + 1):
            for dispositif in self.teams:
                yield dispositif, first + timedelta(days=number)

    def day(self, dispositif: str, day: date) -> list[DemoEntry]:
        """The entries of a service day, in order of start; empty when the team is off."""
        return entries_of(self.outings(dispositif, day))

    def outings(self, dispositif: str, day: date) -> list[DemoOuting]:
        """The rounds of a service day with their entries; empty when the team is off."""
        shift = self.rota.shift(dispositif, day)
        if shift is None or day < self.pack.services[dispositif].opened_on:
            return []
        rng = seeded(self.rules["seed"], dispositif, day.isoformat())
        team = self.teams[dispositif]
        chance = self.rota.attendance(dispositif, day)
        groups = groups_of(rng, [email for email in team if rng.random() < chance])
        if not groups:
            return []
        shares = shares_of(rng, self.rota.expected(dispositif, day, len(team)), len(groups))
        found: list[DemoOuting] = []
        for group, share in zip(groups, shares, strict=True):
            hours = (shift.start + BRIEFING, shift.ends(rng))
            last = len(found) == len(groups) - 1
            back = self.rota.back(dispositif, hours[1]) if last else hours[1]
            outing = DemoOuting(
                # Of a chance of its own, so that the draws of the day stay as they were.
                id=identifier(self.rules["seed"], dispositif, day.isoformat(), "round", len(found)),
                dispositif=dispositif,
                mediators=tuple(sorted(group)),
                service_date=day,
                started_at=instant(day, hours[0]),
                ended_at=instant(day, back),
            )
            found.append(self._round(rng, outing, share, hours))
        return found

    def _round(
        self, rng: Random, outing: DemoOuting, share: int, hours: tuple[int, int]
    ) -> DemoOuting:
        """The evening of one pair: two sectors, one after the other."""
        rounds = self.rounds[outing.dispositif]
        registers = [rounds.registers.pick(rng) for _ in range(share)]
        minutes = [self.minutes[register].pick(rng) for register in registers]
        sectors = (rounds.sectors.pick(rng), rounds.sectors.pick(rng))
        middle = sum(hours) / 2
        entries = tuple(
            self._entry(rng, outing, register, sectors[start > middle], (start, length))
            for register, (start, length) in zip(
                registers, timeline(rng, *hours, minutes), strict=False
            )
        )
        return replace(
            outing,
            planned=rounds.landmarks(sectors),
            stops=tuple(_stops(entries, self.rules["places"]["quiet"])),
            entries=entries,
        )

    def _entry(
        self,
        rng: Random,
        outing: DemoOuting,
        register: str,
        sector: str,
        when: tuple[int, int],
    ) -> DemoEntry:
        rounds = self.rounds[outing.dispositif]
        place = rounds.place(rng, sector, register)
        temporality = rounds.temporality(rng, register)
        theme = rounds.theme(rng, register)
        outcome = self.outcomes[f"{register}_{temporality}" if temporality else register].pick(rng)
        orientation, partner = rounds.orientation(rng, register, theme, outcome)
        people = self.people[register].pick(rng)
        lon, lat = _scattered(rng, place)
        return DemoEntry(
            id=UUID(int=rng.getrandbits(128), version=4),
            dispositif=outing.dispositif,
            mediators=outing.mediators,
            started_at=instant(outing.service_date, when[0]),
            service_date=outing.service_date,
            duration=when[1],
            register=register,
            temporality=temporality,
            origin=rounds.origin(rng, temporality),
            topics=rounds.topics(rng, theme, place.kind),
            place=place,
            lon=lon,
            lat=lat,
            people=people,
            publics=self.crowds.counts(rng, people, place.kind),
            outcome=outcome,
            orientation=orientation,
            partner=partner,
            note=self._note(rng, register),
            round=outing.id,
        )

    def _note(self, rng: Random, register: str) -> str:
        notes = self.rules["notes"]
        return str(rng.choice(notes[register])) if rng.random() < notes["share"] else ""


def _stops(entries: Iterable[DemoEntry], quiet: Collection[str]) -> Iterator[DemoStop]:
    """Where the pair stayed: entries made one after the other at a place are one stop there.

    Quiet places are left out: a home or a call is no place of a round.
    """
    outside = (entry for entry in entries if entry.place.kind not in quiet)
    for place, group in groupby(outside, key=attrgetter("place")):
        stay = list(group)
        yield DemoStop(place, stay[0].started_at, stay[-1].ended_at)


def _scattered(rng: Random, place: PlaceRow) -> tuple[float | None, float | None]:
    """A point within the radius of the place, even over its surface."""
    angle, distance = rng.random() * math.tau, place.radius * math.sqrt(rng.random())
    if place.lon is None or place.lat is None:
        return None, None
    north, east = distance * math.sin(angle), distance * math.cos(angle)
    shrink = math.cos(math.radians(place.lat))
    return (
        round(place.lon + east / METRES_PER_DEGREE / shrink, 5),
        round(place.lat + north / METRES_PER_DEGREE, 5),
    )
