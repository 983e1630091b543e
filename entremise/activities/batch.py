"""Takes checked records one by one and writes them together, in a handful of queries.

What happens to a delivery is decided here, once for every kind of record devices make; a subclass
says what its records are made of.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from entremise.core import clock
from entremise.core.receipts import Receipt, SyncStatus
from entremise.journal.actions import changes_between, line, record_many
from entremise.journal.models import JournalLine
from entremise.structures.actor import Actor

from .references import References, with_periods_held


class Checked(Protocol):
    """A delivery whose content has been checked."""

    @property
    def id(self) -> UUID: ...
    @property
    def base_version(self) -> int | None: ...
    @property
    def digest(self) -> str: ...
    @property
    def dispositif_id(self) -> int: ...
    @property
    def service_date(self) -> date: ...
    def columns(self) -> dict[str, Any]: ...


D = TypeVar("D", bound=Checked)


@dataclass(frozen=True)
class Link:
    """A relation to many: the table between, its two columns, and the name the journal gives it."""

    name: str
    through: Any
    own: str
    other: str


def locked_sentence(day: date, reason: str, what: str = "l'activité") -> str:
    """Why a day no longer changes."""
    return f"Le {day:%d/%m/%Y} appartient à une période close ({reason}) : {what} ne change plus."


class Batch(Generic[D]):
    """The rows a batch of deliveries will write, gathered to be written in a few queries.

    `links` are the relations to many, under the attribute of the delivery that lists them;
    `unspoken` the columns whose words the journal leaves out.
    """

    model: ClassVar[Any]
    what: ClassVar[str]
    not_yours: ClassVar[str]
    verbs: ClassVar[tuple[str, str]]
    links: ClassVar[dict[str, Link]]
    unspoken: ClassVar[tuple[str, ...]]

    def __init__(self, *, references: References, by: Actor):
        self.references, self.by = references, by
        self.known: dict[UUID, Any] = {}
        self.created: dict[UUID, Any] = {}
        self.updated: dict[UUID, Any] = {}
        self.linked: dict[UUID, D] = {}
        self.lines: list[JournalLine] = []
        self.days: set[date] = set()

    def can_see(self, row: Any) -> bool:
        """Whether the sender may read this row."""
        raise NotImplementedError

    def can_edit(self, row: Any) -> bool:
        """Whether the sender may change this row."""
        raise NotImplementedError

    def own_columns(self) -> dict[str, Any]:
        """What a new row holds besides the content of its delivery."""
        return {}

    def load(self, deliveries: Sequence[D]) -> None:
        """The rows that already bear these identifiers, and the closed periods of their
        dispositifs, held until the end of the batch.
        """
        ids = [delivery.id for delivery in deliveries]
        concerned = {delivery.dispositif_id for delivery in deliveries}
        concerned |= set(
            self.model.objects.filter(pk__in=ids).values_list("dispositif_id", flat=True)
        )
        self.references = with_periods_held(self.references, concerned)
        self.known = self.model.objects.select_for_update(of=("self",)).in_bulk(ids)

    def take(self, delivery: D) -> Receipt:
        """Decide what becomes of a delivery; `write` keeps it."""
        service = self.references.services[delivery.dispositif_id]
        why = service.closed_because(delivery.service_date)
        before = self.known.get(delivery.id)
        if before is not None:
            return self._meet(before, delivery, why)
        if why:
            return self._locked(delivery, delivery.service_date, why)
        return self._create(delivery, service.structure_id)

    def _meet(self, before: Any, delivery: D, why: str | None) -> Receipt:
        """An identifier that is already known."""
        if not self.can_see(before):
            # Somebody else's identifier: say nothing of what is behind it.
            return Receipt(delivery.id, SyncStatus.CONFLICT)
        if delivery.digest in before.deliveries:
            return Receipt(delivery.id, SyncStatus.DUPLICATE, before.version, kept=before)
        if delivery.base_version != before.version:
            return Receipt(delivery.id, SyncStatus.CONFLICT, before.version, kept=before)
        if why:
            return self._locked(delivery, delivery.service_date, why)
        old = self.references.services.get(before.dispositif_id)
        if old and (why := old.closed_because(before.service_date)):
            return self._locked(delivery, before.service_date, why)
        if delivery.id not in self.created and not self.can_edit(before):
            return Receipt(
                delivery.id, SyncStatus.INVALID, before.version, {"id": [self.not_yours]}
            )
        return self._update(before, delivery)

    def _locked(self, delivery: D, day: date, why: str) -> Receipt:
        sentence = locked_sentence(day, why, self.what)
        return Receipt(delivery.id, SyncStatus.LOCKED, errors={"started_at": [sentence]})

    def _create(self, delivery: D, structure_id: int) -> Receipt:
        now = clock.now()
        row = self.model(
            id=delivery.id,
            structure_id=structure_id,
            version=1,
            deliveries=[delivery.digest],
            logged_by_id=self.references.membership_id,
            created_at=now,
            updated_at=now,
            **self.own_columns(),
            **delivery.columns(),
        )
        self.known[delivery.id] = self.created[delivery.id] = row
        self.linked[delivery.id] = delivery
        self.days.add(delivery.service_date)
        self.lines.append(
            line(by=self.by, verb=self.verbs[0], subject=row, structure_id=structure_id)
        )
        return Receipt(delivery.id, SyncStatus.CREATED, 1, kept=row)

    def _update(self, row: Any, delivery: D) -> Receipt:
        after = delivery.columns()
        before = {name: getattr(row, name) for name in after}
        self.days |= {row.service_date, delivery.service_date}
        changes = changes_between(before, after, unspoken=self.unspoken)
        changes |= self._changes_of_links(row, delivery)
        for name, value in after.items():
            setattr(row, name, value)
        row.version += 1
        row.deliveries = [*row.deliveries, delivery.digest]
        row.updated_at = clock.now()
        if delivery.id not in self.created:
            self.updated[delivery.id] = row
        self.linked[delivery.id] = delivery
        self.lines.append(
            line(
                by=self.by,
                verb=self.verbs[1],
                subject=row,
                changes=changes,
                structure_id=row.structure_id,
            )
        )
        return Receipt(delivery.id, SyncStatus.UPDATED, row.version, kept=row)

    def _changes_of_links(self, row: Any, delivery: D) -> dict[str, Any]:
        previous = self.linked.get(delivery.id)
        before, after = {}, {}
        for attribute, link in self.links.items():
            after[link.name] = list(getattr(delivery, attribute))
            before[link.name] = (
                list(getattr(previous, attribute))
                if previous
                else sorted(item.pk for item in getattr(row, link.name).all())
            )
        return changes_between(before, after)

    def write(self) -> None:
        """A handful of queries, whatever the number of records."""
        if not self.lines:
            return
        self.model.objects.bulk_create(self.created.values())
        if self.updated:
            # An insertion that meets its row, as a bulk update takes ten times as long to be built.
            names = [
                column.name
                for column in self.model._meta.concrete_fields
                if not column.primary_key and column.attname not in {"structure_id", "created_at"}
            ]
            self.model.objects.bulk_create(
                self.updated.values(),
                update_conflicts=True,
                unique_fields=["pk"],
                update_fields=names,
            )
        for attribute, link in self.links.items():
            self._replace(link, self._pairs(attribute))
        record_many(self.lines)

    def _pairs(self, attribute: str) -> Iterable[tuple[UUID, int]]:
        return (
            (key, target)
            for key, delivery in self.linked.items()
            for target in getattr(delivery, attribute)
        )

    def _replace(self, link: Link, pairs: Iterable[tuple[UUID, int]]) -> None:
        if stale := list(self.updated):
            link.through.objects.filter(**{f"{link.own}__in": stale}).delete()
        link.through.objects.bulk_create(
            link.through(**{link.own: key, link.other: target}) for key, target in pairs
        )


def deliver(new_batch: Callable[[], Batch[D]], deliveries: Sequence[D]) -> list[Receipt]:
    """Keep checked deliveries, each exactly once, whatever their order and number.

    A new identifier creates; the same content again is a duplicate; other content on the current
    version updates; other content on another version is a conflict and changes nothing; a day
    closed by a sealed report is locked. Two deliveries in one batch are treated in their order.
    """
    try:
        return _deliver(new_batch(), deliveries)
    except IntegrityError:
        # Another delivery of the same records was committed meanwhile: now they are known.
        return _deliver(new_batch(), deliveries)


@transaction.atomic
def _deliver(batch: Batch[D], deliveries: Sequence[D]) -> list[Receipt]:
    batch.load(deliveries)
    receipts = [batch.take(delivery) for delivery in deliveries]
    batch.write()
    return receipts
