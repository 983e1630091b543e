"""The people met, as counts: marginals by sex, age class and status, sometimes their joint grid."""

from collections import Counter
from random import Random
from typing import Any

from .chance import Weights

KINDS = ("sex", "age", "status")


class Crowds:
    """Draws counts for a group, according to the kind of place. Nobody is ever described."""

    def __init__(self, publics: dict[str, Any]):
        self.known = {kind: publics[f"{kind}_known"] for kind in KINDS}
        self.partly, self.grid = publics["partly"], publics["grid"]
        self.weights = {
            kind: {place: Weights(table) for place, table in publics[kind].items()}
            for kind in KINDS
        }

    def counts(self, rng: Random, people: int, place_kind: str) -> dict[str, Any]:
        """The publics of an entry: each list sums to at most `people`, the rest being unknown."""
        if people == 0:
            return {}
        if people <= 6 and rng.random() < self.grid:
            return {"grid": self._joint(rng, people, place_kind)}
        found: dict[str, Any] = {}
        for kind in KINDS:
            if rng.random() < self.known[kind]:
                found[kind] = self._marginal(rng, kind, people, place_kind)
        return found

    def _marginal(self, rng: Random, kind: str, people: int, place_kind: str) -> dict[str, int]:
        seen = people
        if people >= 4 and rng.random() < self.partly:
            seen -= rng.randint(1, 2)
        weights = self._of(kind, place_kind)
        return dict(sorted(Counter(weights.pick(rng) for _ in range(seen)).items()))

    def _joint(self, rng: Random, people: int, place_kind: str) -> list[dict[str, Any]]:
        weights = [self._of(kind, place_kind) for kind in KINDS]
        cells = Counter(tuple(w.pick(rng) for w in weights) for _ in range(people))
        return [
            {**dict(zip(KINDS, cell, strict=True)), "count": count}
            for cell, count in sorted(cells.items())
        ]

    def _of(self, kind: str, place_kind: str) -> Weights[str]:
        tables = self.weights[kind]
        return tables.get(place_kind, tables["default"])
