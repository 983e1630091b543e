"""A question asked of the figures, and its answer: one pass over the facts, small counts hidden."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.facts import FactTable

from . import engine, store
from .breakdowns import breakdown, breakdowns, checked, in_order, month_key, read_key
from .catalog import counts_of, indicator
from .indicator import Indicator
from .measures import Count
from .plan import Plan, sql
from .scope import Period, Scope, scope_of
from .suppression import Cube, Dimension, Level, involved, levels_within
from .tables import fact_table

__all__ = [
    "Answer", "Period", "Question", "Row", "Scope", "Value", "answer", "scope_of", "small_count_of",
]  # fmt: skip

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """Indicators over a scope and a period, spread out, filtered, compared.

    `filters` maps a breakdown to the codes kept (None: those not known), a single one where small
    counts are hidden. `version` is the version of the facts to answer from, the latest when None.
    """

    indicators: tuple[str, ...]
    scope: Scope
    period: Period
    by: tuple[str, ...] = ()
    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    compare: Period | None = None
    version: int | None = None


@dataclass(frozen=True)
class Value:
    """A figure: known, suppressed (too small, or giving away a small one), or missing."""

    number: float | None
    state: Literal["known", "suppressed", "missing"]


@dataclass(frozen=True)
class Row:
    """The figures under some keys, and the same for the period compared with."""

    keys: Key
    values: dict[str, Value]
    previous: dict[str, Value]


@dataclass(frozen=True)
class Answer:
    """The rows, in the order of their codes; the totals, each row of facts counted once."""

    question: Question
    rows: list[Row]
    totals: Row
    version: int
    computed_at: datetime


def answer(question: Question) -> Answer:
    """Answer a question. Refuses one that has no meaning, in French."""
    plan = _planned(question)
    version = store.version(plan.fact.name) if question.version is None else question.version
    periods = [plan.period] + ([plan.compare] if plan.compare else [])
    months = {month for period in periods for month in period.months()}
    files = store.relation(plan.fact.name, version, months)
    found = engine.rows(sql(plan, files, store.months(plan.fact.name, version)))
    tables = [_Table(plan, found, is_current=is_current) for is_current in (True, False)]
    places = [plan.by.index(code) for code in question.by]
    rows = [
        _row(plan, tables, plan.levels[-1], key, shown=tuple(key[n] for n in places))
        for key in (_keys(plan, tables) if question.by else ())
    ]
    return Answer(
        question=question,
        rows=rows,
        totals=_row(plan, tables, tuple(plan.held), tuple(plan.held.values())),
        version=version,
        computed_at=clock.now(),
    )


def _planned(question: Question) -> Plan:
    """The question once every word of it has been checked.

    Where small counts are hidden, a filter is a breakdown of which one row is shown: the answers
    under each code, put side by side, are that table, and hide what it hides.
    """
    entries = tuple(indicator(code) for code in question.indicators)
    if not entries:
        raise Refusal("La question ne porte sur aucun indicateur.", code="nothing_asked")
    fact = _one_fact(entries)
    _check_breakdowns(question, fact, entries)
    if question.compare and question.compare.overlaps(question.period):
        raise Refusal(
            "Les deux périodes se recouvrent : elles ne peuvent pas être comparées.",
            code="overlapping_periods",
        )
    filters = tuple(
        (code, checked(fact, breakdown(fact, code), values))
        for code, values in sorted(question.filters.items())
    )
    small_count = small_count_of(question.scope, fact)
    hides = small_count > 0
    kept = {code: values[0] for code, values in filters} if hides else {}
    by = (*kept, *(code for code in question.by if code not in kept))
    everything = tuple(range(len(by)))
    return Plan(
        fact=fact,
        indicators=entries,
        counts=_counts(entries, fact, by) if hides else (),
        by=by,
        levels=tuple(levels_within(everything) if hides else dict.fromkeys([(), everything])),
        scope=question.scope,
        small_count=small_count,
        period=question.period,
        compare=question.compare,
        filters=() if hides else filters,
        held={
            number: None if value is None else read_key(breakdown(fact, code), value)
            for number, (code, value) in enumerate(kept.items())
        },
    )


def small_count_of(scope: Scope, fact: FactTable) -> int:
    """The first count of a table that may be shown to an asker, 0 when nothing is hidden.

    The one place where secrecy is decided on: nothing is hidden inside the structure, nor of a
    table whose rows are no people.
    """
    return scope.small_count if fact.secret else 0


def _one_fact(entries: Sequence[Indicator]) -> FactTable:
    names = {entry.fact for entry in entries}
    if len(names) > 1:
        raise Refusal(
            "Ces indicateurs ne portent pas sur les mêmes faits : posez une question pour chacun.",
            code="several_facts",
        )
    return fact_table(names.pop())


def _check_breakdowns(question: Question, fact: FactTable, entries: Sequence[Indicator]) -> None:
    hides = small_count_of(question.scope, fact) > 0
    limit = 2 if hides else 3
    spread = {*question.by, *question.filters} if hides else {*question.by}
    if len(set(question.by)) < len(question.by) or len(spread) > limit:
        raise Refusal(
            f"Une question se ventile au plus de {limit} façons différentes"
            f"{', filtres compris' if hides else ''}.",
            code="breakdowns",
        )
    if hides and any(len(set(values)) != 1 for values in question.filters.values()):
        raise Refusal("Un filtre ne retient ici qu'une valeur.", code="several_codes")
    funder_outside = question.scope.funder_id is not None and question.scope.small_count > 0
    for code in (*question.by, *question.filters):
        breakdown(fact, code)
        if funder_outside and code in {"funder", "funding_line"}:
            raise Refusal(
                "Un financeur ne voit pas le partage de l'activité entre les financeurs.",
                code="other_funders",
                status=403,
            )
    for entry in entries:
        for code in question.by:
            if not entry.allows(code):
                words = breakdowns(fact)[code].label.lower()
                raise Refusal(
                    f"« {entry.label} » n'a pas de sens ventilé par « {words} ».",
                    code="meaningless_breakdown",
                )


def _counts(
    entries: Iterable[Indicator], fact: FactTable, by: tuple[str, ...]
) -> tuple[Count, ...]:
    """The counts suppression has to know, in the order of the catalogue."""
    columns = {entry.column.name for code in by if (entry := breakdown(fact, code)).column}
    asked = [count for entry in entries for count in entry.formula.counts]
    everything = counts_of(fact.name)
    needed = involved(asked, everything, columns)
    return tuple(count for count in everything if count in needed)


class _Table:
    """The figures of one of the two periods, by level and key, and what of them may be shown."""

    def __init__(self, plan: Plan, found: Iterable[tuple[Any, ...]], *, is_current: bool):
        self.plan = plan
        self.figures: dict[Level, dict[Key, tuple[Any, ...]]] = {n: {} for n in plan.levels}
        counts: dict[tuple[str, Level], dict[Key, int]] = {}
        width, first = len(plan.by), 2 + len(plan.by)
        entries = [breakdown(plan.fact, code) for code in plan.by]
        for line in found:
            if line[1] is not is_current:
                continue
            level = plan.levels[line[0]]
            key = tuple(
                None if line[2 + n] is None else read_key(entries[n], line[2 + n])
                for n in range(width)
                if n in level
            )
            last = first + len(plan.indicators)
            self.figures[level][key] = line[first:last]
            for count, value in zip(plan.counts, line[last:], strict=True):
                if value:
                    counts.setdefault((count.code, level), {})[key] = value
        dimensions = [Dimension(e.column.name if e.column else "", e.many) for e in entries]
        self.cube = Cube(dimensions, counts, counts_of(plan.fact.name), plan.small_count)

    def values(self, level: Level, key: Key) -> dict[str, Value]:
        """The figures under a key, those of nothing when there is no row."""
        line = self.figures[level].get(key)
        return {
            entry.code: self._value(entry, line[n] if line else entry.formula.empty, level, key)
            for n, entry in enumerate(self.plan.indicators)
        }

    def _value(self, entry: Indicator, number: Any, level: Level, key: Key) -> Value:
        if self.plan.small_count and any(
            key in self.cube.hidden(count, level) for count in entry.formula.counts
        ):
            return Value(None, "suppressed")
        if number is None:
            return Value(None, "missing")
        if self.plan.small_count and entry.formula.empty is None:
            # All its digits would tell the two numbers a ratio is made of.
            number = round(number, entry.decimals + (2 if entry.unit == "percent" else 0))
        return Value(number, "known")


def _keys(plan: Plan, tables: Sequence[_Table]) -> list[Key]:
    """The keys of the rows, in the order of their codes; every month when they are months."""
    level, held = plan.levels[-1], plan.held
    if [code for n, code in enumerate(plan.by) if n not in held] == ["month"]:
        months = [month_key(year * 12 + month - 1) for year, month in plan.period.months()]
        return [(*held.values(), month) for month in months]
    found = {
        key
        for table in tables
        for key in table.figures[level]
        if all(key[n] == code for n, code in held.items())
    }
    ranks = []
    for n, code in enumerate(plan.by):
        entry = breakdown(plan.fact, code)
        order = in_order(plan.fact, entry, {key[n] for key in found})
        ranks.append({code: rank for rank, code in enumerate(order)})
    return sorted(found, key=lambda key: [ranks[n][code] for n, code in enumerate(key)])


def _row(plan: Plan, tables: Sequence[_Table], level: Level, key: Key, shown: Key = ()) -> Row:
    current, previous = tables
    return Row(
        keys=shown,
        values=current.values(level, key),
        previous=previous.values(level, key) if plan.compare else {},
    )
