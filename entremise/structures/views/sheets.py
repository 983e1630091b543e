"""What surrounds a sheet of the registry: its contacts, its history, its reading by the mission."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.structures import actions, history, queries
from entremise.structures.forms.contact import ContactForm
from entremise.structures.models import Contact, Structure
from entremise.structures.policies import (
    can_edit_structure,
    can_keep_contact,
    can_keep_registry,
    can_read_history,
    can_review_structure,
    editable_structures,
    kept_contacts,
)
from entremise.ui.notices import say

from .ways import HOME, to_structure


def _sheet(structure: Structure) -> str:
    return reverse("structure_detail", args=[structure.pk])


@command(can_edit_structure, of=editable_structures)
def structure_confirm(request: Request, structure: Structure) -> HttpResponse:
    """Say that the sheet is right today."""
    if request.method == "POST":
        actions.confirm_sheet(structure=structure, by=request.actor)
        say(request, "La fiche est confirmée.")
    return redirect(_sheet(structure))


@page(can_read_history, of=editable_structures)
def structure_history(request: Request, structure: Structure) -> HttpResponse:
    """Who changed what on a sheet, field by field."""
    context = {
        "crumbs": [*to_structure(request.actor, structure), ("Historique", None)],
        "structure": structure,
        "entries": history.history(structure),
    }
    return render(request, "structures/history.html", context)


@page(can_keep_registry)
def review_list(request: Request) -> HttpResponse:
    """The sheets that their own people changed since the mission read them."""
    context = {
        "crumbs": [HOME, ("Registre", reverse("structure_list")), ("À relire", None)],
        "structures": queries.sheets_to_review(request.actor),
    }
    return render(request, "structures/reviews.html", context)


@command(can_review_structure, of=editable_structures)
def structure_review(request: Request, structure: Structure) -> HttpResponse:
    """Read what was changed; what is ticked is put back as it was."""
    shown, before = history.to_review(structure)
    if request.method == "POST":
        chosen = {name: before[name] for name in request.POST.getlist("put_back") if name in before}
        actions.review_sheet(structure=structure, put_back=chosen, by=request.actor)
        say(request, f"La fiche de « {structure} » est relue.")
        return redirect("review_list")
    context = {
        "crumbs": [*to_structure(request.actor, structure), ("Relire", None)],
        "structure": structure,
        "changes": shown,
    }
    return render(request, "structures/review.html", context)


@command(can_edit_structure, of=editable_structures)
def contact_new(request: Request, structure: Structure) -> HttpResponse:
    """Say how to reach a function of the structure."""
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.add_contact,
            structure=structure, reach=form.reach(), by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"« {kept} » est sur la fiche.")
            return redirect(_sheet(structure))
    return _form(request, structure, form, "Ajouter un contact", "Ajouter")


@command(can_keep_contact, of=kept_contacts)
def contact_edit(request: Request, contact: Contact) -> HttpResponse:
    """Correct it."""
    form = ContactForm(request.POST or None, initial=ContactForm.initial_of(contact))
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.edit_contact, contact=contact, reach=form.reach(), by=request.actor)
        if not form.errors:
            say(request, f"« {contact} » est à jour.")
            return redirect(_sheet(contact.structure))
    remove = reverse("contact_remove", args=[contact.pk])
    return _form(
        request, contact.structure, form, "Modifier un contact", "Enregistrer", remove=remove
    )


@command(can_keep_contact, of=kept_contacts)
def contact_remove(request: Request, contact: Contact) -> HttpResponse:
    """Take it off the sheet."""
    structure = contact.structure
    if request.method == "POST":
        actions.remove_contact(contact=contact, by=request.actor)
        say(request, f"« {contact.function} » n'est plus sur la fiche.")
    return redirect(_sheet(structure))


def _form(
    request: Request,
    structure: Structure,
    form: ContactForm,
    heading: str,
    verb: str,
    *,
    remove: str = "",
) -> HttpResponse:
    context = {
        "crumbs": [*to_structure(request.actor, structure), ("Contact", None)],
        "form": form,
        "heading": heading,
        "verb": verb,
        "back": _sheet(structure),
        "remove": remove,
        "remove_verb": "Retirer de la fiche",
    }
    return render(request, "structures/form.html", context)
