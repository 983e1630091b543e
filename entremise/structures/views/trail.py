"""What was done in a structure, for its director and its data protection officer."""

from django.http import HttpResponse
from django.shortcuts import render

from entremise.core.web import Request, page
from entremise.journal.verbs import phrases
from entremise.structures import trail
from entremise.structures.forms.trail import TrailFilter
from entremise.structures.policies import can_read_journal

from .ways import to_own


@page(can_read_journal)
def journal(request: Request) -> HttpResponse:
    """The writes of the structure, newest first: who, when, what; never what was written."""
    form = TrailFilter(
        request.GET or None,
        verbs=sorted(phrases().items(), key=lambda pair: pair[1]),
        people=trail.authors(request.actor),
    )
    filters = form.cleaned_data if form.is_valid() else {}
    found = trail.trail_page(request.actor, filters, request.GET.get("after"))
    context = {
        "crumbs": to_own(("Journal", None)),
        "form": form,
        "page": found,
        "steps": trail.in_words(found.rows),
    }
    return render(request, "structures/journal.html", context)
