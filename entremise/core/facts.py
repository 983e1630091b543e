"""What an app lets be counted: the declaration of a fact table, and how it says a month changed.

A fact table is flat and anonymous: categories, codes, numbers, dates. No name, no free text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

_ARROW = {"bool": pa.bool_(), "date32": pa.date32()}


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type by name, its French label, and what its codes mean.

    `codes` maps a code to its label; it is called when the labels are needed, so that it may read
    the database. `many` marks a list column: one row may count under several values, once each.
    """

    name: str
    type: str
    label: str
    codes: Callable[[], dict[str, str]] | None = None
    many: bool = False

    @property
    def arrow(self) -> pa.DataType:
        """The Arrow type, a list of it when one row may hold several values."""
        plain = _ARROW.get(self.type) or pa.type_for_alias(self.type)
        return pa.list_(plain) if self.many else plain


@dataclass(frozen=True)
class FactTable:
    """A table of facts: its grain in words, its columns, and the rows of one month.

    `month_rows(year, month)` returns an Arrow table with exactly these columns, sorted by
    structure then date, so that files let a reader skip what a structure does not own.

    `secret` says that its small counts would tell of people, and are hidden outside the structure.
    It is the rule; a table of what is no person (jobs, structures, meetings) says that it is not.

    `stock` says that each month holds all there is at its end (for the month that runs, today):
    months are then not added up, and a period is told by its last one.

    `settle` brings up to date what the rows of the app copy from the registry; it is called before
    what depends on the registry is counted again.
    """

    name: str
    label: str
    grain: str
    columns: tuple[Column, ...]
    month_rows: Callable[[int, int], pa.Table]
    months: Callable[[], list[date]] = field(default=list)
    secret: bool = True
    stock: bool = False
    settle: Callable[[], object] | None = None

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the table."""
        return pa.schema([(column.name, column.arrow) for column in self.columns])

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {column.name: column for column in self.columns}[name]
