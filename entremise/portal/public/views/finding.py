"""Find a service, and read its page."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page

from entremise.core import clock
from entremise.core.web import Request, anyone, page
from entremise.portal.public import finding
from entremise.portal.public.cards import BLANK, slug_of
from entremise.portal.public.forms import Asked, FindForm
from entremise.portal.public.pace import hold_pace
from entremise.portal.public.places import communes_typed, hints
from entremise.portal.public.service import sheet_of
from entremise.structures.policies import announced_dispositifs
from entremise.structures.queries import is_closed
from entremise.territories.models import Commune
from entremise.territories.queries import FoundCommune

HOME = ("Accueil", "/")


@page(anyone)
def find(request: Request) -> HttpResponseBase:
    """Services by commune, postal code or name; what one looks for stays in the address."""
    form = FindForm(request.GET or None)
    asked = form.asked()
    choices: list[FoundCommune] = []
    if asked.typed:
        hold_pace(request)
        communes = communes_typed(asked.typed)
        if len(communes) == 1:
            return redirect(_address(asked, communes[0]))
        choices = hints(asked.typed, communes)
        asked = replace(asked, named="" if choices else asked.typed)
    context = {
        "crumbs": [HOME, ("Trouver un service", None)],
        "form": form,
        "asked": asked,
        "choices": [(one, _address(asked, one.commune)) for one in choices],
        "blank_card": BLANK,
        "list_address": f"{reverse('public_services')}?{urlencode(asked.filters)}",
        **_results(request, asked, wanted=asked.anything and not choices),
    }
    return render(request, "portal/public/find.html", context)


def _results(request: Request, asked: Asked, *, wanted: bool) -> dict[str, Any]:
    """What was found, or what one may browse when nothing is asked."""
    if not wanted:
        return {"found": None, "following": "", "departements": finding.departements()}
    hold_pace(request)
    found = finding.find(asked, _number(request.GET.get("page", "")))
    following = _following(request, found.following)
    return {"found": found, "following": following, "departements": []}


@gzip_page
@page(anyone)
def services(request: Request) -> HttpResponse:
    """Every service that matches, for the device that looks for the nearest by itself."""
    hold_pace(request)
    asked = FindForm(request.GET).asked()
    return HttpResponse(finding.list_for_devices(asked), content_type="application/json")


@page(anyone)
def service(request: Request, number: int, slug: str) -> HttpResponseBase:
    """The page of a service. One that has closed says so (410)."""
    rows = announced_dispositifs(request.actor).select_related("structure", "contrat_ville")
    found = get_object_or_404(rows, pk=number)
    today = clock.today()
    if found.opened_on > today:
        raise Http404("Ce service n'a pas encore ouvert.")
    if slug != slug_of(found):
        return redirect("public_service", number, slug_of(found), permanent=True)
    crumbs = [HOME, ("Trouver un service", reverse("public_find")), (found.name, None)]
    if is_closed(found, today):
        context = {"crumbs": crumbs, "service": found}
        return render(request, "portal/public/closed.html", context, status=410)
    context = {
        "crumbs": crumbs,
        "sheet": sheet_of(found),
        "address": f"{settings.PUBLIC_ADDRESS}{request.path}",
    }
    return render(request, "portal/public/service.html", context)


def _address(asked: Asked, commune: Commune) -> str:
    return f"{reverse('public_find')}?{urlencode({'commune': commune.pk} | asked.filters)}"


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 and int(text) else 1


def _following(request: Request, number: int | None) -> str:
    if number is None:
        return ""
    given = request.GET.copy()
    given["page"] = str(number)
    return f"?{given.urlencode()}"
