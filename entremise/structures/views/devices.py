"""Devices that write for somebody, and the keys they do it with."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from entremise.core.forms import attempt
from entremise.core.web import Request, command
from entremise.structures import queries
from entremise.structures.enums import Role
from entremise.structures.forms.device import TokenForm
from entremise.structures.models import AccessToken, Membership
from entremise.structures.policies import (
    can_hold_tokens,
    can_revoke_token,
    visible_tokens,
)
from entremise.structures.tokens import issue_token, revoke_token
from entremise.ui.notices import say

from .ways import HOME

# Whose devices are shown below one's own.
ANSWERED_FOR = {
    Role.COORDINATOR: "Ceux de vos équipes",
    Role.DIRECTOR: "Ceux de la structure",
}


@never_cache
@command(can_hold_tokens)
def token_list(request: Request) -> HttpResponse:
    """One's devices, and those of others whom one answers for; a new key is shown this once.

    The page that shows a key answers the form itself: a key put aside for the next page would be
    written somewhere.
    """
    actor = request.actor
    form, secret = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        own = Membership.objects.get(pk=actor.membership_id)
        secret = attempt(
            form, issue_token, membership=own, label=form.cleaned_data["label"], by=actor
        )
    rows = list(queries.devices(visible_tokens(actor)))
    context = {
        "crumbs": [HOME, ("Mes appareils", None)],
        "form": TokenForm() if secret else form,
        "secret": secret,
        "label": form.cleaned_data["label"] if secret else "",
        "own": [row for row in rows if row.membership_id == actor.membership_id],
        "others": [row for row in rows if row.membership_id != actor.membership_id],
        "answers_for": ANSWERED_FOR.get(actor.role) if actor.role else None,
    }
    return render(request, "structures/devices.html", context)


@command(
    can_revoke_token, of=lambda actor: visible_tokens(actor).select_related("membership__user")
)
def token_revoke(request: Request, token: AccessToken) -> HttpResponse:
    """Cut a device off, once it is understood what that means."""
    if request.method == "POST":
        revoke_token(token=token, by=request.actor)
        say(request, f"« {token.label} » ne peut plus rien envoyer.")
        return redirect("token_list")
    context = {
        "crumbs": [HOME, ("Mes appareils", reverse("token_list")), ("Révoquer", None)],
        "token": token,
        "own": token.membership_id == request.actor.membership_id,
    }
    return render(request, "structures/device_revoke.html", context)
