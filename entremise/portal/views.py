"""The home of each role, and the dashboard."""

from django.http import HttpResponse
from django.shortcuts import render

from entremise.core.errors import Refusal
from entremise.core.web import Request, anyone, page
from entremise.indicators.questions import scope_of

from .boards import View, board
from .forms import BoardFilter
from .homes import HOMES
from .policies import can_plan_week, can_see_dashboard
from .public.views.site import welcome
from .week import asked_day, week_of


@page(anyone)
def home(request: Request) -> HttpResponse:
    """What answers the first question of whoever comes; a visitor learns what this place is."""
    if not request.actor.is_authenticated:
        return welcome(request)
    template, context_of = HOMES[request.actor.role]
    return render(request, template, context_of(request.actor))


@page(can_see_dashboard)
def dashboard(request: Request) -> HttpResponse:
    """The figures of a year with last year's, and their drawings."""
    scope = scope_of(request.actor)
    if scope is None:  # the policy has said otherwise
        raise Refusal("Aucun chiffre ne vous est ouvert.", code="forbidden", status=403)
    one_only = scope.small_count > 0
    form = BoardFilter(request.GET or None, actor=request.actor, one_only=one_only)
    year, filters = form.chosen()
    shown = board(View(scope, year, filters), request.actor)
    context = {
        "crumbs": [("Accueil", "/"), ("Tableau de bord", None)],
        "form": form,
        "board": shown,
        "small_count": scope.small_count,
    }
    return render(request, "portal/dashboard.html", context)


@page(can_plan_week)
def my_week(request: Request) -> HttpResponse:
    """The week of the regional mission: meetings, what is due, whom nobody has met for long."""
    week = week_of(request.actor, asked_day(request.GET.get("du", "")))
    context = {"crumbs": [("Accueil", "/"), ("Ma semaine", None)], "week": week}
    return render(request, "portal/week.html", context)
