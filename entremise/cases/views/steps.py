"""What is planned in a case, and what took place."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from entremise.cases import actions, queries, story
from entremise.cases.enums import StepKind
from entremise.cases.forms.case import HoldForm, PlanForm, StepForm, held_initial
from entremise.cases.forms.pieces import local
from entremise.cases.models import Case, Step
from entremise.cases.policies import (
    can_work_on_case,
    can_work_on_step,
    workable_cases,
    workable_steps,
)
from entremise.cases.reading import case_read
from entremise.core import clock
from entremise.core.forms import attempt
from entremise.core.typography import french
from entremise.core.web import Request, command
from entremise.structures.queries import team_of
from entremise.ui.notices import say

from .ways import form_page, to_case, while_open


def _steps(actor):  # type: ignore[no-untyped-def]
    return workable_steps(actor).select_related("case__dispositif")


@command(can_work_on_case, of=workable_cases, told=case_read)
@while_open
def step_plan(request: Request, case: Case) -> HttpResponse:
    """Plan what comes next."""
    people = story.parties_of(case)
    initial = {
        "parties": [str(one.party.pk) for one in people],
        "mediators": [str(pk) for pk in case.mediators.values_list("pk", flat=True)],
        "kind": request.GET.get("etape", StepKind.INTERVIEW),
    }
    form = PlanForm(
        request.POST or None,
        people=people,
        team=list(team_of(request.actor, case.dispositif)),
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        step = attempt(form, actions.plan_step, case=case, **form.cleaned_data, by=request.actor)
        if step:
            undo = reverse("step_cancel", args=[step.pk])
            say(request, f"{step} : c'est prévu.", undo=undo)
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading="Prévoir une étape", verb="Prévoir",
        crumbs=to_case(case, ("Prévoir", None)), back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip


@command(can_work_on_step, of=_steps, told=case_read)
@while_open
def step_move(request: Request, step: Step) -> HttpResponse:
    """Change when, where, with whom."""
    form = _form(request, StepForm, step)
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.move_step, step=step, **form.cleaned_data, by=request.actor)
        if not form.errors:
            say(request, "L'étape est à jour.")
            return redirect("case_detail", pk=step.case_id)
    return _page(request, form, step, heading=f"{step} : changer", verb="Enregistrer")


@command(can_work_on_step, of=_steps, told=case_read)
@while_open
def step_hold(request: Request, step: Step) -> HttpResponse:
    """Write that it took place."""
    form = _form(request, HoldForm, step)
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.hold_step, step=step, **form.cleaned_data, by=request.actor)
        if not form.errors:
            say(request, f"{step} : c'est noté.")
            return redirect("case_detail", pk=step.case_id)
    return _page(request, form, step, heading=f"{step} : ce qui a eu lieu", verb="Enregistrer")


@command(can_work_on_step, of=_steps)
def step_miss(request: Request, step: Step) -> HttpResponse:
    """Nobody came, or it could not take place."""
    if request.method == "POST":
        actions.miss_step(step=step, by=request.actor)
        say(request, f"{step} : non tenue. Prévoyez la suite.")
    return redirect("case_detail", pk=step.case_id)


@command(can_work_on_step, of=_steps)
def step_cancel(request: Request, step: Step) -> HttpResponse:
    """Take a planned step back."""
    if request.method == "POST":
        actions.cancel_step(step=step, by=request.actor)
        say(request, f"{step} : annulée.")
    return redirect("case_detail", pk=step.case_id)


def _form(request: Request, kind: type[StepForm], step: Step) -> StepForm:
    more, initial = {}, held_initial(step, queries.words(step))
    if kind is HoldForm:
        # What is said to be done was done at the latest now.
        more, initial["at"] = {"step": step}, local(min(step.at, clock.now()))
    return kind(
        request.POST or None,
        people=story.parties_of(step.case),
        team=list(team_of(request.actor, step.case.dispositif)),
        initial=initial,
        **more,
    )


def _page(request: Request, form: StepForm, step: Step, *, heading: str, verb: str) -> HttpResponse:
    return form_page(
        request, form,
        heading=french(heading[0].upper() + heading[1:]), verb=verb,
        crumbs=to_case(step.case, (str(step), None)),
        back=reverse("case_detail", args=[step.case_id]),
    )  # fmt: skip
