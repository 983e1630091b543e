"""Pages of field activity."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core.forms import attempt
from entremise.core.streaming import stream_csv
from entremise.core.web import Request, command, page
from entremise.structures.actor import Actor
from entremise.ui.notices import say

from . import actions, asides, labels, queries, reference
from .desk import Desk, desk_of
from .enums import RecordKind, Source
from .forms import (
    ActivityFilter,
    EntryForm,
    initial_from_activity,
    initial_from_habits,
    initial_from_payload,
)
from .models import Activity, QuarantinedEntry
from .policies import (
    can_edit_activity,
    can_list_activities,
    can_log_activity,
    can_mend_entry,
    can_see_activity,
    loggable_dispositifs,
    visible_activities,
    visible_quarantine,
    visible_settled_entries,
)
from .references import references_of
from .round_form import RoundForm
from .serializers import as_payload

HOME = ("Accueil", "/")


def _list() -> tuple[str, str]:
    return ("Activités", reverse("activity_list"))


@page(can_list_activities)
def activity_list(request: Request) -> HttpResponse:
    """The activities, newest first, filters in the address."""
    form = _filter(request)
    filters = form.cleaned_data if form.is_valid() else {}
    found = queries.activity_page(request.actor, filters, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("Activités", None)],
        "form": form,
        "page": found,
        "reference": reference,
        "waiting": visible_quarantine(request.actor).count(),
        "filters": request.GET.urlencode(),
    }
    return render(request, "activities/list.html", context)


@page(can_list_activities)
def activity_export(request: Request) -> HttpResponseBase:
    """The same list as a file, whole, without the notes."""
    form = _filter(request)
    filters = form.cleaned_data if form.is_valid() else {}
    header = [labels.field_name(name) for name in queries.EXPORTED]
    rows = queries.export_rows(request.actor, filters)
    return stream_csv("activites.csv", header, rows)


def _filter(request: Request) -> ActivityFilter:
    dispositifs = list(loggable_dispositifs(request.actor).order_by("name"))
    return ActivityFilter(request.GET or None, dispositifs=dispositifs)


@page(can_see_activity, of=lambda actor: queries.complete(visible_activities(actor)))
def activity_detail(request: Request, activity: Activity) -> HttpResponse:
    """One activity and its history."""
    context = {
        "crumbs": [HOME, _list(), (f"{activity.service_date:%d/%m/%Y}", None)],
        "activity": activity,
        "facets": labels.facets(activity),
        "publics": labels.publics(activity),
        "history": queries.history(activity),
        "may_edit": can_edit_activity(request.actor, activity),
        "referral": labels.as_referral(activity, to=request.actor),
    }
    return render(request, "activities/detail.html", context)


@command(can_log_activity)
def activity_new(request: Request) -> HttpResponse:
    """Log an activity; `?comme=<id>` starts from another one."""
    desk = desk_of(request.actor)
    if not desk.dispositifs:
        return render(request, "activities/no_dispositif.html", {"crumbs": [HOME, _list()]})
    initial = initial_from_habits(desk)
    if model := _model(request):
        initial = initial_from_activity(model, desk, copy=True)
    form = EntryForm(request.POST or None, desk=desk, initial=initial)
    kept = _kept(request, form)
    if kept:
        say(request, "Activité consignée.", undo=reverse("activity_cancel", args=[kept.pk]))
        return redirect("activity_list")
    context = {
        "crumbs": [HOME, _list(), ("Consigner", None)],
        "form": form,
        "heading": "Consigner",
    }
    return render(request, "activities/entry.html", context)


def _model(request: Request) -> Activity | None:
    try:
        return visible_activities(request.actor).filter(pk=request.GET["comme"]).first()
    except (KeyError, ValidationError):
        return None  # none named, or not an identifier


def _kept(
    request: Request, form: EntryForm, aside: QuarantinedEntry | None = None
) -> Activity | None:
    """The activity kept from a posted form, or None with what has to be mended on the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    references = references_of(request.actor)
    entry = form.entry(references)
    if entry is None:
        return None
    if heard := form.warnings():
        form.heed(heard)
        return None
    if aside is not None:
        return attempt(
            form, actions.mend_entry,
            aside=aside, entry=entry, references=references, by=request.actor,
        )  # fmt: skip
    return attempt(
        form, actions.log_activity,
        entry=entry, references=references, source=Source.PAGE, by=request.actor,
    )  # fmt: skip


@command(can_edit_activity, of=lambda actor: queries.complete(visible_activities(actor)))
def activity_edit(request: Request, activity: Activity) -> HttpResponse:
    """Correct an activity; the journal keeps what it said before."""
    received = as_payload(activity)
    desk = _desk_for(request.actor, received, activity.structure_id)
    initial = initial_from_activity(activity, desk)
    form = EntryForm(request.POST or None, desk=desk, initial=initial, received=received)
    form.hold_to(activity.pk)
    if _kept(request, form):
        say(request, "Activité corrigée.")
        return redirect("activity_detail", pk=activity.pk)
    context = {
        "crumbs": [
            HOME, _list(),
            (str(activity), reverse("activity_detail", args=[activity.pk])),
            ("Corriger", None),
        ],
        "form": form,
        "heading": "Corriger une activité",
        "activity": activity,
    }  # fmt: skip
    return render(request, "activities/entry.html", context)


@command(can_edit_activity, of=visible_activities)
def activity_cancel(request: Request, activity: Activity) -> HttpResponse:
    """Take an activity out of the figures; one click brings it back."""
    if request.method == "POST":
        actions.cancel_activity(activity=activity, by=request.actor)
        say(request, "Activité annulée.", undo=reverse("activity_restore", args=[activity.pk]))
    return redirect("activity_list")


@command(can_edit_activity, of=visible_activities)
def activity_restore(request: Request, activity: Activity) -> HttpResponse:
    """Undo a cancellation."""
    if request.method == "POST":
        actions.restore_activity(activity=activity, by=request.actor)
        say(request, "Activité rétablie.")
    return redirect("activity_detail", pk=activity.pk)


@page(can_list_activities)
def quarantine_list(request: Request) -> HttpResponse:
    """Entries a device sent that could not be accepted, with the reasons."""
    rows = visible_quarantine(request.actor).select_related("membership__user")
    shown = rows.order_by("-received_at")[:200]
    context: dict[str, Any] = {
        "crumbs": [HOME, _list(), ("À corriger", None)],
        "asides": asides.told(shown, loggable_dispositifs(request.actor)),
    }
    return render(request, "activities/quarantine.html", context)


@command(can_mend_entry, of=visible_quarantine)
def quarantine_mend(request: Request, aside: QuarantinedEntry) -> HttpResponse:
    """Put a refused entry or round right, starting from what was received."""
    if aside.kind == RecordKind.ROUND:
        return _mend_round(request, aside)
    payload = aside.payload if isinstance(aside.payload, dict) else {}
    desk = _desk_for(request.actor, payload, aside.structure_id)
    given = {k: v for k, v in initial_from_payload(payload, desk).items() if v not in (None, "")}
    initial = initial_from_habits(desk) | given
    # A service day may be what was refused, and cannot be typed here: it is worked out again.
    received = {**payload, "service_date": None}
    form = EntryForm(request.POST or None, desk=desk, initial=initial, received=received)
    if kept := _kept(request, form, aside):
        say(request, "Saisie corrigée et consignée.")
        return redirect("activity_detail", pk=kept.pk)
    context = {
        "crumbs": _mending(),
        "form": form,
        "heading": "Corriger une saisie refusée",
        "aside": aside,
        "reasons": labels.reasons(aside.reasons),
    }
    return render(request, "activities/entry.html", context)


def _desk_for(actor: Actor, payload: dict[str, Any], structure_id: int) -> Desk:
    """The desk, with the colleagues and the place that this content names."""
    place, named = payload.get("place"), payload.get("mediators")
    where = place if isinstance(place, dict) else {}
    return desk_of(actor).with_named(
        structure_id=structure_id,
        mediators=named if isinstance(named, list) else (),
        communes=[where.get("commune")],
        qpvs=[where.get("qpv")],
    )


def _mend_round(request: Request, aside: QuarantinedEntry) -> HttpResponse:
    form = RoundForm(request.POST or None, aside=aside, desk=desk_of(request.actor))
    if request.method == "POST" and form.is_valid():
        references = references_of(request.actor)
        tour = form.tour(references)
        if tour and attempt(
            form, actions.mend_round,
            aside=aside, tour=tour, references=references, by=request.actor,
        ):  # fmt: skip
            say(request, "Tournée corrigée et consignée.")
            return redirect("quarantine_list")
    context = {
        "crumbs": _mending(),
        "form": form,
        "aside": aside,
        "reasons": labels.reasons(aside.reasons),
    }
    return render(request, "activities/round.html", context)


def _mending() -> list[tuple[str, str | None]]:
    return [HOME, _list(), ("À corriger", reverse("quarantine_list")), ("Corriger", None)]


@command(can_mend_entry, of=visible_quarantine)
def quarantine_discard(request: Request, aside: QuarantinedEntry) -> HttpResponse:
    """Take a refused entry out of the list; one click brings it back."""
    if request.method == "POST":
        actions.set_entry_aside_for_good(aside=aside, by=request.actor)
        say(request, "Saisie écartée.", undo=reverse("quarantine_restore", args=[aside.pk]))
    return redirect("quarantine_list")


@command(can_mend_entry, of=visible_settled_entries)
def quarantine_restore(request: Request, aside: QuarantinedEntry) -> HttpResponse:
    """Undo `quarantine_discard`."""
    if request.method == "POST":
        actions.bring_entry_back(aside=aside, by=request.actor)
        say(request, "Saisie remise dans la liste.")
    return redirect("quarantine_list")
