"""DLA: the list, the page of one, its phases and its deliverables."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core import clock
from entremise.core.forms import attempt
from entremise.core.reference import load
from entremise.core.web import Request, command, page
from entremise.support import actions, following, tables
from entremise.support.enums import PHASE_RANK, DlaKind
from entremise.support.forms.dla import (
    DayForm,
    DeliverableForm,
    DlaFilter,
    DlaForm,
    PhaseForm,
)
from entremise.support.models import Deliverable, Dla
from entremise.support.policies import (
    can_keep_deliverable,
    can_lead_dla,
    can_lead_support,
    can_read_support,
    can_see_dla,
    visible_deliverables,
    visible_dlas,
)
from entremise.ui.notices import say

from .ways import HOME, form_page, ready, to_dla, to_dlas


def _page(dla: Dla) -> str:
    return reverse("dla_detail", args=[dla.pk])


@page(can_read_support)
def dla_list(request: Request) -> HttpResponse:
    """The DLA one may read, filters in the address."""
    form = DlaFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    found = following.dla_page(request.actor, filters, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("DLA", None)],
        "form": form,
        "page": found,
        "table": tables.dla_table(found.rows),
        "leads": can_lead_support(request.actor),
    }
    return render(request, "support/dlas.html", context)


@page(can_see_dla, of=lambda actor: following.shown_dlas(visible_dlas(actor)))
def dla_detail(request: Request, dla: Dla) -> HttpResponse:
    """One DLA: whom it accompanies, about what, how far, what it has produced."""
    meetings = following.meetings_of(request.actor, dla=dla)
    phases = following.phases_of(dla)
    deliverables = following.deliverables_of(dla)
    context = {
        "crumbs": to_dlas((str(dla), None)),
        "dla": dla,
        "structures": dla.structures.all(),
        "needs": [load("dla_needs").label(code) for code in dla.needs],
        "phases": phases,
        "over": len(phases) == len(PHASE_RANK),
        "length": tables.length_written(dla),
        "deliverables": deliverables,
        "fresh": not (phases or meetings or deliverables or dla.closed_on),
        "meetings": tables.meeting_table(meetings) if meetings else None,
        "leads": can_lead_dla(request.actor, dla),
    }
    return render(request, "support/dla.html", context)


@command(can_lead_support)
def dla_new(request: Request) -> HttpResponse:
    """Write a DLA down."""
    initial = {"starts_on": clock.today(), "kind": DlaKind.INDIVIDUAL}
    form = DlaForm(request.POST or None, actor=request.actor, initial=initial)
    if ready(request, form):
        kept = attempt(form, actions.open_dla, sheet=form.sheet(), by=request.actor)
        if kept:
            say(request, "Le DLA est noté.", undo=reverse("dla_withdraw", args=[kept.pk]))
            return redirect(_page(kept))
    return form_page(
        request, form, to_dlas(), "Saisir un DLA",
        lead="Le dispositif local d'accompagnement est gratuit pour les structures : un "
        "prestataire les accompagne, une seule ou plusieurs ensemble.",
    )  # fmt: skip


@command(can_lead_dla, of=visible_dlas)
def dla_edit(request: Request, dla: Dla) -> HttpResponse:
    """Correct what it is."""
    form = DlaForm(request.POST or None, actor=request.actor, initial=DlaForm.initial_of(dla))
    if ready(request, form):
        attempt(form, actions.edit_dla, dla=dla, sheet=form.sheet(), by=request.actor)
        if not form.errors:
            say(request, "Le DLA est à jour.")
            return redirect(_page(dla))
    return form_page(request, form, to_dla(dla), "Corriger le DLA")


@command(can_lead_dla, of=visible_dlas)
def dla_move(request: Request, dla: Dla) -> HttpResponse:
    """It comes to another phase."""
    form = PhaseForm(request.POST or None, initial={"on": clock.today()})
    if ready(request, form):
        said = {name: form.cleaned_data[name] for name in ("phase", "on")}
        attempt(form, actions.move_dla, dla=dla, **said, by=request.actor)
        if not form.errors:
            say(request, "La phase est commencée.", undo=reverse("dla_move_back", args=[dla.pk]))
            return redirect(_page(dla))
    return form_page(request, form, to_dla(dla), "Commencer une phase", verb="Commencer")


@command(can_lead_dla, of=visible_dlas)
def dla_move_back(request: Request, dla: Dla) -> HttpResponse:
    """It had not come to its last phase."""
    if request.method == "POST":
        actions.move_dla_back(dla=dla, by=request.actor)
        say(request, "La dernière phase est annulée.")
    return redirect(_page(dla))


@command(can_lead_dla, of=visible_dlas)
def dla_close(request: Request, dla: Dla) -> HttpResponse:
    """Say when it ended."""
    form = DayForm(request.POST or None, initial={"on": clock.today()})
    if ready(request, form):
        attempt(form, actions.close_dla, dla=dla, on=form.cleaned_data["on"], by=request.actor)
        if not form.errors:
            say(request, "Le DLA est terminé.", undo=reverse("dla_reopen", args=[dla.pk]))
            return redirect(_page(dla))
    return form_page(request, form, to_dla(dla), "Terminer le DLA", verb="Terminer")


@command(can_lead_dla, of=visible_dlas)
def dla_reopen(request: Request, dla: Dla) -> HttpResponse:
    """It goes on."""
    if request.method == "POST":
        actions.reopen_dla(dla=dla, by=request.actor)
        say(request, "Le DLA est repris.")
    return redirect(_page(dla))


@command(can_lead_dla, of=visible_dlas)
def dla_withdraw(request: Request, dla: Dla) -> HttpResponse:
    """Remove one written down by mistake."""
    if request.method == "POST":
        actions.withdraw_dla(dla=dla, by=request.actor)
        say(request, "Le DLA est retiré.")
        return redirect("dla_list")
    return redirect(_page(dla))


# --- what it produces


@command(can_lead_dla, of=visible_dlas)
def deliverable_new(request: Request, dla: Dla) -> HttpResponse:
    """One more thing it is to produce."""
    form = DeliverableForm(request.POST or None)
    if ready(request, form):
        said = {name: form.cleaned_data[name] for name in ("name", "due_on")}
        kept = attempt(form, actions.add_deliverable, dla=dla, **said, by=request.actor)
        if kept:
            undo = reverse("deliverable_drop", args=[kept.pk])
            say(request, "Le livrable est attendu.", undo=undo)
            return redirect(_page(dla))
    return form_page(request, form, to_dla(dla), "Ajouter un livrable", verb="Ajouter")


@command(can_keep_deliverable, of=visible_deliverables)
def deliverable_hand(request: Request, deliverable: Deliverable) -> HttpResponse:
    """It was handed on."""
    form = DayForm(request.POST or None, initial={"on": clock.today()})
    if ready(request, form):
        attempt(
            form, actions.hand_deliverable,
            deliverable=deliverable, on=form.cleaned_data["on"], by=request.actor,
        )  # fmt: skip
        if not form.errors:
            undo = reverse("deliverable_take_back", args=[deliverable.pk])
            say(request, "La remise est notée.", undo=undo)
            return redirect(_page(deliverable.dla))
    return form_page(
        request, form, to_dla(deliverable.dla), "Noter la remise", lead=f"{deliverable}."
    )


@command(can_keep_deliverable, of=visible_deliverables)
def deliverable_take_back(request: Request, deliverable: Deliverable) -> HttpResponse:
    """It was not handed on."""
    if request.method == "POST":
        actions.take_deliverable_back(deliverable=deliverable, by=request.actor)
        say(request, "La remise est annulée.")
    return redirect(_page(deliverable.dla))


@command(can_keep_deliverable, of=visible_deliverables)
def deliverable_drop(request: Request, deliverable: Deliverable) -> HttpResponse:
    """Remove one that is not expected."""
    dla = deliverable.dla
    if request.method == "POST":
        actions.drop_deliverable(deliverable=deliverable, by=request.actor)
        say(request, "Le livrable est retiré.")
    return redirect(_page(dla))
