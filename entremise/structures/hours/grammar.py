"""The part of the grammar of OpenStreetMap that people use: seasons, days, times, closings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
PUBLIC, SCHOOL = "PH", "SH"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ALWAYS = "24/7"

_DAY = rf"(?:{'|'.join((*DAYS, PUBLIC, SCHOOL))})"
# The « 1 » of « Jan-Mar 10:00 » is that of ten o'clock, not the first of March.
_DATE = rf"(?:{'|'.join(MONTHS)})(?: \d{{1,2}}(?!\d|:\d))?"
_TIME = r"\d{1,2}:\d{2}"
_SEASON = rf"{_DATE}(?: ?- ?{_DATE})?"
_RANGE = rf"{_DAY}(?:-{_DAY})?"
_SPAN = rf"{_TIME} ?- ?{_TIME}"
_RULE = re.compile(
    rf"(?:(?P<season>{_SEASON}):? ?)?"
    rf"(?:(?P<days>{_RANGE}(?:, ?{_RANGE})*) ?)?"
    rf"(?P<spans>{_SPAN}(?:, ?{_SPAN})*)?"
    r" ?(?P<closed>off|closed)?"
    r' ?(?:"(?P<comment>[^"]*)")?'
)
# Where a rule ends, unless it is within a comment.
_PARTS = re.compile(r'((?:[^;"|]|"[^"]*"|(?<!\|)\|(?!\|))+)')
_COMMENT = re.compile(r'"[^"]*"')
_NO_HOURS = re.compile(r'(?:unknown|off|closed)?\s*(?:"[^"]*")?')
# « SH Mo-Fr » is the weeks of the holidays only; « SH,Mo-Fr », those and every week.
_SCHOOL_DAYS = re.compile(rf"{SCHOOL}\s+(?:{'|'.join(DAYS)})")

# A month, and a day of it when one is said.
Date = tuple[int, int | None]
# Minutes from midnight; an end at or before its start is that of the next day.
Times = tuple[int, int]


@dataclass(frozen=True)
class Rule:
    """One rule of the hours; an empty `days` is every day, no `spans` the whole day."""

    season: tuple[Date, Date] | None
    days: Sequence[tuple[str, str]]
    spans: Sequence[Times]
    closed: bool
    comment: str


def rules_of(hours: str) -> list[Rule] | None:
    """The rules of these hours; None when one of them is not in the part that people use."""
    rules = []
    for part in filter(None, (part.strip() for part in hours.split(";"))):
        if part == ALWAYS:
            rules.append(Rule(None, (), ((0, 24 * 60),), closed=False, comment=""))
            continue
        read = _RULE.fullmatch(part)
        if read is None:
            return None
        rules.append(_rule(read))
    return rules


def depends_on_school(hours: str) -> bool:
    """Whether these hours speak of school holidays, otherwise than in the words of a comment."""
    return SCHOOL in _COMMENT.sub("", hours)


def computable(hours: str, *, school: bool) -> str:
    """The same for a program, that takes words alone (« sur rendez-vous ») for being open night and
    day: nobody knows then. Without `school`, the weeks of school holidays are as closed.

    What one does outside of hours (« || "sur rendez-vous" ») is left out: it opens nothing, and the
    library then finds no other change.
    """
    said = ""
    before, *parts = _PARTS.split(hours)
    for part, after in zip(parts[::2], parts[1::2], strict=True):
        if before.endswith("||") and _NO_HOURS.fullmatch(part.strip()):
            before = after
            continue
        said += before + _computable(part, school=school)
        before = after
    return said.strip()


def _computable(part: str, *, school: bool) -> str:
    if _COMMENT.fullmatch(part.strip()):
        return f" unknown {part.strip()}"
    if not school and _SCHOOL_DAYS.search(_COMMENT.sub("", part)):
        return f" {SCHOOL} off"
    return part


def days_in(ranges: Sequence[tuple[str, str]]) -> list[str] | None:
    """Every day of the week that ranges hold, in order; None when a holiday is among them."""
    held: set[int] = set()
    for first, last in ranges or [("Mo", "Su")]:
        if first not in DAYS or last not in DAYS:
            return None
        start, end = DAYS.index(first), DAYS.index(last)
        held |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    return [DAYS[day] for day in sorted(held)]


def _rule(read: re.Match[str]) -> Rule:
    season = [_date(part) for part in re.split(r" ?- ?", read["season"])] if read["season"] else []
    ranges = [part.strip().partition("-") for part in (read["days"] or "").split(",") if part]
    spans = re.findall(rf"({_TIME}) ?- ?({_TIME})", read["spans"] or "")
    return Rule(
        season=(season[0], season[-1]) if season else None,
        days=[(first, last or first) for first, _, last in ranges],
        spans=[(_minute(start), _minute(end)) for start, end in spans],
        closed=bool(read["closed"]),
        comment=read["comment"] or "",
    )


def _date(text: str) -> Date:
    month, _, day = text.partition(" ")
    return MONTHS.index(month) + 1, int(day) if day else None


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)
