"""A table of facts of coverage: its columns, rows out of a hat, of one month."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from entremise.atlas.facts import COVERAGE
from entremise.indicators import store
from tests.indicators.sample import COMMUNES, Rows, own_names

PATH = "tests.indicators.sample_coverage.SAMPLE_COVERAGE"

SAMPLE_COVERAGE = replace(
    COVERAGE,
    columns=tuple(own_names(column) for column in COVERAGE.columns),
    month_rows=lambda year, month: COVERAGE.schema.empty_table(),
    months=list,
)


def place(random: Random) -> dict[str, Any]:
    """A QPV or a commune."""
    pick = random.choice
    commune = pick(list(COMMUNES))
    _name, epci, arrondissement, departement = COMMUNES[commune]
    is_qpv, services = pick([True, False]), pick([0, 0, 1, 2])
    domains = random.sample(["public_space", "rights", "school"], pick([1, 2]))
    return {
        "structure_id": None,
        "dispositif_id": None,
        "funding_lines": [],
        "funders": [],
        "commune": commune,
        "epci": epci,
        "arrondissement": arrondissement,
        "departement": departement,
        "region": pick(["32", "27"]),
        "qpv": "QN05901M" if is_qpv else None,
        "place_kind": "qpv" if is_qpv else "commune",
        "domains": sorted(domains) if services else [],
        "covered": services > 0,
        "evenings": services > 0 and pick([True, False]),
        "several": services > 1,
        "services": services,
        "population": None if is_qpv else pick([None, 500, 12_000]),
        "service_date": date(2026, 2, 28),
        "year": 2026,
        "month": 2,
    }


def write(seed: int, size: int) -> Rows:
    """So many places in February 2026, the same for a seed; returns the rows."""
    random = Random(seed)
    rows = [place(random) for _ in range(size)]
    table = pa.Table.from_pylist(rows, schema=SAMPLE_COVERAGE.schema)
    store.write_month(SAMPLE_COVERAGE.name, 2026, 2, table)
    return rows
