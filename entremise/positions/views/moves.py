"""What happens to a post: created, consolidated, changed, ended; and taking it back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core import clock
from entremise.core.forms import attempt
from entremise.core.web import Request, command
from entremise.positions import actions
from entremise.positions.enums import (
    OF_A_CHANGE,
    OF_A_CONSOLIDATION,
    OF_A_START,
    OF_AN_END,
    Cause,
)
from entremise.positions.forms.position import EndForm, TermsForm, terms_of
from entremise.positions.models import Position
from entremise.positions.policies import can_edit_position, visible_positions
from entremise.ui.notices import say

from .ways import to_position

Move = Callable[..., None]


@command(can_edit_position, of=visible_positions)
def position_create(request: Request, position: Position) -> HttpResponse:
    """The prospect becomes a post."""
    return _move(
        request, position, actions.create_position, OF_A_START,
        heading="Créer le poste", done="Le poste est créé.",
    )  # fmt: skip


@command(can_edit_position, of=visible_positions)
def position_consolidate(request: Request, position: Position) -> HttpResponse:
    """It is to last."""
    return _move(
        request, position, actions.consolidate_position, OF_A_CONSOLIDATION,
        heading="Consolider le poste", done="Le poste est consolidé.",
    )  # fmt: skip


@command(can_edit_position, of=visible_positions)
def position_change(request: Request, position: Position) -> HttpResponse:
    """Another contract, another working time, somebody who leaves or comes."""
    return _move(
        request, position, actions.change_terms, OF_A_CHANGE,
        heading="Changer le contrat ou le temps", done="Le changement est noté.",
    )  # fmt: skip


def _move(
    request: Request,
    position: Position,
    move: Move,
    causes: tuple[Cause, ...],
    *,
    heading: str,
    done: str,
) -> HttpResponse:
    now = position.periods.order_by("-starts_on")[0]
    form = TermsForm(request.POST or None, causes=causes, initial=terms_of(now))
    if request.method == "POST" and form.is_valid() and not form.must_read():
        attempt(
            form, move, position=position, terms=form.terms(), step=form.step(), by=request.actor
        )
        if not form.errors:
            say(request, done, undo=reverse("position_undo", args=[position.pk]))
            return redirect("position_detail", pk=position.pk)
    since = f"{now.starts_on:%d/%m/%Y}"
    lead = f"{now.get_status_display().capitalize()} depuis le {since} : {now.terms}."
    return _form(request, position, form, heading, lead, "Enregistrer")


@command(can_edit_position, of=visible_positions)
def position_end(request: Request, position: Position) -> HttpResponse:
    """Say which day was the last."""
    initial = {"on": clock.today()}
    form = EndForm(request.POST or None, causes=OF_AN_END, initial=initial)
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.end_position, position=position, step=form.step(), by=request.actor)
        if not form.errors:
            undo = reverse("position_reopen", args=[position.pk])
            say(request, "La fin du poste est notée.", undo=undo)
            return redirect("position_detail", pk=position.pk)
    lead = "Son histoire reste, et compte dans les chiffres des jours où il existait."
    return _form(request, position, form, "Mettre fin au poste", lead, "Mettre fin")


def _form(
    request: Request, position: Position, form: Any, heading: str, lead: str, verb: str
) -> HttpResponse:
    context = {
        "crumbs": to_position(position, heading),
        "form": form,
        "heard": form.heard,
        "heading": heading,
        "lead": lead,
        "verb": verb,
        "back": reverse("position_detail", args=[position.pk]),
    }
    return render(request, "positions/form.html", context)


@command(can_edit_position, of=visible_positions)
def position_undo(request: Request, position: Position) -> HttpResponse:
    """Take back the last change."""
    if request.method == "POST":
        actions.undo_last_change(position=position, by=request.actor)
        say(request, "Le dernier changement est annulé.")
    return redirect("position_detail", pk=position.pk)


@command(can_edit_position, of=visible_positions)
def position_reopen(request: Request, position: Position) -> HttpResponse:
    """It had not ended."""
    if request.method == "POST":
        actions.reopen_position(position=position, by=request.actor)
        say(request, "Le poste est rouvert.")
    return redirect("position_detail", pk=position.pk)
