"""Who works where, and where nobody does."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from entremise.atlas import reading, tables
from entremise.atlas.coverage import Band, Covered, coverage, covered_place, opened
from entremise.atlas.forms import CoverageFilter, PlaceForm
from entremise.atlas.overlaps import overlaps
from entremise.atlas.policies import can_read_map, can_see_overlaps, mapped_dispositifs
from entremise.atlas.queries import matching
from entremise.atlas.scope import home_of
from entremise.atlas.words import how_written, when_written
from entremise.core.streaming import stream_table
from entremise.core.web import Request, page
from entremise.structures.hours import in_words
from entremise.structures.hours.words import NAMES
from entremise.territories.models import Commune, Qpv

from .maps import HOME

MOST_PAIRS = 10
TO_COVERAGE = ("Couverture", "/couverture/")


def _asked(request: Request, form: PlaceForm) -> list[Covered]:
    """All the places of the territory a form asks for; none without a territory."""
    scope = form.scope()
    if scope.region is None:
        return []
    rows = matching(opened(mapped_dispositifs(request.actor)), form.chosen())
    return coverage(rows, scope.communes)


@page(can_read_map)
def coverage_page(request: Request) -> HttpResponse:
    """The QPV and communes of a territory, those where nobody works first."""
    form = CoverageFilter(request.GET, home=home_of(request.actor))
    places = _asked(request, form)
    found = reading.page(reading.kept(places, form.chosen()), request.GET.get("after"))
    scope = form.scope()
    context = {
        "crumbs": [HOME, ("Couverture", None)],
        "form": form,
        "scope": scope,
        "headline": reading.headline(places) if scope.region else "",
        "cards": reading.cards(places) if places else [],
        "page": found,
        "table": tables.coverage_table(found.places, f"Couverture : {scope.name}"),
        "filters": request.GET.urlencode(),
        "may_see_overlaps": can_see_overlaps(request.actor),
    }
    return render(request, "atlas/coverage.html", context)


@page(can_read_map)
def coverage_export(request: Request, shape: str) -> HttpResponseBase:
    """The same as a file, whole."""
    form = CoverageFilter(request.GET, home=home_of(request.actor))
    places = _asked(request, form)
    rows = (tables.export_row(place) for place in reading.kept(places, form.chosen()))
    return stream_table("couverture", shape, tables.EXPORTED, rows)


@page(can_see_overlaps)
def overlap_page(request: Request) -> HttpResponse:
    """The dispositifs that do the same thing in the same place."""
    form = PlaceForm(request.GET, home=home_of(request.actor))
    pairs = overlaps(_asked(request, form))
    context = {
        "crumbs": [HOME, TO_COVERAGE, ("Chevauchements", None)],
        "form": form,
        "scope": form.scope(),
        "count": len(pairs),
        "table": tables.overlap_table(pairs[: reading.PAGE_SIZE]),
        "more": len(pairs) > reading.PAGE_SIZE,
    }
    return render(request, "atlas/overlaps.html", context)


@page(can_read_map)
def qpv_coverage(request: Request, qpv: str) -> HttpResponse:
    """Who works in a priority neighbourhood, and when."""
    found = Qpv.objects.filter(pk=qpv).first()
    commune = found.communes.order_by("pk").first() if found else None
    if found is None or commune is None:
        raise Http404("Aucun quartier prioritaire ne porte ce code.")
    return _place(request, commune, found)


@page(can_read_map)
def commune_coverage(request: Request, commune: str) -> HttpResponse:
    """Who works in a commune, and when."""
    found = Commune.objects.current().filter(pk=commune).first()
    if found is None:
        raise Http404("Aucune commune d'aujourd'hui ne porte ce code.")
    return _place(request, found, None)


def _place(request: Request, commune: Commune, qpv: Qpv | None) -> HttpResponse:
    rows = opened(mapped_dispositifs(request.actor))
    place = covered_place(rows, qpv=qpv, commune=commune)
    pairs = overlaps([place])
    context: dict[str, Any] = {
        "crumbs": [HOME, TO_COVERAGE, (place.name, None)],
        "place": place,
        "commune": commune,
        "quarters": commune.qpvs.order_by("name") if qpv is None else [],
        "services": [
            (service, how_written(place, how), in_words(service.hours) if service.hours else "")
            for service, how in place.services
        ],
        "domains": tables.domains_of(place),
        "when": when_written(place),
        "week": list(_week(place)) if place.unknown < len(place.services) else [],
        "view": _view(commune, qpv),
        "days": NAMES,
        "overlaps": pairs[:MOST_PAIRS],
        "more_overlaps": max(len(pairs) - MOST_PAIRS, 0),
    }
    return render(request, "atlas/place.html", context)


def _view(commune: Commune, qpv: Qpv | None) -> str:
    """The map around a place."""
    at = qpv if qpv and qpv.lon is not None else commune
    if at.lon is None or at.lat is None:
        return ""
    return f"{at.lat:.4f},{at.lon:.4f},{4 if qpv else 12}"


def _week(place: Covered) -> Iterator[tuple[str, list[int]]]:
    """For each part of the day, how many dispositifs work on each day."""
    for band in Band:
        yield str(band.label), [place.slots.get((day, band), 0) for day in range(7)]
