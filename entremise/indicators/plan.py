"""Turns a question into one query: the rows it is about, then every figure over them.

The query has two halves. The selection changes with each asker; it is applied once. The figures are
the same for all who ask the same ones; their compiled form is kept. Both are Ibis expressions.

    activities   the files of the months concerned
    selection    the rows of the scope, period and filters, with the codes to spread them over
    figures      one block for each level of detail, all stacked: totals, margins, cells
"""

from collections.abc import Iterator, Mapping, Sequence
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


@dataclass(frozen=True)
class Plan:
    """A question in the terms of the engine.

    `held` are the codes, by number of the breakdown, of those that stand for a filter.
    """

    fact: FactTable
    indicators: tuple[Indicator, ...]
    counts: tuple[Count, ...]
    by: tuple[str, ...]
    levels: tuple[Level, ...]
    scope: Scope
    period: Period
    compare: Period | None
    filters: Filters
    held: Mapping[int, Any]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure to compute, once each."""
        asked = (m for entry in self.indicators for m in entry.formula.measures)
        return tuple({measure.code: measure for measure in (*asked, *self.counts)}.values())


def sql(plan: Plan, files: str) -> str:
    """The whole query. `files` is the SQL that reads the facts."""
    columns = _columns_read(plan.fact, plan.measures)
    selection = _selection(
        plan.fact, plan.scope, plan.period, plan.compare, plan.filters, plan.by, columns
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
) -> str:
    """The rows asked about. `is_current` tells the period from the one it is compared with."""
    table = ibis.table(ibis_schema(fact), name=fact.name)
    is_current = table.service_date.between(period.start, period.end)
    number = table.year.cast("int32") * 12 + table.month - 1
    if compare:
        number = ibis.ifelse(is_current, number, number + _months(period) - _months(compare))
    kept = [
        *_in_scope(table, scope),
        is_current | table.service_date.between(compare.start, compare.end)
        if compare
        else is_current,
        *(_among(breakdown(fact, code), values, table, number) for code, values in filters),
    ]
    keys = {f"key{n}": _code(breakdown(fact, code), table, number) for n, code in enumerate(by)}
    wanted = {"is_current": is_current, **{name: table[name] for name in columns}, **keys}
    return engine.compiled(table.filter(kept).select(**wanted))


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
    selection = ibis.table(types, name="selection")
    many = [n for n, entry in enumerate(keys) if entry.many]
    blocks = [
        _laid_out(block, number, len(by), measures, types)
        for grain in dict.fromkeys(measure.over for measure in measures)
        for number, block in _by_level(selection, levels, many, grain, measures)
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


def _key_type(schema: ibis.Schema, entry: Breakdown) -> dt.DataType:
    return dt.int32 if entry.column is None else schema[entry.column.name]


def _by_level(
    selection: ibis.Table,
    levels: tuple[Level, ...],
    many: Sequence[int],
    grain: tuple[str, ...],
    measures: Sequence[Measure],
) -> Iterator[tuple[int, ibis.Table]]:
    """The measures of one grain at each level, by the number of the level.

    The rows are read once, at the finest level, and the others are added up from it; once more for
    each choice of lists that are spread out, since a row then counts under each of their codes.
    """
    own = {measure.code: measure.expression for measure in measures if measure.over == grain}
    for spread in dict.fromkeys(tuple(n for n in level if n in many) for level in levels):
        numbers = [k for k, lv in enumerate(levels) if tuple(n for n in lv if n in many) == spread]
        finest = max((levels[k] for k in numbers), key=len)
        rows = selection
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
