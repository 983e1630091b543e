"""Two tables of facts of the registry: their columns, rows out of a hat, of one month."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from entremise.core.facts import FactTable
from entremise.indicators import store
from entremise.structures.facts import DISPOSITIFS, STRUCTURES
from tests.indicators.sample import COMMUNES, Rows, own_names

_HERE = "tests.indicators.sample_registry"
PATHS = (f"{_HERE}.SAMPLE_STRUCTURES", f"{_HERE}.SAMPLE_DISPOSITIFS")
OPERATORS = ("provider", "association", None)


def _of(table: FactTable) -> FactTable:
    return replace(
        table,
        columns=tuple(own_names(column) for column in table.columns),
        month_rows=lambda year, month: table.schema.empty_table(),
        months=list,
    )


SAMPLE_STRUCTURES, SAMPLE_DISPOSITIFS = _of(STRUCTURES), _of(DISPOSITIFS)


def _kept(random: Random, number: int) -> dict[str, Any]:
    """What is said of a structure and of a dispositif alike."""
    domains = random.sample(["public_space", "rights", "school"], random.choice([1, 2]))
    return {
        "structure_id": number % 4 + 1,
        "funding_lines": [],
        "funders": [],
        "actor": random.choice(["association", "commune"]),
        "operator": random.choice(OPERATORS),
        "domains": sorted(domains),
        "completeness": random.choice([0, 40, 100]),
        "fresh": random.choice([True, False]),
        "published": random.choice([True, False]),
        "service_date": date(2026, 2, 28),
        "year": 2026,
        "month": 2,
    }


def _place(commune: str, qpv: str | None, region: str) -> dict[str, Any]:
    _name, epci, arrondissement, departement = COMMUNES[commune]
    return {
        "commune": commune,
        "epci": epci,
        "arrondissement": arrondissement,
        "departement": departement,
        "region": region,
        "qpv": qpv,
    }


def _structure(random: Random, number: int) -> Rows:
    place = _place(random.choice(list(COMMUNES)), None, random.choice(["32", "27"]))
    return [
        _kept(random, number)
        | place
        | {
            "structure_id": number,
            "dispositif_id": None,
            "networks": [],
            "portages": ["internal"],
            "at_work": random.choice([True, False]),
            "employs": random.choice([True, False]),
        }
    ]


def _dispositif(random: Random, number: int) -> Rows:
    """A row for each place it serves: what is said of it is the same in each."""
    said = _kept(random, number) | {
        "dispositif_id": number,
        "registers": ["presence"],
        "publics": [],
        "portage": random.choice(["internal", "association"]),
        "has_hours": random.choice([True, False]),
    }
    region = random.choice(["32", "27"])
    served = random.sample(list(COMMUNES), random.choice([1, 2]))
    return [said | _place(code, random.choice([None, "QN05901M"]), region) for code in served]


def _write(table: FactTable, one: Callable[[Random, int], Rows], seed: int, size: int) -> Rows:
    random = Random(seed)
    rows = [row for number in range(1, size + 1) for row in one(random, number)]
    store.write_month(table.name, 2026, 2, pa.Table.from_pylist(rows, schema=table.schema))
    return rows


def write_structures(seed: int, size: int) -> Rows:
    """So many structures in February 2026, the same for a seed; returns the rows."""
    return _write(SAMPLE_STRUCTURES, _structure, seed, size)


def write_dispositifs(seed: int, size: int) -> Rows:
    """So many dispositifs in February 2026, the same for a seed; returns the rows."""
    return _write(SAMPLE_DISPOSITIFS, _dispositif, seed, size)
