"""The figures of the mission's support."""

from django.http import HttpResponse
from django.shortcuts import render

from entremise.core.web import Request, page
from entremise.support.figures import figures
from entremise.support.forms.figures import PeriodForm
from entremise.support.policies import can_count_support, can_lead_support

from .ways import HOME, to_meetings


@page(can_count_support)
def support_figures(request: Request) -> HttpResponse:
    """Whom the mission is in relation with, how often, to do what."""
    form = PeriodForm(request.GET or None)
    since, until = form.period()
    last = ("Chiffres de l'appui", None)
    leads = can_lead_support(request.actor)
    context = {
        "crumbs": to_meetings(last) if leads else [HOME, last],
        "form": form,
        "figures": figures(request.actor, since, until),
    }
    return render(request, "support/figures.html", context)
