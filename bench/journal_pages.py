"""What a director looks for in the journal, page by page."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from bench.journal_fill import RARE_VERB, YEARS
from bench.pages import signed_in
from bench.timing import p95, row, timed
from entremise.core import clock
from entremise.journal.models import JournalLine
from entremise.structures.models import Membership

PAGES = 40
AIM = 300


def searches(director: Membership) -> list[dict[str, Any]]:
    """The last lines, then rare ones and old ones."""
    client = signed_in(director)
    rare = JournalLine.objects.filter(structure_id=director.structure_id, verb=RARE_VERB)
    old = clock.today() - timedelta(days=365 * (YEARS - 1))
    asked: dict[str, dict[str, object]] = {
        "dernières lignes": {},
        "une action rare": {"verb": RARE_VERB},
        "une personne qui écrit rarement": {"person": rare.aggregate(Max("user"))["user__max"]},
        "une action rare d'un jour d'il y a deux ans": {"verb": RARE_VERB, **_day(old)},
        "un jour d'il y a deux ans": _day(old),
    }

    def page(query: dict[str, object]) -> float:
        def ask(_: int) -> None:
            assert client.get("/journal/", query).status_code == 200

        ask(0)
        return p95(timed(PAGES, ask))

    return [
        row(f"recherche au journal, {name}, p95", page(query), "ms", AIM)
        for name, query in asked.items()
    ]


def _day(day: date) -> dict[str, object]:
    return {"start": day.isoformat(), "end": day.isoformat()}
