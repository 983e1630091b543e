"""A store of facts at volume, drawn straight as Arrow: 24 months, 200 very unequal structures."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from entremise.activities import reference
from entremise.indicators import store
from entremise.indicators.tables import fact_table

STRUCTURES = 200
FIRST_YEAR = 2025
MONTHS = [(FIRST_YEAR + n // 12, n % 12 + 1) for n in range(24)]
REGIONS = {"32": ["59", "60", "62", "80", "02"], "11": ["75", "93"], "84": ["69", "38"]}
# Mixes of the field: presence first, one conflict in five, one « mise en relation » in twenty.
REGISTERS = {
    "presence": 38, "conflict": 20, "watch": 15, "awareness": 8, "understanding": 6, "link": 5,
    "projects": 5, "consultation": 3,
}  # fmt: skip
HOURS = [1, 1, 1, 0, 0, 0, 0, 1, 2, 3, 4, 4, 3, 3, 5, 6, 9, 12, 13, 12, 9, 6, 3, 2]
SEASON = [9, 9, 10, 10, 11, 11, 9, 5, 11, 11, 10, 8]


def fill(size: int) -> None:
    """Write the store unless it already holds this many rows."""
    if store.version("activities") >= len(MONTHS):
        return
    weights = np.array([SEASON[month - 1] for _, month in MONTHS], dtype=float)
    shares = np.floor(size * weights / weights.sum()).astype(int)
    shares[-1] += size - shares.sum()
    for (year, month), count in zip(MONTHS, shares, strict=True):
        seed = np.random.default_rng([20_130_612, year, month])
        rows = _Month(seed, year, month, int(count)).table()
        store.write_month("activities", year, month, rows)


class _Month:
    """The rows of one month, column by column."""

    def __init__(self, draw: np.random.Generator, year: int, month: int, count: int):
        self.draw, self.year, self.month, self.count = draw, year, month, count
        weights = 1 / np.arange(1, STRUCTURES + 1)
        structures = draw.choice(STRUCTURES, count, p=weights / weights.sum()) + 1
        first = (date(year, month, 1) - date(1970, 1, 1)).days
        last = (date(year + month // 12, month % 12 + 1, 1) - date(1970, 1, 1)).days
        days = draw.integers(first, last, count)
        order = np.lexsort((days, structures))
        self.structures, self.days = structures[order], days[order]

    def table(self) -> pa.Table:
        schema = fact_table("activities").schema
        columns = {**self._who(), **self._when(), **self._what(), **self._where(), **self._met()}
        return pa.table(
            [_typed(columns[field.name], field.type) for field in schema], schema=schema
        )

    def _pick(self, codes: list[Any], weights: list[float] | None = None, nulls: float = 0) -> Any:
        share = None if weights is None else np.array(weights) / sum(weights)
        index = self.draw.choice(len(codes), self.count, p=share).astype(np.int32)
        hole = self.draw.random(self.count) < nulls
        return pa.DictionaryArray.from_arrays(pa.array(index, mask=hole), pa.array(codes))

    def _lists(self, sizes: Any, values: Any) -> pa.ListArray:
        ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(ends), pa.array(values))

    def _who(self) -> dict[str, Any]:
        pairs = self.draw.choice([1, 2, 3], self.count, p=[0.2, 0.75, 0.05])
        owner = np.repeat(self.structures, pairs)
        rank = np.arange(owner.size) - np.repeat(np.cumsum(pairs) - pairs, pairs)
        team = 3 + 60 // self.structures  # a large structure employs more mediators
        lead = np.repeat(self.draw.integers(0, 1_000, self.count), pairs)
        people = owner * 1_000 + (lead + rank) % np.repeat(team, pairs)
        paid = self.draw.choice([1, 2, 3], self.count, p=[0.5, 0.35, 0.15])
        funded = np.repeat(self.structures, paid)
        nth = np.arange(funded.size) - np.repeat(np.cumsum(paid) - paid, paid)
        funders = 1_000 + (funded * 7 + nth * 13) % 60
        self.minutes = self.draw.choice([5, 10, 15, 20, 30, 45, 60, 90], self.count)
        return {
            "structure_id": self.structures,
            "dispositif_id": self.structures * 3 + self.draw.integers(0, 3, self.count),
            "mediators": self._lists(pairs, people),
            "minutes": self.minutes,
            "mediator_minutes": self.minutes * pairs,
            "funders": self._lists(paid, funders),
            "funding_lines": self._lists(paid, funders + 5_000),
        }

    def _when(self) -> dict[str, Any]:
        hours = self.draw.choice(24, self.count, p=np.array(HOURS) / sum(HOURS))
        return {
            "service_date": pa.array(self.days.astype(np.int32)).cast(pa.date32()),
            "year": np.full(self.count, self.year),
            "month": np.full(self.count, self.month),
            "weekday": (self.days + 3) % 7 + 1,
            "hour": hours,
            "evening": (hours >= 18) | (hours < 5),
        }

    def _what(self) -> dict[str, Any]:
        codes, weights = list(REGISTERS), list(REGISTERS.values())
        index = self.draw.choice(len(codes), self.count, p=np.array(weights) / sum(weights))
        conflict = index == codes.index("conflict")
        late = self.draw.random(self.count) < 0.3
        topics = np.array([item.code for item in reference.topics().codes])
        many = self.draw.choice([0, 1, 2, 3], self.count, p=[0.3, 0.45, 0.2, 0.05])
        start = np.repeat(self.draw.integers(0, len(topics), self.count), many)
        nth = np.arange(start.size) - np.repeat(np.cumsum(many) - many, many)
        return {
            "register": np.array(codes)[index],
            "historical_register": np.array(codes)[index],
            "temporality": pa.array(np.where(late, "deferred", "real_time"), mask=~conflict),
            "domain": self._pick(
                ["public_space", "rights", "transport", "school"], [70, 10, 15, 5]
            ),
            "origin": self._pick(["self", "resident", "landlord", "town"], [80, 12, 5, 3]),
            "topics": self._lists(many, topics[(start + nth * 5) % len(topics)]),
            "outcome": self._pick(
                ["calmed", "dialogue_resumed", "agreement", "informed", "ongoing", "none"],
                [25, 12, 8, 25, 10, 20],
            ),
            "orientation": self._pick(["social", "health", "police", "landlord"], nulls=0.9),
        }

    def _where(self) -> dict[str, Any]:
        regions = np.array(list(REGIONS))[self.structures % 3]
        places = np.array([item.code for item in reference.place_kinds().codes])
        number = np.char.zfill((self.structures % 97).astype(str), 3)
        departements = np.array([REGIONS[code][0] for code in regions])
        return {
            "place_kind": places[self.draw.integers(0, len(places), self.count)],
            "commune": np.char.add(departements, number),
            "epci": np.char.add("2000", np.char.zfill((self.structures % 40).astype(str), 5)),
            "arrondissement": np.char.add(departements, "1"),
            "departement": departements,
            "region": regions,
            "qpv": self._pick([f"QN{n:05}M" for n in range(300)], nulls=0.35),
            "in_qpv": pa.array(
                self.draw.random(self.count) < 0.7, mask=self.draw.random(self.count) < 0.08
            ),
        }

    def _met(self) -> dict[str, Any]:
        people = self.draw.poisson(3, self.count)
        women = self.draw.binomial(people, 0.35)
        columns = {"people": people, "women": women, "men": self.draw.binomial(people - women, 0.7)}
        left = people.copy()
        for code, chance in (
            ("under_12", 0.1), ("12_17", 0.25), ("18_25", 0.35), ("26_59", 0.6), ("60_plus", 0.3)
        ):  # fmt: skip
            columns[f"age_{code}"] = self.draw.binomial(left, chance)
            left -= columns[f"age_{code}"]
        for item in reference.statuses().codes:
            columns[f"status_{item.code}"] = self.draw.binomial(people, 0.1)
        return columns


def _typed(values: Any, kind: pa.DataType) -> pa.Array:
    array = values if isinstance(values, pa.Array) else pa.array(values)
    return array.cast(kind)
