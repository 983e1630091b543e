"""Turns a question into one query: the rows it is about, then every figure over them.

The query has two halves. The selection changes with each asker; it is applied once. The figures are
the same for all who ask the same ones; their compiled form is kept. Both are Ibis expressions.

    activities   the files of the months concerned
    selection    the rows of the scope, period and filters, with the codes to spread them over
    figures      one block for each level of detail, all stacked: totals, margins, cells

A stock is what there is at the end of a month. It is added up over places and kinds, never over
months: a level without months is told by the last one, that of each year where years are spelt out.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from entremise.core.facts import FactTable

from . import engine
from .breakdowns import Breakdown, breakdown
from .indicator import Indicator
from .measures import Count, Measure
from .scope import Period, Scope
from .suppression import Level
from .tables import ibis_schema

Filters = tuple[tuple[str, tuple[Any, ...]], ...]
Month = tuple[int, int]
Months = frozenset[int]  # counted since year 0


@dataclass(frozen=True)
class Ends:
    """The months a stock is told by, of the period and of the one it is compared with: the last
    one that was counted, and the last one of each year. Of a compared period, counted as if they
    were the other's.
    """

    last: Months
    last_compared: Months
    of_years: Months
    of_years_compared: Months


@dataclass(frozen=True)
class Plan:
    """A question in the terms of the engine.

    `small_count` is the first count that may be shown, 0 when nothing is hidden. `held` are the
    codes, by number of the breakdown, of those that stand for a filter.
    """

    fact: FactTable
    indicators: tuple[Indicator, ...]
    counts: tuple[Count, ...]
    by: tuple[str, ...]
    levels: tuple[Level, ...]
    scope: Scope
    small_count: int
    period: Period
    compare: Period | None
    filters: Filters
    held: Mapping[int, Any]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure to compute, once each."""
        asked = (m for entry in self.indicators for m in entry.formula.measures)
        return tuple({measure.code: measure for measure in (*asked, *self.counts)}.values())


def sql(plan: Plan, files: str, held: Collection[Month]) -> str:
    """The whole query. `files` is the SQL that reads the facts, `held` the months they have."""
    columns = _columns_read(plan.fact, plan.measures)
    ends = _ends(plan, held) if plan.fact.stock else None
    selection = _selection(
        plan.fact, plan.scope, plan.period, plan.compare, plan.filters, plan.by, columns, ends
    )
    figures = _figures(
        plan.fact, plan.by, plan.levels, plan.measures, plan.indicators, plan.counts, columns
    )
    many = any(breakdown(plan.fact, code).many for code in plan.by)
    once = not many and not any(measure.over for measure in plan.measures)
    return (  # every value in it was quoted by Ibis
        f'WITH "{plan.fact.name}" AS NOT MATERIALIZED ({files}), '  # noqa: S608
        f'"selection" AS {"NOT MATERIALIZED" if once else "MATERIALIZED"} ({selection}) '
        f"SELECT * FROM ({figures})"
    )


