"""Readers who try to get back what was hidden, each with means of their own.

None of them shares a line with the code that hides.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np

Cell = tuple[int, int]


class TooManyTablesError(Exception):
    """There are more tables to try than patience."""


def possible_values(
    shown: Mapping[Cell, int],
    hidden: Iterable[Cell],
    rows: Mapping[int, int | None],
    columns: Mapping[int, int | None],
    total: int | None,
    *,
    most: int = 10,
) -> dict[Cell, set[int]]:
    """Every value each hidden cell can have, by writing all the tables that fit what is shown.

    A hidden cell or margin (None) is at least 1. Raises TooManyTablesError past 30,000 tries.
    """
    order = sorted(hidden)
    found: dict[Cell, set[int]] = {cell: set() for cell in order}
    for tries, table in enumerate(_tables(order, dict(shown), rows, columns, most)):
        if tries == 30_000:
            raise TooManyTablesError
        if _fits(table, rows, columns, total):
            for cell in order:
                found[cell].add(table[cell])
    return found


def _tables(
    order: list[Cell],
    table: dict[Cell, int],
    rows: Mapping[int, int | None],
    columns: Mapping[int, int | None],
    most: int,
) -> Iterator[dict[Cell, int]]:
    if not order:
        yield table
        return
    cell, rest = order[0], order[1:]
    room = [most]
    for axis, sums in ((0, rows), (1, columns)):
        known = sums[cell[axis]]
        if known is not None:
            taken = sum(value for other, value in table.items() if other[axis] == cell[axis])
            room.append(known - taken)
    for value in range(1, min(room) + 1):
        yield from _tables(rest, table | {cell: value}, rows, columns, most)


def _fits(
    table: Mapping[Cell, int],
    rows: Mapping[int, int | None],
    columns: Mapping[int, int | None],
    total: int | None,
) -> bool:
    for axis, sums in ((0, rows), (1, columns)):
        for number, known in sums.items():
            found = sum(value for cell, value in table.items() if cell[axis] == number)
            if found != known if known is not None else found < 1:
                return False
    return total is None or sum(table.values()) == total


# A figure as published: how many facts have these codes (a set of codes for each column).
Form = Mapping[str, frozenset[Any]]


def isolated(
    domains: Mapping[str, Iterable[Any]],
    shown: Iterable[tuple[Form, int]],
    hidden: Iterable[Form],
) -> list[Form]:
    """The hidden figures that some sum and difference of the shown ones equals.

    Facts are sorted into every combination of codes there can be; a figure is the sum of some of
    them. What is shown as zero is known to be nothing. The rest is a question of ranks.
    """
    columns = list(domains)
    combinations = list(product(*domains.values()))

    def vector(form: Form) -> Any:
        return np.array(
            [
                all(code in form.get(name, {code}) for name, code in zip(columns, one, strict=True))
                for one in combinations
            ],
            dtype=float,
        )

    published = [(vector(form), value) for form, value in shown]
    possible = np.ones(len(combinations), dtype=bool)
    for where, value in published:
        if value == 0:
            possible &= where == 0
    known = np.array([where[possible] for where, value in published if value])
    wanted = [(form, vector(form)[possible]) for form in hidden]
    if not known.size:
        return []
    _left, sizes, base = np.linalg.svd(known, full_matrices=False)
    base = base[sizes > 1e-9 * sizes[0]]
    return [
        form
        for form, where in wanted
        if where.any() and np.linalg.norm(where - base.T @ (base @ where)) < 1e-7
    ]
