"""The person behind a contact: attached for a purpose, corrected, confirmed, erased.

The journal says that it was done and which fields changed, never who.
"""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction

from entremise.core import clock
from entremise.core.clock import months_after
from entremise.core.errors import Refusal
from entremise.core.typography import long_date
from entremise.core.web import Author
from entremise.journal.actions import changes_between, record
from entremise.journal.retention import rules_on
from entremise.structures.actor import Actor
from entremise.structures.models import Contact, ContactPerson, Dispositif, Structure
from entremise.structures.policies import purposes_open_to
from entremise.vault.keys import destroy_keys, new_keys, open_keys

from .keeping import keep

RULE = "contact_persons"
USUAL = 12  # months


@dataclass(frozen=True)
class PersonWords:
    """What is sealed: a name, and how to reach it directly."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Informed:
    """The day on which somebody was told that they are noted, and how."""

    on: date
    how: str


def usual_end() -> date:
    """The last day proposed for a person confirmed today."""
    return months_after(clock.today(), min(USUAL, _most()))


def latest_end() -> date:
    """The last day that the rule allows for a person confirmed today."""
    return months_after(clock.today(), _most())


@transaction.atomic
def attach_person(
    *,
    contact: Contact,
    words: PersonWords,
    purpose: str,
    informed: Informed,
    by: Actor,
    kept_until: date | None = None,
) -> ContactPerson:
    """Note who holds a function, until the usual end unless another one is given.

    Raises Refusal when the contact has a person already, when the purpose is not one of whoever
    asks, when the person was not told yet, and for an end that is past or too far.
    """
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if ContactPerson.objects.filter(pk=held.pk).exists():
        raise Refusal("Ce contact a déjà une personne : effacez-la d'abord.", code="taken")
    if purpose not in {one.code for one in purposes_open_to(by)}:
        raise Refusal("Choisissez une finalité de la liste.", code="other_purpose", field="purpose")
    if informed.on > clock.today():
        raise Refusal(
            "Informez d'abord la personne : ce jour n'est pas encore venu.",
            code="not_informed",
            field="informed_on",
        )
    person = ContactPerson(
        contact=held,
        purpose=purpose,
        informed_on=informed.on,
        informed_how=informed.how,
        region=by.region_code or region_of(held.structure),
        confirmed_on=clock.today(),
        kept_until=_end(kept_until),
    )
    (key,) = new_keys(held.structure_id, 1)
    person.seal(key, **asdict(words))
    keep(person)
    _told(person, "person.attached", by)
    return person


@transaction.atomic
def correct_person(*, person: ContactPerson, words: PersonWords, by: Actor) -> None:
    """Correct a name or a direct line. Another purpose is another person to inform: one erases,
    then attaches again. Raises Refusal when it was erased meanwhile."""
    row = _held(person)
    key = open_keys([row.key_id]).get(row.key_id)
    if key is None:
        raise _erased()
    before, after = row.words(key), asdict(words)
    if changes := changes_between(before, after, unspoken=after):
        row.seal(key, **after)
        keep(row)
        _told(row, "person.corrected", by, changes)


@transaction.atomic
def confirm_person(
    *, person: ContactPerson, by: Actor, kept_until: date | None = None
) -> ContactPerson:
    """Say that this person still holds the function, which keeps it for longer.

    Raises Refusal when it was erased meanwhile, and for an end that is past or too far.
    """
    row = _held(person)
    before = row.kept_until
    row.confirmed_on, row.kept_until = clock.today(), _end(kept_until)
    row.region = by.region_code or region_of(row.contact.structure)
    keep(row)
    _told(row, "person.confirmed", by, {"kept_until": [str(before), str(row.kept_until)]})
    return row


@transaction.atomic
def erase_person(*, person: ContactPerson, by: Actor) -> None:
    """Erase it at once: it was asked for, or somebody else holds the function. Raises Refusal
    when it was erased meanwhile."""
    _erase(_held(person), "person.erased", by)


@transaction.atomic
def end_person(*, row: ContactPerson, by: Author) -> None:
    """Erase it at the end of its time."""
    _erase(row, "person.ended", by)


def _erase(person: ContactPerson, verb: str, by: Author) -> None:
    """The row and its key, on which what backups hold of it depends. The line outlives the row."""
    _told(person, verb, by)
    ContactPerson.objects.filter(pk=person.pk).delete()
    destroy_keys({person.key_id})


def _held(person: ContactPerson) -> ContactPerson:
    row = ContactPerson.objects.select_for_update().filter(pk=person.pk).first()
    if row is None or row.key_id != person.key_id:
        raise _erased()
    return row


def _erased() -> Refusal:
    return Refusal("Cette personne a été effacée entre-temps.", code="erased")


def region_of(structure: Structure) -> str:
    """The region whose mission may read its persons, now and whatever becomes of the seat: that of
    the seat, else the one where all its dispositifs work, else none."""
    if structure.commune:
        return structure.commune.region_id or ""
    served = Dispositif.communes.through.objects.filter(dispositif__structure=structure).order_by()
    found = set(served.values_list("commune__region", flat=True).distinct())
    return (found.pop() or "") if len(found) == 1 else ""


def _end(chosen: date | None) -> date:
    if not _most():
        raise Refusal(
            "Aucune durée de conservation n'est fixée pour les personnes : aucune ne peut être "
            "notée.",
            code="no_rule",
        )
    end, latest = chosen or usual_end(), latest_end()
    if end < clock.today():
        raise Refusal(
            "Choisissez un jour à venir : la fin de la conservation est passée.",
            code="past_end",
            field="kept_until",
        )
    if end > latest:
        raise Refusal(
            f"La durée va au plus jusqu'au {long_date(latest)} ; on peut ensuite confirmer de "
            "nouveau.",
            code="too_long",
            field="kept_until",
        )
    return end


def _most() -> int:
    """How many months the rule in force allows; 0 when the installation has none."""
    rule = rules_on(clock.today()).get(RULE)
    return rule.months if rule else 0


def _told(
    person: ContactPerson, verb: str, by: Author, changes: dict[str, object] | None = None
) -> None:
    record(
        by=by,
        verb=verb,
        subject=person,
        changes=changes,
        structure_id=person.contact.structure_id,
    )
