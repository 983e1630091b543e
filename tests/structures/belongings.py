"""What the registry keeps for the cast's structure."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from entremise.core import clock
from entremise.structures.models import Contact, StructureMerge
from tests.structures.factories import make_partner, make_person, make_structure, make_token
from tests.support.belongings import CANARY
from tests.support.cast import Cast

BODIES: dict[str, Callable[[Cast], Any]] = {}


def belongings(cast: Cast) -> list[Model]:
    """An entry of the address book, the token of a mediator's telephone, a contact and whoever
    is behind it, a merge."""
    assert cast.mediator.membership is not None
    contact = Contact.objects.create(structure=cast.structure, function=CANARY, phone="0320000000")
    merge = StructureMerge.objects.create(
        kept=cast.structure,
        gone=make_structure(CANARY, merged_into=cast.structure),
        moved={"rows": [], "learnt": [], "siret": None},
        at=clock.now(),
    )
    return [
        make_partner(cast.structure, CANARY),
        make_token(cast.mediator.membership, CANARY),
        contact,
        make_person(contact, CANARY),
        merge,
    ]
