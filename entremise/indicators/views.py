"""The catalogue, as a funder or a mediator reads it."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from entremise.core.web import Request, page, signed_in
from entremise.ui.components import Column, Link, Table

from .breakdowns import breakdowns
from .catalog import INDICATORS, THEMES, Theme
from .indicator import UNITS, Indicator
from .tables import fact_table
from .uses import uses_of

HOME = ("Accueil", "/")
DIRECTIONS = {"up": "à la hausse", "down": "à la baisse", "neutral": "sans sens souhaité"}


@page(signed_in)
def indicator_list(request: Request) -> HttpResponse:
    """Every indicator, by theme."""
    context = {
        "crumbs": [HOME, ("Indicateurs", None)],
        "tables": [_table(theme) for theme in THEMES],
        "count": len(INDICATORS),
    }
    return render(request, "indicators/list.html", context)


def _table(theme: Theme) -> Table:
    return Table(
        caption=theme.title,
        columns=(
            Column("label", "Indicateur"),
            Column("definition", "Définition"),
            Column("unit", "Unité"),
            Column("source", "Source"),
        ),
        rows=[
            {
                "label": Link(entry.label, reverse("indicator_detail", args=[entry.code])),
                "definition": entry.definition,
                "unit": UNITS[entry.unit],
                "source": entry.source,
            }
            for entry in theme.indicators
        ],
        layout="stack",
    )


@page(signed_in)
def indicator_detail(request: Request, code: str) -> HttpResponse:
    """What one indicator counts, where it comes from, and how it may be spread out."""
    entry = INDICATORS.get(code)
    if entry is None:
        raise Http404("Cet indicateur n'existe pas.")
    fact = fact_table(entry.fact)
    context = {
        "crumbs": [HOME, ("Indicateurs", reverse("indicator_list")), (entry.label, None)],
        "indicator": entry,
        "unit": UNITS[entry.unit],
        "direction": DIRECTIONS[entry.direction],
        "grain": fact.grain,
        "spread": _spread(entry),
        "small_count": settings.SMALL_COUNT if fact.secret and entry.formula.counts else 0,
        "open": not fact.secret,
        "uses": uses_of(entry.code),
        "expression": str(entry.formula.expression),
    }
    return render(request, "indicators/detail.html", context)


def _spread(entry: Indicator) -> list[str]:
    known = breakdowns(fact_table(entry.fact))
    return [found.label for code, found in known.items() if entry.allows(code)]
