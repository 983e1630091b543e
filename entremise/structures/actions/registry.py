"""Structures of the registry."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, record
from entremise.structures.actor import Actor
from entremise.structures.models import Structure
from entremise.territories.names import key

from .keeping import keep, values


@dataclass(frozen=True)
class Identity:
    """What the registry says of a structure. `operator_type` is empty when it has no mediators.

    `carnet_pin` is the structure's own choice: None, from anybody else, leaves it as it is.
    """

    name: str
    actor_type: str
    operator_type: str = ""
    short_name: str = ""
    siret: str | None = None
    commune_id: str | None = None
    carnet_pin: bool | None = None

    def said(self) -> dict[str, Any]:
        """What is to be written."""
        values = asdict(self)
        if self.carnet_pin is None:
            del values["carnet_pin"]
        return values


FIELDS = tuple(Identity.__dataclass_fields__)


@transaction.atomic
def register_structure(*, identity: Identity, source: str, by: Actor) -> Structure:
    """Enter an organisation in the registry. Raises Refusal when it seems to be there already."""
    structure = Structure(**identity.said(), source=source)
    _require_new(structure)
    keep(structure)
    record(by=by, verb="structure.registered", subject=structure)
    return structure


@transaction.atomic
def edit_structure(*, structure: Structure, identity: Identity, by: Actor) -> None:
    """Correct what the registry says of a structure."""
    before = values(structure, *FIELDS)
    for name, value in identity.said().items():
        setattr(structure, name, value)
    keep(structure)
    changes = changes_between(before, values(structure, *FIELDS))
    if changes:
        record(
            by=by,
            verb="structure.edited",
            subject=structure,
            changes=changes,
            structure_id=structure.pk,
        )


def _require_new(structure: Structure) -> None:
    """The same name in the same commune is the same structure; so it is when a seat is unknown."""
    alike = Structure.objects.filter(search_name__startswith=key(structure.name))
    if structure.commune_id:
        alike = alike.filter(Q(commune_id=structure.commune_id) | Q(commune=None))
    for known in alike:
        if key(known.name) == key(structure.name):
            raise Refusal(
                f"Le registre connaît déjà « {known.name} ».", code="known_structure", field="name"
            )
