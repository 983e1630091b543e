"""The page of a dispositif, and what its director does with it."""

from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core import clock
from entremise.core.forms import attempt
from entremise.core.reference import load
from entremise.core.typography import french
from entremise.core.web import Request, command, page
from entremise.structures import actions, history, queries, tables
from entremise.structures.actor import Actor
from entremise.structures.areas import points_of, square_kilometres
from entremise.structures.contacts import contacts_shown
from entremise.structures.forms.dispositif import DayForm, DispositifForm
from entremise.structures.hours import in_words, open_now
from entremise.structures.models import Dispositif, Structure
from entremise.structures.panels import panels_of
from entremise.structures.policies import (
    can_edit_dispositif,
    can_list_members,
    can_manage_dispositif,
    can_manage_own_structure,
    can_see_dispositif,
    editable_dispositifs,
    managed_dispositifs,
    visible_dispositifs,
)
from entremise.structures.sheet import quality_of_dispositif
from entremise.ui.components import Table
from entremise.ui.notices import say

from .ways import here, to_dispositif, to_own


def _whole(actor: Actor) -> QuerySet[Dispositif]:
    rows = visible_dispositifs(actor).select_related("structure", "contrat_ville")
    return rows.prefetch_related("contacts", "qpvs", "epcis")


@page(can_see_dispositif, of=_whole)
def dispositif_detail(request: Request, dispositif: Dispositif) -> HttpResponse:
    """One dispositif: the service, its territory, its hours, who pays for it, who works in it."""
    actor = request.actor
    may_manage = can_manage_dispositif(actor, dispositif)
    context = {
        "crumbs": here(to_dispositif(actor, dispositif)),
        "dispositif": dispositif,
        "domains": tables.domains_written(dispositif),
        "closed": queries.is_closed(dispositif, clock.today()),
        **_service(dispositif),
        "contacts": contacts_shown(actor, dispositif.contacts.all()),
        **_territory(dispositif),
        **_funding(actor, dispositif, may_manage),
        "sizes": tables.team_written(queries.size_of_team(dispositif)),
        "team": queries.team_of(actor, dispositif) if can_list_members(actor) else None,
        "quality": quality_of_dispositif(dispositif),
        "may_manage": may_manage,
        "panels": panels_of(actor, dispositif),
        "may_edit": can_edit_dispositif(actor, dispositif),
    }
    return render(request, "structures/dispositif.html", context)


def _service(dispositif: Dispositif) -> dict[str, Any]:
    """What it does, for whom and when, in words."""
    registers, publics = load("registers"), load("publics")
    hours = dispositif.opening_hours
    return {
        "registers": [(code, registers.short(code)) for code in dispositif.registers],
        "publics": french(", ".join(publics.label(code) for code in dispositif.publics)),
        "hours": in_words(hours) if hours else "",
        "open_now": open_now(hours, clock.now(), dispositif.time_zone),
    }


def _territory(dispositif: Dispositif) -> dict[str, Any]:
    """Where it works: the communes of an EPCI served whole are not named one by one."""
    area = dispositif.area
    return {
        "communes": dispositif.communes.exclude(epci__in=dispositif.epcis.all()).order_by(
            "search_name"
        ),
        "epcis": sorted(dispositif.epcis.all(), key=attrgetter("name")),
        "qpvs": sorted(dispositif.qpvs.all(), key=attrgetter("name")),
        "area": {"size": square_kilometres(area), "points": points_of(area)} if area else None,
    }


def _funding(actor: Actor, dispositif: Dispositif, editable: bool) -> dict[str, Table | None]:
    """Who pays today or will, and who has paid."""
    today, lines = clock.today(), queries.lines_of(actor, dispositif)
    now = [row for row in lines if row.line.ends_on >= today]
    past = [row for row in lines if row.line.ends_on < today]
    return {
        "lines": tables.lines_table(now, caption=tables.paid_now(now), editable=editable),
        "past": tables.lines_table(past, caption="Financements passés", editable=editable)
        if past
        else None,
    }


