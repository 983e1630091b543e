"""What apps keep for a time, as they declare it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.apps import apps
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from entremise.core.web import Author


class Treatment(Protocol):
    """The verb that treats one row: journaled under the verb declared beside it, once a row.

    It must be safe to run again on a row it has half treated: what it did outside the database
    of rows, such as destroying a key, is not undone with its transaction.
    """

    def __call__(self, *, row: Any, by: Author) -> None: ...


@dataclass(frozen=True)
class Kept:
    """What a rule is about, in the rows of an app.

    `rows` are those that still hold something to treat: treated, a row leaves them. `began` is
    their column from which the delay runs (a day or an instant) and `structure` the one that holds
    the number of their structure; both may be relations followed or annotations, but not
    aggregates. `until`, if any, is the column of a last day that was chosen for each row: the rule
    is then the longest it may be kept. `verb` is what the journal says of a treated row.
    """

    code: str
    rows: Callable[[], QuerySet[Any]]
    began: str
    structure: str
    verb: str
    treat: Treatment
    until: str = ""

    def due(self, limit: datetime, on: date) -> QuerySet[Any]:
        """The rows whose delay began before this instant, or whose own last day is past that
        day."""
        over = Q(**{f"{self.began}__lt": limit})
        if self.until:
            over |= Q(**{f"{self.until}__lt": on})
        return self.rows().filter(over)


def declared() -> dict[str, Kept]:
    """Everything the apps declare, by the code of its rule."""
    found: dict[str, Kept] = {}
    for config in apps.get_app_configs():
        if named := getattr(config, "retention", ""):
            found |= {kept.code: kept for kept in import_string(named)}
    return found
