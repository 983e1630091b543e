"""Breaking the glass, and the director's review of it."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from entremise.cases import actions, queries
from entremise.cases.forms.case import GlassForm
from entremise.cases.models import Access, Case
from entremise.cases.policies import (
    can_break_glass,
    can_read_case,
    can_review_access,
    can_review_accesses,
    openable_cases,
    visible_accesses,
)
from entremise.core.forms import attempt
from entremise.core.typography import long_date
from entremise.core.web import Request, command, page
from entremise.ui.notices import say

from .ways import HOME, form_page


@command(can_break_glass, of=openable_cases)
def break_glass(request: Request, case: Case) -> HttpResponse:
    """Open a case one is not in charge of."""
    if can_read_case(request.actor, case):
        return redirect("case_detail", pk=case.pk)
    form = GlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.break_glass, case=case, **form.cleaned_data, by=request.actor)
        if not form.errors:
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading=f"Ouvrir la situation {case.number}", verb="Ouvrir pour ce temps",
        lead=_why_closed(request, case),
        crumbs=[HOME, ("Situations", reverse("case_list")), (case.number, None)],
        back=reverse("case_list"), danger=True,
    )  # fmt: skip


def _why_closed(request: Request, case: Case) -> str:
    """Why this case does not open by itself, and what one may do."""
    if case.archived_at:
        return (
            f"Cette situation est archivée depuis le {_day(case.archived_at)} : elle ne se modifie "
            "plus et ne se rouvre plus, et la lire demande une raison, même à qui en était en "
            "charge. Si le différend reprend, notez une nouvelle saisine."
        )
    if ended := queries.last_access(request.actor, case):
        until = timezone.localtime(ended.until)
        return (
            f"Votre accès s'est terminé le {_day(until)} à {until:%H:%M}. Pour lire encore cette "
            "situation, dites de nouveau pourquoi."
        )
    return (
        "Vous n'êtes pas en charge de cette situation. Seules les personnes en charge et leur "
        "coordination la lisent."
    )


def _day(instant: datetime) -> str:
    return long_date(timezone.localdate(instant))


@page(can_review_accesses)
def access_list(request: Request) -> HttpResponse:
    """Who opened what without being in charge, and why."""
    context = {
        "crumbs": [HOME, ("Accès exceptionnels", None)],
        "to_see": queries.accesses(request.actor, seen=False),
        "seen": queries.accesses(request.actor, seen=True),
    }
    return render(request, "cases/accesses.html", context)


@command(can_review_access, of=lambda actor: visible_accesses(actor).select_related("case"))
def access_review(request: Request, access: Access) -> HttpResponse:
    """The director has seen it."""
    if request.method == "POST":
        actions.review_access(access=access, by=request.actor)
        say(request, "C'est noté.")
    return redirect("access_list")
