"""Keeping the addressees. Their labels and addresses may be those of people: the journal does not
repeat them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from entremise.alerts.models import Addressee
from entremise.journal.actions import changes_between, record
from entremise.structures.actions.keeping import keep, values
from entremise.structures.actor import Actor
from entremise.structures.models import Structure
from entremise.territories.models import Commune

from .sendings import reach_above

UNSPOKEN = ("label", "email", "escalation_email")
FIELDS = (*UNSPOKEN, "categories", "organisation", "starts_on", "ends_on")


@dataclass(frozen=True)
class Address:
    """Who it is, what they answer for, and when. No category, no commune: all of them."""

    label: str
    email: str
    escalation_email: str
    categories: Sequence[str]
    communes: Sequence[Commune]
    organisation: Structure | None
    starts_on: date
    ends_on: date | None


@transaction.atomic
def add_addressee(*, structure_id: int, address: Address, by: Actor) -> Addressee:
    """Enter somebody who takes alerts. Raises Refusal when the name is there already."""
    row = Addressee(structure_id=structure_id)
    _fill(row, address)
    record(by=by, verb="addressee.added", subject=row, structure_id=structure_id)
    return row


@transaction.atomic
def edit_addressee(*, addressee: Addressee, address: Address, by: Actor) -> None:
    """Change what they answer for; alerts they have in hand stay there. Raises Refusal as above.

    What waited for an address above leaves as soon as there is one.
    """
    before = _content(addressee)
    _fill(addressee, address)
    if addressee.escalation_email and not before["escalation_email"]:
        reach_above(addressee=addressee)
    changes = changes_between(before, _content(addressee), unspoken=UNSPOKEN)
    if changes:
        record(
            by=by,
            verb="addressee.edited",
            subject=addressee,
            changes=changes,
            structure_id=addressee.structure_id,
        )


def _fill(row: Addressee, address: Address) -> None:
    for name in FIELDS:
        setattr(row, name, getattr(address, name))
    row.categories = list(address.categories)
    keep(row)
    row.communes.set(address.communes)


def _content(row: Addressee) -> dict[str, object]:
    communes = sorted(row.communes.values_list("code", flat=True))
    return {**values(row, *FIELDS), "organisation": row.organisation_id, "communes": communes}
