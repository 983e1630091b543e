"""Referrals: noting one, examining it, deciding; and the partner's own."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.cases import actions, queries, traces
from entremise.cases.enums import Channel, Origin, ReferralState
from entremise.cases.forms.referral import (
    AdmitForm,
    ExcludeForm,
    NotedReferralForm,
    PartnerReferralForm,
    ReceptionForm,
    RedirectForm,
    ReferralFilter,
)
from entremise.cases.models import Reception, Referral
from entremise.cases.origins import origin_of
from entremise.cases.policies import (
    can_erase_referral,
    can_examine_referral,
    can_list_cases,
    can_read_referral,
    can_receive_referral,
    can_refer_as_partner,
    erasable_referrals,
    examined_referrals,
    receiving_dispositifs,
    visible_referrals,
    workable_cases,
)
from entremise.cases.reading import referral_read
from entremise.core.errors import Refusal
from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.structures.enums import ActorType
from entremise.structures.models import Dispositif, Structure
from entremise.structures.policies import (
    can_manage_dispositif,
    managed_dispositifs,
    visible_dispositifs,
    visible_partners,
)
from entremise.structures.queries import team_of
from entremise.ui.notices import say

from .ways import HOME, form_page

ORIGIN_OF = {ActorType.COMMUNE: Origin.COMMUNE, ActorType.LANDLORD: Origin.LANDLORD}


def _list_step() -> tuple[str, str]:
    return ("Saisines", reverse("referral_list"))


@page(can_list_cases)
def referral_list(request: Request) -> HttpResponse:
    """What was asked, the latest first; what nobody has examined stands out."""
    form = ReferralFilter(request.GET or None)
    filters = form.cleaned_data if form.is_valid() else {}
    context = {
        "crumbs": [HOME, ("Saisines", None)],
        "form": form,
        "page": queries.referral_page(request.actor, filters, request.GET.get("after")),
        "receptions": queries.receptions(request.actor),
    }
    return render(request, "cases/referrals.html", context)


@command(can_receive_referral)
def referral_new(request: Request) -> HttpResponse:
    """Note a request heard on the telephone, at the counter or in the street."""
    dispositifs = list(receiving_dispositifs(request.actor).order_by("name"))
    if not dispositifs:
        return render(request, "cases/no_dispositif.html", {"crumbs": [HOME, _list_step()]})
    form = NotedReferralForm(
        request.POST or None, dispositifs=dispositifs, initial=_from_activity(request)
    )
    if request.method == "POST" and form.is_valid():
        clean = form.cleaned_data
        kept = attempt(
            form, actions.receive_referral,
            dispositif=clean["dispositif"], channel=clean["channel"], origin=clean["origin"],
            content=form.told, activity_id=origin_of(clean["activity"], by=request.actor),
            by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"La saisine {kept.number} est notée.")
            return redirect("referral_detail", pk=kept.pk)
    return form_page(
        request, form,
        heading="Noter une saisine", verb="Noter", crumbs=[HOME, _list_step(), ("Noter", None)],
        back=reverse("referral_list"),
        lead="Elle reçoit un numéro ; la coordination l'examine.",
    )  # fmt: skip


def _from_activity(request: Request) -> dict[str, str]:
    """What the page of an activity says of it, when a team refers what it has met itself.

    Raises Http404 for an activity that was not shown to this person.
    """
    if "activite" not in request.GET:
        return {}
    handed = request.GET["activite"]
    if origin_of(handed, by=request.actor) is None:
        raise Http404
    return {
        "activity": handed,
        "dispositif": request.GET.get("dispositif", ""),
        "topic": request.GET.get("sujet", ""),
        "commune": request.GET.get("commune", ""),
        "origin": Origin.SELF,
        "channel": Channel.FIELD,
    }


def _whole(actor):  # type: ignore[no-untyped-def]
    return visible_referrals(actor).select_related(
        "dispositif", "commune", "qpv", "organisation", "case", "decided_by__user", "partner",
        "received_by__user",
    )  # fmt: skip


@page(can_read_referral, of=_whole, told=referral_read)
def referral_detail(request: Request, referral: Referral) -> HttpResponse:
    """A referral, who it may be about already, and what can be decided."""
    examines = can_examine_referral(request.actor, referral)
    undecided = referral.state == ReferralState.RECEIVED
    like = traces.likenesses(referral) if examines and undecided else []
    team = list(team_of(request.actor, referral.dispositif)) if examines else []
    context = {
        "crumbs": [HOME, _list_step(), (referral.number, None)],
        "referral": referral,
        "words": queries.words(referral),
        "likenesses": like,
        "examines": examines,
        "undecided": undecided,
        "admit": AdmitForm(team=team),
        "exclude": ExcludeForm(),
        "redirect": RedirectForm(partners=visible_partners(request.actor)),
    }
    return render(request, "cases/referral.html", context)


def _examined(actor):  # type: ignore[no-untyped-def]
    return examined_referrals(actor).select_related("dispositif")


@command(can_examine_referral, of=_examined)
def referral_admit(request: Request, referral: Referral) -> HttpResponse:
    """Open a case."""
    form = AdmitForm(request.POST or None, team=list(team_of(request.actor, referral.dispositif)))
    if request.method == "POST" and form.is_valid():
        case = actions.admit_referral(
            referral=referral, mediators=form.cleaned_data["mediators"], by=request.actor
        )
        say(request, f"La situation {case.number} est ouverte.")
        return redirect("case_detail", pk=case.pk)
    return _decision(request, form, referral, "Ouvrir une situation")


@command(can_examine_referral, of=_examined)
def referral_join(request: Request, referral: Referral) -> HttpResponse:
    """Attach it to a case that is already about the same dispute, and that one follows."""
    if request.method != "POST":
        return redirect("referral_detail", pk=referral.pk)
    case = queries.one(workable_cases(request.actor), request.POST.get("case", ""))
    if case is None:
        raise Refusal(
            f"La saisine {referral.number} n'est pas jointe : vous ne suivez pas cette situation, "
            "ou elle est archivée. Ouvrez une situation, ou demandez à qui suit l'autre.",
            code="case_not_followed",
        )
    actions.join_case(referral=referral, case=case, by=request.actor)
    say(
        request,
        f"La saisine {referral.number} est jointe à la situation {case.number}. "
        "Les personnes en charge la liront.",
    )
    return redirect("case_detail", pk=case.pk)


@command(can_examine_referral, of=_examined)
def referral_exclude(request: Request, referral: Referral) -> HttpResponse:
    """Not a matter for mediation."""
    form = ExcludeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.exclude_referral(referral=referral, by=request.actor, **form.cleaned_data)
        undo = reverse("referral_again", args=[referral.pk])
        say(request, f"La saisine {referral.number} n'est pas retenue.", undo=undo)
        return redirect("referral_detail", pk=referral.pk)
    return _decision(request, form, referral, "Ne pas retenir")


@command(can_examine_referral, of=_examined)
def referral_redirect(request: Request, referral: Referral) -> HttpResponse:
    """Somebody else is competent."""
    form = RedirectForm(request.POST or None, partners=visible_partners(request.actor))
    if request.method == "POST" and form.is_valid():
        actions.redirect_referral(referral=referral, by=request.actor, **form.cleaned_data)
        undo = reverse("referral_again", args=[referral.pk])
        say(request, f"La saisine {referral.number} est réorientée.", undo=undo)
        return redirect("referral_detail", pk=referral.pk)
    return _decision(request, form, referral, "Réorienter")


@command(can_examine_referral, of=_examined)
def referral_again(request: Request, referral: Referral) -> HttpResponse:
    """Undo a decision that opened no case."""
    if request.method == "POST":
        actions.examine_again(referral=referral, by=request.actor)
        say(request, f"La saisine {referral.number} est de nouveau à examiner.")
    return redirect("referral_detail", pk=referral.pk)


@command(can_erase_referral, of=erasable_referrals)
def referral_erase(request: Request, referral: Referral) -> HttpResponse:
    """Erase a request that led to no case, because whoever made it asks for it."""
    if request.method == "POST":
        actions.erase_referral(row=referral, by=request.actor)
        say(request, f"La saisine {referral.number} est effacée.")
    return redirect("referral_list")


@command(can_examine_referral, of=_examined)
def acknowledge(request: Request, referral: Referral) -> HttpResponse:
    """A letter was answered."""
    if request.method == "POST":
        actions.acknowledge(referral=referral, by=request.actor)
        say(request, "L'accusé de réception est noté.")
    return redirect("referral_detail", pk=referral.pk)


def _decision(
    request: Request, form: AdmitForm | ExcludeForm | RedirectForm, referral: Referral, verb: str
) -> HttpResponse:
    own = reverse("referral_detail", args=[referral.pk])
    return form_page(
        request, form,
        heading=f"Saisine {referral.number}", verb=verb,
        crumbs=[HOME, _list_step(), (referral.number, own), (verb, None)], back=own,
    )  # fmt: skip


@command(can_manage_dispositif, of=managed_dispositifs)
def reception(request: Request, dispositif: Dispositif) -> HttpResponse:
    """Whether anybody may write to a dispositif, and its telephone."""
    kept = Reception.objects.filter(dispositif=dispositif).first() or Reception()
    initial = {"public": kept.public, "phone": kept.phone, "email": kept.email}
    form = ReceptionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.set_reception,
            dispositif=dispositif, **form.cleaned_data, by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, "L'accueil des saisines est réglé.")
            return redirect("referral_list")
    return form_page(
        request, form,
        heading=f"Accueil des saisines : {dispositif}", verb="Enregistrer",
        crumbs=[HOME, _list_step(), ("Accueil", None)], back=reverse("referral_list"),
    )  # fmt: skip


@page(can_refer_as_partner)
def partner_list(request: Request) -> HttpResponse:
    """What one's organisation has sent; not what was said or decided since."""
    context = {
        "crumbs": [HOME, ("Saisines envoyées", None)],
        "page": queries.sent_page(request.actor, request.GET.get("after")),
    }
    return render(request, "cases/sent.html", context)


