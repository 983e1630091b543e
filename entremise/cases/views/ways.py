"""What these pages share: the path to them, and a form on a page of its own."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.cases.actions.settling import check_open
from entremise.cases.models import Agreement, Case, Consent, Party, Step
from entremise.cases.policies import openable_cases
from entremise.core.web import Decorator, Request, View

Crumb = tuple[str, str | None]
InCase = Case | Party | Step | Consent | Agreement
HOME: Crumb = ("Accueil", "/")


def while_open(view: View) -> View:
    """Say at once that a case is closed, rather than show a form that would be refused.

    What was typed before somebody closed it is answered by the action, beside the form.
    """

    @wraps(view)
    def wrapper(request: Request, found: InCase) -> HttpResponseBase:
        if request.method != "POST":
            check_open(_case_of(found))
        return view(request, found)

    return wrapper


def or_ask(within: str = "") -> Decorator:
    """Lead whoever knows of a case and does not read it, or no longer, to asking for it.

    `within` is what the address names in the case: its letters, its attachments. Whoever does not
    know of the case finds nothing, as before.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(request: Request, pk: UUID) -> HttpResponseBase:
            try:
                return view(request, pk=pk)
            except Http404:
                known = openable_cases(request.actor).filter(**{f"{within}pk": pk}).first()
                if known is None:
                    raise
                return redirect("case_break_glass", pk=known.pk)

        return wrapper

    return decorate


def _case_of(found: InCase) -> Case:
    if isinstance(found, Consent):
        found = found.party
    return found if isinstance(found, Case) else found.case


def to_case(case: Case, *rest: Crumb) -> list[Crumb]:
    """The path to a page of a case."""
    own = reverse("case_detail", args=[case.pk])
    return [HOME, ("Situations", reverse("case_list")), (case.number, own), *rest]


def form_page(
    request: Request,
    form: BaseForm,
    *,
    heading: str,
    verb: str,
    crumbs: list[Crumb],
    back: str,
    lead: str = "",
    danger: bool = False,
    **more: Any,
) -> HttpResponse:
    """One form, its verb, and the way back."""
    context = {
        "form": form,
        "heading": heading,
        "verb": verb,
        "crumbs": crumbs,
        "back": back,
        "lead": lead,
        "danger": danger,
        **more,
    }
    return render(request, "cases/form.html", context)
