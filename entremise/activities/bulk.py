"""Takes over many activities and rounds at once: of a former system, or of the demonstration.

They have passed the same checks as the others. They are written by plain SQL, in the name of
one member, with one journal line for the lot: row by row, a year of a team would take minutes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import mark_changed, record
from entremise.structures.actor import Actor
from entremise.structures.models import Membership

from .batch import Checked, locked_sentence
from .entries import Entry
from .enums import Source
from .models import Activity, Round
from .records import FACT
from .references import References
from .rounds import Tour

D = TypeVar("D", bound=Checked)


def _alike(model: type[models.Model], content: Any) -> tuple[str, ...]:
    """The columns that checked content holds under their own names."""
    held = {item.name for item in fields(content)}
    return tuple(column.attname for column in model._meta.concrete_fields if column.attname in held)


_OF_ENTRY, _OF_TOUR = _alike(Activity, Entry), _alike(Round, Tour)
_ADDED = ("structure_id", "version", "deliveries", "logged_by_id", "created_at", "updated_at")


@transaction.atomic
def take_over(*, entries: Sequence[Entry], references: References, by: Actor) -> int:
    """Keep the entries whose identifier is new; returns how many. The others are left as they are.

    Raises Refusal when a day belongs to a closed period: nothing is kept then.
    """
    fresh = _fresh(Activity, entries, references)
    if not fresh:
        return 0
    rows = _rows(fresh, _OF_ENTRY, references)
    _insert(Activity, (*_OF_ENTRY, *_ADDED, "source"), [(*row, Source.IMPORT) for row in rows])
    _link(Activity.mediators.through, ("activity_id", "membership_id"), fresh, "mediator_ids")
    _link(
        Activity.funding_lines.through, ("activity_id", "fundingline_id"), fresh, "funding_line_ids"
    )
    days = _record(fresh, references, verb="activities.taken_over", by=by)
    mark_changed(fact=FACT, months=days)
    return len(fresh)


@transaction.atomic
def take_over_rounds(*, rounds: Sequence[Tour], references: References, by: Actor) -> int:
    """The same for rounds, from which nothing is counted: no month is marked."""
    fresh = _fresh(Round, rounds, references, "la tournée")
    if not fresh:
        return 0
    _insert(Round, (*_OF_TOUR, *_ADDED), _rows(fresh, _OF_TOUR, references))
    _link(Round.mediators.through, ("round_id", "membership_id"), fresh, "mediator_ids")
    _record(fresh, references, verb="rounds.taken_over", by=by)
    return len(fresh)


def _fresh(
    model: type[Activity | Round],
    found: Sequence[D],
    references: References,
    what: str = "l'activité",
) -> list[D]:
    """Those whose identifier is new. Raises Refusal when a day of theirs is closed."""
    known = set(
        model._default_manager.filter(pk__in=[item.id for item in found]).values_list(
            "pk", flat=True
        )
    )
    fresh = [item for item in found if item.id not in known]
    for item in fresh:
        service = references.services[item.dispositif_id]
        if why := service.closed_because(item.service_date):
            raise Refusal(locked_sentence(item.service_date, why, what), code="locked")
    return fresh


def _rows(
    fresh: Sequence[D], alike: Sequence[str], references: References
) -> list[tuple[Any, ...]]:
    """The values of `alike`, then of `_ADDED`."""
    now, member, values = clock.now(), references.membership_id, attrgetter(*alike)
    return [
        (
            *values(item),
            references.services[item.dispositif_id].structure_id,
            1,
            [item.digest],
            member,
            now,
            now,
        )
        for item in fresh
    ]


def _record(fresh: Sequence[D], references: References, *, verb: str, by: Actor) -> list[date]:
    """One journal line for the lot; returns their days, in order."""
    days = sorted({item.service_date for item in fresh})
    record(
        by=by,
        verb=verb,
        subject=Membership(pk=references.membership_id),
        changes={"count": len(fresh), "first_day": str(days[0]), "last_day": str(days[-1])},
    )
    return days


def _link(
    through: type[models.Model], columns: tuple[str, str], found: Iterable[D], name: str
) -> None:
    _insert(through, columns, [(item.id, key) for item in found for key in getattr(item, name)])


def _insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Rows of these columns, in one statement prepared once."""
    if not rows:
        return
    database = connections[router.db_for_write(model)]
    by_column = {field.attname: field for field in model._meta.concrete_fields}
    kept = [by_column[name] for name in columns]
    quote = database.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field in kept)
    marks = ", ".join("%s" for _ in kept)
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
    values = [
        _ready(field, column, database)
        for field, column in zip(kept, zip(*rows, strict=True), strict=True)
    ]
    with database.cursor() as cursor:
        cursor.executemany(sql, list(zip(*values, strict=True)))


def _ready(
    field: models.Field[Any, Any], column: Sequence[Any], database: BaseDatabaseWrapper
) -> Sequence[Any]:
    """The values of a column as the driver wants them; most are already what it takes."""
    source = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(source, models.JSONField):
        return [source.get_db_prep_save(value, connection=database) for value in column]
    if isinstance(source, models.UUIDField | models.DateField):  # a DateTimeField is a DateField
        ready = {value: source.get_db_prep_save(value, connection=database) for value in {*column}}
        return [ready[value] for value in column]
    return column
