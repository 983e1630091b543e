"""Tables of facts of jobs: their columns, rows out of a hat, month by month."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from entremise.core.facts import FactTable
from entremise.indicators import store
from entremise.positions.facts import MOVES, POSITIONS
from tests.indicators.sample import COMMUNES, FUNDERS, Rows, own_names

PATHS = (
    "tests.indicators.sample_positions.SAMPLE_POSITIONS",
    "tests.indicators.sample_positions.SAMPLE_MOVES",
)


def _sample(fact: FactTable) -> FactTable:
    columns = tuple(own_names(column) for column in fact.columns)
    return replace(
        fact,
        columns=columns,
        month_rows=lambda year, month: fact.schema.empty_table(),
        months=list,
    )


SAMPLE_POSITIONS, SAMPLE_MOVES = _sample(POSITIONS), _sample(MOVES)


def post(random: Random) -> dict[str, Any]:
    """What a post is, whatever the month."""
    pick = random.choice
    commune = pick([None, *COMMUNES])
    _name, epci, arrondissement, departement = COMMUNES[commune] if commune else (None,) * 4
    return {
        "structure_id": pick([1, 2]),
        "dispositif_id": pick([1, 2, None]),
        "funders": sorted(random.sample(FUNDERS, pick([0, 1, 2]))),
        "funding_lines": [],
        "commune": commune,
        "epci": epci,
        "arrondissement": arrondissement,
        "departement": departement,
        "region": "32" if commune else None,
        "qpv": pick([None, "QN05901M"]),
        "domain": pick(["public_space", "rights"]),
        "operator": pick(["provider", "association", None]),
        "supported": pick([True, False]),
        "pilot": pick([True, False, False]),
        "in_leading_area": commune is not None and pick([True, False]),
        "target": 3000 if departement == "59" else None,
    }


def state(random: Random) -> dict[str, Any]:
    """What may change from month to month."""
    pick = random.choice
    status = pick(["prospect", "created", "consolidated"])
    return {
        "contract": pick(["cdi", "adulte_relais"]),
        "status": status,
        "is_job": status != "prospect",
        "vacant": pick([True, False, False]),
        "hundredths": pick([100, 80, 50]),
    }


def write_stock(seed: int, months: dict[tuple[int, int], int]) -> Rows:
    """So many posts at the end of each of these months, the same for a seed; returns the rows."""
    random = Random(seed)
    posts = [post(random) for _ in range(max(months.values()))]
    return _write(
        SAMPLE_POSITIONS,
        {
            (year, month): [
                one | state(random) | _dated(year, month, 28) for one in random.sample(posts, count)
            ]
            for (year, month), count in months.items()
        },
    )


def write_moves(seed: int, size: int) -> Rows:
    """So many moves in the first months of 2026, the same for a seed; returns the rows."""
    random = Random(seed)
    pick = random.choice
    lots: dict[tuple[int, int], Rows] = {}
    for _ in range(size):
        month = pick([1, 2, 3])
        row = post(random) | state(random) | _dated(2026, month, pick([1, 15, 28]))
        moves = ["planned", "created", "consolidated", "ended", "dropped"]
        lots.setdefault((2026, month), []).append(row | {"move": pick(moves)})
    return _write(SAMPLE_MOVES, lots)


def _dated(year: int, month: int, day: int) -> dict[str, Any]:
    return {"service_date": date(year, month, day), "year": year, "month": month}


def _write(fact: FactTable, lots: dict[tuple[int, int], Rows]) -> Rows:
    for (year, month), rows in lots.items():
        ordered = sorted(rows, key=lambda row: (row["structure_id"], row["service_date"]))
        table = pa.Table.from_pylist(ordered, schema=fact.schema)
        store.write_month(fact.name, year, month, table)
    return [row for rows in lots.values() for row in rows]
