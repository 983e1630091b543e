"""Tables of facts of support: their columns, rows out of a hat, month by month."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from entremise.core.facts import FactTable
from entremise.indicators import store
from entremise.support.facts import MEETINGS, SUPPORTS
from tests.indicators.sample import COMMUNES, Rows, own_names

PATHS = (
    "tests.indicators.sample_support.SAMPLE_MEETINGS",
    "tests.indicators.sample_support.SAMPLE_SUPPORTS",
)


def _sample(fact: FactTable) -> FactTable:
    columns = tuple(own_names(column) for column in fact.columns)
    empty = fact.schema.empty_table
    return replace(fact, columns=columns, month_rows=lambda year, month: empty(), months=list)


SAMPLE_MEETINGS, SAMPLE_SUPPORTS = _sample(MEETINGS), _sample(SUPPORTS)


def _structure(random: Random) -> dict[str, Any]:
    """A structure: where it has its seat goes with it."""
    number = random.choice([1, 2, 3, 4])
    commune = [None, *COMMUNES][number % (len(COMMUNES) + 1)]
    _name, epci, arrondissement, departement = COMMUNES[commune] if commune else (None,) * 4
    return {
        "structure_id": number,
        "dispositif_id": random.choice([1, 2, None]),
        "funders": [],
        "funding_lines": [],
        "commune": commune,
        "epci": epci,
        "arrondissement": arrondissement,
        "departement": departement,
        "region": random.choice(["32", "32", "93"]),
        "qpv": None,
        "actor": ["commune", "association"][number % 2],
        "operator": [None, "association"][number % 2],
    }


def write_meetings(seed: int, size: int) -> Rows:
    """So many structures met in the first months of 2026, some of them together."""
    random = Random(seed)
    lots: dict[int, Rows] = {}
    for _ in range(size):
        meeting = random.randint(1, size // 2)
        month = meeting % 3 + 1
        row = _structure(random) | _dated(2026, month, meeting % 28 + 1)
        row |= {"meeting": meeting, "kind": ["visit", "phone"][meeting % 2]}
        held = lots.setdefault(month, [])
        if not any(
            (one["meeting"], one["structure_id"]) == (meeting, row["structure_id"]) for one in held
        ):
            held.append(row)
    return _write(SAMPLE_MEETINGS, {(2026, month): rows for month, rows in lots.items()})


def write_supports(seed: int, months: dict[tuple[int, int], int]) -> Rows:
    """So many structures accompanied at the end of each of these months."""
    random = Random(seed)
    forms = ["track", "individual", "collective"]
    lots = {
        (year, month): [
            _structure(random)
            | _dated(year, month, 28)
            | {"support": f"s{number}", "form": forms[number % 3]}
            for number in (random.randint(1, 9) for _ in range(count))
        ]
        for (year, month), count in months.items()
    }
    return _write(SAMPLE_SUPPORTS, lots)


def _dated(year: int, month: int, day: int) -> dict[str, Any]:
    return {"service_date": date(year, month, day), "year": year, "month": month}


def _write(fact: FactTable, lots: dict[tuple[int, int], Rows]) -> Rows:
    for (year, month), rows in lots.items():
        ordered = sorted(rows, key=lambda row: (row["structure_id"], row["service_date"]))
        table = pa.Table.from_pylist(ordered, schema=fact.schema)
        store.write_month(fact.name, year, month, table)
    return [row for rows in lots.values() for row in rows]
