"""How many jobs, where, of what kind: on any day, and over any period."""

from django.http import HttpResponse
from django.shortcuts import render

from entremise.core.web import Request, page
from entremise.positions.figures import jobs
from entremise.positions.forms.figures import FiguresForm
from entremise.positions.policies import can_count_jobs

from .ways import HOME


@page(can_count_jobs)
def job_figures(request: Request) -> HttpResponse:
    """The jobs of a day and what moved over a period; both in the address."""
    form = FiguresForm(request.GET or None, actor=request.actor)
    asked = form.asked()
    context = {
        "crumbs": [HOME, ("Emplois", None)],
        "form": form,
        "asked": asked,
        "jobs": jobs(asked, region=request.actor.region_code),
    }
    return render(request, "positions/figures.html", context)