def _ends(plan: Plan, held: Collection[Month]) -> Ends:
    """The months by which a stock is told: the last of those counted, among those asked for."""
    counted = {year * 12 + month - 1 for year, month in held}
    shift = _months(plan.period) - _months(plan.compare) if plan.compare else 0
    found: list[Months] = []
    for period, by in ((plan.period, 0), (plan.compare, shift)):
        numbers = sorted(n + by for n in period.month_numbers() if n in counted) if period else []
        for code, values in plan.filters:
            entry = breakdown(plan.fact, code)
            if entry.months:
                numbers = [number for number in numbers if number // entry.months in values]
        by_year = {number // 12: number for number in numbers}
        found += [frozenset(numbers[-1:]), frozenset(by_year.values())]
    last, of_years, last_compared, of_years_compared = found
    return Ends(last, last_compared, of_years, of_years_compared)


@lru_cache(maxsize=256)
def _columns_read(fact: FactTable, measures: tuple[Measure, ...]) -> tuple[str, ...]:
    """The columns of the facts that the measures read."""
    table = ibis.table(ibis_schema(fact), name=fact.name)
    names = {name for measure in measures for name in measure.over}
    for measure in measures:
        if not measure.over:
            read = measure.expression.resolve(table).op().find(ops.Field)
            names |= {field.name for field in read}
    return tuple(sorted(names))


@lru_cache(maxsize=1024)
def _selection(
    fact: FactTable,
    scope: Scope,
    period: Period,
    compare: Period | None,
    filters: Filters,
    by: tuple[str, ...],
    columns: tuple[str, ...],
    ends: Ends | None,
) -> str:
    """The rows asked about. `is_current` tells the period from the one it is compared with; `last`
    and `of_year` tell the rows of a stock that stand for the period, and for their year.
    """
    table = ibis.table(ibis_schema(fact), name=fact.name)
    own = table.year.cast("int32") * 12 + table.month - 1

    def within(some: Period) -> Any:
        if fact.stock:
            return own.between(some.month_numbers()[0], some.month_numbers()[-1])
        return table.service_date.between(some.start, some.end)

    is_current = within(period)
    number = own
    if compare:
        number = ibis.ifelse(is_current, own, own + _months(period) - _months(compare))
    kept = [
        *_in_scope(table, scope),
        is_current | within(compare) if compare else is_current,
        *(_among(breakdown(fact, code), values, table, number) for code, values in filters),
    ]
    keys = {f"key{n}": _code(breakdown(fact, code), table, number) for n, code in enumerate(by)}
    wanted = {"is_current": is_current, **{name: table[name] for name in columns}, **keys}
    if ends:
        wanted["last"] = _stands_for(number, is_current, ends.last, ends.last_compared)
        wanted["of_year"] = _stands_for(number, is_current, ends.of_years, ends.of_years_compared)
    return engine.compiled(table.filter(kept).select(**wanted))


def _stands_for(number: Any, is_current: Any, current: Months, compared: Months) -> Any:
    return ibis.ifelse(is_current, number.isin(sorted(current)), number.isin(sorted(compared)))


def _months(period: Period) -> int:
    return period.start.year * 12 + period.start.month


def _in_scope(table: ibis.Table, scope: Scope) -> Iterator[Any]:
    if scope.structure_id is not None:
        yield table.structure_id == scope.structure_id
    if scope.dispositif_ids is not None:
        yield table.dispositif_id.isin(sorted(scope.dispositif_ids))
    if scope.funder_id is not None:
        yield table.funders.contains(scope.funder_id)
    if scope.region is not None:
        yield table.region == scope.region


def _among(entry: Breakdown, values: tuple[Any, ...], table: ibis.Table, number: Any) -> Any:
    """Whether a row holds one of these codes; None asks for the rows whose code is not known."""
    key = entry.key(table, number)
    known = [value for value in values if value is not None]
    if entry.many:
        conditions = [key.contains(value) for value in known]
        unknown = key.length() == 0
    else:
        conditions = [key.isin(known)] if known else []
        unknown = key.isnull()
    return ibis.or_(*conditions, *([unknown] if None in values else []))


def _code(entry: Breakdown, table: ibis.Table, number: Any) -> Any:
    """The code of a row. A list keeps each of its codes once; an empty one holds « unknown »."""
    code = entry.key(table, number)
    if not entry.many:
        return code
    nothing = ibis.array([ibis.null(code.type().value_type)])
    return ibis.ifelse(code.length().fill_null(0) == 0, nothing, code.unique())


@lru_cache(maxsize=256)
def _figures(
    fact: FactTable,
    by: tuple[str, ...],
    levels: tuple[Level, ...],
    measures: tuple[Measure, ...],
    indicators: tuple[Indicator, ...],
    counts: tuple[Count, ...],
    columns: tuple[str, ...],
) -> str:
    """Every figure and count, at every level: level, is_current, keys, figures, counts."""
    keys = [breakdown(fact, code) for code in by]
    schema = ibis_schema(fact)
    types = {"is_current": dt.boolean, **{name: schema[name] for name in columns}}
    types |= {f"key{n}": _key_type(schema, entry) for n, entry in enumerate(keys)}
    if fact.stock:
        types |= {"last": dt.boolean, "of_year": dt.boolean}
    selection = ibis.table(types, name="selection")
    told = [_told_by(fact, level, keys) for level in levels]
    many = [n for n, entry in enumerate(keys) if entry.many]
    blocks = [
        _laid_out(block, number, len(by), measures, types)
        for grain in dict.fromkeys(measure.over for measure in measures)
        for number, block in _by_level(selection, levels, told, many, grain, measures)
    ]
    names = ["level", "is_current", *(f"key{n}" for n in range(len(by)))]
    stacked = ibis.union(*blocks) if len(blocks) > 1 else blocks[0]
    if len(blocks) > len(levels):
        merged = {measure.code: stacked[measure.code].max() for measure in measures}
        stacked = stacked.group_by(names).aggregate(**merged)
    figures = {
        f"figure{n}": entry.formula.expression.resolve(stacked)
        for n, entry in enumerate(indicators)
    }
    figures |= {f"count{n}": stacked[count.code].fill_null(0) for n, count in enumerate(counts)}
    return engine.compiled(stacked.select(*names, **figures))


def _told_by(fact: FactTable, level: Level, keys: Sequence[Breakdown]) -> str:
    """The mark of the rows by which a level of a stock is told; "" when it is by all of them."""
    spelt = {keys[n].months for n in level}
    if not fact.stock or 1 in spelt:
        return ""
    return "of_year" if 12 in spelt else "last"


def _key_type(schema: ibis.Schema, entry: Breakdown) -> dt.DataType:
    return dt.int32 if entry.column is None else schema[entry.column.name]


def _by_level(
    selection: ibis.Table,
    levels: tuple[Level, ...],
    told: Sequence[str],
    many: Sequence[int],
    grain: tuple[str, ...],
    measures: Sequence[Measure],
) -> Iterator[tuple[int, ibis.Table]]:
    """The measures of one grain at each level, by the number of the level.

    The rows are read once, at the finest level, and the others are added up from it; once more for
    each choice of lists that are spread out, since a row then counts under each of their codes, and
    for each choice of months that a stock is told by.
    """
    own = {measure.code: measure.expression for measure in measures if measure.over == grain}
    ways = [
        (tuple(n for n in level if n in many), by) for level, by in zip(levels, told, strict=True)
    ]
    for spread, by in dict.fromkeys(ways):
        numbers = [k for k, way in enumerate(ways) if way == (spread, by)]
        finest = max((levels[k] for k in numbers), key=len)
        rows = selection.filter(selection[by]) if by else selection
        for n in spread:
            # One at a time: two lists spread out in one step would be read side by side.
            rows = rows.mutate(**{f"key{n}": rows[f"key{n}"].unnest()})
        if grain:
            rows = rows.select(*_names(finest), **_spread_out(rows, grain)).distinct()
        else:
            rows = rows.group_by(_names(finest)).aggregate(**own)
        for k in numbers:
            group = _names(levels[k])
            if grain:
                coarser = rows if levels[k] == finest else rows.select(*group, *grain).distinct()
                yield k, coarser.group_by(group).aggregate(**own)
            elif levels[k] == finest:
                yield k, rows
            else:
                yield k, rows.group_by(group).aggregate(**{code: rows[code].sum() for code in own})


def _names(level: Level) -> list[str]:
    return ["is_current", *(f"key{n}" for n in level)]


def _spread_out(rows: ibis.Table, grain: tuple[str, ...]) -> dict[str, Any]:
    columns = {name: rows[name] for name in grain}
    return {
        name: column.unnest() if column.type().is_array() else column
        for name, column in columns.items()
    }


def _laid_out(
    block: ibis.Table,
    number: int,
    width: int,
    measures: Sequence[Measure],
    types: Mapping[str, dt.DataType],
) -> ibis.Table:
    """A block with the columns of all: null for keys summed up and for measures of other grains."""
    held = set(block.columns)
    keys = {
        name: block[name] if name in held else ibis.null(_scalar(types[name]))
        for name in (f"key{n}" for n in range(width))
    }
    values = {
        measure.code: block[measure.code].cast(dt.int64)
        if measure.code in held
        else ibis.null(dt.int64)
        for measure in measures
    }
    level = ibis.literal(number, type=dt.int8)
    return block.select(level=level, is_current=block.is_current, **keys, **values)


def _scalar(kind: dt.DataType) -> dt.DataType:
    return kind.value_type if isinstance(kind, dt.Array) else kind
