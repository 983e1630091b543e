"""Small counts are not shown, and nobody can work them out from what is."""

from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entremise.indicators.catalog import counts_of
from entremise.indicators.catalog.counted import ACTIVITIES
from entremise.indicators.measures import Count, rows_of
from entremise.indicators.suppression import Cube, Dimension, Level, involved, levels_within
from tests.indicators.adversary import Form, TooManyTablesError, isolated, possible_values

ROOT = rows_of("activities", "activities")
SMALL = 5
RICH = settings(max_examples=60, deadline=None)


def hidden_of(counts: list[int], threshold: int = SMALL) -> tuple[list[int | None], int | None]:
    """A breakdown as shown: None for what is hidden; and its total."""
    values: Any = {
        ("activities", (0,)): {(n,): count for n, count in enumerate(counts) if count},
        ("activities", ()): {(): sum(counts)} if any(counts) else {},
    }
    cube = Cube([Dimension("commune")], values, [ROOT], threshold)
    rows = cube.hidden(ROOT, (0,))
    shown = [None if (n,) in rows else count for n, count in enumerate(counts)]
    return shown, None if () in cube.hidden(ROOT, ()) else sum(counts)


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ([5, 6, 7], [5, 6, 7], 18),
        ([0, 8, 9], [0, 8, 9], 17),  # zero tells of nobody
        ([3, 20, 7, 50], [None, 20, None, 50], 80),  # and the least of the others
        ([4, 4, 30], [None, None, 30], 38),  # two secrets protect each other
        ([1, 1, 20, 30], [None, None, None, 30], 52),  # but 1 + 1 = 2 gives both away
        ([3], [None], None),
        ([3, 0, 0], [None, 0, 0], None),
        ([1, 4, 0], [None, None, 0], 5),
        ([1, 1, 1, 1, 1], [None] * 5, None),  # five ones: the total alone would say it
    ],
)
def test_a_breakdown(counts: list[int], shown: list[int | None], total: int | None) -> None:
    assert hidden_of(counts) == (shown, total)


@RICH
@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(3, 6))
def test_a_reader_of_a_breakdown_is_left_in_doubt(counts: list[int], threshold: int) -> None:
    shown, total = hidden_of(counts, threshold)
    assert not any(count and count < threshold for count in shown)
    known = {(n, 0): count for n, count in enumerate(shown) if count is not None}
    secret = [(n, 0) for n, count in enumerate(shown) if count is None]
    rows = {n: None if count is None else count for n, count in enumerate(shown)}
    try:
        found = possible_values(known, secret, rows, {0: total}, total)
    except TooManyTablesError:
        assume(False)
    for n, _ in secret:
        assert counts[n] >= threshold or len(found[n, 0]) > 1


@RICH
@given(st.lists(st.integers(0, 9), min_size=6, max_size=6), st.randoms(use_true_random=False))
def test_what_is_hidden_does_not_depend_on_the_order_of_rows(
    counts: list[int], random: Random
) -> None:
    """An engine gives its rows in any order; two answers must not complete each other."""
    cells = dict(zip(product((0, 1), (None, "a", "b")), counts, strict=True))
    values = {("activities", level): _summed(cells, level) for level in levels_within((0, 1))}
    shuffled = {
        place: dict(random.sample(list(rows.items()), len(rows))) for place, rows in values.items()
    }
    both = [
        Cube([Dimension("commune"), Dimension("qpv")], each, [ROOT], SMALL).hidden(ROOT, (0, 1))
        for each in (values, shuffled)
    ]
    assert both[0] == both[1]


@RICH
@given(
    st.lists(
        st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 7]), min_size=3, max_size=3),
        min_size=2, max_size=3,
    )
)  # fmt: skip
def test_a_reader_of_a_table_and_its_margins_is_left_in_doubt(table: list[list[int]]) -> None:
    cells = {(a, b): count for a, row in enumerate(table) for b, count in enumerate(row)}
    values = {("activities", level): _summed(cells, level) for level in levels_within((0, 1))}
    cube = Cube([Dimension("commune"), Dimension("qpv")], values, [ROOT], SMALL)
    secret = cube.hidden(ROOT, (0, 1))
    shown = {cell: count for cell, count in cells.items() if cell not in secret}
    assert not any(count and count < SMALL for count in shown.values())

    def margin(axis: int, number: int) -> int | None:
        total = sum(count for cell, count in cells.items() if cell[axis] == number)
        return None if (number,) in cube.hidden(ROOT, (axis,)) else total

    rows, columns = (
        {a: margin(0, a) for a in range(len(table))},
        {b: margin(1, b) for b in range(3)},
    )
    total = None if () in cube.hidden(ROOT, ()) else sum(cells.values())
    try:
        found = possible_values(shown, secret, rows, columns, total)
    except TooManyTablesError:
        assume(False)
    for cell in secret:
        assert cells[cell] >= SMALL or len(found[cell]) > 1


def _summed(cells: dict[tuple[int, int], int], level: Level) -> dict[tuple[Any, ...], int]:
    found: dict[tuple[Any, ...], int] = {}
    for cell, count in cells.items():
        if count:
            key = tuple(cell[n] for n in level)
            found[key] = found.get(key, 0) + count
    return found


