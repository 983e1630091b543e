"""Structures, dispositifs and who pays for them: who may read and change what."""

from django.db.models import Exists, OuterRef, QuerySet

from entremise.structures.actor import FIELD_ROLES, Actor
from entremise.structures.enums import Role
from entremise.structures.models import (
    Contact,
    Dispositif,
    FundingLine,
    Structure,
    StructureMerge,
)

REGISTRY_READERS = (Role.REGIONAL, Role.STEERING)
EDITORS = (Role.DIRECTOR, Role.REGIONAL)


# --- structures


def can_read_registry(actor: Actor) -> bool:
    """The regional mission, which keeps the registry, and the steering committee."""
    return actor.is_(*REGISTRY_READERS)


def can_register_structure(actor: Actor) -> bool:
    """The regional mission, which keeps the registry."""
    return actor.is_(Role.REGIONAL)


def can_keep_registry(actor: Actor) -> bool:
    """The regional mission reads again what structures change, and merges what is double."""
    return actor.is_(Role.REGIONAL)


def can_review_structure(actor: Actor, structure: Structure) -> bool:
    """The same rule for one sheet."""
    return can_keep_registry(actor)


def can_read_history(actor: Actor, structure: Structure) -> bool:
    """Whoever may edit a sheet sees what was changed on it."""
    return can_edit_structure(actor, structure)


def visible_merges(actor: Actor) -> QuerySet[StructureMerge]:
    """All of them for the regional mission."""
    if actor.is_(Role.REGIONAL):
        return StructureMerge.objects.all()
    return StructureMerge.objects.none()


def can_part_structures(actor: Actor, merge: StructureMerge) -> bool:
    """The regional mission undoes its merges."""
    return actor.is_(Role.REGIONAL)


def kept_contacts(actor: Actor) -> QuerySet[Contact]:
    """Those of the sheets one may edit."""
    return Contact.objects.filter(structure__in=editable_structures(actor))


def can_keep_contact(actor: Actor, contact: Contact) -> bool:
    """The same rule for one contact."""
    return can_edit_structure(actor, contact.structure)


def has_structure(actor: Actor) -> bool:
    """Whoever holds a role somewhere."""
    return actor.role is not None


def visible_structures(actor: Actor) -> QuerySet[Structure]:
    """Its own structure for everybody who has one; the whole registry for the regional mission."""
    if actor.is_(*REGISTRY_READERS):
        return _standing()
    return Structure.objects.filter(pk=actor.structure)


def _standing() -> QuerySet[Structure]:
    """Those that were not merged with another one."""
    return Structure.objects.filter(merged_into=None)


def can_see_structure(actor: Actor, structure: Structure) -> bool:
    """The structure's own people, and those who keep the registry."""
    return actor.is_(*REGISTRY_READERS) or (
        actor.structure_id == structure.pk and actor.role is not None
    )


def editable_structures(actor: Actor) -> QuerySet[Structure]:
    """Their own for a director; all of them for the regional mission, which keeps the registry."""
    if actor.is_(Role.REGIONAL):
        return _standing()
    if actor.is_(Role.DIRECTOR):
        return Structure.objects.filter(pk=actor.structure)
    return Structure.objects.none()


def can_edit_structure(actor: Actor, structure: Structure) -> bool:
    """The same rule for one structure."""
    return actor.is_(Role.REGIONAL) or can_manage_structure(actor, structure)


def can_manage_structure(actor: Actor, structure: Structure) -> bool:
    """A director, for their own structure."""
    return actor.is_(Role.DIRECTOR) and actor.structure_id == structure.pk


def can_manage_own_structure(actor: Actor) -> bool:
    """A director, whose structure it is being the one of the actor."""
    return actor.is_(Role.DIRECTOR)


def citable_structures(actor: Actor) -> QuerySet[Structure]:
    """Names of the registry, for whoever has to name a funder, a partner or an employer."""
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR, Role.ADMIN, *REGISTRY_READERS):
        return _standing()
    return Structure.objects.none()


