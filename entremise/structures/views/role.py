"""Choosing in which of one's roles one acts."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render

from entremise.core import clock
from entremise.core.web import Request, command, signed_in
from entremise.structures.actor import current_memberships
from entremise.structures.middleware import SESSION_KEY
from entremise.structures.models import Membership
from entremise.ui.notices import say

from .ways import HOME


class RoleForm(forms.Form):
    """One of the roles held today."""

    membership = forms.ModelChoiceField(queryset=Membership.objects.none())


@command(signed_in)
def switch_role(request: Request) -> HttpResponse:
    """The roles one holds today; the one chosen lasts as long as the session."""
    held = current_memberships(request.actor.user_id, clock.today())
    form = RoleForm(request.POST or None)
    form.fields["membership"].queryset = held  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["membership"]
        request.session[SESSION_KEY] = chosen.pk
        say(request, f"Vous agissez comme {chosen.get_role_display()}, {chosen.structure}.")
        return redirect("/")
    context = {"crumbs": [HOME, ("Changer de rôle", None)], "held": held, "form": form}
    return render(request, "structures/switch_role.html", context)