@command(can_manage_own_structure)
def dispositif_new(request: Request) -> HttpResponse:
    """Open a dispositif in the director's structure."""
    initial = {"day_starts_at": 5, "opened_on": clock.today(), "published": True}
    form = DispositifForm(request.POST or None, initial=initial)
    if request.method == "POST" and not form.looking and form.is_valid():
        kept = attempt(
            form, actions.open_dispositif,
            structure=Structure.objects.get(pk=request.actor.structure_id),
            service=form.service(), by=request.actor,
        )  # fmt: skip
        if kept and form.has_unseen_qpvs:
            say(
                request,
                f"Le dispositif « {kept} » est ouvert. Cochez les quartiers prioritaires qu'il "
                "dessert, puis enregistrez : des financements peuvent s'y limiter.",
            )
            return redirect("dispositif_edit", pk=kept.pk)
        if kept:
            say(request, f"Le dispositif « {kept} » est ouvert.")
            return redirect("dispositif_detail", pk=kept.pk)
    context = {
        "crumbs": to_own(("Ouvrir un dispositif", None)),
        "form": form,
        "heading": "Ouvrir un dispositif",
        "verb": "Ouvrir le dispositif",
        "back": reverse("my_structure"),
    }
    return render(request, "structures/dispositif_form.html", context)


@command(can_edit_dispositif, of=editable_dispositifs)
def dispositif_edit(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Change what a dispositif is and where it works."""
    form = DispositifForm(request.POST or None, initial=DispositifForm.initial_of(dispositif))
    back = reverse("dispositif_detail", args=[dispositif.pk])
    crumbs = [*to_dispositif(request.actor, dispositif), ("Modifier", None)]
    if request.method == "POST" and not form.looking and form.is_valid():
        attempt(
            form, actions.edit_dispositif,
            dispositif=dispositif, service=form.service(), by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, "Le dispositif est à jour.")
            return redirect(back)
    context = {
        "crumbs": crumbs,
        "form": form,
        "heading": "Modifier le dispositif",
        "verb": "Enregistrer",
        "back": back,
    }
    return render(request, "structures/dispositif_form.html", context)


@command(can_edit_dispositif, of=editable_dispositifs)
def dispositif_confirm(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Say that the sheet is right today."""
    if request.method == "POST":
        actions.confirm_dispositif(dispositif=dispositif, by=request.actor)
        say(request, "La fiche est confirmée.")
    return redirect("dispositif_detail", pk=dispositif.pk)


@page(can_edit_dispositif, of=editable_dispositifs)
def dispositif_history(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Who changed what on its sheet, field by field."""
    context = {
        "crumbs": [*to_dispositif(request.actor, dispositif), ("Historique", None)],
        "name": dispositif.name,
        "entries": history.history_of_dispositif(dispositif),
    }
    return render(request, "structures/history.html", context)


@command(can_manage_dispositif, of=managed_dispositifs)
def dispositif_close(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Say which day is the last."""
    form = DayForm(request.POST or None, initial={"on": dispositif.closed_on or clock.today()})
    crumbs = [*to_dispositif(request.actor, dispositif), ("Fermer", None)]
    back = reverse("dispositif_detail", args=[dispositif.pk])
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.close_dispositif,
            dispositif=dispositif, on=form.cleaned_data["on"], by=request.actor,
        )  # fmt: skip
        if not form.errors:
            undo = reverse("dispositif_reopen", args=[dispositif.pk])
            say(request, f"Dernier jour : le {dispositif.closed_on:%d/%m/%Y}.", undo=undo)
            return redirect(back)
    context = {
        "crumbs": crumbs,
        "form": form,
        "heading": f"Fermer « {dispositif.name} »",
        "lead": "Ce qui a été consigné reste, et compte toujours dans les bilans.",
        "verb": "Fermer le dispositif",
        "back": back,
    }
    return render(request, "structures/form.html", context)


@command(can_manage_dispositif, of=managed_dispositifs)
def dispositif_reopen(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Undo a closing."""
    if request.method == "POST":
        actions.reopen_dispositif(dispositif=dispositif, by=request.actor)
        say(request, f"« {dispositif} » n'a plus de date de fermeture.")
    return redirect("dispositif_detail", pk=dispositif.pk)
