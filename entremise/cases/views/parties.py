"""The parties of a case: who they are, what they agree to, what is noted and passed on."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.cases import actions, queries, story
from entremise.cases.forms.case import (
    AnswerForm,
    ConsentForm,
    NoteForm,
    PartyForm,
    SharingForm,
    WithdrawalForm,
)
from entremise.cases.models import Case, Consent, Party
from entremise.cases.policies import (
    accountable_parties,
    can_account_to_party,
    can_work_on_case,
    can_work_on_consent,
    can_work_with_party,
    workable_cases,
    workable_consents,
    workable_parties,
)
from entremise.cases.reading import case_read, party_exported
from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.structures.policies import visible_partners
from entremise.ui.notices import say

from .ways import form_page, to_case, while_open


@command(can_work_on_case, of=workable_cases, told=case_read)
@while_open
def party_new(request: Request, case: Case) -> HttpResponse:
    """Add somebody to a case."""
    form = PartyForm(request.POST or None, others=story.parties_of(case))
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        kept = attempt(
            form, actions.add_party,
            case=case, role=clean["role"], represents=clean["represents"], words=form.words,
            by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, "La partie est ajoutée.")
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading="Ajouter une partie", verb="Ajouter",
        crumbs=to_case(case, ("Ajouter une partie", None)),
        back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip


def _parties(actor):  # type: ignore[no-untyped-def]
    return workable_parties(actor).select_related("case__dispositif__structure")


@command(can_work_with_party, of=_parties, told=case_read)
@while_open
def party_edit(request: Request, party: Party) -> HttpResponse:
    """Correct what is known of somebody."""
    others = [one for one in story.parties_of(party.case) if one.party != party]
    initial = {
        "role": party.role,
        "represents": str(party.represents_id or ""),
        **queries.words(party),
    }
    form = PartyForm(request.POST or None, others=others, initial=initial)
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        attempt(
            form, actions.edit_party,
            party=party, role=clean["role"], represents=clean["represents"], words=form.words,
            by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, "C'est à jour.")
            return redirect("case_detail", pk=party.case_id)
    return form_page(
        request, form,
        heading=f"{str(party).capitalize()}", verb="Enregistrer",
        crumbs=to_case(party.case, (str(party), None)),
        back=reverse("case_detail", args=[party.case_id]),
        export=reverse("party_export", args=[party.pk]),
        erase=reverse("party_erase", args=[party.pk]),
    )  # fmt: skip


def _accountable(actor):  # type: ignore[no-untyped-def]
    return accountable_parties(actor).select_related("case__dispositif__structure")


@command(can_account_to_party, of=_accountable)
def party_erase(request: Request, party: Party) -> HttpResponse:
    """Erase somebody who asks for it, after having said what goes and what stays."""
    case_id = party.case_id
    if request.method == "POST":
        actions.erase_party(party=party, by=request.actor)
        say(request, "Cette personne est effacée.")
        return redirect("case_detail", pk=case_id)
    context = {"party": party, "crumbs": to_case(party.case, ("Effacer", None))}
    return render(request, "cases/party_erase.html", context)


@page(can_account_to_party, of=_accountable, told=party_exported)
def party_export(request: Request, party: Party) -> HttpResponse:
    """All that is kept about one party, to be printed and handed over: nothing of the others."""
    context = {
        "crumbs": to_case(party.case, ("Ses données", None)),
        "party": party,
        "copy": story.copy_for(party),
    }
    return render(request, "cases/export.html", context)


@command(can_work_with_party, of=_parties, told=case_read)
@while_open
def consent_ask(request: Request, party: Party) -> HttpResponse:
    """Write that somebody was asked to agree."""
    form = ConsentForm(request.POST or None, partners=_partners(request))
    if request.method == "POST" and form.is_valid():
        consent = attempt(
            form, actions.ask_consent, party=party, **form.cleaned_data, by=request.actor
        )
        if consent:
            if "answered" in request.POST:
                return redirect("consent_answer", pk=consent.pk)
            say(request, "La demande est notée.")
            return redirect("case_detail", pk=party.case_id)
    return form_page(
        request, form,
        heading=f"Demander son accord : {queries.words(party)['name'] or party}",
        verb="Noter la demande", other_verb="Noter, et sa réponse",
        crumbs=to_case(party.case, ("Demander un accord", None)),
        back=reverse("case_detail", args=[party.case_id]),
    )  # fmt: skip


def _consents(actor):  # type: ignore[no-untyped-def]
    return workable_consents(actor).select_related("party__case", "partner")


@command(can_work_on_consent, of=_consents)
@while_open
def consent_answer(request: Request, consent: Consent) -> HttpResponse:
    """Write what was answered."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, actions.record_answer, consent=consent, **form.cleaned_data, by=request.actor)
        if not form.errors:
            say(request, "La réponse est notée.")
            return redirect("case_detail", pk=consent.party.case_id)
    return _consent_page(request, form, consent, "Sa réponse", "Noter la réponse")


