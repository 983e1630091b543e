"""Tables of facts of disputes: their columns, rows out of a hat."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from entremise.cases.facts import CASES, REFERRALS
from entremise.core.facts import FactTable
from entremise.indicators import store
from tests.indicators.sample import COMMUNES, FUNDERS, Rows, own_names

PATHS = (
    "tests.indicators.sample_disputes.SAMPLE_REFERRALS",
    "tests.indicators.sample_disputes.SAMPLE_CASES",
)


def _sample(fact: FactTable) -> FactTable:
    columns = tuple(own_names(column) for column in fact.columns)
    empty = FactTable(fact.name, fact.label, fact.grain, columns, lambda year, month: pa.table({}))
    return FactTable(
        fact.name, fact.label, fact.grain, columns, lambda y, m: empty.schema.empty_table()
    )


SAMPLE_REFERRALS, SAMPLE_CASES = _sample(REFERRALS), _sample(CASES)


def _where_and_who(random: Random) -> dict[str, Any]:
    pick = random.choice
    day = date(2026, pick([1, 2, 3]), pick([1, 15, 28]))
    commune = pick([None, *COMMUNES])
    _name, epci, arrondissement, departement = COMMUNES[commune] if commune else (None,) * 4
    return {
        "structure_id": pick([1, 2]),
        "dispositif_id": pick([1, 2]),
        "funders": sorted(random.sample(FUNDERS, pick([0, 1, 2]))),
        "funding_lines": [],
        "service_date": day,
        "year": day.year,
        "month": day.month,
        "topic": pick(["noise", "neighbour_dispute"]),
        "origin": pick(["resident", "landlord"]),
        "channel": pick(["form", "phone"]),
        "commune": commune,
        "epci": epci,
        "arrondissement": arrondissement,
        "departement": departement,
        "region": "32" if commune else None,
        "qpv": pick([None, "QN05901M"]),
    }


def referral(random: Random) -> dict[str, Any]:
    """One referral out of a hat."""
    state = random.choice(["received", "admitted", "excluded", "redirected"])
    decided = state != "received"
    return {
        **_where_and_who(random),
        "state": state,
        "motive": "in_court" if state == "excluded" else None,
        "third_party": "police" if state == "redirected" else None,
        "is_decided": decided,
        "decision_days": random.choice([0, 3, 12]) if decided else None,
    }


def case(random: Random) -> dict[str, Any]:
    """One case out of a hat."""
    pick = random.choice
    is_closed, agreed, sessions = pick([True, False]), pick([True, False]), pick([0, 1, 3])
    outcome = pick(["agreement", "failed", "moved"]) if is_closed else None
    return {
        **_where_and_who(random),
        "stage": "closed" if is_closed else pick(["answers", "mediation"]),
        "outcome": outcome,
        "is_closed": is_closed,
        "is_favourable": outcome == "agreement",
        "is_mediated": sessions > 1,
        "has_agreement": agreed,
        "kept": pick([None, "kept", "partly", "broken", "unknown"]) if agreed else None,
        "sessions": sessions,
        "session_minutes": sessions * 60,
        "first_session_days": pick([2, 30]) if sessions else None,
        "days": pick([40, 120]) if is_closed else None,
    }


def write(fact: FactTable, make: Callable[[Random], dict[str, Any]], seed: int, size: int) -> Rows:
    """Put that many rows in the store, the same for a seed; returns them."""
    random = Random(seed)
    rows = [make(random) for _ in range(size)]
    for month in {row["month"] for row in rows}:
        held = [row for row in rows if row["month"] == month]
        held.sort(key=lambda row: (row["structure_id"], row["service_date"]))
        table = pa.Table.from_pylist(held, schema=fact.schema)
        store.write_month(fact.name, 2026, month, table)
    return rows
