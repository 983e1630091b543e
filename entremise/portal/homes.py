"""The home of each role: what answers its first question."""

from collections.abc import Callable
from typing import Any

from entremise.activities.policies import visible_quarantine
from entremise.activities.queries import evenings, latest, to_complete
from entremise.alerts import queries as alerts
from entremise.cases.policies import visible_accesses, waiting_referrals
from entremise.cases.queries import queue, tasks_of
from entremise.core import clock
from entremise.positions import queries as positions
from entremise.reports.queries import due_reports, reports_of
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.proofs import coming, runs_page
from entremise.structures.queries import open_services
from entremise.structures.tables import run_table
from entremise.structures.trail import in_words, trail_page

from .boards import home_board
from .funding import ending_lines, funded
from .week import counts

Context = dict[str, Any]
DUE_SHOWN = CASES_SHOWN = 5
LINES_SHOWN = 6


def mediator(actor: Actor) -> Context:
    """What do I log, which of my cases want something, and where is what I logged?"""
    coming = queue(actor, {"mine": True}, None).rows[:CASES_SHOWN]
    return {
        "evenings": evenings(actor),
        "latest": latest(actor, 6, mine=True),
        "waiting": visible_quarantine(actor).count(),
        "coming": coming,
        "readable": {case.pk for case in coming},
        "news": alerts.news(actor),
        "unreached": alerts.without_anybody(actor, mine=True),
    }


def coordinator(actor: Actor) -> Context:
    """What came in tonight, and what is to be completed?"""
    return {
        "evenings": evenings(actor),
        "latest": latest(actor, 10),
        "waiting": visible_quarantine(actor).count(),
        "unplaced": to_complete(actor).count(),
        "referrals": waiting_referrals(actor).count(),
        "tasks": tasks_of(actor, mine=False),
        "alerts_to_send": alerts.to_send(actor),
        "unreached": alerts.without_anybody(actor),
    }


def director(actor: Actor) -> Context:
    """What has been done this year for each funder, and what is due?"""
    today = clock.today()
    return {
        "board": home_board(actor),
        "due": due_reports(actor, today)[:DUE_SHOWN],
        "ending": ending_lines(actor, today),
        "conventions": positions.ending_soon(actor),
        "waiting": visible_quarantine(actor).count(),
        "referrals": waiting_referrals(actor).count(),
        "accesses": visible_accesses(actor).filter(seen_at__isnull=True).count(),
    }


def partner(actor: Actor) -> Context:
    """What did what I fund produce, and which reports are addressed to me?"""
    return {"funded": funded(actor), "reports": list(reports_of(actor)[:DUE_SHOWN])}


def regional(actor: Actor) -> Context:
    """Who does mediation in my region, and how much?"""
    return {
        "board": home_board(actor),
        **open_services(actor),
        "prospects": positions.prospects(actor),
        "week": counts(actor) if actor.is_(Role.REGIONAL) else None,
    }


def data_protection(actor: Actor) -> Context:
    """What was erased, and who did or read what?"""
    runs = runs_page(actor, None, DUE_SHOWN).rows
    return {
        "runs": run_table(runs) if runs else None,
        "tonight": sum(row.tonight for row in coming(actor)),
        "steps": in_words(trail_page(actor, {}, None).rows[:LINES_SHOWN]),
    }


def nothing(actor: Actor) -> Context:
    """Roles whose home only says where to go."""
    return {}


HOMES: dict[Role | None, tuple[str, Callable[[Actor], Context]]] = {
    Role.MEDIATOR: ("portal/home_mediator.html", mediator),
    Role.COORDINATOR: ("portal/home_coordinator.html", coordinator),
    Role.DIRECTOR: ("portal/home_director.html", director),
    Role.PARTNER: ("portal/home_partner.html", partner),
    Role.REGIONAL: ("portal/home_regional.html", regional),
    Role.STEERING: ("portal/home_regional.html", regional),
    Role.ADMIN: ("portal/home_admin.html", nothing),
    Role.DPO: ("portal/home_dpo.html", data_protection),
    None: ("portal/home_without_role.html", nothing),
}