@command(can_work_on_consent, of=_consents)
def consent_withdraw(request: Request, consent: Consent) -> HttpResponse:
    """Write that somebody no longer agrees."""
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        cancelled = attempt(
            form, actions.withdraw_consent,
            consent=consent, on=form.cleaned_data["withdrawn_on"], by=request.actor,
        )  # fmt: skip
        if not form.errors:
            more = " Les séances communes prévues sont annulées." if cancelled else ""
            say(request, f"Le retrait est noté.{more}")
            return redirect("case_detail", pk=consent.party.case_id)
    return _consent_page(request, form, consent, "Retrait de son accord", "Noter le retrait")


def _consent_page(
    request: Request, form: AnswerForm | WithdrawalForm, consent: Consent, heading: str, verb: str
) -> HttpResponse:
    asked = f"{consent.party} : {consent.get_subject_display()}"
    if consent.partner:
        asked += f", {consent.partner}"
    return form_page(
        request, form,
        heading=heading, verb=verb, lead=f"{asked[0].upper()}{asked[1:]}.",
        crumbs=to_case(consent.party.case, (heading, None)),
        back=reverse("case_detail", args=[consent.party.case_id]),
    )  # fmt: skip


@command(can_work_on_case, of=workable_cases, told=case_read)
def case_note(request: Request, case: Case) -> HttpResponse:
    """Write a confidential note."""
    people = story.parties_of(case)
    about = {"party": request.GET.get("partie", "")}
    form = NoteForm(request.POST or None, people=people, initial=about)
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, actions.write_note, case=case, **form.cleaned_data, by=request.actor)
        if kept:
            say(request, "La note est gardée.")
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading="Une note confidentielle", verb="Garder la note",
        crumbs=to_case(case, ("Note", None)), back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip


@command(can_work_on_case, of=workable_cases)
def case_share(request: Request, case: Case) -> HttpResponse:
    """Write what is passed on to a partner, within what was agreed to."""
    form = SharingForm(request.POST or None, partners=_partners(request))
    if request.method == "POST" and form.is_valid():
        kept = attempt(
            form, actions.share_with_partner, case=case, **form.cleaned_data, by=request.actor
        )
        if kept:
            say(request, f"La transmission à « {kept.partner} » est notée.")
            return redirect("case_detail", pk=case.pk)
    return form_page(
        request, form,
        heading="Transmettre à un partenaire", verb="Noter la transmission",
        lead="Seulement ce que chaque partie a accepté de transmettre, information par "
        "information.",
        crumbs=to_case(case, ("Transmettre", None)), back=reverse("case_detail", args=[case.pk]),
    )  # fmt: skip


def _partners(request: Request):  # type: ignore[no-untyped-def]
    return visible_partners(request.actor).order_by("category", "name")
