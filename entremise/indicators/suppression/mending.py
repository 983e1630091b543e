"""Hides small cells, and enough others that nobody can work them out."""

from collections import deque
from collections.abc import Iterator, Sequence

from .cells import Cells, Ties
from .deduction import bounds, computed


def protect(cells: Cells, threshold: int) -> None:
    """Hide what must be, in place. `threshold` is the first count that may be shown."""
    if not any(cells.hidden):
        return
    ties = Ties(cells)
    # What is computed step by step is found quickly; elimination is left for when there is none.
    while _round(cells, ties, threshold, thorough=False) or _round(
        cells, ties, threshold, thorough=True
    ):
        pass


def _round(cells: Cells, ties: Ties, threshold: int, *, thorough: bool) -> bool:
    """Hide more cells for the sake of those exposed; False when there is nothing (left) to do."""
    exposed = _exposed(cells, ties, threshold, thorough=thorough)
    return bool(exposed) and _Mending(cells, ties, exposed).mend()


def _exposed(cells: Cells, ties: Ties, threshold: int, *, thorough: bool) -> dict[int, bool]:
    """The small hidden cells a reader can compute (True) or bound too closely (False)."""
    low, high = bounds(cells, ties)
    isolated = computed(cells, ties, thorough=thorough)
    return {
        cell: cell in isolated or high[cell] <= low[cell]
        for cell, small in enumerate(cells.small)
        if small
        and cells.hidden[cell]
        and (cell in isolated or high[cell] - low[cell] < threshold - 2)
    }


class _Mending:
    """One round of hiding more cells, for the sake of those that are exposed."""

    def __init__(self, cells: Cells, ties: Ties, exposed: dict[int, bool]):
        self.cells, self.ties, self.exposed = cells, ties, exposed
        self.unknowns = [sum(cells.hidden[c] for c in members) for members in ties.members]
        self.touched: set[int] = set()

    def mend(self) -> bool:
        """Hide at least one more cell if any can help; say whether one was hidden."""
        if self._mend_lonely():
            return True
        found = False
        for cell, certain in self.exposed.items():
            if not self.touched.issuperset(self.ties.of[cell]):
                found |= self._hide_for(cell, certain=certain)
        return found

    def _mend_lonely(self) -> bool:
        """Give company to unknowns that are alone in a sum and lead to a cell known for sure."""
        seen: set[int] = set()
        found = False
        for cell, certain in self.exposed.items():
            if certain and not seen.issuperset(self.ties.of[cell]):
                for number in self._reach(cell):
                    if number not in seen and self.unknowns[number] == 1:
                        found |= self._hide_one([number])
                    seen.add(number)
        return found

    def _hide_for(self, cell: int, *, certain: bool) -> bool:
        """Hide what costs least among what may protect this cell.

        Any sum around it will do; else, when the cell would be known for sure, any sum one can
        reach. A cell decided on elsewhere is given up when nothing else is left to hide.
        """
        if self._hide_one(self.ties.of[cell]):
            return True
        return certain and any(
            self._hide_one([number], yielding=yielding)
            for yielding in (False, True)
            for number in self._reach(cell)
        )

    def _reach(self, cell: int) -> Iterator[int]:
        """The sums one gets to from a cell by way of hidden cells, the nearest first."""
        seen, queue = set(self.ties.of[cell]), deque(self.ties.of[cell])
        while queue:
            number = queue.popleft()
            yield number
            for other in self.ties.members[number]:
                if self.cells.hidden[other]:
                    further = [n for n in self.ties.of[other] if n not in seen]
                    seen.update(further)
                    queue.extend(further)

    def _candidates(self, sums: Sequence[int], *, yielding: bool) -> set[int]:
        """The cells these sums show and that could be hidden."""
        cells = self.cells
        return {
            other
            for number in sums
            for other in self.ties.members[number]
            if not cells.hidden[other]
            and cells.values[other]
            and (cells.yields[other] if yielding else not cells.fixed[other])
        }

    def _hide_one(self, sums: Sequence[int], *, yielding: bool = False) -> bool:
        """Hide the best of the cells these sums show."""
        candidates = self._candidates(sums, yielding=yielding)
        if not candidates:
            return False
        best = min(candidates, key=self._cost)
        self.cells.hidden[best] = True
        for number in self.ties.of[best]:
            self.unknowns[number] += 1
        self.touched.update(self.ties.of[best])
        return True

    def _cost(self, cell: int) -> tuple[int, int, int]:
        """Fewest sums left with this cell as their only unknown, then the smallest number."""
        left_alone = sum(self.unknowns[number] == 0 for number in self.ties.of[cell])
        return (left_alone, 0 if self.cells.free[cell] else self.cells.values[cell], cell)
