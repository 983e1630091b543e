"""Decides which counts of a breakdown may be shown, level by level: total, margins, cells.

What is hidden of a count depends on the people and period asked about and on the breakdown, never
on which other figures are asked for with it; and a breakdown is decided on after its margins, as
they stand when asked for alone. So two answers about the same facts agree, and neither gives away
what the other hides. One exception: a total that would give all its rows away (five conflicts in
five communes) is hidden beside them, and shown when asked for alone. Three kinds of sums are
watched:

- a margin is the sum of its cells;
- a count is the sum of its parts and of the rest (conflicts: in real time, deferred, unknown);
- a part chosen by a column is the sum of the rows of that column (conflicts are the row
  « conflict » of a breakdown by register). Parts that leave out what is not known are only told as
  rounded shares; these are not tied to the rows, where « not known » is a row like another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from entremise.indicators.measures import Count

from .cells import Cells
from .mending import protect

Level = tuple[int, ...]  # which dimensions are spelt out, by number
Key = tuple[Any, ...]  # one code for each of them
Place = tuple[str, Level, Key]
Values = Mapping[tuple[str, Level], Mapping[Key, int]]


@dataclass(frozen=True)
class Dimension:
    """What cells are spread over. In a `many` dimension one row may stand under several codes."""

    column: str
    many: bool = False


class Cube:
    """The counts of a breakdown at all its levels, and which of them must be hidden.

    `values[code, level]` maps keys to counts, zeros left out. `counts` are all those the catalogue
    protects; those that matter here must have values (see `involved`).
    """

    def __init__(
        self,
        dimensions: Sequence[Dimension],
        values: Values,
        counts: Sequence[Count],
        threshold: int,
    ):
        self.dimensions = dimensions
        # Engines give rows in any order, and between equals the first is hidden: two answers
        # about the same facts must not differ, or they would complete each other.
        self.values = {
            place: dict(sorted(rows.items(), key=_order)) for place, rows in values.items()
        }
        self.counts, self.threshold = counts, threshold
        self._hidden: dict[tuple[str, Level], set[Key]] = {}

    def hidden(self, count: Count, level: Level) -> set[Key]:
        """The keys under which a count must not be shown at this level."""
        group = siblings(count, self.counts)
        self._decide(group, tuple(range(len(self.dimensions))))
        self._decide(group, level)
        return self._hidden[count.code, level]

    def _decide(self, group: tuple[Count, ...], level: Level) -> None:
        if (group[0].code, level) in self._hidden:
            return
        self._decide_before(group, level)
        board = _Board(self, group, level)
        if board.needs_care():
            board.tie()
            protect(board.cells, self.threshold)
        for code in (*(count.code for count in group), rest_of(group)):
            self._hidden[code, level] = board.hidden_keys(code)
        for code, below, key in board.given_up():
            self._hidden[code, below].add(key)

    def _decide_before(self, group: tuple[Count, ...], level: Level) -> None:
        parent = group[0].parent
        if parent:
            self._decide(siblings(parent, self.counts), level)
        for dimension in level:
            below = without(level, dimension)
            self._decide(group, below)
            for count in group:
                for child in self.slices(count, dimension):
                    self._decide(siblings(child, self.counts), below)

    def slices(self, count: Count, dimension: int) -> list[Count]:
        """The parts of a count that are rows of this dimension."""
        over = self.dimensions[dimension]
        found = [c for c in self.counts if c.parent is count and c.column == over.column]
        unknown = any(child.is_unknown for child in found)
        return [] if over.many or not over.column or unknown else found

    def decided(self, code: str, level: Level) -> set[Key] | None:
        """The keys hidden at a level, None while it has not been decided on."""
        return self._hidden.get((code, level))


class _Board:
    """The cells one decision is about, those it depends on, and the sums that tie them."""

    def __init__(self, cube: Cube, group: tuple[Count, ...], level: Level):
        self.cube, self.group, self.level = cube, group, level
        self.own = {count.code for count in group}
        self.cells = Cells()
        self.numbers: dict[Place, int] = {}
        for lot in self._lineage():
            self._place_all(lot, level)

    def _lineage(self) -> Iterator[tuple[Count, ...]]:
        """The group, the one its parent belongs to, and so on."""
        lot: tuple[Count, ...] | None = self.group
        while lot:
            yield lot
            parent = lot[0].parent
            lot = siblings(parent, self.cube.counts) if parent else None

    def _place_all(self, lot: tuple[Count, ...], level: Level) -> None:
        for count in lot:
            for key in self._keys(count.code, level):
                self._number(count, level, key)
        parent = lot[0].parent
        if parent:
            for key in self._keys(parent.code, level):
                self._rest(lot, level, key)

    def _keys(self, code: str, level: Level) -> Sequence[Key]:
        return list(self.cube.values.get((code, level), {}))

    def _number(self, count: Count, level: Level, key: Key) -> int:
        """The cell of a count."""
        value = self.cube.values.get((count.code, level), {}).get(key, 0)
        return self._cell((count.code, level, key), value, about_somebody=not count.is_unknown)

    def _cell(
        self, place: Place, value: int, *, about_somebody: bool = True, free: bool = False
    ) -> int:
        if place not in self.numbers:
            code, level, key = place
            decided = self.cube.decided(code, level)
            small = 0 < value < self.cube.threshold
            self.numbers[place] = self.cells.add(
                value,
                small=small and about_somebody,
                hidden=small if decided is None else key in decided,
                fixed=decided is not None,
                yields=decided is not None and code in self.own,
                free=free,
            )
        return self.numbers[place]

    def _rest(self, lot: tuple[Count, ...], level: Level, key: Key) -> int | None:
        """The cell of what a parent holds besides these parts; None when they overlap."""
        parent = lot[0].parent
        assert parent is not None  # noqa: S101 - a rest is the rest of something
        values = self.cube.values
        whole = values.get((parent.code, level), {}).get(key, 0)
        left = whole - sum(values.get((c.code, level), {}).get(key, 0) for c in lot)
        if left < 0:
            return None
        place = (rest_of(lot), level, key)
        is_new = place not in self.numbers
        number = self._cell(place, left, free=True)
        if is_new and left and not self.cells.fixed[number]:
            # Nobody publishes a rest: it is known only where its whole is.
            self.cells.hidden[number] |= self.cells.hidden[self._number(parent, level, key)]
        return number

    def needs_care(self) -> bool:
        """Whether anything around is hidden already or must be."""
        if any(self.cells.hidden):
            return True
        return any(
            self.cube.decided(child.code, without(self.level, dimension))
            for count in self.group
            for dimension in self.level
            for child in (count, *self.cube.slices(count, dimension))
        )

    def tie(self) -> None:
        """Write down every sum a reader could use."""
        for lot in self._lineage():
            for level in levels_within(self.level):
                self._place_all(lot, level)
                self._tie_parts(lot, level)
                for count in lot:
                    for dimension in level:
                        self._tie_margin(count, level, dimension)
                        self._tie_slices(count, level, dimension)

    def _tie_parts(self, lot: tuple[Count, ...], level: Level) -> None:
        parent = lot[0].parent
        if parent is None:
            return
        for key in self._keys(parent.code, level):
            rest = self._rest(lot, level, key)
            if rest is not None:
                parts = [self._number(count, level, key) for count in lot]
                self._tie(self._number(parent, level, key), [*parts, rest])

    def _tie_margin(self, count: Count, level: Level, dimension: int) -> None:
        below, at = without(level, dimension), level.index(dimension)
        rows: dict[Key, list[Key]] = {}
        for key in self._keys(count.code, level):
            rows.setdefault(key[:at] + key[at + 1 :], []).append(key)
        for margin, keys in rows.items():
            whole = self._number(count, below, margin)
            parts = [self._number(count, level, key) for key in keys]
            if self.cube.dimensions[dimension].many:
                whole = self._as_listed(whole, parts)
            self._tie(whole, parts)

    def _as_listed(self, margin: int, parts: list[int]) -> int:
        """What the rows of a list add up to: more than the margin, but often close to it."""
        total = sum(self.cells.values[part] for part in parts)
        if total == self.cells.values[margin]:
            return margin
        return self.cells.add(total, small=False, hidden=self.cells.hidden[margin], fixed=True)

    def _tie_slices(self, count: Count, level: Level, dimension: int) -> None:
        below, at = without(level, dimension), level.index(dimension)
        for child in self.cube.slices(count, dimension):
            rows: dict[Key, list[int]] = {}
            for key in self._keys(count.code, level):
                if key[at] in child.selected:
                    rest = key[:at] + key[at + 1 :]
                    rows.setdefault(rest, []).append(self._number(count, level, key))
            for key, parts in rows.items():
                self._tie(self._number(child, below, key), parts)
            for lower in levels_within(below):
                for other in lower:
                    self._tie_margin(child, lower, other)

    def _tie(self, whole: int, parts: Sequence[int]) -> None:
        self.cells.tie(whole, [part for part in parts if self.cells.values[part]])

    def hidden_keys(self, code: str) -> set[Key]:
        """The keys hidden at this board's level."""
        return {
            key
            for (found, level, key), number in self.numbers.items()
            if found == code and level == self.level and self.cells.hidden[number]
        }

    def given_up(self) -> list[Place]:
        """The places decided on earlier that had to be hidden after all."""
        return [
            (code, level, key)
            for (code, level, key), number in self.numbers.items()
            if self.cells.fixed[number]
            and self.cells.hidden[number]
            and key not in (self.cube.decided(code, level) or ())
        ]


