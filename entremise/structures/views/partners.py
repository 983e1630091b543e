"""The address book of a structure."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.structures import actions, queries, tables
from entremise.structures.forms.partner import PartnerForm
from entremise.structures.models import Partner
from entremise.structures.policies import (
    can_keep_partner,
    can_keep_partners,
    can_list_partners,
    kept_partners,
    visible_partners,
)
from entremise.ui.notices import say

from .ways import Step, to_own


def _book() -> Step:
    return ("Partenaires", reverse("partner_list"))


@page(can_list_partners)
def partner_list(request: Request) -> HttpResponse:
    """Everybody people are directed to."""
    may_keep = can_keep_partners(request.actor)
    rows = queries.address_book(visible_partners(request.actor))
    context = {
        "crumbs": to_own(("Partenaires", None)),
        "table": tables.partner_table(rows, editable=may_keep) if rows else None,
        "may_keep": may_keep,
    }
    return render(request, "structures/partners.html", context)


@command(can_keep_partners)
def partner_new(request: Request) -> HttpResponse:
    """Enter somebody in the address book."""
    form = PartnerForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.add_partner,
            structure_id=request.actor.structure_id, **form.cleaned_data, by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"« {kept} » est dans le carnet.")
            return redirect("partner_list")
    context = {
        "crumbs": to_own(_book(), ("Ajouter", None)),
        "form": form,
        "heading": "Ajouter un partenaire",
        "verb": "Ajouter",
        "back": reverse("partner_list"),
    }
    return render(request, "structures/form.html", context)


@command(can_keep_partner, of=kept_partners)
def partner_edit(request: Request, partner: Partner) -> HttpResponse:
    """Rename a partner, or change its category."""
    initial = {
        "name": partner.name,
        "category": partner.category,
        "organisation": partner.organisation,
    }
    form = PartnerForm(request.POST or None, initial=initial, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.edit_partner,
            partner=partner, **form.cleaned_data, by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, f"« {partner} » est à jour.")
            return redirect("partner_list")
    context = {
        "crumbs": to_own(_book(), ("Modifier", None)),
        "form": form,
        "heading": "Modifier un partenaire",
        "verb": "Enregistrer",
        "back": reverse("partner_list"),
        "remove": reverse("partner_remove", args=[partner.pk]),
    }
    return render(request, "structures/form.html", context)


@command(can_keep_partner, of=kept_partners)
def partner_remove(request: Request, partner: Partner) -> HttpResponse:
    """Take a partner out when nothing cites it; one click puts it back."""
    if request.method == "POST":
        key = actions.remove_partner(partner=partner, by=request.actor)
        undo = reverse("partner_restore", args=[key])
        say(request, f"« {partner} » n'est plus dans le carnet.", undo=undo)
    return redirect("partner_list")


@command(can_keep_partners)
def partner_restore(request: Request, key: str) -> HttpResponse:
    """Undo a removal."""
    if request.method == "POST":
        partner = actions.restore_partner(key=key, by=request.actor)
        say(request, f"« {partner} » est de nouveau dans le carnet.")
    return redirect("partner_list")
