"""What a reader can work out of hidden cells, knowing those shown, every sum, and the rule."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from .cells import Cells, Ties

Floats = npt.NDArray[np.float64]

_MUCH = 1e11  # larger than any count: what is not bounded from above


def bounds(cells: Cells, ties: Ties) -> tuple[Floats, Floats]:
    """The least and the most each cell can be, following the sums until nothing moves."""
    values, hidden = np.array(cells.values, dtype=np.float64), np.array(cells.hidden)
    low = np.where(hidden, np.where(cells.free, 0.0, 1.0), values)
    high = np.where(hidden, _MUCH, values)
    count = len(ties.wholes)
    for _ in range(40):
        before = low.sum() - high.sum()
        least = np.bincount(ties.owner, low[ties.parts], count)
        most = np.bincount(ties.owner, high[ties.parts], count)
        np.maximum.at(low, ties.wholes, least)
        np.minimum.at(high, ties.wholes, most)
        others_least = least[ties.owner] - low[ties.parts]
        others_most = most[ties.owner] - high[ties.parts]
        np.minimum.at(high, ties.parts, high[ties.wholes][ties.owner] - others_least)
        np.maximum.at(low, ties.parts, low[ties.wholes][ties.owner] - others_most)
        if low.sum() - high.sum() == before:
            break
    return low, high


def computed(cells: Cells, ties: Ties, *, thorough: bool = True) -> set[int]:
    """The hidden cells that some combination of the sums isolates: a system of linear equations.

    Not `thorough`, only those one finds by solving one sum after another.
    """
    system = _System(
        {
            number: {cell for cell in members if cells.hidden[cell]}
            for number, members in enumerate(ties.members)
        },
        ties,
    )
    system.peel()
    if thorough:
        system.reduce()
    system.fill_in()
    return system.known


class _System:
    """The sums as equations between hidden cells, solved as far as they go."""

    def __init__(self, equations: dict[int, set[int]], ties: Ties):
        self.equations = {number: held for number, held in equations.items() if held}
        self.ties = ties
        self.known: set[int] = set()
        self.set_aside: list[tuple[int, set[int]]] = []
        self.uses: Counter[int] = Counter()
        for held in self.equations.values():
            self.uses.update(held)

    def peel(self) -> None:
        """Solve equations with one unknown; set aside those with an unknown found nowhere else.

        The latter tell nothing of their other unknowns: that one can take up any difference.
        """
        waiting = list(self.equations)
        while waiting:
            number = waiting.pop()
            held = self.equations.get(number)
            if held is None:
                continue
            if len(held) == 1:
                waiting += self._solve(next(iter(held)))
                continue
            alone = next((cell for cell in held if self.uses[cell] == 1), None)
            if alone is not None:
                del self.equations[number]
                self.uses.subtract(held)
                self.set_aside.append((alone, held))
                waiting += [
                    other for cell in held if self.uses[cell] == 1 for other in self.ties.of[cell]
                ]

    def _solve(self, cell: int) -> list[int]:
        self.known.add(cell)
        touched = [number for number in self.ties.of[cell] if number in self.equations]
        for number in touched:
            self.equations[number].discard(cell)
            if not self.equations[number]:
                del self.equations[number]
        del self.uses[cell]
        return touched

    def reduce(self) -> None:
        """Eliminate what is left: an equation reduced to one unknown gives it away."""
        for numbers in self._apart():
            unknown = sorted(set().union(*(self.equations[number] for number in numbers)))
            place = {cell: index for index, cell in enumerate(unknown)}
            matrix = np.zeros((len(numbers), len(unknown)))
            for row, number in enumerate(numbers):
                for cell in self.equations[number]:
                    matrix[row, place[cell]] = -1.0 if cell == self.ties.wholes[number] else 1.0
            reduced = _reduced(matrix)
            for line in reduced[np.count_nonzero(reduced, axis=1) == 1]:
                self.known.add(unknown[int(np.flatnonzero(line)[0])])

    def _apart(self) -> Iterator[list[int]]:
        """The equations in lots that share no unknown: each can be solved by itself."""
        left = set(self.equations)
        while left:
            lot, waiting = [], [left.pop()]
            while waiting:
                number = waiting.pop()
                lot.append(number)
                near = {n for cell in self.equations[number] for n in self.ties.of[cell]} & left
                left -= near
                waiting += near
            yield lot

    def fill_in(self) -> None:
        """Of an equation set aside, the unknown kept apart is known once all the others are."""
        for alone, held in reversed(self.set_aside):
            if held - {alone} <= self.known:
                self.known.add(alone)


def _reduced(matrix: Floats) -> Floats:
    """The reduced row echelon form, rows of zeros left out."""
    matrix, row = matrix.copy(), 0
    for column in range(matrix.shape[1]):
        if row == matrix.shape[0]:
            break
        pivot = row + int(np.argmax(np.abs(matrix[row:, column])))
        if abs(matrix[pivot, column]) < 1e-9:
            continue
        matrix[[row, pivot]] = matrix[[pivot, row]]
        matrix[row] /= matrix[row, column]
        others = np.flatnonzero(np.abs(matrix[:, column]) > 1e-9)
        others = others[others != row]
        matrix[others] -= np.outer(matrix[others, column], matrix[row])
        row += 1
    matrix[np.abs(matrix) < 1e-9] = 0.0
    return matrix[:row]
