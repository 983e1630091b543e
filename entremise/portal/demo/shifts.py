"""When teams are out: service days, hours, and how much of the year's work falls on a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from .chance import rounded

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Shift:
    """The hours of a team on a service day, as local minutes from midnight (1440 is 24:00).

    Some rounds of a late day go on for `late_minutes` more, past midnight.
    """

    start: int
    end: int
    late_share: float = 0.0
    late_minutes: int = 0

    def ends(self, rng: Random) -> int:
        """When one round ends that day."""
        return self.end + (self.late_minutes if rng.random() < self.late_share else 0)


class Rota:
    """The working year of the teams, as activity.toml tells it."""

    def __init__(self, activity: dict[str, Any]):
        self.volume = activity["volume"]
        self.patterns = activity["shifts"]
        self.nights = activity["rounds"]["handed_to_night_at"]
        self._days_of_year = cache(self._count_days)

    def shift(self, dispositif: str, day: date) -> Shift | None:
        """The hours of the day, or None when the team does not work."""
        if f"{day:%m-%d}" in self.volume["closed_days"]:
            return None
        for pattern in self.patterns:
            if pattern["dispositif"] == dispositif and _covers(pattern, day):
                late = pattern.get("late", {})
                stays = day.isoweekday() in late.get("weekdays", ())
                return Shift(
                    start=_minutes(pattern["start"]),
                    end=_minutes(pattern["end"]),
                    late_share=late["share"] if stays else 0.0,
                    late_minutes=late["minutes"] if stays else 0,
                )
        return None

    def back(self, dispositif: str, end: int) -> int:
        """When the last round of a day comes back: at its end, or once the night team is there."""
        night = self.nights.get(dispositif)
        return max(end, _minutes(night)) if night else end

    def days_in(self, dispositif: str, year: int) -> int:
        """How many service days the year has for a team."""
        return self._days_of_year(dispositif, year)

    def _count_days(self, dispositif: str, year: int) -> int:
        first = date(year, 1, 1)
        length = (date(year + 1, 1, 1) - first).days
        days = (first + timedelta(days=n) for n in range(length))
        return sum(self.shift(dispositif, day) is not None for day in days)

    def attendance(self, dispositif: str, day: date) -> float:
        """The probability that a mediator works that day, leave and training taken off."""
        usual = self.volume["days_per_mediator"] / self.days_in(dispositif, day.year)
        return min(0.97, usual * self.volume["attendance"][day.month - 1])

    def expected(self, dispositif: str, day: date, team: int) -> float:
        """How many interventions a whole team makes that day, on average."""
        volume = self.volume
        growth = 1 + volume["yearly_growth"] * (day.year - volume["reference_year"])
        per_day = team * volume["per_mediator_year"] / self.days_in(dispositif, day.year)
        season = volume["months"][day.month - 1] * volume["weekdays"][day.weekday()]
        return float(per_day * season * growth)


def timeline(rng: Random, begin: int, end: int, minutes: list[int]) -> list[tuple[int, int]]:
    """(start, minutes) of the interventions of a round, in order, without overlap, on fives.

    What does not fit between `begin` and `end` is left out.
    """
    kept = list(minutes)
    while kept and sum(kept) > end - begin:
        kept.pop()
    free = end - begin - sum(kept)
    found, spent = [], 0
    for cut, duration in zip(sorted(rng.random() * free for _ in kept), kept, strict=True):
        found.append((begin + int(cut + spent) // 5 * 5, duration))
        spent += duration
    return found


def instant(day: date, minute: int) -> datetime:
    """The instant of a local minute of a service day; 1470 is half past midnight, the day after."""
    midnight = datetime.combine(day + timedelta(days=minute // 1440), time(), PARIS)
    return midnight.replace(hour=minute % 1440 // 60, minute=minute % 60)


def groups_of(rng: Random, present: list[str]) -> list[tuple[str, ...]]:
    """Pairs; the odd one joins a pair, and is alone only when nobody else works."""
    order = rng.sample(present, len(present))
    pairs = [tuple(order[n : n + 2]) for n in range(0, len(order), 2)]
    if len(pairs) > 1 and len(pairs[-1]) == 1:
        (alone,) = pairs.pop()
        pairs[-1] = (*pairs[-1], alone)
    return pairs


def shares_of(rng: Random, total: float, groups: int) -> list[int]:
    """The day's work divided between the groups, unequally, keeping its mean."""
    return [max(0, rounded(rng, rng.gauss(total / groups, 1.4))) for _ in range(groups)]


def _covers(pattern: dict[str, Any], day: date) -> bool:
    """Whether the pattern holds that day; a season may run over the new year."""
    start, end, today = pattern["from"], pattern["to"], f"{day:%m-%d}"
    inside = start <= today <= end if start <= end else today >= start or today <= end
    return inside and day.isoweekday() in pattern["weekdays"]


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
