"""The map: for those who decide, for everybody, and inside the pages of others."""

from csp.decorators import csp_replace
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page

from entremise.atlas.policies import can_read_map, mapped_dispositifs
from entremise.atlas.screen import link, screen
from entremise.core.web import Request, anyone, page
from entremise.structures.policies import published_dispositifs
from entremise.ui.navigation import address

HOME = ("Accueil", "/")


@gzip_page
@page(can_read_map)
def map_page(request: Request) -> HttpResponse:
    """The dispositifs one may read, where they are; filters and view in the address."""
    rows = mapped_dispositifs(request.actor)
    context = {
        "crumbs": [HOME, ("Carte", None)],
        "screen": screen(request.actor, rows, request.GET, public=False),
    }
    return render(request, "atlas/map.html", context)


@gzip_page
@page(anyone)
def public_map(request: Request) -> HttpResponse:
    """The same for everybody: what its owners let appear."""
    rows = published_dispositifs(request.actor)
    shown = screen(request.actor, rows, request.GET, public=True)
    embedded = reverse("embedded_map") + link(shown.asked, pick=None, after=None)
    context = {
        "screen": shown,
        "finding": address("public_find"),
        "embedded": request.build_absolute_uri(embedded.removesuffix("?")),
    }
    return render(request, "atlas/public.html", context)


@gzip_page
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@page(anyone)
def embedded_map(request: Request) -> HttpResponse:
    """The public map alone, which any site may show within its own pages."""
    rows = published_dispositifs(request.actor)
    context = {"screen": screen(request.actor, rows, request.GET, public=True)}
    return render(request, "atlas/embedded.html", context)
