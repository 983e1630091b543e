"""Writing meetings down, and what they lead to."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core import clock
from entremise.core.forms import attempt
from entremise.core.web import Request, command
from entremise.support import actions
from entremise.support.enums import MeetingStatus
from entremise.support.forms.meeting import MeetingForm, TaskForm, blank
from entremise.support.models import Meeting, NextStep
from entremise.support.policies import (
    can_keep_next_step,
    can_lead_meeting,
    can_lead_support,
    led_meetings,
    visible_meetings,
    visible_next_steps,
)
from entremise.ui.navigation import address
from entremise.ui.notices import say

from .meetings import chosen
from .ways import form_page, ready, to_meeting, to_meetings

SOON = timedelta(days=7)


def _page(meeting: Meeting) -> str:
    return reverse("meeting_detail", args=[meeting.pk])


@command(can_lead_support)
def meeting_new(request: Request) -> HttpResponse:
    """Write a meeting down, or plan one with a structure."""
    initial, structures = blank(), chosen(request)
    if structures:
        planned = {"status": MeetingStatus.PLANNED, "on": clock.today() + SOON}
        initial |= {"structures": structures, **planned}
    form = MeetingForm(request.POST or None, actor=request.actor, initial=initial)
    if ready(request, form):
        kept = attempt(
            form, actions.log_meeting, sheet=form.sheet(), tasks=form.tasks(), by=request.actor
        )
        if kept:
            said = "est prévue" if kept.status == MeetingStatus.PLANNED else "est notée"
            undo = reverse("meeting_withdraw", args=[kept.pk])
            say(request, f"La rencontre du {kept.on:%d/%m/%Y} {said}.", undo=undo)
            return redirect(_page(kept))
    return form_page(
        request, form, to_meetings(), "Noter une rencontre",
        lead="Les personnes présentes se comptent par fonction : leurs noms n'ont pas leur place "
        "ici.",
    )  # fmt: skip


@command(can_lead_meeting, of=visible_meetings)
def meeting_edit(request: Request, meeting: Meeting) -> HttpResponse:
    """Correct a meeting; or say that it was held, and what was said."""
    initial = MeetingForm.initial_of(meeting)
    held = request.GET.get("tenue") == "1" and meeting.on <= clock.today()
    if held:
        initial["status"] = MeetingStatus.HELD
    form = MeetingForm(request.POST or None, actor=request.actor, meeting=meeting, initial=initial)
    if ready(request, form):
        attempt(form, actions.edit_meeting, meeting=meeting, sheet=form.sheet(), by=request.actor)
        if not form.errors:
            say(request, "La rencontre est à jour.")
            return redirect(_page(meeting))
    heading = "Dire comment elle s'est tenue" if held else "Corriger la rencontre"
    return form_page(request, form, to_meeting(meeting), heading)


@command(can_lead_meeting, of=visible_meetings)
def meeting_cancel(request: Request, meeting: Meeting) -> HttpResponse:
    """It will not be held."""
    if request.method == "POST":
        actions.cancel_meeting(meeting=meeting, by=request.actor)
        undo = reverse("meeting_restore", args=[meeting.pk])
        say(request, "La rencontre est annulée.", undo=undo)
    return redirect(_page(meeting))


@command(can_lead_meeting, of=visible_meetings)
def meeting_restore(request: Request, meeting: Meeting) -> HttpResponse:
    """It is planned again."""
    if request.method == "POST":
        actions.restore_meeting(meeting=meeting, by=request.actor)
        say(request, "La rencontre est de nouveau prévue.")
    return redirect(_page(meeting))


@command(can_lead_meeting, of=led_meetings)
def meeting_withdraw(request: Request, meeting: Meeting) -> HttpResponse:
    """Remove one written down by mistake, once one has read what goes with it."""
    if request.method == "POST":
        actions.withdraw_meeting(meeting=meeting, by=request.actor)
        say(request, "La rencontre est retirée.")
        return redirect("meeting_list")
    context = {
        "crumbs": to_meeting(meeting, ("Retirer", None)),
        "meeting": meeting,
        "steps": meeting.next_steps.count(),
    }
    return render(request, "support/meeting_withdraw.html", context)


# --- what it leads to


@command(can_lead_meeting, of=led_meetings)
def next_step_new(request: Request, meeting: Meeting) -> HttpResponse:
    """One more thing to do."""
    form = TaskForm(request.POST or None)
    if ready(request, form):
        kept = attempt(
            form, actions.add_next_step, meeting=meeting, task=form.task(), by=request.actor
        )
        if kept:
            undo = reverse("next_step_drop", args=[kept.pk])
            say(request, "La suite à donner est notée.", undo=undo)
            return redirect(_page(meeting))
    return form_page(
        request, form, to_meeting(meeting), "Ajouter une suite à donner", verb="Ajouter"
    )


@command(can_keep_next_step, of=visible_next_steps)
def next_step_done(request: Request, step: NextStep) -> HttpResponse:
    """It is done."""
    if request.method == "POST":
        actions.finish_next_step(step=step, by=request.actor)
        undo = reverse("next_step_reopen", args=[step.pk])
        week = request.GET.urlencode()
        say(request, "C'est fait.", undo=f"{undo}?{week}" if week else undo)
    return redirect(_back(request, step))


@command(can_keep_next_step, of=visible_next_steps)
def next_step_reopen(request: Request, step: NextStep) -> HttpResponse:
    """It was not."""
    if request.method == "POST":
        actions.reopen_next_step(step=step, by=request.actor)
        say(request, "La suite est de nouveau à donner.")
    return redirect(_back(request, step))


@command(can_keep_next_step, of=visible_next_steps)
def next_step_drop(request: Request, step: NextStep) -> HttpResponse:
    """Remove one noted by mistake."""
    back = _back(request, step)
    if request.method == "POST":
        actions.drop_next_step(step=step, by=request.actor)
        say(request, "La suite à donner est retirée.")
    return redirect(back)


def _back(request: Request, step: NextStep) -> str:
    """Where the button was: the week one came from, else the meeting."""
    try:
        week = date.fromisoformat(request.GET.get("semaine", ""))
    except ValueError:
        return _page(step.meeting)
    return f"{address('my_week')}?du={week}"