DOMAINS: dict[str, list[Any]] = {
    "register": ["presence", "conflict", "watch", "link", "projects"],
    "temporality": ["real_time", "deferred", None],
    "outcome": ["calmed", "failed", "ongoing", None],
    "in_qpv": [True, False, None],
    "origin": ["self", "resident", "landlord", "other"],
    "orientation": ["social", None],
    "historical_register": ["technical_watch", "other"],
    "evening": [True, False],
    "commune": ["x", "y", None],
    "month": ["a", "b", "c"],
}
BREAKDOWNS = [
    (), ("month",), ("commune",), ("register",), ("origin",), ("outcome",), ("temporality",),
    ("month", "commune"), ("month", "register"), ("commune", "register"), ("origin", "register"),
    ("evening", "month"), ("in_qpv",), ("in_qpv", "month"),
]  # fmt: skip
COUNTS = counts_of("activities")
# Those of events chosen by columns: people met are sums of their own, protected the same way.
EVENTS = [one for one in COUNTS if one is ACTIVITIES or one.column]


def _form(count: Count) -> dict[str, frozenset[Any]]:
    form: dict[str, frozenset[Any]] = {}
    step: Count | None = count
    while step is not None and step.column:
        codes = frozenset(code for code in DOMAINS[step.column] if code in step.selected)
        form[step.column] = codes & form.get(step.column, codes)
        step = step.parent
    return form


def _facts(random: Random, columns: list[str], size: int) -> list[dict[str, Any]]:
    weights = {name: [random.choice([1, 1, 2, 6]) for _ in DOMAINS[name]] for name in columns}
    facts = []
    for _ in range(size):
        fact = {name: random.choices(DOMAINS[name], weights[name])[0] for name in columns}
        if fact.get("register", "conflict") != "conflict" and "temporality" in fact:
            fact["temporality"] = None
        facts.append(fact)
    return facts


def _within(fact: dict[str, Any], form: Form) -> bool:
    return all(fact[name] in codes for name, codes in form.items())


@settings(max_examples=120, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    size=st.sampled_from([8, 20, 45, 120]),
    by=st.sampled_from(BREAKDOWNS),
    data=st.data(),
)
def test_figures_do_not_give_each_other_away(
    seed: int, size: int, by: tuple[str, ...], data: st.DataObject
) -> None:
    """Counts, their parts, totals, margins and cells, all read together, isolate no small count."""
    asked = [
        ACTIVITIES,
        *data.draw(st.lists(st.sampled_from(EVENTS), min_size=2, max_size=5, unique=True)),
    ]
    needed = [count for count in involved(asked, COUNTS, set(by)) if count in EVENTS]
    columns = sorted({*by, *(name for count in needed for name in _form(count))})
    facts = _facts(Random(seed), columns, size)
    levels = levels_within(tuple(range(len(by))))
    values: dict[tuple[str, Level], dict[tuple[Any, ...], int]] = {}
    for count, level, fact in product(needed, levels, facts):
        if _within(fact, _form(count)):
            key = tuple(fact[by[n]] for n in level)
            cells = values.setdefault((count.code, level), {})
            cells[key] = cells.get(key, 0) + 1
    cube = Cube([Dimension("" if name == "month" else name) for name in by], values, COUNTS, SMALL)
    for count, level in product(asked, levels):
        cube.hidden(count, level)  # some totals are only given up for the sake of their rows
    shown, secret = [], []
    for count, level in product(asked, levels):
        for key in product(*(DOMAINS[by[n]] for n in level)):
            form = _form(count)
            for n, code in zip(level, key, strict=True):
                form[by[n]] = form.get(by[n], frozenset([code])) & {code}
            value = values.get((count.code, level), {}).get(key, 0)
            if key not in cube.hidden(count, level):
                assert not 0 < value < SMALL
                shown.append((form, value))
            elif 0 < value < SMALL and not count.is_unknown:
                secret.append(form)
    assert isolated({name: DOMAINS[name] for name in columns}, shown, secret) == []


def test_a_row_that_another_figure_tells_is_not_what_hides_its_neighbour() -> None:
    """Conflicts are told in full elsewhere: their row cannot stand in for the secret of another."""
    rows = {"presence": 50, "conflict": 20, "projects": 3, "awareness": 30}
    values: Any = {
        ("activities", (0,)): {(code,): count for code, count in rows.items()},
        ("activities", ()): {(): sum(rows.values())},
    }
    for count in involved([ACTIVITIES], COUNTS, {"register"}):
        for code in rows if count.parent is ACTIVITIES and count.column == "register" else ():
            if code in count.selected:  # neither projects nor awareness have a count of their own
                values[count.code, (0,)] = {(code,): rows[code]}
                values[count.code, ()] = {(): rows[code]}
    cube = Cube([Dimension("register")], values, COUNTS, SMALL)
    conflicts = next(count for count in COUNTS if count.code == "conflicts")
    assert cube.hidden(ACTIVITIES, (0,)) == {("projects",), ("awareness",)}
    assert cube.hidden(conflicts, ()) == cube.hidden(conflicts, (0,)) == set()
