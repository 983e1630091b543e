"""Rows written by the thousand: COPY on PostgreSQL, prepared insertions on SQLite."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.db.models import Model


def insert(table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Write these rows, whose values are in the order of the columns named."""
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)


class Batch:
    """Unsaved rows of several models, written together in the order their models came."""

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Model]] = {}
        self._links: dict[type[Model], list[tuple[Any, ...]]] = {}

    def add(self, *rows: Model) -> None:
        """Keep these rows; what they hold is read when they are written."""
        for row in rows:
            self._rows.setdefault(type(row), []).append(row)

    def link(self, model: type[Model], rows: Iterable[tuple[Any, ...]]) -> None:
        """Keep the values of rows of that model, in the order of its columns, for the cost of a
        row is in making it: there are more links than anything else."""
        self._links.setdefault(model, []).extend(rows)

    def write(self) -> None:
        """Write what was kept, and begin again."""
        for model, kept in self._rows.items():
            names = [one.attname for one in _columns(model)]
            _write(model, (tuple(getattr(row, name) for name in names) for row in kept))
        for model, links in self._links.items():
            _write(model, links)
        self._rows.clear()
        self._links.clear()


def _columns(model: type[Model]) -> list[Any]:
    """Its columns; a number that the database gives is left to it."""
    return [one for one in model._meta.concrete_fields if not one.db_returning]


def _write(model: type[Model], rows: Iterable[tuple[Any, ...]]) -> None:
    columns = _columns(model)
    adapted = [_adapter(one) for one in columns]

    def values() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            yield tuple(
                value if adapt is None or value is None else adapt(value)
                for adapt, value in zip(adapted, row, strict=True)
            )

    insert(model._meta.db_table, [one.column for one in columns], values())


def _adapter(field: Any) -> Callable[[Any], Any] | None:
    """What makes of a value what the database takes; None when it takes it as it is."""
    while field.is_relation:
        field = field.target_field
    if isinstance(field, (models.CharField, models.IntegerField)):
        return None
    if isinstance(field, models.UUIDField):
        return None if connection.features.has_native_uuid_field else attrgetter("hex")
    return partial(field.get_db_prep_save, connection=connection)
