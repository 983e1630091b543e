"""What surrounds the sheet of a structure: its history, its reading by the mission."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core.web import Request, command, page
from entremise.structures import actions, history, queries
from entremise.structures.models import Structure
from entremise.structures.policies import (
    can_edit_structure,
    can_keep_registry,
    can_read_history,
    can_review_structure,
    editable_structures,
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
        "name": structure.name,
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
        "services": history.recent_of_dispositifs(structure),
    }
    return render(request, "structures/review.html", context)
