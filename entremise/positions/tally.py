"""Counts by cell, added up in memory: thousands of cells, a few sums of arrays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from .cells import AT_ONCE, HELD
from .enums import AT_WORK
from .models import PositionCell

CENT = Decimal("0.01")
Numbers = npt.NDArray[Any]


class _Known:
    """The cells this process has met: their values as codes, column by column. A cell never
    changes, so that nothing here is ever out of date."""

    def __init__(self) -> None:
        self.places: dict[int, int] = {}
        self.codes: dict[str, Numbers] = {name: np.zeros(0, np.int32) for name in HELD}
        self.values: dict[str, list[Any]] = {name: [] for name in HELD}
        self._lock = Lock()

    def of(self, numbers: Sequence[int]) -> Numbers:
        """The places of these cells, those not met yet being read."""
        with self._lock:
            new = [number for number in numbers if number not in self.places]
            for start in range(0, len(new), AT_ONCE):
                self._read(new[start : start + AT_ONCE])
            return np.fromiter(map(self.places.__getitem__, numbers), np.intp, len(numbers))

    def _read(self, numbers: Sequence[int]) -> None:
        rows = list(PositionCell.objects.filter(pk__in=numbers).values_list("pk", *HELD))
        for name, column in zip(HELD, list(zip(*rows, strict=True))[1:], strict=True):
            values = self.values[name]
            known = {value: code for code, value in enumerate(values)}
            found = [known.setdefault(value, len(known)) for value in column]
            values += list(known)[len(values) :]
            self.codes[name] = np.append(self.codes[name], np.array(found, np.int32))
        for row in rows:
            self.places[row[0]] = len(self.places)


_known = _Known()


@dataclass(frozen=True)
class Tally:
    """Posts counted by cell: where each cell is among those known, how many posts, in full-time
    equivalents, how many vacant."""

    cells: Numbers
    counts: Numbers
    shares: Numbers
    vacancies: Numbers

    @classmethod
    def of(cls, rows: Iterable[Sequence[Any]]) -> "Tally":
        """Rows of (cell, posts, share, vacant), as the database groups them."""
        found = list(rows)
        return cls(
            _known.of([row[0] for row in found]),
            np.array([row[1] for row in found], np.int64),
            np.array([row[2] for row in found], np.float64),
            np.array([row[3] for row in found], np.int64),
        )

    @property
    def posts(self) -> int:
        """How many in all."""
        return int(self.counts.sum())

    @property
    def full_time(self) -> Decimal:
        """The same in full-time equivalents."""
        return Decimal(float(self.shares.sum())).quantize(CENT)

    @property
    def vacant(self) -> int:
        """How many of them nobody holds."""
        return int(self.vacancies.sum())

    @property
    def at_work(self) -> "Tally":
        """Those that count as jobs."""
        return self.only("status", *AT_WORK)

    def only(self, name: str, *values: Any) -> "Tally":
        """Those whose column holds one of these values."""
        codes = [code for code, value in enumerate(_known.values[name]) if value in values]
        return self._kept(np.isin(self._codes(name), codes))

    def without(self, name: str, *values: Any) -> "Tally":
        """The others."""
        others = [value for value in _known.values[name] if value not in values]
        return self.only(name, *others)

    def by(self, name: str) -> dict[Any, "Tally"]:
        """Those under each value of a column."""
        codes = self._codes(name)
        return {_known.values[name][code]: self._kept(codes == code) for code in np.unique(codes)}

    def _codes(self, name: str) -> Numbers:
        found: Numbers = _known.codes[name][self.cells]
        return found

    def _kept(self, mask: Numbers) -> "Tally":
        return Tally(self.cells[mask], self.counts[mask], self.shares[mask], self.vacancies[mask])


def share_within(found: Tally, arrondissements: Iterable[str]) -> float | None:
    """The share of these posts that lie in some arrondissements; None of no post."""
    total = found.posts
    return found.only("arrondissement", *arrondissements).posts / total if total else None
