"""Writes hundreds of thousands of reference rows in seconds.

The ORM converts every value, and a statement with thousands of parameters is slow to parse. Here
SQLite runs one prepared statement per row, PostgreSQL reads whole columns as arrays.
"""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

BATCH = 5000


def write(
    model: type[Model], rows: Iterable[Mapping[str, Any]], *, key: tuple[str, ...] = ()
) -> int:
    """Insert the rows, all with the same attributes; how many there were.

    With a `key` (unique attributes), a row that exists already takes the new values of the others;
    of two rows given with the same key, the later counts.
    """
    left, count = iter(rows), 0
    with connection.cursor() as cursor:
        while batch := list(islice(left, BATCH)):
            statement = _statement(model, tuple(batch[0]), key)
            lines = [tuple(row.values()) for row in _once(batch, key)]
            if connection.vendor == "postgresql":
                cursor.execute(statement, [list(column) for column in zip(*lines, strict=True)])
            else:
                cursor.executemany(statement, lines)
            count += len(lines)
    return count


def _once(batch: list[Mapping[str, Any]], key: tuple[str, ...]) -> Iterable[Mapping[str, Any]]:
    """PostgreSQL refuses to update a row twice in one statement."""
    return {tuple(row[name] for name in key): row for row in batch}.values() if key else batch


def _statement(model: type[Model], names: tuple[str, ...], key: tuple[str, ...]) -> str:
    """Table and columns come from the models, values are bound."""
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in names}
    column = {name: connection.ops.quote_name(field.column) for name, field in fields.items()}
    if connection.vendor == "postgresql":
        arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields.values())
        values = f"SELECT * FROM UNNEST({arrays})"  # noqa: S608
    else:
        values = f"VALUES ({', '.join(['%s'] * len(names))})"
    insert = (
        f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} "
        f"({', '.join(column.values())}) {values}"
    )
    if not key:
        return insert
    updates = [f"{column[name]} = excluded.{column[name]}" for name in names if name not in key]
    return (
        f"{insert} ON CONFLICT ({', '.join(column[name] for name in key)}) "
        f"DO UPDATE SET {', '.join(updates)}"
    )
