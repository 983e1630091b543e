"""Who reads and keeps the persons attached to contacts.

Two pursue a purpose with them: the director of the structure, who keeps its sheet, whatever the
purpose; and the regional mission, for the structures of its region (those seated there, and those
that run a dispositif there), when the purpose is also its own: convening meetings, following a
convention. An emergency of a structure is not the mission's. It reads those attached for its region
or by itself: moving a seat there, or merging with a structure from elsewhere, shows it nobody more.
Coordinators and mediators do not keep the sheet; the committee, funders and the officer for
personal data have no use for a name.

Whoever reads a person may correct, confirm and erase it: nobody has more to do with it than they.
"""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Contact, ContactPerson, Structure
from entremise.structures.purposes import Purpose, purposes

from .registry import visible_dispositifs


def purposes_open_to(actor: Actor) -> Sequence[Purpose]:
    """What one may attach a person for: everything for a director, its own purposes for the
    mission."""
    if actor.is_(Role.DIRECTOR):
        return purposes()
    if actor.is_(Role.REGIONAL):
        return [purpose for purpose in purposes() if purpose.mission]
    return ()


def contacts_for_persons(actor: Actor) -> QuerySet[Contact]:
    """The contacts to which one may attach a person."""
    if actor.is_(Role.DIRECTOR):
        return Contact.objects.filter(structure_id=actor.structure)
    if actor.is_(Role.REGIONAL):
        return Contact.objects.filter(structure__in=_of_region(actor))
    return Contact.objects.none()


def can_attach_person(actor: Actor, contact: Contact) -> bool:
    """The same rule for one contact."""
    return contacts_for_persons(actor).filter(pk=contact.pk).exists()


def visible_persons(actor: Actor) -> QuerySet[ContactPerson]:
    """The persons of these contacts, for the purposes that one pursues."""
    rows = ContactPerson.objects.filter(
        contact__in=contacts_for_persons(actor),
        purpose__in=[purpose.code for purpose in purposes_open_to(actor)],
    )
    return rows.filter(region=actor.region_code) if actor.is_(Role.REGIONAL) else rows


def can_keep_person(actor: Actor, person: ContactPerson) -> bool:
    """The same rule for one person: to read it, correct it, confirm it, erase it."""
    return visible_persons(actor).filter(pk=person.pk).exists()


def _of_region(actor: Actor) -> QuerySet[Structure]:
    return Structure.objects.filter(
        Q(commune__region=actor.region_code)
        | Q(pk__in=visible_dispositifs(actor).order_by().values("structure")),
        merged_into=None,
    )