def _order(row: tuple[Key, int]) -> tuple[tuple[bool, str], ...]:
    """Any fixed order of keys, whose codes may be numbers, texts or nothing."""
    return tuple((code is None, str(code)) for code in row[0])


def siblings(count: Count, counts: Sequence[Count]) -> tuple[Count, ...]:
    """The parts that share out the same parent with this one, itself included."""
    if count.parent is None:
        return (count,)
    return tuple(c for c in counts if c.parent is count.parent and c.axis == count.axis)


def rest_of(group: tuple[Count, ...]) -> str:
    """The name of what a parent holds besides these parts."""
    parent = group[0].parent
    return f"{parent.code if parent else ''} besides {group[0].axis}"


def without(level: Level, dimension: int) -> Level:
    """The level with one dimension summed up."""
    return tuple(number for number in level if number != dimension)


def levels_within(level: Level) -> list[Level]:
    """All the levels one gets by summing up dimensions, the total first and itself last."""
    return [found for size in range(len(level) + 1) for found in combinations(level, size)]


def involved(asked: Sequence[Count], counts: Sequence[Count], columns: set[str]) -> set[Count]:
    """The counts whose values it takes to decide on those asked, broken down by these columns."""
    found: set[Count] = set()
    waiting = list(asked)
    while waiting:
        count = waiting.pop()
        if count in found:
            continue
        found.add(count)
        waiting += siblings(count, counts)
        waiting += [count.parent] if count.parent else []
        waiting += [c for c in counts if c.parent is count and c.column in columns]
    return found