def can_cite_structure(actor: Actor, structure: Structure) -> bool:
    """The same rule for one structure."""
    return actor.is_(Role.COORDINATOR, Role.DIRECTOR, Role.ADMIN, *REGISTRY_READERS)


# --- dispositifs


def visible_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Teams for mediators and coordinators, the structure's for its director, the funded ones for
    a partner, those of the region for the regional mission and the committee.
    """
    everything = Dispositif.objects.all()
    if actor.is_(Role.MEDIATOR, Role.COORDINATOR):
        return everything.filter(pk__in=actor.dispositif_ids, structure_id=actor.structure)
    if actor.is_(Role.DIRECTOR):
        return everything.filter(structure_id=actor.structure)
    if actor.is_(Role.PARTNER):
        return everything.filter(
            pk__in=FundingLine.objects.filter(funder_id=actor.structure).values("dispositif")
        )
    if actor.is_(*REGISTRY_READERS):
        served = Dispositif.communes.through.objects.filter(
            dispositif=OuterRef("pk"), commune__region_id=actor.region_code
        )
        return everything.filter(Exists(served))
    return everything.none()


def can_see_dispositif(actor: Actor, dispositif: Dispositif) -> bool:
    """The same rule for one dispositif."""
    return visible_dispositifs(actor).filter(pk=dispositif.pk).exists()


def managed_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Those of the structure, for its director."""
    if actor.is_(Role.DIRECTOR):
        return Dispositif.objects.filter(structure_id=actor.structure)
    return Dispositif.objects.none()


def can_manage_dispositif(actor: Actor, dispositif: Dispositif) -> bool:
    """The same rule for one dispositif."""
    return actor.is_(Role.DIRECTOR) and dispositif.structure_id == actor.structure_id


def editable_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """The sheets of the structure's for its director; those of its region for the regional mission,
    which looks after what the registry says.
    """
    return visible_dispositifs(actor) if actor.is_(*EDITORS) else Dispositif.objects.none()


def can_edit_dispositif(actor: Actor, dispositif: Dispositif) -> bool:
    """The same rule for one sheet."""
    return editable_dispositifs(actor).filter(pk=dispositif.pk).exists()


def can_import_dispositifs(actor: Actor) -> bool:
    """A director, for their structure; the regional mission, for those that serve its region."""
    return actor.is_(*EDITORS)


# --- who pays


def visible_funding_lines(actor: Actor) -> QuerySet[FundingLine]:
    """Lines of the dispositifs one works in or runs; for a partner, its own lines only."""
    if actor.is_(*FIELD_ROLES):
        return FundingLine.objects.filter(dispositif__in=visible_dispositifs(actor))
    if actor.is_(Role.PARTNER):
        return FundingLine.objects.filter(funder_id=actor.structure)
    return FundingLine.objects.none()


def can_see_funding_line(actor: Actor, line: FundingLine) -> bool:
    """The same rule for one line."""
    return visible_funding_lines(actor).filter(pk=line.pk).exists()


def managed_funding_lines(actor: Actor) -> QuerySet[FundingLine]:
    """Those of the structure's dispositifs, for its director."""
    return FundingLine.objects.filter(dispositif__in=managed_dispositifs(actor))


def can_manage_funding_line(actor: Actor, line: FundingLine) -> bool:
    """The same rule for one line."""
    return can_manage_dispositif(actor, line.dispositif)


def visible_amounts(actor: Actor) -> QuerySet[FundingLine]:
    """Lines whose amount one reads: the structure's for its director, one's own for a funder.

    Others who see a dispositif read who pays for it and until when, not how much.
    """
    if actor.is_(Role.DIRECTOR):
        return FundingLine.objects.filter(dispositif__structure_id=actor.structure)
    if actor.is_(Role.PARTNER):
        return FundingLine.objects.filter(funder_id=actor.structure)
    return FundingLine.objects.none()


def can_see_amount(actor: Actor, line: FundingLine) -> bool:
    """The same rule for one line."""
    if actor.is_(Role.DIRECTOR):
        return line.dispositif.structure_id == actor.structure_id
    return actor.is_(Role.PARTNER) and line.funder_id == actor.structure_id
