"""What funders pay for, seen from their side and from the director's."""

from dataclasses import dataclass
from datetime import date, timedelta

from entremise.core import clock
from entremise.indicators.questions import Period, Question, answer, scope_of
from entremise.reports.document import Cell
from entremise.reports.measures import cell_of, measure_of
from entremise.reports.wording import comparison
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, FundingLine
from entremise.structures.policies import visible_dispositifs, visible_funding_lines
from entremise.ui.components import Figure

SOON = timedelta(days=90)


@dataclass(frozen=True)
class Funded:
    """A dispositif a partner pays for, and the one figure that tells it."""

    dispositif: Dispositif
    figure: Figure


def funded(actor: Actor) -> list[Funded]:
    """The dispositifs a partner funds, each with its activity of the year (one question)."""
    scope = scope_of(actor)
    if scope is None:
        return []
    today = clock.today()
    period = Period(date(today.year, 1, 1), today)
    found = answer(
        Question(("activities",), scope, period, by=("dispositif",), compare=period.previous_year())
    )
    rows = {row.keys[0]: row for row in found.rows}
    measure = measure_of("activities")
    than = f"que sur la même période de {today.year - 1}"
    shown = []
    for dispositif in visible_dispositifs(actor).select_related("structure").order_by("name"):
        row = rows.get(dispositif.pk)
        value = cell_of(row.values.get("activities") if row else None)
        before = cell_of(row.previous.get("activities") if row else None)
        shown.append(
            Funded(
                dispositif,
                Figure(
                    label=f"Interventions depuis janvier {today.year}",
                    value=value.number,
                    state=value.state,
                    sentence=_why(value, known=row is not None),
                    comparison=comparison(value, before, measure, than),
                ),
            )
        )
    return shown


def _why(value: Cell, *, known: bool) -> str:
    """Why a card shows no number."""
    if not known:
        return "Ce service n'a encore rien consigné dans Entremise."
    if value.state == "suppressed":
        return "Ce nombre est petit, ou permettrait d'en retrouver un petit."
    return ""


def ending_lines(actor: Actor, today: date) -> list[FundingLine]:
    """The funding lines that end within three months, soonest first."""
    lines = visible_funding_lines(actor).filter(ends_on__gte=today, ends_on__lte=today + SOON)
    return list(lines.select_related("dispositif", "funder").order_by("ends_on", "pk"))
