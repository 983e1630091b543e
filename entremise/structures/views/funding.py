"""What each funder pays for, written by the director."""

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core import clock
from entremise.core.forms import attempt
from entremise.core.web import Request, command
from entremise.structures import actions, queries
from entremise.structures.actor import Actor
from entremise.structures.forms.dispositif import DayForm
from entremise.structures.forms.funding import FundingLineForm, TermsForm
from entremise.structures.models import Dispositif, FundingLine, Structure
from entremise.structures.policies import (
    can_manage_dispositif,
    can_manage_funding_line,
    managed_dispositifs,
    managed_funding_lines,
)
from entremise.ui.notices import say

from .ways import to_dispositif


@command(can_manage_dispositif, of=managed_dispositifs)
def funding_new(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Add a line to a dispositif; its funder enters the registry when it is not there."""
    year = clock.today().replace(month=1, day=1)
    initial = {"starts_on": year, "ends_on": year.replace(month=12, day=31)}
    form = FundingLineForm(
        request.POST or None,
        initial=initial,
        actor=request.actor,
        communes=queries.fundable_communes(dispositif),
        in_qpvs=dispositif.qpvs.exists(),
    )
    overlapping: list[FundingLine] = []
    if request.method == "POST" and form.is_valid():
        overlapping = _overlapping(form, dispositif, form.cleaned_data.get("funder"))
        if not form.must_confirm(overlapping):
            kept = attempt(form, _fund, entered=form, dispositif=dispositif, by=request.actor)
            if kept:
                say(request, f"Le financement de « {kept.funder} » est ajouté.")
                return redirect("dispositif_detail", pk=dispositif.pk)
    context = {
        "crumbs": [*to_dispositif(request.actor, dispositif), ("Ajouter un financement", None)],
        "form": form,
        "heading": "Ajouter un financement",
        "funders": queries.known_funders(request.actor),
        "verb": "Ajouter",
        "overlapping": overlapping,
        "back": reverse("dispositif_detail", args=[dispositif.pk]),
    }
    return render(request, "structures/funding_form.html", context)


@transaction.atomic
def _fund(*, entered: FundingLineForm, dispositif: Dispositif, by: Actor) -> FundingLine:
    funder = entered.cleaned_data.get("funder")
    if funder is None:
        identity = actions.Identity(entered.new_funder, entered.cleaned_data["new_funder_type"])
        source = f"inscrit comme financeur par {by.structure_name}"
        funder = actions.register_structure(identity=identity, source=source[:80], by=by)
    return actions.add_funding_line(
        dispositif=dispositif, funder=funder, terms=entered.terms(), by=by
    )


def _overlapping(
    form: TermsForm, dispositif: Dispositif, funder: Structure | None, but: int | None = None
) -> list[FundingLine]:
    if funder is None:
        return []
    terms = form.terms()
    return queries.overlapping(
        dispositif=dispositif, funder=funder, start=terms.starts_on, end=terms.ends_on, but=but
    )


def _lines(actor: Actor) -> QuerySet[FundingLine]:
    return managed_funding_lines(actor).select_related("dispositif__structure", "funder")


@command(can_manage_funding_line, of=_lines)
def funding_edit(request: Request, line: FundingLine) -> HttpResponse:
    """Correct a line."""
    form = TermsForm(
        request.POST or None,
        initial=TermsForm.initial_of(line),
        communes=queries.fundable_communes(line.dispositif, line),
        in_qpvs=line.dispositif.qpvs.exists(),
    )
    overlapping: list[FundingLine] = []
    if request.method == "POST" and form.is_valid():
        overlapping = _overlapping(form, line.dispositif, line.funder, but=line.pk)
        if not form.must_confirm(overlapping):
            attempt(
                form, actions.edit_funding_line, line=line, terms=form.terms(), by=request.actor
            )
            if not form.errors:
                say(request, "Le financement est à jour.")
                return redirect("dispositif_detail", pk=line.dispositif_id)
    context = {
        "crumbs": [*to_dispositif(request.actor, line.dispositif), ("Financement", None)],
        "form": form,
        "line": line,
        "heading": f"Financement de {line.funder.name}",
        "verb": "Enregistrer",
        "overlapping": overlapping,
        "back": reverse("dispositif_detail", args=[line.dispositif_id]),
    }
    return render(request, "structures/funding_form.html", context)


@command(can_manage_funding_line, of=_lines)
def funding_end(request: Request, line: FundingLine) -> HttpResponse:
    """Say which day is the last one paid for."""
    form = DayForm(request.POST or None, initial={"on": min(clock.today(), line.ends_on)})
    heading = f"Mettre fin au financement de {line.funder.name}"
    lead = f"« {line.label} », prévu du {line.starts_on:%d/%m/%Y} au {line.ends_on:%d/%m/%Y}."
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.end_funding_line,
            line=line, on=form.cleaned_data["on"], by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, f"Le financement finit le {line.ends_on:%d/%m/%Y}.")
            return redirect("dispositif_detail", pk=line.dispositif_id)
    context = {
        "crumbs": [*to_dispositif(request.actor, line.dispositif), ("Mettre fin", None)],
        "form": form,
        "heading": heading,
        "lead": lead,
        "verb": "Mettre fin",
        "back": reverse("funding_edit", args=[line.pk]),
    }
    return render(request, "structures/form.html", context)
