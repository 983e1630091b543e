"""Tracks: the list, the page of one, and what happens to it."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core import clock
from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.support import actions, following, tables
from entremise.support.forms.track import EndForm, StepForm, TrackFilter, TrackForm
from entremise.support.models import SupportTrack, TrackStep
from entremise.support.policies import (
    can_lead_support,
    can_lead_track,
    can_lead_track_step,
    can_read_support,
    can_see_track,
    visible_track_steps,
    visible_tracks,
)
from entremise.ui.notices import say

from .meetings import chosen
from .ways import HOME, form_page, ready, to_track, to_tracks


def _page(track: SupportTrack) -> str:
    return reverse("track_detail", args=[track.pk])


@page(can_read_support)
def track_list(request: Request) -> HttpResponse:
    """The tracks one may read, filters in the address."""
    form = TrackFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    found = following.track_page(request.actor, filters, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("Accompagnements", None)],
        "form": form,
        "page": found,
        "table": tables.track_table(found.rows),
        "leads": can_lead_support(request.actor),
    }
    return render(request, "support/tracks.html", context)


@page(can_see_track, of=following.complete_tracks)
def track_detail(request: Request, track: SupportTrack) -> HttpResponse:
    """One track: its steps, its meetings."""
    meetings = following.meetings_of(request.actor, track=track)
    context = {
        "crumbs": to_tracks((str(track), None)),
        "track": track,
        "steps": following.steps_of(track),
        "meetings": tables.meeting_table(meetings) if meetings else None,
        "leads": can_lead_track(request.actor, track),
        "fresh": not meetings and not track.steps.exists() and track.closed_on is None,
    }
    return render(request, "support/track.html", context)


@command(can_lead_support)
def track_new(request: Request) -> HttpResponse:
    """Begin to accompany a structure."""
    known = next(iter(chosen(request)), None)
    initial = {"opened_on": clock.today(), "structure": known}
    form = TrackForm(request.POST or None, actor=request.actor, known=known, initial=initial)
    if ready(request, form):
        kept = attempt(form, actions.open_track, sheet=form.sheet(), by=request.actor)
        if kept:
            undo = reverse("track_withdraw", args=[kept.pk])
            say(request, "L'accompagnement est ouvert.", undo=undo)
            return redirect(_page(kept))
    return form_page(
        request, form, to_tracks(), "Ouvrir un accompagnement", verb="Ouvrir",
        lead="Ses étapes sont celles de l'offre de la mission : définir, créer, développer, "
        "recruter, évaluer.",
    )  # fmt: skip


@command(can_lead_track, of=visible_tracks)
def track_edit(request: Request, track: SupportTrack) -> HttpResponse:
    """Correct what it is."""
    initial = TrackForm.initial_of(track)
    form = TrackForm(
        request.POST or None, actor=request.actor, known=track.structure, initial=initial
    )
    if ready(request, form):
        attempt(form, actions.edit_track, track=track, sheet=form.sheet(), by=request.actor)
        if not form.errors:
            say(request, "L'accompagnement est à jour.")
            return redirect(_page(track))
    return form_page(request, form, to_track(track), "Corriger l'accompagnement")


@command(can_lead_track, of=visible_tracks)
def track_close(request: Request, track: SupportTrack) -> HttpResponse:
    """Say when it ended, and what came of it."""
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if ready(request, form):
        said = {name: form.cleaned_data[name] for name in ("on", "outcome")}
        attempt(form, actions.close_track, track=track, **said, by=request.actor)
        if not form.errors:
            undo = reverse("track_reopen", args=[track.pk])
            say(request, "L'accompagnement est clos.", undo=undo)
            return redirect(_page(track))
    return form_page(
        request, form, to_track(track), "Clore l'accompagnement", verb="Clore",
        lead="Les étapes encore ouvertes sont closes avec lui, avec la même issue.",
    )  # fmt: skip


@command(can_lead_track, of=visible_tracks)
def track_reopen(request: Request, track: SupportTrack) -> HttpResponse:
    """It goes on."""
    if request.method == "POST":
        actions.reopen_track(track=track, by=request.actor)
        say(request, "L'accompagnement est rouvert.")
    return redirect(_page(track))


@command(can_lead_track, of=visible_tracks)
def track_withdraw(request: Request, track: SupportTrack) -> HttpResponse:
    """Remove one opened by mistake."""
    if request.method == "POST":
        actions.withdraw_track(track=track, by=request.actor)
        say(request, "L'accompagnement est retiré.")
        return redirect("track_list")
    return redirect(_page(track))


# --- its steps


@command(can_lead_track, of=visible_tracks)
def track_step_new(request: Request, track: SupportTrack) -> HttpResponse:
    """Begin one of the things the mission offers."""
    form = StepForm(request.POST or None, initial={"on": clock.today()})
    if ready(request, form):
        said = {name: form.cleaned_data[name] for name in ("kind", "on", "note")}
        kept = attempt(form, actions.begin_step, track=track, **said, by=request.actor)
        if kept:
            undo = reverse("track_step_drop", args=[kept.pk])
            say(request, "L'étape est ouverte.", undo=undo)
            return redirect(_page(track))
    return form_page(request, form, to_track(track), "Ouvrir une étape", verb="Ouvrir")


@command(can_lead_track_step, of=visible_track_steps)
def track_step_end(request: Request, step: TrackStep) -> HttpResponse:
    """Say what came of it."""
    form = EndForm(request.POST or None, initial={"on": clock.today()})
    if ready(request, form):
        said = {name: form.cleaned_data[name] for name in ("on", "outcome")}
        attempt(form, actions.end_step, step=step, **said, by=request.actor)
        if not form.errors:
            undo = reverse("track_step_resume", args=[step.pk])
            say(request, "L'étape est close.", undo=undo)
            return redirect(_page(step.track))
    return form_page(
        request, form, to_track(step.track), "Clore l'étape", verb="Clore",
        lead=f"{str(step).capitalize()}, depuis le {step.opened_on:%d/%m/%Y}.",
    )  # fmt: skip


@command(can_lead_track_step, of=visible_track_steps)
def track_step_resume(request: Request, step: TrackStep) -> HttpResponse:
    """It had not ended."""
    if request.method == "POST":
        actions.resume_step(step=step, by=request.actor)
        say(request, "L'étape est rouverte.")
    return redirect(_page(step.track))


@command(can_lead_track_step, of=visible_track_steps)
def track_step_drop(request: Request, step: TrackStep) -> HttpResponse:
    """Remove one begun by mistake."""
    track = step.track
    if request.method == "POST":
        actions.drop_step(step=step, by=request.actor)
        say(request, "L'étape est retirée.")
    return redirect(_page(track))
