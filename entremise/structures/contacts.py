"""The contacts of a sheet as somebody may read them, and the reading of the persons behind."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from entremise.journal.actions import record

from .actor import Actor
from .models import Contact, ContactPerson
from .policies import contacts_for_persons, visible_persons


@dataclass(frozen=True)
class ContactShown:
    """A contact, and of the person behind it what the sheet says without opening it: for what and
    until when. `may_attach`: there is none, and whoever looks may attach one."""

    contact: Contact
    person: ContactPerson | None
    may_attach: bool


def contacts_shown(actor: Actor, contacts: Iterable[Contact]) -> list[ContactShown]:
    """These contacts by function (two more queries for whoever may keep persons, else none).
    Somebody who may not read a person is not told that there is one."""
    rows = sorted(contacts, key=lambda contact: contact.function)
    keys = [row.pk for row in rows]
    persons = visible_persons(actor).filter(pk__in=keys).in_bulk() if keys else {}
    free = contacts_for_persons(actor).filter(pk__in=keys, person=None)
    unheld = set(free.values_list("pk", flat=True)) if keys else set()
    return [ContactShown(row, persons.get(row.pk), row.pk in unheld) for row in rows]


def readable_persons(actor: Actor) -> QuerySet[ContactPerson]:
    """Those that one may keep, with what their page says of their contact."""
    return visible_persons(actor).select_related(
        "contact__structure", "contact__dispositif__structure"
    )


def person_read(actor: Actor, person: ContactPerson) -> None:
    """Somebody opens a page that shows a person."""
    record(
        by=actor,
        verb="person.read",
        subject=person,
        structure_id=person.contact.structure_id,
    )
