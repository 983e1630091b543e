"""Dashboards: a plan of figures and drawings, asked of the indicators for whoever looks.

The panels are those of reports: what a page shows and what a bilan prints are drawn alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from entremise.core import clock
from entremise.core.typography import french
from entremise.indicators.questions import Answer, Period, Question, Row, Scope, answer, scope_of
from entremise.reports import outline
from entremise.reports.document import Panel
from entremise.reports.drawing import chart_of
from entremise.reports.frame import Window
from entremise.reports.measures import beside, cell_of, measure_of
from entremise.reports.outline import Breakdown, Said
from entremise.reports.panels import panel_of
from entremise.reports.wording import comparison, sentence
from entremise.structures.actor import FIELD_ROLES, Actor
from entremise.ui.components import Chart, Figure, Trend

HEADLINE = (outline.ACTIVITIES, outline.QPV, outline.CONFLICTS, outline.PEOPLE)

FIGURES = (
    outline.ACTIVITIES,
    outline.PEOPLE,
    outline.QPV,
    outline.CONFLICTS,
    outline.CALMED,
    Said("links_share", "", "des interventions mettent en relation avec un partenaire"),
    outline.HOURS,
    Said("presence_hours", "de présence active", "de présence active"),
    outline.EVENING,
    Said("residents_share", "", "des interventions à la demande d'habitants"),
    Said("orientations", "orientation", "orientations"),
    Said(
        "activities_per_mediator_day",
        "intervention par médiateur et par jour",
        "interventions par médiateur et par jour",
    ),
)

# The journal filtered to what makes a figure, for those who may read it.
RECORDS: dict[str, dict[str, str]] = {
    "activities": {},
    "people": {},
    "conflicts": {"register": "conflict"},
    "links_share": {"register": "link"},
    "presence_hours": {"register": "presence"},
}


def _plans(*keys: str) -> tuple[Breakdown, ...]:
    known = {
        plan.key: plan
        for chapter in outline.CHAPTERS
        for plan in chapter.panels
        if isinstance(plan, Breakdown)
    }
    return tuple(known[key] for key in keys)


HEADLINE_PANELS = _plans("months", "registers")
PANELS = _plans("months", "registers", "outcomes", "topics", "in_qpv", "origins", "places", "hours")

# Where a region stands: by the first of these that has two rows to show. One alone, for tables of
# territories within one another give small counts away.
REGION = (
    Breakdown(
        "epcis", "Interventions par intercommunalité", "activities", "epci", "Intercommunalité"
    ),
    *_plans("communes"),
)
REGION_HEADLINE_PANELS = _plans("months", "registers", "in_qpv")


@dataclass(frozen=True)
class View:
    """What is looked at: a year up to today, within a scope, under filters."""

    scope: Scope
    year: int
    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def period(self) -> Period:
        """The whole year, or this one until today."""
        return Period(date(self.year, 1, 1), min(date(self.year, 12, 31), clock.today()))


@dataclass(frozen=True)
class Board:
    """What a dashboard shows."""

    headline: str
    figures: list[Figure]
    charts: list[Chart]
    period: Period
    version: int
    computed_at: datetime | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been computed yet."""
        return self.version < 0

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to count, this year nor the year before."""
        return not self.figures


class _Asker:
    """Asks for one view, always of the same version of the facts."""

    def __init__(self, view: View):
        self.view, self.period = view, view.period
        self.order = Window(
            year=view.year,
            starts_on=self.period.start,
            ends_on=self.period.end,
            small_count=view.scope.small_count,
        )
        self.version: int | None = None
        self.computed_at: datetime | None = None

    def __call__(self, *indicators: str, by: str = "") -> Answer:
        found = answer(
            Question(
                indicators=indicators,
                scope=self.view.scope,
                period=self.period,
                by=(by,) if by else (),
                filters=self.view.filters,
                compare=self.period.previous_year(),
                version=self.version,
            )
        )
        self.version, self.computed_at = found.version, self.computed_at or found.computed_at
        return found


def board(
    view: View,
    actor: Actor,
    *,
    figures: tuple[Said, ...] = FIGURES,
    panels: tuple[Breakdown, ...] = PANELS,
) -> Board:
    """The board of a view: its figures in one question, then one question a drawing."""
    ask = _Asker(view)
    totals = ask(*dict.fromkeys(code for said in figures for code in said.indicators)).totals
    version = -1 if ask.version is None else ask.version
    if _is_nothing(figures[0], totals):
        return Board("", [], [], ask.period, version, ask.computed_at)
    than = (
        f"que sur la même période de {view.year - 1}"
        if _running(view)
        else f"qu'en {view.year - 1}"
    )
    cards = []
    for said in figures:
        measure = measure_of(said.indicator)
        value = cell_of(totals.values.get(said.indicator))
        before = cell_of(totals.previous.get(said.indicator))
        than_last_year = comparison(value, before, measure, than)
        cards.append(
            Figure(
                label=measure.label,
                value=value.number,
                unit=measure.unit,
                decimals=measure.decimals,
                state=value.state,
                sentence=beside(said, totals),
                comparison=french(than_last_year),
                trend=_trend(than_last_year),
                href=_records(said.indicator, view, actor),
            )
        )
    drawn = [_where(ask)] if view.scope.region else []
    drawn += [panel_of(plan, ask) for plan in panels]
    first = measure_of(figures[0].indicator)
    value, before = (cell_of(values.get(first.code)) for values in (totals.values, totals.previous))
    told = [
        sentence(value, first, figures[0].one, figures[0].many)
        + (" depuis janvier" if _running(view) else f" en {view.year}"),
        comparison(value, before, first, than),
    ]
    return Board(
        headline=french(", ".join(part for part in told if part) + "."),
        figures=cards,
        charts=[
            chart_of(panel, frame=ask.order, source=f"Entremise, données v{version}")
            for panel in drawn
            if panel is not None
        ],
        period=ask.period,
        version=version,
        computed_at=ask.computed_at,
    )


def _where(ask: _Asker) -> Panel | None:
    """The territories of a region, each with its share."""
    return next(filter(None, (panel_of(plan, ask) for plan in REGION)), None)


def _is_nothing(first: Said, totals: Row) -> bool:
    """Whether the figure that stands for all is zero, and was not anything else a year before."""
    value, before = totals.values[first.indicator], totals.previous.get(first.indicator)
    return value.number == 0 and (before is None or before.number == 0)


def _running(view: View) -> bool:
    return view.year == clock.today().year


def _trend(words: str) -> Trend:
    """The arrow beside a comparison says what its words say, rounding included."""
    if not words:
        return ""
    if words.startswith("autant"):
        return "flat"
    return "down" if "de moins" in words else "up"


def _records(code: str, view: View, actor: Actor) -> str:
    """The journal of what makes a figure, for those who may open it."""
    if code not in RECORDS or not actor.is_(*FIELD_ROLES):
        return ""
    query = {"start": view.period.start.isoformat(), "end": view.period.end.isoformat()}
    query |= RECORDS[code]
    for name in ("dispositif", "register"):
        if chosen := view.filters.get(name):
            query[name] = str(chosen[0])
    return f"{reverse('activity_list')}?{urlencode(query)}"


def home_board(actor: Actor) -> Board | None:
    """The four figures and few drawings of a home page; None for who reads no figure."""
    scope = scope_of(actor)
    if scope is None:
        return None
    panels = REGION_HEADLINE_PANELS if scope.region else HEADLINE_PANELS
    return board(View(scope, clock.today().year), actor, figures=HEADLINE, panels=panels)
