"""Who works in a structure; accounts the administrator opens."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from entremise.core import clock
from entremise.core.forms import attempt
from entremise.core.web import Request, command, page
from entremise.structures import actions, queries, tables
from entremise.structures.actor import Actor
from entremise.structures.forms.dispositif import DayForm
from entremise.structures.forms.member import AccountForm, MemberForm, TeamsForm
from entremise.structures.models import Membership, Structure
from entremise.structures.policies import (
    can_list_members,
    can_manage_account,
    can_manage_member,
    can_manage_own_structure,
    can_open_accounts,
    managed_members,
    visible_accounts,
)
from entremise.ui.notices import say

from .ways import HOME, Step, to_own


def _team() -> Step:
    return ("Équipe", reverse("member_list"))


@page(can_list_members)
def member_list(request: Request) -> HttpResponse:
    """The structure's people for its director, one's teammates for the others."""
    may_manage = can_manage_own_structure(request.actor)
    gone = list(queries.members(request.actor, gone=True)) if may_manage else []
    context = {
        "crumbs": to_own(("Équipe", None)),
        "table": tables.member_table(
            queries.members(request.actor), caption="En poste", editable=may_manage
        ),
        "gone": tables.member_table(gone, caption="Parties", editable=True) if gone else None,
        "may_manage": may_manage,
    }
    return render(request, "structures/members.html", context)


@command(can_manage_own_structure)
def member_new(request: Request) -> HttpResponse:
    """Open an account, or give a role to somebody who has one."""
    form = MemberForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        clean = dict(form.cleaned_data)
        kept = attempt(
            form, actions.add_member,
            structure=Structure.objects.get(pk=request.actor.structure_id),
            teams=list(clean.pop("dispositifs")), **clean, by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, _opened(kept))
            return redirect("member_list")
    context = {
        "crumbs": to_own(_team(), ("Ouvrir un compte", None)),
        "form": form,
        "heading": "Ouvrir un compte",
        "verb": "Ouvrir le compte",
        "back": reverse("member_list"),
    }
    return render(request, "structures/form.html", context)


def _opened(membership: Membership) -> str:
    user = membership.user
    return f"« {user.name} » peut entrer : un courriel l'explique à {user.email}."


@command(can_manage_member, of=lambda actor: managed_members(actor).select_related("user"))
def member_detail(request: Request, member: Membership) -> HttpResponse:
    """A member: teams to change, role to end or to take up again."""
    initial = {"dispositifs": member.dispositifs.all()}
    form = TeamsForm(request.POST or None, initial=initial, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        attempt(
            form, actions.change_teams,
            membership=member, teams=list(form.cleaned_data["dispositifs"]), by=request.actor,
        )  # fmt: skip
        if not form.errors:
            say(request, f"Les équipes de « {member.user.name} » sont à jour.")
            return redirect("member_list")
    context = {
        "crumbs": to_own(_team(), (member.user.name, None)),
        "form": form,
        "member": member,
        "period": tables.period_written(member.starts_on, member.ends_on),
    }
    return render(request, "structures/member.html", context)


@command(can_manage_member, of=lambda actor: managed_members(actor).select_related("user"))
def member_end(request: Request, member: Membership) -> HttpResponse:
    """Say which day is the last."""
    back = reverse("member_detail", args=[member.pk])
    form = DayForm(request.POST or None, initial={"on": member.ends_on or clock.today()})
    if request.method == "POST" and _ended(request, form, member):
        undo = reverse("member_resume", args=[member.pk])
        say(request, f"Dernier jour : le {member.ends_on:%d/%m/%Y}.", undo=undo)
        return redirect("member_list")
    context = {
        "crumbs": to_own(_team(), (member.user.name, back), ("Mettre fin", None)),
        "form": form,
        "heading": f"Mettre fin au rôle de {member.user.name}",
        "lead": "Ses appareils s'arrêtent le lendemain. Ce qui a été consigné reste.",
        "verb": "Mettre fin",
        "back": back,
    }
    return render(request, "structures/form.html", context)


def _ended(request: Request, form: DayForm, membership: Membership) -> bool:
    if form.is_valid():
        attempt(
            form, actions.end_membership,
            membership=membership, on=form.cleaned_data["on"], by=request.actor,
        )  # fmt: skip
    return not form.errors


@command(can_manage_member, of=managed_members)
def member_resume(request: Request, member: Membership) -> HttpResponse:
    """Undo an end."""
    if request.method == "POST":
        actions.resume_membership(membership=member, by=request.actor)
        say(request, "Le rôle n'a plus de date de fin.")
    return redirect("member_detail", pk=member.pk)


def _accounts_step() -> Step:
    return ("Comptes", reverse("account_list"))


@page(can_open_accounts)
def account_list(request: Request) -> HttpResponse:
    """The accounts the administrator looks after, the latest first."""
    found = queries.accounts_page(request.actor, request.GET.get("after"))
    context = {
        "crumbs": [HOME, ("Comptes", None)],
        "page": found,
        "table": tables.account_table(found.rows),
    }
    return render(request, "structures/accounts.html", context)


@command(can_open_accounts)
def account_new(request: Request) -> HttpResponse:
    """Open an account for a partner, the regional mission, a committee, a first director."""
    form = AccountForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        clean = dict(form.cleaned_data)
        region = clean.pop("region")
        kept = attempt(
            form, actions.add_member,
            **clean, region_code=region.pk if region else None, by=request.actor,
        )  # fmt: skip
        if kept:
            say(request, _opened(kept))
            return redirect("account_list")
    context = {
        "crumbs": [HOME, _accounts_step(), ("Ouvrir", None)],
        "form": form,
        "heading": "Ouvrir un compte",
        "verb": "Ouvrir le compte",
        "back": reverse("account_list"),
    }
    return render(request, "structures/form.html", context)


def _accounts(actor: Actor) -> QuerySet[Membership]:
    return visible_accounts(actor).select_related("user", "structure", "region")


@page(can_manage_account, of=_accounts)
def account_detail(request: Request, membership: Membership) -> HttpResponse:
    """One of them."""
    context = {
        "crumbs": [HOME, _accounts_step(), (membership.user.name, None)],
        "membership": membership,
        "role": tables.role_written(membership),
        "period": tables.period_written(membership.starts_on, membership.ends_on),
    }
    return render(request, "structures/account.html", context)


@command(can_manage_account, of=_accounts)
def account_end(request: Request, membership: Membership) -> HttpResponse:
    """Say which day is the last."""
    back = reverse("account_detail", args=[membership.pk])
    form = DayForm(request.POST or None, initial={"on": membership.ends_on or clock.today()})
    if request.method == "POST" and _ended(request, form, membership):
        undo = reverse("account_resume", args=[membership.pk])
        say(request, f"Dernier jour : le {membership.ends_on:%d/%m/%Y}.", undo=undo)
        return redirect("account_list")
    context = {
        "crumbs": [HOME, _accounts_step(), (membership.user.name, back), ("Mettre fin", None)],
        "form": form,
        "heading": f"Mettre fin au rôle de {membership.user.name}",
        "lead": f"{tables.role_written(membership).capitalize()}, {membership.structure}.",
        "verb": "Mettre fin",
        "back": back,
    }
    return render(request, "structures/form.html", context)


@command(can_manage_account, of=visible_accounts)
def account_resume(request: Request, membership: Membership) -> HttpResponse:
    """Undo an end."""
    if request.method == "POST":
        actions.resume_membership(membership=membership, by=request.actor)
        say(request, "Le rôle n'a plus de date de fin.")
    return redirect("account_detail", pk=membership.pk)
