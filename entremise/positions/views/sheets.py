"""Entering a post, correcting what it is, saying that it is supported, removing a mistake."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core.forms import attempt
from entremise.core.web import Request, command
from entremise.positions import actions
from entremise.positions.enums import Status
from entremise.positions.forms.position import PositionForm, SheetForm, SupportForm, blank
from entremise.positions.models import Position
from entremise.positions.policies import (
    can_add_position,
    can_edit_position,
    can_support_position,
    visible_positions,
)
from entremise.structures.models import Structure
from entremise.ui.notices import say

from .ways import to_list, to_position


@command(can_add_position)
def position_new(request: Request) -> HttpResponse:
    """Write down a post: in one's structure, or for another in the region one follows."""
    actor = request.actor
    own = None if can_follow(request) else Structure.objects.get(pk=actor.structure_id)
    form = PositionForm(request.POST or None, actor=actor, structure=own, initial=blank())
    if request.method == "POST" and form.is_valid() and not form.must_read():
        kept = _keep(request, form, own or form.cleaned_data["employer"])
        if kept:
            say(request, f"« {kept} » est au nombre des postes.")
            return redirect("position_detail", pk=kept.pk)
    context = {
        "crumbs": to_list(("Ajouter", None)),
        "form": form,
        "heard": form.heard,
        "heading": "Ajouter un poste",
        "lead": "Un poste n'est pas une personne : rien ici ne dit qui l'occupe.",
        "verb": "Ajouter",
        "back": reverse("position_list"),
    }
    return render(request, "positions/form.html", context)


def can_follow(request: Request) -> bool:
    """Whether the actor writes for structures of a region rather than for their own."""
    return request.actor.region_code is not None


def _keep(request: Request, form: PositionForm, structure: Structure) -> Position | None:
    said = {
        "structure": structure,
        "sheet": form.sheet(),
        "terms": form.terms(),
        "step": form.step(),
        "by": request.actor,
    }
    status = Status(form.cleaned_data.get("status", Status.PROSPECT))
    if status == Status.PROSPECT:
        return attempt(form, actions.plan_position, **said)
    return attempt(form, actions.open_position, status=status, **said)


@command(can_edit_position, of=lambda actor: visible_positions(actor).select_related("structure"))
def position_edit(request: Request, position: Position) -> HttpResponse:
    """Correct what a post is; its history is corrected with it."""
    form = SheetForm(
        request.POST or None,
        actor=request.actor,
        structure=position.structure,
        position=position,
        initial=SheetForm.initial_of(position),
    )
    back = reverse("position_detail", args=[position.pk])
    if request.method == "POST" and form.is_valid() and not form.must_read():
        attempt(
            form, actions.edit_position, position=position, sheet=form.sheet(), by=request.actor
        )
        if not form.errors:
            say(request, "La fiche du poste est à jour.")
            return redirect(back)
    context = {
        "crumbs": to_position(position, "Modifier"),
        "form": form,
        "heard": form.heard,
        "heading": "Modifier la fiche du poste",
        "lead": "Le contrat, le temps de travail et le statut se changent depuis la page du poste.",
        "verb": "Enregistrer",
        "back": back,
    }
    return render(request, "positions/form.html", context)


@command(can_support_position, of=visible_positions)
def position_support(request: Request, position: Position) -> HttpResponse:
    """Say whether the regional mission supports it."""
    if request.method == "POST":
        form = SupportForm(request.POST)
        form.is_valid()  # two boxes: whatever is posted, they are ticked or not
        actions.support_position(position=position, **form.cleaned_data, by=request.actor)
        say(request, "L'accompagnement du poste est à jour.")
    return redirect("position_detail", pk=position.pk)


@command(can_edit_position, of=visible_positions)
def position_withdraw(request: Request, position: Position) -> HttpResponse:
    """Remove a post written down by mistake."""
    if request.method == "POST":
        actions.withdraw_position(position=position, by=request.actor)
        say(request, f"« {position} » est retiré.")
        return redirect("position_list")
    return redirect("position_detail", pk=position.pk)
