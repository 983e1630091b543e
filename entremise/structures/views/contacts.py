"""How to reach a structure or one of its dispositifs."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core.forms import attempt
from entremise.core.web import Request, command
from entremise.structures import actions
from entremise.structures.forms.contact import ContactForm
from entremise.structures.models import Contact, Dispositif, Structure
from entremise.structures.policies import (
    can_edit_dispositif,
    can_edit_structure,
    can_keep_contact,
    editable_dispositifs,
    editable_structures,
    kept_contacts,
    visible_persons,
)
from entremise.ui.notices import say

from .ways import to_dispositif, to_structure


@command(can_edit_structure, of=editable_structures)
def contact_new(request: Request, structure: Structure) -> HttpResponse:
    """Say how to reach a function of the structure."""
    return _new(request, structure, None)


@command(can_edit_dispositif, of=editable_dispositifs)
def dispositif_contact_new(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Say how to reach a function of the dispositif."""
    return _new(request, dispositif.structure, dispositif)


@command(can_keep_contact, of=kept_contacts)
def contact_edit(request: Request, contact: Contact) -> HttpResponse:
    """Correct it."""
    form = ContactForm(request.POST or None, initial=ContactForm.initial_of(contact))
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.edit_contact, contact=contact, reach=form.reach(), by=request.actor)
        if not form.errors:
            say(request, f"« {contact} » est à jour.")
            return redirect(_sheet(contact.structure, contact.dispositif))
    remove = reverse("contact_remove", args=[contact.pk])
    return _form(
        request, contact.structure, contact.dispositif, form,
        "Modifier un contact", "Enregistrer", remove=remove,
        with_person=visible_persons(request.actor).filter(pk=contact.pk).exists(),
    )  # fmt: skip


@command(can_keep_contact, of=kept_contacts)
def contact_remove(request: Request, contact: Contact) -> HttpResponse:
    """Take it off the sheet."""
    back = _sheet(contact.structure, contact.dispositif)
    if request.method == "POST":
        actions.remove_contact(contact=contact, by=request.actor)
        say(request, f"« {contact.function} » n'est plus sur la fiche.")
    return redirect(back)


def _new(request: Request, structure: Structure, dispositif: Dispositif | None) -> HttpResponse:
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.add_contact,
            structure=structure, dispositif=dispositif, reach=form.reach(), by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"« {kept} » est sur la fiche.")
            return redirect(_sheet(structure, dispositif))
    return _form(request, structure, dispositif, form, "Ajouter un contact", "Ajouter")


def _sheet(structure: Structure, dispositif: Dispositif | None) -> str:
    if dispositif:
        return reverse("dispositif_detail", args=[dispositif.pk])
    return reverse("structure_detail", args=[structure.pk])


def _form(
    request: Request,
    structure: Structure,
    dispositif: Dispositif | None,
    form: ContactForm,
    heading: str,
    verb: str,
    *,
    remove: str = "",
    with_person: bool = False,
) -> HttpResponse:
    actor = request.actor
    way = to_dispositif(actor, dispositif) if dispositif else to_structure(actor, structure)
    context = {
        "crumbs": [*way, ("Contact", None)],
        "form": form,
        "heading": heading,
        "verb": verb,
        "back": _sheet(structure, dispositif),
        "remove": remove,
        "remove_verb": "Retirer de la fiche, et effacer la personne"
        if with_person
        else "Retirer de la fiche",
    }
    return render(request, "structures/form.html", context)
