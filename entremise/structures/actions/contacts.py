"""How to reach a structure and its dispositifs, by functions."""

from dataclasses import asdict, dataclass

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.core.guard import warnings
from entremise.journal.actions import changes_between, record
from entremise.structures.actor import Actor
from entremise.structures.models import Contact, ContactPerson, Dispositif, Structure
from entremise.structures.policies import can_keep_person

from .keeping import keep, values
from .persons import erase_person
from .registry import mark_of_hand, mark_sheets


@dataclass(frozen=True)
class Reach:
    """A function and how to reach whoever holds it."""

    function: str
    email: str = ""
    phone: str = ""
    published: bool = False


FIELDS = tuple(Reach.__dataclass_fields__)


@transaction.atomic
def add_contact(
    *, structure: Structure, reach: Reach, by: Actor, dispositif: Dispositif | None = None
) -> Contact:
    """Say how to reach a function of a structure, or of one of its dispositifs. Raises Refusal when
    it names somebody, or cannot be reached."""
    if dispositif and dispositif.structure_id != structure.pk:
        raise ValueError(f"« {dispositif} » n'est pas un dispositif de « {structure} ».")
    contact = Contact(structure=structure, dispositif=dispositif, **asdict(reach))
    _keep(contact)
    _told(contact, "contact.added", by, {})
    return contact


@transaction.atomic
def edit_contact(*, contact: Contact, reach: Reach, by: Actor) -> None:
    """Correct it. Raises Refusal as `add_contact`."""
    before = values(contact, *FIELDS)
    for name, value in asdict(reach).items():
        setattr(contact, name, value)
    _keep(contact)
    if changes := changes_between(before, values(contact, *FIELDS)):
        _told(contact, "contact.edited", by, changes)


@transaction.atomic
def remove_contact(*, contact: Contact, by: Actor) -> Reach:
    """Take it away, and erase whoever was attached to it; what the contact said is returned, to be
    put back. Raises Refusal when somebody is attached whom others keep."""
    if person := ContactPerson.objects.filter(pk=contact.pk).select_related("contact").first():
        if not can_keep_person(by, person):
            raise Refusal("Seule la structure peut retirer ce contact.", code="kept_by_others")
        erase_person(person=person, by=by)
    reach = Reach(**values(contact, *FIELDS))
    _told(contact, "contact.removed", by, {})
    contact.delete()
    return reach


def _keep(contact: Contact) -> None:
    if warnings(contact.function):
        raise Refusal(
            "Une fonction est attendue, pas un nom : « Accueil », « Direction », « Coordination ».",
            code="names_somebody",
            field="function",
        )
    keep(contact)


def _told(contact: Contact, verb: str, by: Actor, changes: dict[str, object]) -> None:
    structure = contact.structure
    mark_of_hand(structure, by, changed=True)
    structure.save(update_fields=["changed_at", "reviewed_at"])
    record(by=by, verb=verb, subject=contact, changes=changes, structure_id=structure.pk)
    mark_sheets()
