"""The public form: somebody who has no account asks for a mediation."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.cases import knocking, queries
from entremise.cases.enums import Channel, Origin
from entremise.cases.forms.referral import PublicReferralForm, WhereForm
from entremise.core import senders
from entremise.core.forms import attempt
from entremise.core.web import Request, anyone, command, page

SESSION_KEY = "referral"
NOTHING = {"number": "", "phone": ""}


@page(anyone)
def where(request: Request) -> HttpResponse:
    """First, where: which team may be asked. With `?service=`, from the page of one of them, which
    then comes first among those that work in the commune."""
    wanted = request.GET.get("service", "")
    service = queries.door_of(wanted)
    form = WhereForm(request.GET if "commune" in request.GET else None)
    if form.is_valid():
        there = reverse("public_referral_form", args=[form.cleaned_data["commune"].code])
        return redirect(f"{there}?service={service.dispositif_id}" if service else there)
    context = {
        "form": form,
        "service": service,
        "communes": queries.communes_of_door(service) if service else (),
    }
    return render(request, "cases/public_where.html", context)


@command(anyone)
def refer(request: Request, commune: str) -> HttpResponse:
    """Then, what happens."""
    asked = queries.commune_asked(commune)
    receptions = queries.open_receptions(asked)
    dispositifs = [reception.dispositif for reception in receptions]
    if not dispositifs:
        return render(request, "cases/public_nobody.html", {"commune": asked})
    wanted = queries.door_of(request.GET.get("service", ""))
    first = {"dispositif": wanted.dispositif_id} if wanted and wanted in receptions else {}
    form = PublicReferralForm(request.POST or None, dispositifs=dispositifs, initial=first)
    if request.method == "POST" and form.is_valid():
        if form.is_a_robot:
            # It learns nothing from the answer: the same page as for somebody.
            request.session[SESSION_KEY] = NOTHING
            return redirect("public_thanks")
        dispositif = form.cleaned_data["dispositif"]
        kept = attempt(
            form, knocking.receive_from_public, key=form.key,
            sender=senders.sender_of(request), dispositif=dispositif,
            channel=Channel.FORM, origin=Origin.RESIDENT,
            content=form.told_from(asked), by=request.actor,
        )  # fmt: skip
        if kept:
            phones = {one.dispositif_id: one.phone for one in receptions}
            phone = phones.get(kept.dispositif_id, "")
            request.session[SESSION_KEY] = {"number": kept.number, "phone": phone}
            return redirect("public_thanks")
    context = {"form": form, "commune": asked, "receptions": receptions}
    status = 429 if form.has_error(NON_FIELD_ERRORS, knocking.TOO_MANY) else 200
    response = render(request, "cases/public_refer.html", context, status=status)
    # Going back gives another form: what one has written is not left to the next at this screen.
    response.headers["Cache-Control"] = "private, no-store"
    return response


@page(anyone)
def thanks(request: Request) -> HttpResponse:
    """It was received, under a number."""
    kept = request.session.get(SESSION_KEY) or NOTHING
    return render(request, "cases/public_thanks.html", {"kept": kept})
