"""What the parties agree on: recorded, corrected, taken back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from entremise.cases import actions
from entremise.cases.forms.case import AgreementForm
from entremise.cases.models import Agreement, Case
from entremise.cases.policies import (
    can_work_on_agreement,
    can_work_on_case,
    workable_agreements,
    workable_cases,
)
from entremise.cases.reading import case_read
from entremise.core.forms import attempt
from entremise.core.web import Request, command
from entremise.ui.notices import say
from entremise.vault.rows import words_of

from .ways import form_page, to_case, while_open


def _agreements(actor):  # type: ignore[no-untyped-def]
    return workable_agreements(actor).select_related("case")


@command(can_work_on_case, of=workable_cases)
@while_open
def case_agreement(request: Request, case: Case) -> HttpResponse:
    """Record what the parties agree on."""
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, actions.record_agreement, case=case, **_told(form), by=request.actor)
        if kept:
            undo = reverse("agreement_cancel", args=[kept.pk])
            say(request, "Accord enregistré. Les visites à 30 et 90 jours sont prévues.", undo=undo)
            return redirect("case_detail", pk=case.pk)
    return _page(request, form, case, heading="Un accord", verb="Enregistrer l'accord")


@command(can_work_on_agreement, of=_agreements, told=case_read)
@while_open
def agreement_edit(request: Request, agreement: Agreement) -> HttpResponse:
    """Say it again as it was made."""
    items = words_of(agreement.items.order_by("position"))
    initial = {
        "form": agreement.form,
        "made_on": agreement.made_on,
        "items": "\n".join(words["text"] for _, words in items),
    }
    form = AgreementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.correct_agreement, agreement=agreement, **_told(form), by=request.actor
        )
        if not form.errors:
            say(request, "L'accord est corrigé.")
            return redirect("case_detail", pk=agreement.case_id)
    return _page(request, form, agreement.case, heading="Corriger l'accord", verb="Enregistrer")


@command(can_work_on_agreement, of=_agreements)
def agreement_cancel(request: Request, agreement: Agreement) -> HttpResponse:
    """Take it back."""
    case_id = agreement.case_id
    if request.method == "POST":
        actions.cancel_agreement(agreement=agreement, by=request.actor)
        say(request, "L'accord est annulé, avec les visites qui devaient le suivre.")
    return redirect("case_detail", pk=case_id)


def _told(form: AgreementForm) -> dict[str, Any]:
    clean = form.cleaned_data
    return {
        "how": clean["form"],
        "made_on": clean["made_on"],
        "items": clean["items"].splitlines(),
    }


def _page(
    request: Request, form: AgreementForm, case: Case, *, heading: str, verb: str
) -> HttpResponse:
    return form_page(
        request, form,
        heading=heading, verb=verb,
        lead="Ce à quoi les parties s'engagent. Toutes le lisent en entier.",
        crumbs=to_case(case, ("Accord", None)), back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip
