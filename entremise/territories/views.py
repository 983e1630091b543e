"""Suggests communes to the fields where one is typed."""

from django.http import JsonResponse

from entremise.core.web import Request, page, signed_in

from .queries import search_communes


@page(signed_in)
def communes(request: Request) -> JsonResponse:
    """The ten communes that `?q=` begins to designate: [{code, label, hint}]."""
    found = search_communes(request.GET.get("q", ""))
    return JsonResponse([commune.as_json() for commune in found], safe=False)
