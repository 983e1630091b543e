"""Keeping those to whom alerts go."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.alerts import actions, routing
from entremise.alerts.forms.addressee import AddresseeForm, blank, initial_of
from entremise.alerts.models import Addressee
from entremise.alerts.policies import (
    can_keep_addressee,
    can_keep_addressees,
    can_list_addressees,
    kept_addressees,
)
from entremise.alerts.tables import addressee_table
from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.ui.notices import say

HOME = ("Accueil", "/")


def _list() -> tuple[str, str]:
    return ("Destinataires", reverse("addressee_list"))


@page(can_list_addressees)
def addressee_list(request: Request) -> HttpResponse:
    """Who answers for what, and where."""
    rows = routing.addressees_of(request.actor.structure)
    may_keep = can_keep_addressees(request.actor)
    context = {
        "crumbs": [HOME, ("Destinataires", None)],
        "table": addressee_table(rows, editable=may_keep) if rows else None,
        "may_keep": may_keep,
    }
    return render(request, "alerts/addressees.html", context)


@command(can_keep_addressees)
def addressee_new(request: Request) -> HttpResponse:
    """Enter somebody who takes alerts."""
    form = AddresseeForm(request.POST or None, actor=request.actor, initial=blank())
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.add_addressee,
            structure_id=request.actor.structure_id, address=form.address(), by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"« {kept} » recevra les alertes qui lui reviennent.")
            return redirect("addressee_list")
    return _form(request, form, "Ajouter un destinataire", "Ajouter")


@command(can_keep_addressee, of=kept_addressees)
def addressee_edit(request: Request, addressee: Addressee) -> HttpResponse:
    """Change what they answer for, or the day they stop."""
    form = AddresseeForm(
        request.POST or None,
        actor=request.actor,
        addressee=addressee,
        initial=initial_of(addressee),
    )
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.edit_addressee,
            addressee=addressee, address=form.address(), by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, f"« {addressee} » est à jour.")
            return redirect("addressee_list")
    return _form(request, form, "Modifier un destinataire", "Enregistrer")


def _form(request: Request, form: AddresseeForm, heading: str, verb: str) -> HttpResponse:
    context = {
        "crumbs": [HOME, _list(), (verb if verb == "Ajouter" else "Modifier", None)],
        "form": form,
        "heading": heading,
        "verb": verb,
    }
    return render(request, "alerts/addressee_form.html", context)
