"""The registry, and the page of a structure."""

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from entremise.core.forms import attempt
from entremise.core.reference import load
from entremise.core.streaming import stream_table
from entremise.core.typography import agree, figure
from entremise.core.web import Request, command, page
from entremise.structures import actions, exports, queries, tables
from entremise.structures.actor import Actor
from entremise.structures.contacts import contacts_shown
from entremise.structures.forms.registry import IdentityForm, RegistryFilter
from entremise.structures.identifiers import written
from entremise.structures.models import Structure
from entremise.structures.panels import panels_of
from entremise.structures.policies import (
    can_edit_structure,
    can_keep_registry,
    can_list_members,
    can_list_partners,
    can_manage_structure,
    can_read_registry,
    can_register_structure,
    can_see_structure,
    has_structure,
    visible_partners,
    visible_structures,
)
from entremise.structures.sheet import quality_of
from entremise.ui.notices import say

from .ways import HOME, here, to_structure

TYPING = "fetch"


@page(can_read_registry)
def structure_list(request: Request) -> HttpResponse:
    """The registry by name, filters in the address; the list alone for the script that follows what
    is typed."""
    form = RegistryFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    found = queries.registry_page(request.actor, filters, request.GET.get("after"))
    count = queries.registry_size(request.actor, filters)
    listed = {
        "form": form,
        "page": found,
        "table": tables.registry_table(
            found.rows, queries.open_by_structure(request.actor, found.rows)
        ),
        "count": f"{figure(count)} {agree(count, 'structure')}",
    }
    if request.headers.get("X-Requested-With") == TYPING:
        response = render(request, "structures/_registry_list.html", listed)
    else:
        context = {
            "crumbs": [HOME, ("Registre", None)],
            "filters": request.GET.urlencode(),
            "may_register": can_register_structure(request.actor),
            "to_review": len(queries.sheets_to_review(request.actor)),
        }
        response = render(request, "structures/registry.html", listed | context)
    patch_vary_headers(response, ["X-Requested-With"])
    return response


@page(can_read_registry)
def structure_export(request: Request, shape: str) -> HttpResponseBase:
    """The same list as a file, whole."""
    form = RegistryFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    rows = exports.registry_rows(request.actor, filters)
    return stream_table("structures", shape, exports.REGISTRY_HEADER, rows)


def _whole(actor: Actor) -> QuerySet[Structure]:
    return visible_structures(actor).select_related("commune", "part_of")


@page(can_see_structure, of=_whole)
def structure_detail(request: Request, structure: Structure) -> HttpResponse:
    """One structure: what it is, what it runs, what it pays for."""
    return _sheet(request, structure)


@page(has_structure)
def my_structure(request: Request) -> HttpResponse:
    """The structure one belongs to."""
    own = Structure.objects.select_related("commune", "part_of").get(pk=request.actor.structure_id)
    return _sheet(request, own)


def _sheet(request: Request, structure: Structure) -> HttpResponse:
    actor = request.actor
    at_home = actor.structure_id == structure.pk
    dispositifs = queries.dispositifs_of(actor, structure)
    paid = queries.lines_paid(actor, structure)
    context = {
        "crumbs": here(to_structure(actor, structure)),
        "structure": structure,
        "number": written(structure.siret or structure.siren),
        "at_home": at_home,
        "dispositifs": tables.dispositif_table(dispositifs) if dispositifs else None,
        "lines": tables.current_lines_table(queries.current_lines(actor, structure)),
        "paid": tables.paid_table(paid) if paid else None,
        "quality": quality_of(structure),
        "networks": [load("networks").label(code) for code in structure.networks],
        "contacts": contacts_shown(actor, structure.contacts.filter(dispositif=None)),
        "establishments": structure.establishments.order_by("search_name"),
        "may_review": can_keep_registry(actor),
        "panels": panels_of(actor, structure),
        "may_edit": can_edit_structure(actor, structure),
        "may_manage": can_manage_structure(actor, structure),
        "people": queries.members(actor).count() if at_home and can_list_members(actor) else None,
        "partners": visible_partners(actor).count()
        if at_home and can_list_partners(actor)
        else None,
    }
    return render(request, "structures/structure.html", context)


@command(can_register_structure)
def structure_new(request: Request) -> HttpResponse:
    """Enter an organisation in the registry."""
    form = IdentityForm(request.POST or None, actor=request.actor, initial=IdentityForm.blank())
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.register_structure,
            identity=form.identity(), source="mission régionale", by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"« {kept.name} » est au registre.")
            return redirect("structure_detail", pk=kept.pk)
    context = {
        "crumbs": [HOME, ("Registre", reverse("structure_list")), ("Inscrire", None)],
        "form": form,
        "heading": "Inscrire une structure",
        "verb": "Inscrire",
        "back": reverse("structure_list"),
    }
    return render(request, "structures/form.html", context)


@command(can_edit_structure, of=visible_structures)
def structure_edit(request: Request, structure: Structure) -> HttpResponse:
    """Correct what the registry says of a structure."""
    form = IdentityForm(
        request.POST or None,
        actor=request.actor,
        initial=IdentityForm.initial_of(structure),
        manages=can_manage_structure(request.actor, structure),
    )
    back = reverse("structure_detail", args=[structure.pk])
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.edit_structure,
            structure=structure, identity=form.identity(), by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, "La fiche est à jour.")
            return redirect(back)
        structure.refresh_from_db()
    context = {
        "crumbs": [*to_structure(request.actor, structure), ("Modifier", None)],
        "form": form,
        "heading": "Modifier la fiche",
        "verb": "Enregistrer",
        "back": back,
    }
    return render(request, "structures/form.html", context)
