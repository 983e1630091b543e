"""Takes over many activities at once: those of a former system, or of the demonstration.

Entries have passed the same checks as the others. They are written by plain SQL, in the name of
one member, with one journal line for the lot: row by row, a year of a team would take minutes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from django.db import connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import mark_changed, record
from entremise.structures.actor import Actor
from entremise.structures.models import Membership

from .batch import locked_sentence
from .entries import Entry
from .enums import Source
from .models import Activity
from .records import FACT
from .references import References

_ALIKE = tuple(
    column.attname
    for column in Activity._meta.concrete_fields
    if column.attname in {item.name for item in fields(Entry)}
)
_ADDED = (
    "structure_id", "source", "version", "deliveries", "logged_by_id", "created_at", "updated_at",
)  # fmt: skip


@transaction.atomic
def take_over(*, entries: Sequence[Entry], references: References, by: Actor) -> int:
    """Keep the entries whose identifier is new; returns how many. The others are left as they are.

    Raises Refusal when a day belongs to a closed period: nothing is kept then.
    """
    ids = [entry.id for entry in entries]
    known = set(Activity.objects.filter(pk__in=ids).values_list("pk", flat=True))
    fresh = [entry for entry in entries if entry.id not in known]
    if not fresh:
        return 0
    for entry in fresh:
        service = references.services[entry.dispositif_id]
        if why := service.closed_because(entry.service_date):
            raise Refusal(locked_sentence(entry.service_date, why), code="locked")
    now, member, alike = clock.now(), references.membership_id, attrgetter(*_ALIKE)
    _insert(
        Activity,
        (*_ALIKE, *_ADDED),
        [
            (
                *alike(entry),
                references.services[entry.dispositif_id].structure_id,
                Source.IMPORT,
                1,
                [entry.digest],
                member,
                now,
                now,
            )  # fmt: skip
            for entry in fresh
        ],
    )
    _link(Activity.mediators.through, "membership_id", fresh, "mediator_ids")
    _link(Activity.funding_lines.through, "fundingline_id", fresh, "funding_line_ids")
    days = sorted({entry.service_date for entry in fresh})
    record(
        by=by,
        verb="activities.taken_over",
        subject=Membership(pk=member),
        changes={"count": len(fresh), "first_day": str(days[0]), "last_day": str(days[-1])},
    )
    mark_changed(fact=FACT, months=days)
    return len(fresh)


def _link(through: type[models.Model], column: str, entries: Iterable[Entry], name: str) -> None:
    pairs = [(entry.id, target) for entry in entries for target in getattr(entry, name)]
    _insert(through, ("activity_id", column), pairs)


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
