"""The person behind a contact: opened behind a button, which leaves a line; kept, or let go."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from entremise.core.forms import attempt
from entremise.core.typography import long_date
from entremise.core.web import Request, command, page
from entremise.structures import actions
from entremise.structures.contacts import person_read, readable_persons
from entremise.structures.forms.person import ConfirmForm, PersonForm, WordsForm
from entremise.structures.identifiers import phone_written
from entremise.structures.models import Contact, ContactPerson
from entremise.structures.policies import (
    can_attach_person,
    can_keep_person,
    contacts_for_persons,
    purposes_open_to,
)
from entremise.structures.purposes import purpose_of
from entremise.ui.notices import say
from entremise.vault.rows import words_of

from .ways import Step, sheet_of, to_dispositif, to_structure


@command(can_attach_person, of=contacts_for_persons)
def person_attach(request: Request, contact: Contact) -> HttpResponse:
    """Note who holds a function, once they were told."""
    form = PersonForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.attach_person,
            contact=contact, words=form.words, purpose=form.cleaned_data["purpose"],
            informed=form.informed, kept_until=form.cleaned_data["kept_until"], by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"La personne est notée jusqu'au {long_date(kept.kept_until)}.")
            return redirect(sheet_of(contact))
    context = {
        "crumbs": _way(request, contact, ("Attacher une personne", None)),
        "contact": contact,
        "purposes": purposes_open_to(request.actor),
        "form": form,
        "back": sheet_of(contact),
    }
    return render(request, "structures/person_attach.html", context)


@page(can_keep_person, of=readable_persons, told=person_read)
def person_detail(request: Request, person: ContactPerson) -> HttpResponse:
    """Who it is, why they are noted, and until when."""
    words = _words(person)
    context = {
        "crumbs": _way(request, person.contact, ("La personne", None)),
        "person": person,
        "words": words,
        "phone": phone_written(words["phone"]),
        "purpose": purpose_of(person.purpose),
        "back": sheet_of(person.contact),
    }
    return render(request, "structures/person.html", context)


@command(can_keep_person, of=readable_persons, told=person_read)
def person_correct(request: Request, person: ContactPerson) -> HttpResponse:
    """Correct a name or a direct line."""
    form = WordsForm(request.POST or None, initial=_words(person))
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.correct_person, person=person, words=form.words, by=request.actor)
        if not form.errors:
            say(request, "La personne est à jour.")
            return redirect("person_detail", pk=person.pk)
    return _form(
        request, person, form,
        "Corriger", "Enregistrer",
        "Pour une autre finalité, ou une autre personne : effacez celle-ci, puis attachez-la de "
        "nouveau, une fois informée.",
    )  # fmt: skip


@command(can_keep_person, of=readable_persons)
def person_confirm(request: Request, person: ContactPerson) -> HttpResponse:
    """Say that it still holds the function."""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.confirm_person,
            person=person, kept_until=form.cleaned_data["kept_until"], by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"Confirmée : conservée jusqu'au {long_date(kept.kept_until)}.")
            return redirect(sheet_of(person.contact))
    return _form(
        request, person, form,
        "Confirmer", "Confirmer",
        f"La même personne tient toujours la fonction « {person.contact} », et sert toujours à : "
        f"{purpose_of(person.purpose).label.lower()}.",
    )  # fmt: skip


@command(can_keep_person, of=readable_persons)
def person_erase(request: Request, person: ContactPerson) -> HttpResponse:
    """Erase it at once, after having said what goes and what stays."""
    if request.method == "POST":
        actions.erase_person(person=person, by=request.actor)
        say(request, "La personne est effacée.")
        return redirect(sheet_of(person.contact))
    context = {
        "crumbs": _way(request, person.contact, ("Effacer la personne", None)),
        "contact": person.contact,
        "back": sheet_of(person.contact),
    }
    return render(request, "structures/person_erase.html", context)


def _words(person: ContactPerson) -> dict[str, str]:
    return dict(words_of([person])[0][1])


def _way(request: Request, contact: Contact, last: Step) -> list[Step]:
    actor, dispositif = request.actor, contact.dispositif
    way = to_dispositif(actor, dispositif) if dispositif else to_structure(actor, contact.structure)
    return [*way, last]


def _form(
    request: Request, person: ContactPerson, form: Any, heading: str, verb: str, lead: str
) -> HttpResponse:
    context = {
        "crumbs": _way(request, person.contact, (heading, None)),
        "form": form,
        "heading": f"{heading} la personne : {person.contact}",
        "lead": lead,
        "verb": verb,
        "back": sheet_of(person.contact),
    }
    return render(request, "structures/form.html", context)
