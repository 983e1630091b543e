"""What figures may be broken down and filtered by: the coded columns of facts, and time."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import ibis
from django.core.cache import cache

from entremise.core.errors import Refusal
from entremise.core.facts import Column, FactTable

from .tables import fact_table

# The name one asks by, for columns whose own name is a plural or an identifier.
_ASKED_BY = {
    "topics": "topic",
    "funders": "funder",
    "funding_lines": "funding_line",
    "dispositif_id": "dispositif",
    "structure_id": "structure",
    "domains": "domain",
    "networks": "network",
    "portages": "portage",
    "publics": "public",
    "registers": "register",
}

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip

UNKNOWN = "Non renseigné"
_LABELS_KEPT = 60  # seconds
# Lists as long as the country: reading one only to sort a few rows would cost more than the answer.
_LONG = {"commune", "epci", "arrondissement", "departement", "qpv"}
_BOOLEANS = {"in_qpv": {True: "En quartier prioritaire", False: "Hors quartier prioritaire"}}


@dataclass(frozen=True)
class Breakdown:
    """A way to spread figures out.

    `column` is the one of the facts it reads. Time reads none: it is counted in months since year
    0, the months of a period compared with another as if they were the other's; `months` is how
    many of them make one code.
    """

    code: str
    label: str
    column: Column | None
    months: int = 0

    @property
    def many(self) -> bool:
        """Whether a row may stand under several codes."""
        return self.column is not None and self.column.many

    def key(self, table: ibis.Table, month_number: ibis.Value) -> ibis.Value:
        """The code of a row of facts, a list of codes where there may be several."""
        if self.column is not None:
            return table[self.column.name]
        return month_number if self.months == 1 else month_number // self.months


_TIME = (Breakdown("month", "Mois", None, 1), Breakdown("year", "Année", None, 12))


def breakdowns(fact: FactTable) -> dict[str, Breakdown]:
    """Every breakdown of a table of facts, by code."""
    coded = (column for column in fact.columns if column.codes or column.type == "bool")
    found = (
        Breakdown(_ASKED_BY.get(column.name, column.name), column.label, column) for column in coded
    )
    return {entry.code: entry for entry in (*_TIME, *found)}


def breakdown(fact: FactTable, code: str) -> Breakdown:
    """The breakdown of that code. Refuses one the facts do not have."""
    try:
        return breakdowns(fact)[code]
    except KeyError:
        raise Refusal(
            f"On ne peut ni ventiler ni filtrer par « {code} ».",
            code="unknown_breakdown",
            status=400,
        ) from None


def labels(fact: str, code: str, keys: Collection[Any]) -> dict[Any, str]:
    """What keys mean in French: « mars 2026 », « Lille », « Non renseigné » for None."""
    entry = breakdown(fact_table(fact), code)
    if entry.column is None:
        return {key: _spoken_time(key) for key in keys}
    if entry.column.codes is None:
        words = _BOOLEANS.get(entry.column.name, {True: "Oui", False: "Non"})
        return {key: words.get(key, UNKNOWN) for key in keys}
    known = _labels(fact, entry.column, keys)
    return {key: UNKNOWN if key is None else known.get(str(key), str(key)) for key in keys}


def in_order(fact: FactTable, entry: Breakdown, keys: Collection[Any]) -> list[Any]:
    """Keys in the order of their list of codes, time in its own, what is not known last."""
    if entry.column is None or entry.column.codes is None or entry.column.name in _LONG:
        return sorted(keys, key=lambda key: (key is None, key is not True, str(key)))
    rank = {code: index for index, code in enumerate(_labels(fact.name, entry.column, keys))}
    last = len(rank)
    return sorted(keys, key=lambda key: (key is None, rank.get(str(key), last), str(key)))


def checked(fact: FactTable, entry: Breakdown, values: Collection[Any]) -> tuple[Any, ...]:
    """Codes asked for as a filter, in the type of the column. Refuses an unknown one."""
    known: Collection[str] | None = None
    if entry.column is not None and entry.column.codes is not None:
        known = _labels(fact.name, entry.column, [v for v in values if v is not None])
    found = []
    for value in values:
        try:
            typed = None if value is None else _typed(entry, value)
        except (KeyError, TypeError, ValueError):
            raise _unknown_code(entry, value) from None
        if typed is not None and known is not None and str(typed) not in known:
            raise _unknown_code(entry, value)
        found.append(typed)
    return tuple(sorted(set(found), key=lambda value: (value is None, str(value))))


def _typed(entry: Breakdown, value: Any) -> Any:
    if entry.code == "month":
        year, month = str(value).split("-")
        return int(year) * 12 + range(1, 13).index(int(month))
    if entry.column is None or entry.column.type.startswith("int"):
        return int(value)
    if entry.column.type == "bool":
        return {"true": True, "false": False}[str(value).lower()]
    return str(value)


def _unknown_code(entry: Breakdown, value: Any) -> Refusal:
    return Refusal(
        f"« {value} » n'est pas une valeur connue pour « {entry.label.lower()} ».",
        code="unknown_code",
        field=entry.code,
        status=400,
    )


def _labels(fact: str, column: Column, keys: Collection[Any]) -> dict[str, str]:
    """The labels of a column, kept a minute: read again when one of the keys is not among them."""
    assert column.codes is not None  # noqa: S101 - checked by the callers
    kept: dict[str, str] | None = cache.get(f"labels:{fact}:{column.name}")
    if kept is None or any(key is not None and str(key) not in kept for key in keys):
        kept = column.codes()
        cache.set(f"labels:{fact}:{column.name}", kept, _LABELS_KEPT)
    return kept


def _spoken_time(key: Any) -> str:
    year, _dash, month = str(key).partition("-")
    return f"{MONTHS[int(month) - 1]} {year}" if month else year


def month_key(number: int) -> str:
    """A month counted since year 0 as the key of a row: 24315 → « 2026-04 »."""
    return f"{number // 12}-{number % 12 + 1:02}"


def read_key(entry: Breakdown, raw: Any) -> Any:
    """The key of a row from what the engine gives back."""
    if entry.code == "month":
        return month_key(raw)
    return str(raw) if entry.code == "year" else raw
