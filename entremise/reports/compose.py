"""From an order to a bilan: the answers of the indicators, in the plan and the words of a document.

All questions are asked of one version of the data, so that no figure of the document can contradict
another.
"""

from dataclasses import replace

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.typography import french
from entremise.indicators import store
from entremise.indicators.questions import Answer, Question, Row, Scope, answer
from entremise.structures.models import Dispositif, Structure

from . import outline
from .cover import cover_of, references
from .document import Bilan, KeyFigure, Order, Section
from .measures import cell_of, definition_of, in_words, measure_of
from .method import method_of
from .orders import comparison_of, lines_of, period_of
from .panels import panel_of
from .wording import comparison

FACT = "activities"


class Asker:
    """Asks the indicators on behalf of an order, always of the same version of the data.

    `asked` are the indicators used, in the order of their first use.
    """

    def __init__(self, order: Order, version: int):
        self.order = order
        self.version = version
        self.asked: list[str] = []

    def __call__(self, *indicators: str, by: str = "") -> Answer:
        """The answer within what this funder pays for, small counts suppressed."""
        self.asked += [code for code in indicators if code not in self.asked]
        return answer(
            Question(
                indicators=indicators,
                scope=scope_of_order(self.order),
                period=period_of(self.order),
                by=(by,) if by else (),
                compare=comparison_of(self.order),
                version=self.version,
            )
        )


def scope_of_order(order: Order) -> Scope:
    """What a bilan may count: the activities of the dispositif that serve a line of the funder."""
    return Scope(
        structure_id=order.structure_id,
        dispositif_ids=frozenset({order.dispositif_id}),
        funder_id=order.funder_id,
        region=None,
        small_count=order.small_count,
    )


def compose(order: Order, *, version: int | None = None) -> Bilan:
    """The bilan of an order, from a version of the data, by default the latest.

    Refuses (« no_data », « nothing ») when there is nothing to tell yet.
    """
    ask = _asker(order, version)
    dispositif = Dispositif.objects.select_related("structure").get(pk=order.dispositif_id)
    funder = Structure.objects.get(pk=order.funder_id)
    lines = lines_of(dispositif, funder, period_of(order))
    cover = cover_of(ask.order, dispositif, funder, lines)
    figures = _figures(ask)
    sections = [_section(chapter, figures, ask) for chapter in outline.CHAPTERS]
    opening = tuple(figures[said] for said in outline.FIGURES)
    return Bilan(
        order=ask.order,
        cover=cover,
        headline=_headline(opening),
        figures=opening,
        sections=tuple(section for section in sections if section.panels),
        method=method_of(ask.order, cover),
        definitions=tuple(definition_of(code) for code in ask.asked),
        references=references(),
        data_version=ask.version,
        computed_at=clock.now(),
    )


def _asker(order: Order, version: int | None) -> Asker:
    """Who asks for the bilan; the comparison is dropped when nothing was recorded a year before."""
    ask = Asker(order, store.version(FACT) if version is None else version)
    totals = ask("activities").totals
    if ask.version == store.NEVER:
        raise Refusal(
            "Aucune donnée n'a encore été calculée : réessayez dans une minute.", code="no_data"
        )
    if totals.values["activities"].number == 0:
        raise Refusal(
            "Aucune intervention soutenue par ce financeur n'a été consignée sur cette période.",
            code="nothing",
        )
    before = totals.previous.get("activities")
    if before is not None and before.number == 0:
        return Asker(replace(order, compare_starts_on=None, compare_ends_on=None), ask.version)
    return ask


def _figures(ask: Asker) -> dict[outline.Said, KeyFigure]:
    """Every figure the bilan says in words, in one question."""
    plan = dict.fromkeys(
        (*outline.FIGURES, *(said for chapter in outline.CHAPTERS for said in chapter.said))
    )
    totals = ask(*dict.fromkeys(code for said in plan for code in said.indicators)).totals
    than = _than(ask.order)
    return {said: _figure(said, totals, than) for said in plan}


def _figure(said: outline.Said, totals: Row, than: str) -> KeyFigure:
    measure = measure_of(said.indicator)
    value, previous = (
        cell_of(values.get(said.indicator)) for values in (totals.values, totals.previous)
    )
    return KeyFigure(
        measure=measure,
        value=value,
        previous=previous,
        sentence=french(in_words(said, totals)),
        comparison=french(comparison(value, previous, measure, than)),
    )


def _than(order: Order) -> str:
    """What ends a comparison: the whole year before, or the same part of it."""
    whole_year = (order.ends_on - order.starts_on).days >= 364
    return f"qu’en {order.year - 1}" + ("" if whole_year else " à la même date")


def _section(
    chapter: outline.Chapter, figures: dict[outline.Said, KeyFigure], ask: Asker
) -> Section:
    panels = [panel_of(plan, ask) for plan in chapter.panels]
    told = [figures[one] for one in chapter.said]
    return Section(
        key=chapter.key,
        title=chapter.title,
        sentences=tuple(said(figure) for figure in told if figure.value.state != "missing"),
        panels=tuple(panel for panel in panels if panel is not None),
    )


def said(figure: KeyFigure) -> str:
    """A figure as a sentence: « 1 284 interventions, 12 % de plus qu'en 2025. »"""
    return ", ".join(part for part in (figure.sentence, figure.comparison) if part) + "."


def _headline(figures: tuple[KeyFigure, ...]) -> str:
    """The sentence to remember: how much was done, how long it took, how many were met."""
    first, *others = figures[:3]
    rest = [figure.sentence for figure in others if figure.value.number is not None]
    return french(" ; ".join((said(first)[:-1], *rest)) + ".")
