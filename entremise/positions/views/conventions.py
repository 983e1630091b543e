"""Conventions adulte-relais: their ends, signing, renewing, what was checked."""

from datetime import timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.positions import actions, queries, tables
from entremise.positions.forms.convention import ConditionsForm, ConventionForm
from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.positions.policies import (
    can_keep_convention,
    can_list_conventions,
    can_sign_convention,
    visible_conventions,
    visible_positions,
)
from entremise.structures.actor import Actor
from entremise.ui.notices import say

from .ways import to_list, to_position


@page(can_list_conventions)
def convention_list(request: Request) -> HttpResponse:
    """Those that run, the soonest to end first; those that are over, at another address."""
    past = request.GET.get("passees") == "1"
    found = queries.convention_page(request.actor, past=past, after=request.GET.get("after"))
    context = {
        "crumbs": to_list(("Conventions adulte-relais", None)),
        "page": found,
        "past": past,
        "table": tables.convention_table(found.rows, of=request.actor.structure_id),
        "soon": queries.ending_soon(request.actor),
    }
    return render(request, "positions/conventions.html", context)


@command(can_sign_convention, of=visible_positions)
def convention_new(request: Request, position: Position) -> HttpResponse:
    """Attach a convention to a post."""
    now = position.periods.order_by("-starts_on")[0]
    initial = {"starts_on": now.starts_on, "share": now.share, "qpv": position.qpv_id}
    form = ConventionForm(request.POST or None, position=position, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.sign_convention, position=position, terms=form.terms(), by=request.actor
        )
        if kept:
            say(request, f"La convention court jusqu'au {kept.ends_on:%d/%m/%Y}.")
            return redirect("position_detail", pk=position.pk)
    return _form(
        request, position, form, "Saisir une convention adulte-relais",
        "Elle est conclue pour trois ans avec le préfet, avant le recrutement.",
    )  # fmt: skip


def _conventions(actor: Actor) -> QuerySet[AdulteRelaisConvention]:
    return visible_conventions(actor).select_related("position__structure")


@command(can_keep_convention, of=_conventions)
def convention_renew(request: Request, convention: AdulteRelaisConvention) -> HttpResponse:
    """Another one takes over."""
    initial = {
        "number": convention.number,
        "starts_on": convention.ends_on + timedelta(days=1),
        "share": convention.share,
        "qpv": convention.qpv_id,
    }
    position = convention.position
    form = ConventionForm(request.POST or None, position=position, initial=initial)
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.renew_convention,
            convention=convention, terms=form.terms(), by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"La convention est renouvelée jusqu'au {kept.ends_on:%d/%m/%Y}.")
            return redirect("position_detail", pk=position.pk)
    return _form(
        request, position, form, f"Renouveler la convention {convention.number}",
        f"Elle court jusqu'au {convention.ends_on:%d/%m/%Y}.",
    )  # fmt: skip


@command(can_keep_convention, of=_conventions)
def convention_check(request: Request, convention: AdulteRelaisConvention) -> HttpResponse:
    """Say on which day each condition was checked."""
    initial = ConditionsForm.initial_of(convention)
    form = ConditionsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.mark_conditions,
            convention=convention, checked=form.cleaned_data, by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, "Les vérifications sont notées.")
            return redirect("position_detail", pk=convention.position_id)
    return _form(
        request, convention.position, form, "Conditions vérifiées",
        "Au recrutement, puis chaque fois que le poste change de main.",
    )  # fmt: skip


@command(can_keep_convention, of=_conventions)
def convention_withdraw(request: Request, convention: AdulteRelaisConvention) -> HttpResponse:
    """Remove a convention written down by mistake."""
    position = convention.position_id
    if request.method == "POST":
        actions.withdraw_convention(convention=convention, by=request.actor)
        say(request, "La convention est retirée.")
    return redirect("position_detail", pk=position)


def _form(
    request: Request,
    position: Position,
    form: ConventionForm | ConditionsForm,
    heading: str,
    lead: str,
) -> HttpResponse:
    context = {
        "crumbs": to_position(position, heading),
        "form": form,
        "heard": [],
        "heading": heading,
        "lead": lead,
        "verb": "Enregistrer",
        "back": reverse("position_detail", args=[position.pk]),
    }
    return render(request, "positions/form.html", context)
