"""Opening hours in French: « du lundi au vendredi, de 16 h à 23 h ; samedi, de 17 h à 1 h »."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from entremise.core import clock
from entremise.core.typography import WIDE, french, listed

from .grammar import DAYS, PUBLIC, SCHOOL, Date, Rule, Times, days_in, rules_of
from .reading import week

NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
HOLIDAYS = {PUBLIC: "les jours fériés", SCHOOL: "pendant les vacances scolaires"}
NIGHT_AND_DAY: Times = (0, 24 * 60)
EVERY_DAY = "tous les jours"


def in_words(hours: str, on: date | None = None) -> str:
    """What these hours say. Those that only a program reads are said for the week of that day."""
    rules = rules_of(hours)
    if rules is None:
        return french(f"cette semaine : {_this_week(hours, on or clock.today())}")
    return french(" ; ".join(_rule(rule) for rule in rules))


def _rule(rule: Rule) -> str:
    if rule.comment and not (rule.season or rule.days or rule.spans or rule.closed):
        return rule.comment
    days = _days(rule)
    parts = [_season(*rule.season)] if rule.season else []
    if rule.closed:
        parts.append(f"fermé {days}".strip())
    else:
        parts += [days, _times(rule.spans)]
    comment = f" ({rule.comment})" if rule.comment else ""
    return ", ".join(filter(None, parts)) + comment


def _days(rule: Rule) -> str:
    """« du lundi au jeudi et samedi », « les jours fériés »; of a closing, « le dimanche »."""
    if not rule.days or (days_in(rule.days) or []) == list(DAYS):
        return "" if rule.closed and rule.season else EVERY_DAY
    return listed([_range(first, last, rule.closed) for first, last in rule.days])


def _range(first: str, last: str, closed: bool) -> str:
    if first in HOLIDAYS:
        return HOLIDAYS[first]
    start, end = NAMES[DAYS.index(first)], NAMES[DAYS.index(last)]
    the = "le " if closed else ""
    if first == last:
        return f"{the}{start}"
    if (DAYS.index(last) - DAYS.index(first)) % 7 == 1:
        return f"{the}{start} et {the}{end}"
    return f"du {start} au {end}"


def _times(spans: Sequence[Times]) -> str:
    if not spans:
        return "toute la journée"
    if tuple(spans) == (NIGHT_AND_DAY,):
        return "jour et nuit"
    return listed([f"de {_hour(start)} à {_hour(end)}" for start, end in spans])


def _hour(minutes: int) -> str:
    """16 h, 18 h 30, minuit; past midnight, the hour of the night."""
    hour, minute = divmod(minutes % (24 * 60), 60)
    if not hour and not minute:
        return "minuit"
    return f"{hour}{WIDE}h{WIDE}{minute:02d}" if minute else f"{hour}{WIDE}h"


def _season(start: Date, end: Date) -> str:
    if start[1] is None and end[1] is None:
        first, last = MONTHS[start[0] - 1], MONTHS[end[0] - 1]
        if start == end:
            return f"en {first}"
        return f"{'d’' if first[0] in 'ao' else 'de '}{first} à {last}"
    if start == end:
        return f"le {_day_of(start)}"
    return f"du {_day_of(start)} au {_day_of(end)}"


def _day_of(when: Date) -> str:
    month, day = when
    number = {None: "", 1: "1er "}.get(day, f"{day} ")
    return f"{number}{MONTHS[month - 1]}"


def _this_week(hours: str, on: date) -> str:
    """The days that are open alike said together."""
    opened = [(day, tuple(spans)) for day, spans in week(hours, on).items() if spans]
    said = [
        f"{listed([NAMES[day] for day, _ in group])}, {_times(spans)}"
        for spans, group in _alike(opened)
    ]
    return " ; ".join(said) or "fermé"


def _alike(
    opened: Iterable[tuple[int, tuple[Times, ...]]],
) -> list[tuple[tuple[Times, ...], list[tuple[int, tuple[Times, ...]]]]]:
    return [(spans, list(group)) for spans, group in groupby(opened, key=lambda one: one[1])]
