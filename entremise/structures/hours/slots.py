"""Hours as people type them without knowing a grammar: some days, from a time to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .grammar import DAYS, PUBLIC, Rule, Times, days_in, rules_of

DAY = 24 * 60


@dataclass(frozen=True)
class Slot:
    """Days of the week (« Mo »…) and a stretch of each, in minutes; an end at or before its start
    is that of the next day.
    """

    days: Sequence[str]
    start: int
    end: int


@dataclass(frozen=True)
class Slots:
    """An ordinary week, and whether one is closed on public holidays."""

    slots: Sequence[Slot]
    closed_on_holidays: bool = False


class OverlapError(ValueError):
    """Two stretches of one day that cover each other; `day` is which."""

    def __init__(self, day: str):
        super().__init__(day)
        self.day = day


def hours_of(typed: Slots) -> str:
    """The hours in the form of OpenStreetMap, where a rule replaces those before it for its days:
    each day is therefore said once, with all its stretches. Raises OverlapError.
    """
    by_day = {day: _stretches(day, typed.slots) for day in DAYS}
    groups: dict[tuple[Times, ...], list[str]] = {}
    for day, spans in by_day.items():
        if spans:
            groups.setdefault(spans, []).append(day)
    rules = [f"{_days(days)} {','.join(map(_span, spans))}" for spans, days in groups.items()]
    if typed.closed_on_holidays and rules:
        rules.append(f"{PUBLIC} off")
    return "; ".join(rules)


def slots_of(hours: str) -> Slots | None:
    """The contrary; None when the hours say more than days and times: seasons, words."""
    rules = rules_of(hours)
    if rules is None:
        return None
    slots: list[Slot] = []
    said: set[str] = set()
    closed = False
    for rule in rules:
        if _closes_on_holidays(rule):
            closed = True
            continue
        days = days_in(rule.days)
        if days is None or rule.season or rule.closed or rule.comment or said & set(days):
            return None
        said |= set(days)
        slots += [Slot(days, start, end) for start, end in rule.spans or [(0, DAY)]]
    return Slots(slots, closed)


def _closes_on_holidays(rule: Rule) -> bool:
    return rule.closed and not rule.season and list(rule.days) == [(PUBLIC, PUBLIC)]


def _stretches(day: str, slots: Sequence[Slot]) -> tuple[Times, ...]:
    spans = sorted({(slot.start, slot.end) for slot in slots if day in slot.days})
    for (_, end), (start, _) in pairwise([(a, b if b > a else b + DAY) for a, b in spans]):
        if start < end:
            raise OverlapError(day)
    return tuple(spans)


def _days(days: Sequence[str]) -> str:
    """« Mo-Fr », « Mo,We »: three days or more in a row are a range."""
    runs: list[list[int]] = []
    for place in (DAYS.index(day) for day in days):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    parts = [
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}"
        if len(run) > 2
        else ",".join(DAYS[place] for place in run)
        for run in runs
    ]
    return ",".join(parts)


def _span(span: Times) -> str:
    start, end = span
    return f"{_time(start)}-{_time(end if end else DAY)}"


def _time(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
