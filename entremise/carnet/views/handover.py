"""The page on which an evening changes hands."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from entremise.carnet.policies import can_read_handover
from entremise.carnet.queries import handover_of
from entremise.carnet.tables import outings_table, phones_table, shares_table
from entremise.core import clock
from entremise.core.web import Request, page


@page(can_read_handover)
def handover(request: Request) -> HttpResponse:
    """Tonight's rounds, what came in, what waits and where, what is left to put right.

    `?jour=2026-03-14` shows another service day; without it, the one under way in each place.
    """
    day = _day(request.GET.get("jour", ""))
    found = handover_of(request.actor, day)
    shown = day or max((evening.day for evening in found.evenings), default=clock.today())
    context = {
        "crumbs": [("Accueil", "/"), ("Relève", None)],
        "handover": found,
        "evenings": [
            (
                evening,
                outings_table(evening) if evening.outings else None,
                shares_table(evening) if evening.shares else None,
            )
            for evening in found.evenings
        ],
        "phones": phones_table(found.phones) if found.phones else None,
        "day": day,
        "before": shown - timedelta(days=1),
        "after": shown + timedelta(days=1) if day and day < clock.today() else None,
    }
    return render(request, "carnet/handover.html", context)


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    # The day before and the day after have to exist too.
    return day if day and date(2000, 1, 1) <= day <= clock.today() else None
