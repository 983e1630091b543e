"""The queue, and a case."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.cases import actions, queries, story
from entremise.cases.enums import StepState
from entremise.cases.forms.case import (
    AssignForm,
    CaseFilter,
    CloseForm,
    SearchForm,
    SummaryForm,
)
from entremise.cases.models import Case
from entremise.cases.policies import (
    accountable_parties,
    can_assign_case,
    can_list_cases,
    can_read_case,
    can_step_back,
    can_work_on_case,
    readable_cases,
    receiving_dispositifs,
    waiting_referrals,
    workable_cases,
)
from entremise.cases.reading import case_read, searched
from entremise.core.forms import attempt
from entremise.core.typography import agree
from entremise.core.web import Request, command, page
from entremise.structures.enums import Role
from entremise.structures.queries import team_of
from entremise.ui.notices import say

from .ways import HOME, form_page, or_ask, to_case, while_open


@page(can_list_cases)
def case_list(request: Request) -> HttpResponse:
    """The queue: what is due first, first. Nothing sealed is read."""
    actor = request.actor
    dispositifs = list(receiving_dispositifs(actor).order_by("name"))
    by_default = {"mine": "on"} if actor.is_(Role.MEDIATOR) else None
    asked = request.GET if request.GET.keys() - {"after"} else by_default
    form = CaseFilter(asked, dispositifs=dispositifs)
    filters = form.cleaned_data if form.is_valid() else {}
    found = queries.queue(actor, filters, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("Situations", None)],
        "form": form,
        "search": SearchForm(),
        "page": found,
        "readable": queries.readable_among(actor, found.rows),
        "tasks": queries.tasks_of(actor, mine=bool(filters.get("mine"))),
        "waiting": waiting_referrals(actor).count(),
        "filtered": bool(request.GET),
    }
    return render(request, "cases/list.html", context)


@command(can_list_cases)
def case_search(request: Request) -> HttpResponse:
    """Find a case again by its number or by somebody in it; what is found leaves a line."""
    form = SearchForm(request.POST or None)
    found: list[Case] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["who"]
        if case := queries.by_number(request.actor, typed):
            return redirect("case_detail", pk=case.pk)
        found = queries.found_by_person(request.actor, typed)
        searched(request.actor, [case.pk for case in found])
    context = {
        "crumbs": [HOME, ("Situations", reverse("case_list")), ("Chercher", None)],
        "search": form,
        "found": found,
        "readable": {case.pk for case in found},
        "asked": request.method == "POST",
    }
    return render(request, "cases/search.html", context)


def _with_places(actor):  # type: ignore[no-untyped-def]
    return readable_cases(actor).select_related("dispositif__structure", "commune", "qpv")


@or_ask()
@page(can_read_case, of=_with_places, told=case_read)
def case_detail(request: Request, case: Case) -> HttpResponse:
    """A case: its parties, what happened, what comes next."""
    works = can_work_on_case(request.actor, case)
    context = {
        "crumbs": to_case(case)[:-1] + [(case.number, None)],
        "case": case,
        "shown": story.opened(case),
        "mediators": case.mediators.select_related("user").order_by("pk"),
        "works": works and case.is_open,
        "may_note": works,
        "may_assign": works and case.is_open and can_assign_case(request.actor, case),
        "may_step_back": case.is_open and can_step_back(request.actor, case),
        "accounts": accountable_parties(request.actor).filter(case=case).exists(),
        "access": None if works else queries.my_access(request.actor, case),
    }
    return render(request, "cases/detail.html", context)


@command(can_work_on_case, of=workable_cases, told=case_read)
@while_open
def case_summary(request: Request, case: Case) -> HttpResponse:
    """Say again what happens."""
    words = queries.words(case)
    form = SummaryForm(request.POST or None, initial={"summary": words["summary"]})
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.rewrite_summary, case=case, **form.cleaned_data, by=request.actor)
        if not form.errors:
            say(request, "Le résumé est à jour.")
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading="Ce qui se passe", verb="Enregistrer",
        crumbs=to_case(case, ("Résumé", None)), back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip


@command(can_assign_case, of=workable_cases)
@while_open
def case_assign(request: Request, case: Case) -> HttpResponse:
    """Who is in charge."""
    now = [str(one) for one in case.mediators.values_list("pk", flat=True)]
    form = AssignForm(
        request.POST or None,
        team=list(team_of(request.actor, case.dispositif)),
        initial={"mediators": now},
    )
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.assign_mediators, case=case, **form.cleaned_data, by=request.actor)
        if not form.errors:
            say(request, "Les médiateurs en charge sont à jour.")
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading="Qui est en charge", verb="Enregistrer",
        lead="Eux seuls, et la coordination de l'équipe, lisent cette situation.",
        crumbs=to_case(case, ("En charge", None)), back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip


@command(can_step_back, of=readable_cases)
@while_open
def case_step_back(request: Request, case: Case) -> HttpResponse:
    """Withdraw from a case."""
    if request.method == "POST":
        actions.step_back(case=case, by=request.actor)
        say(request, f"Vous n'êtes plus en charge de la situation {case.number}.")
        return redirect("case_list")
    context = {"case": case, "crumbs": to_case(case, ("Me retirer", None))}
    return render(request, "cases/step_back.html", context)


@command(can_work_on_case, of=workable_cases)
@while_open
def case_close(request: Request, case: Case) -> HttpResponse:
    """Close a case with its outcome; one click opens it again."""
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.close_case, case=case, **form.cleaned_data, by=request.actor)
        if not form.errors:
            undo = reverse("case_reopen", args=[case.pk])
            say(request, f"La situation {case.number} est close.", undo=undo)
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading=f"Clore la situation {case.number}", verb="Clore",
        lead=_held_back(case),
        crumbs=to_case(case, ("Clore", None)), back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip


def _held_back(case: Case) -> str:
    planned = case.steps.filter(state=StepState.PLANNED).count()
    if not planned:
        return ""
    steps = agree(planned, "étape prévue est annulée", "étapes prévues sont annulées")
    return f"{planned} {steps}, et {agree(planned, 'revient', 'reviennent')} si l'on rouvre."


@command(can_work_on_case, of=workable_cases)
def case_reopen(request: Request, case: Case) -> HttpResponse:
    """Open a closed case again."""
    if request.method == "POST":
        back = actions.reopen_case(case=case, by=request.actor)
        what = agree(back, "étape prévue est revenue", "étapes prévues sont revenues")
        coming = f"{back} {what}." if back else "Prévoyez l'étape suivante."
        say(request, f"La situation {case.number} est rouverte. {coming}")
    return redirect("case_detail", pk=case.pk)
