"""A table of facts of one's own: the columns of field activity, rows out of a hat."""

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from entremise.activities.facts import ACTIVITIES
from entremise.core.facts import Column, FactTable
from entremise.indicators import store

PATH = "tests.indicators.sample.SAMPLE"

Rows = list[dict[str, Any]]

COMMUNES = {
    "59350": ("Lille", "200093201", "595", "59"),
    "62498": ("Lens", "246200364", "627", "62"),
}
STRUCTURES, FUNDERS = (1, 2), (11, 12, 13)
NAMES: dict[str, dict[str, str]] = {
    "structure_id": {"1": "Citéo", "2": "AGDM"},
    "dispositif_id": {"1": "Nord", "2": "Sud", "3": "Est"},
    "funding_lines": {"21": "Ville", "22": "Bailleur", "23": "État"},
    "funders": {"11": "Ville", "12": "Bailleur", "13": "État"},
    "commune": {code: names[0] for code, names in COMMUNES.items()},
    "epci": {names[1]: names[1] for names in COMMUNES.values()},
    "arrondissement": {names[2]: names[2] for names in COMMUNES.values()},
    "departement": {"59": "Nord", "62": "Pas-de-Calais"},
    "region": {"32": "Hauts-de-France", "93": "Provence-Alpes-Côte d'Azur"},
    "qpv": {"QN05901M": "Moulins", "QN06202M": "Cité 4"},
}


def own_names(column: Column) -> Column:
    """The same column, its labels not read from the database."""
    names = NAMES.get(column.name)
    codes = (lambda: names) if names else column.codes
    return Column(column.name, column.type, column.label, codes, column.many)


_months: dict[tuple[int, int], pa.Table] = {}

SAMPLE = FactTable(
    name="activities",
    label="Activités",
    grain=ACTIVITIES.grain,
    columns=tuple(own_names(column) for column in ACTIVITIES.columns),
    month_rows=lambda year, month: _months.get((year, month), SAMPLE.schema.empty_table()),
    months=lambda: [date(year, month, 1) for year, month in sorted(_months)],
)


def keep(rows: Rows) -> None:
    """Make these the rows the table of facts is read from."""
    _months.clear()
    for month in {(row["year"], row["month"]) for row in rows}:
        of_month = [row for row in rows if (row["year"], row["month"]) == month]
        _months[month] = table(of_month)


def table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Rows as the store takes them, by structure then day."""
    ordered = sorted(rows, key=lambda row: (row["structure_id"], row["service_date"]))
    return pa.Table.from_pylist(list(ordered), schema=SAMPLE.schema)


def write(rows: Rows, *, also: Iterable[tuple[int, int]] = ()) -> None:
    """Put the rows in the store, month by month; the months `also` named are emptied."""
    keep(rows)
    for year, month in sorted({*_months, *also}):
        store.write_month("activities", year, month, SAMPLE.month_rows(year, month))


def row(random: Random, **fixed: Any) -> dict[str, Any]:
    """One intervention out of a hat; `fixed` fields are as asked, the others follow from them."""
    pick = random.choice
    register = fixed.get("register") or pick(
        ["presence", "presence", "conflict", "conflict", "watch", "link", "projects"]
    )
    day = fixed.get("service_date") or date(
        pick([2025, 2026]), pick([1, 2, 3]), pick([1, 2, 15, 28])
    )
    commune = pick([None, *COMMUNES])
    _name, epci, arrondissement, departement = COMMUNES[commune] if commune else (None,) * 4
    mediators = random.sample(range(1, 6), pick([1, 2, 2, 3]))
    minutes, women, men = pick([10, 15, 20, 45]), pick([0, 0, 1, 3]), pick([0, 1, 2])
    ages = {
        f"age_{code}": pick([0, 0, 1])
        for code in ("under_12", "12_17", "18_25", "26_59", "60_plus")
    }
    conflict = register == "conflict"
    structure = pick(STRUCTURES)
    values = {column.name: 0 for column in SAMPLE.columns} | ages | {
        "structure_id": structure,
        "dispositif_id": 3 if structure == 2 else pick([1, 2]),
        "funders": sorted(random.sample(FUNDERS, pick([0, 1, 1, 2]))),
        "funding_lines": [],
        "service_date": day,
        "year": day.year,
        "month": day.month,
        "weekday": day.isoweekday(),
        "hour": pick([1, 9, 17, 18, 23]),
        "register": register,
        "historical_register": {
            "watch": pick(["social_watch", "technical_watch"]),
            "conflict": "conflict_real_time",
        }.get(register, "active_presence"),
        "temporality": pick(["real_time", "real_time", "deferred", None]) if conflict else None,
        "domain": pick(["public_space", "rights"]),
        "origin": pick(["self", "self", "resident", "landlord", "school", "other"]),
        "topics": random.sample(["noise", "lift", "digital"], pick([0, 1, 2])),
        "place_kind": pick(["street", "home"]),
        "commune": commune,
        "epci": epci,
        "arrondissement": arrondissement,
        "departement": departement,
        "region": "32" if commune else pick([None, "93"]),
        "qpv": pick([None, "QN05901M", "QN06202M"]),
        "in_qpv": pick([True, True, False, None]),
        "minutes": minutes,
        "mediators": sorted(mediators),
        "mediator_minutes": minutes * len(mediators),
        "people": max(women + men, sum(ages.values())) + pick([0, 2]),
        "women": women,
        "men": men,
        "outcome": pick(
            ["calmed", "agreement", "dialogue_resumed", "ongoing", "failed", "none", None]
        ),
        "orientation": pick([None, None, "social", "health"]),
    }  # fmt: skip
    values["evening"] = values["hour"] >= 18 or values["hour"] < 5
    return values | fixed


def rows(seed: int, size: int, **fixed: Any) -> Rows:
    """Several interventions, the same for a seed."""
    random = Random(seed)
    return [row(random, **fixed) for _ in range(size)]