@command(can_refer_as_partner)
def partner_new(request: Request) -> HttpResponse:
    """A partner refers a dispute to a dispositif it funds."""
    rows = visible_dispositifs(request.actor).select_related("structure").order_by("name", "pk")
    dispositifs = list(rows)
    step = ("Saisines envoyées", reverse("partner_referrals"))
    if not dispositifs:
        return render(request, "cases/no_dispositif.html", {"crumbs": [HOME, step]})
    form = PartnerReferralForm(request.POST or None, dispositifs=dispositifs)
    if request.method == "POST" and form.is_valid():
        organisation = Structure.objects.get(pk=request.actor.structure)
        kept = attempt(
            form, actions.receive_referral,
            dispositif=form.cleaned_data["dispositif"], channel=Channel.PARTNER,
            origin=ORIGIN_OF.get(ActorType(organisation.actor_type), Origin.PARTNER),
            organisation=organisation, content=form.told, by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, f"L'équipe a reçu votre saisine, sous le numéro {kept.number}.")
            return redirect("partner_referrals")
    return form_page(
        request, form,
        heading="Saisir une équipe", verb="Envoyer", crumbs=[HOME, step, ("Nouvelle", None)],
        back=reverse("partner_referrals"),
        lead="Pour un différend entre personnes. L'équipe vous dit qu'elle a reçu la saisine ; "
        "ce que les personnes lui confient reste entre elles.",
    )  # fmt: skip
