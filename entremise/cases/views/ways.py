"""What these pages share: the path to them, and a form on a page of its own."""

from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from entremise.cases.models import Case
from entremise.core.web import Request

Step = tuple[str, str | None]
HOME: Step = ("Accueil", "/")


def to_case(case: Case, *rest: Step) -> list[Step]:
    """The path to a page of a case."""
    own = reverse("case_detail", args=[case.pk])
    return [HOME, ("Situations", reverse("case_list")), (case.number, own), *rest]


def form_page(
    request: Request,
    form: BaseForm,
    *,
    heading: str,
    verb: str,
    crumbs: list[Step],
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
