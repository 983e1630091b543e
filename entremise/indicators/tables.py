"""The tables of facts an installation counts from, as the field apps declare them."""

import ibis
from django.conf import settings
from django.utils.module_loading import import_string

from entremise.core.facts import FactTable


def fact_tables() -> dict[str, FactTable]:
    """Every declared table of facts, by name."""
    found: list[FactTable] = [import_string(path) for path in settings.FACT_TABLES]
    return {table.name: table for table in found}


def fact_table(name: str) -> FactTable:
    """The table of that name. Raises LookupError when no app declares it."""
    try:
        return fact_tables()[name]
    except KeyError:
        raise LookupError(f"Aucune table de faits ne s'appelle « {name} ».") from None


def ibis_schema(fact: FactTable) -> ibis.Schema:
    """The columns of a table of facts as Ibis types."""
    return ibis.Schema.from_pyarrow(fact.schema)
