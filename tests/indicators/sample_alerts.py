"""A table of facts of alerts: its columns, rows out of a hat."""

from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from entremise.alerts.facts import ALERTS
from entremise.core.facts import FactTable
from entremise.indicators import store
from tests.indicators.sample import COMMUNES, FUNDERS, Rows, own_names

PATH = "tests.indicators.sample_alerts.SAMPLE"


SAMPLE = FactTable(
    name="alerts",
    label="Alertes",
    grain=ALERTS.grain,
    columns=tuple(own_names(column) for column in ALERTS.columns),
    month_rows=lambda year, month: SAMPLE.schema.empty_table(),
)


def row(random: Random) -> dict[str, Any]:
    """One alert out of a hat: nothing is answered that was not sent."""
    pick = random.choice
    day = date(2026, pick([1, 2, 3]), pick([1, 15, 28]))
    commune = pick([None, *COMMUNES])
    _name, epci, arrondissement, departement = COMMUNES[commune] if commune else (None,) * 4
    is_sent = pick([True, True, False])
    is_answered = is_sent and pick([True, False])
    state = pick(["solved", "in_charge"]) if is_answered else pick(["sent", "unsolved", "solved"])
    branch, category = pick([("technical", "lift"), ("technical", "tags"), ("social", "squat")])
    return {
        "structure_id": pick([1, 2]),
        "dispositif_id": pick([1, 2]),
        "funders": sorted(random.sample(FUNDERS, pick([0, 1, 2]))),
        "funding_lines": [],
        "service_date": day,
        "year": day.year,
        "month": day.month,
        "branch": branch,
        "category": category,
        "danger": pick([True, False, False]),
        "commune": commune,
        "epci": epci,
        "arrondissement": arrondissement,
        "departement": departement,
        "region": "32" if commune else None,
        "qpv": pick([None, "QN05901M"]),
        "in_qpv": pick([True, False, None]),
        "state": state,
        "is_sent": is_sent,
        "is_answered": is_answered,
        "on_time": is_answered and pick([True, False]),
        "reminded": pick([True, False]),
        "escalated": pick([True, False]),
        "answer_minutes": pick([5, 90, 4000]) if is_answered else None,
        "solution_minutes": pick([60, 9000]) if state == "solved" else None,
    }


def write(seed: int, size: int) -> Rows:
    """Put that many rows in the store, the same for a seed; returns them."""
    random = Random(seed)
    rows = [row(random) for _ in range(size)]
    for month in {row["month"] for row in rows}:
        held = [row for row in rows if row["month"] == month]
        held.sort(key=lambda row: (row["structure_id"], row["service_date"]))
        table = pa.Table.from_pylist(held, schema=SAMPLE.schema)
        store.write_month("alerts", 2026, month, table)
    return rows
