"""The paths to our pages."""

from django.urls import reverse

from entremise.structures.actor import Actor
from entremise.structures.models import Contact, Dispositif, Structure
from entremise.structures.policies import can_read_registry, can_see_structure

# A label and its address; None for the page one is on.
Step = tuple[str, str | None]

HOME: Step = ("Accueil", "/")


def to_structure(actor: Actor, structure: Structure) -> list[Step]:
    """Through the registry for those who keep it; one's own structure for the others."""
    if can_read_registry(actor):
        own = (str(structure), reverse("structure_detail", args=[structure.pk]))
        return [HOME, ("Registre", reverse("structure_list")), own]
    if can_see_structure(actor, structure):
        return [HOME, ("Ma structure", reverse("my_structure"))]
    return [HOME]


def to_dispositif(actor: Actor, dispositif: Dispositif) -> list[Step]:
    """Through its structure, when one may read it."""
    here = (dispositif.name, reverse("dispositif_detail", args=[dispositif.pk]))
    return [*to_structure(actor, dispositif.structure), here]


def sheet_of(contact: Contact) -> str:
    """The address of the sheet that a contact is on."""
    if contact.dispositif_id:
        return reverse("dispositif_detail", args=[contact.dispositif_id])
    return reverse("structure_detail", args=[contact.structure_id])


def to_own(*steps: Step) -> list[Step]:
    """Under one's own structure."""
    return [HOME, ("Ma structure", reverse("my_structure")), *steps]


def here(steps: list[Step]) -> list[Step]:
    """The same path, for the page it leads to."""
    return [*steps[:-1], (steps[-1][0], None)]
