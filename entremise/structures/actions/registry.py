"""The sheets of the registry: entered, corrected, confirmed, read again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from entremise.core import clock
from entremise.core.clock import months_between
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, mark_changed, record, recount
from entremise.structures.actor import Actor
from entremise.structures.enums import Role, UpdateRhythm
from entremise.structures.facts import DISPOSITIFS, STRUCTURES
from entremise.structures.identifiers import SIREN, written
from entremise.structures.models import Structure
from entremise.territories.names import key

from .keeping import keep, values

UNLESS_SAID = ("carnet_pin", "source_key")


@dataclass(frozen=True)
class Identity:
    """What the registry says of a structure. `operator_type` is empty when it has no mediators.

    `carnet_pin` is the structure's own choice, `source_key` what the directory it comes from calls
    it: None, from anybody else, leaves them as they are.
    """

    name: str
    actor_type: str
    operator_type: str = ""
    short_name: str = ""
    siren: str = ""
    siret: str | None = None
    rna: str = ""
    part_of_id: int | None = None
    networks: Sequence[str] = ()
    address: str = ""
    commune_id: str | None = None
    website: str = ""
    published: bool = True
    update_rhythm: int = UpdateRhythm.YEARLY
    carnet_pin: bool | None = None
    source_key: str | None = None

    def said(self) -> dict[str, Any]:
        """What is to be written."""
        said = asdict(self) | {"networks": sorted(self.networks)}
        for name in UNLESS_SAID:
            if said[name] is None:
                del said[name]
        return said


FIELDS = tuple(Identity.__dataclass_fields__)


@transaction.atomic
def register_structure(*, identity: Identity, source: str, by: Actor) -> Structure:
    """Enter an organisation in the registry. Raises Refusal when it seems to be there already."""
    today = clock.today()
    structure = Structure(
        source=source, registered_on=today, confirmed_on=today, reviewed_at=clock.now()
    )
    fill(structure, identity)
    _require_new(structure)
    keep(structure)
    record(by=by, verb="structure.registered", subject=structure)
    mark_sheets()
    return structure


@transaction.atomic
def edit_structure(*, structure: Structure, identity: Identity, by: Actor) -> None:
    """Correct what the registry says of a structure: whoever does has just read it, so that it is
    confirmed. What its own people change is to be read again by the regional mission.
    """
    before = values(structure, *FIELDS)
    fill(structure, identity)
    changes = changes_between(before, values(structure, *FIELDS))
    count_again(changes)
    structure.confirmed_on = clock.today()
    mark_of_hand(structure, by, changed=bool(changes))
    keep(structure)
    if changes:
        record(
            by=by,
            verb="structure.edited",
            subject=structure,
            changes=changes,
            structure_id=structure.pk,
        )
    mark_sheets()


@transaction.atomic
def confirm_sheet(*, structure: Structure, by: Actor) -> None:
    """Say that everything on the sheet is right today."""
    structure.confirmed_on = clock.today()
    structure.save(update_fields=["confirmed_on"])
    record(by=by, verb="structure.confirmed", subject=structure, structure_id=structure.pk)
    mark_sheets()


@transaction.atomic
def review_sheet(*, structure: Structure, put_back: Mapping[str, Any], by: Actor) -> None:
    """The mission has read what a structure changed, and puts some fields back as they were."""
    before = values(structure, *put_back)
    for name, value in put_back.items():
        if name not in FIELDS:
            raise ValueError(f"« {name} » n'est pas un champ de la fiche.")
        setattr(structure, name, value)
    structure.reviewed_at = clock.now()
    keep(structure)
    count_again(put_back)
    record(
        by=by,
        verb="structure.reviewed",
        subject=structure,
        changes=changes_between(before, values(structure, *put_back)),
        structure_id=structure.pk,
    )
    mark_sheets()


def mark_sheets(since: date | None = None) -> None:
    """The registry is to be counted again: for this month, or for each since a day. What is told of
    a structure is told of its dispositifs."""
    today = clock.today()
    months = list(months_between(min(since or today, today), today))
    mark_changed(fact=STRUCTURES.name, months=months)
    mark_changed(fact=DISPOSITIFS.name, months=months)


def count_again(changes: Iterable[str]) -> None:
    """What is counted by kind of operator is counted again when one of them changes."""
    if "operator_type" in changes:
        recount(start=date.min, end=clock.today(), column="operator")


def mark_of_hand(structure: Structure, by: Actor, *, changed: bool) -> None:
    """Note on a structure, which is not saved, whose hand has just been on its sheet."""
    if by.is_(Role.REGIONAL):
        structure.reviewed_at = clock.now()
    elif changed:
        structure.changed_at = clock.now()


def fill(structure: Structure, identity: Identity) -> None:
    """The SIREN of a SIRET is its beginning. Raises Refusal when another one was typed."""
    for name, value in identity.said().items():
        setattr(structure, name, value)
    if structure.siret:
        own = structure.siret[:SIREN]
        if structure.siren not in ("", own):
            raise Refusal(
                f"Ce SIREN n'est pas celui du SIRET, qui commence par {written(own)}.",
                code="other_siren",
                field="siren",
            )
        structure.siren = own


def _require_new(structure: Structure) -> None:
    """The same name in the same commune is the same structure; so it is when a seat is unknown."""
    alike = Structure.objects.filter(merged_into=None, search_name__startswith=key(structure.name))
    if structure.commune_id:
        alike = alike.filter(Q(commune_id=structure.commune_id) | Q(commune=None))
    for known in alike:
        if key(known.name) == key(structure.name):
            raise Refusal(
                f"Le registre connaît déjà « {known.name} ».", code="known_structure", field="name"
            )
