"""The page of figures: a sentence, a few figures, and the same broken down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from entremise.core.typography import agree, figure, listed, long_date, percent
from entremise.structures.enums import Domain
from entremise.structures.tables import OPERATORS
from entremise.territories.models import Arrondissement
from entremise.ui.components import Column, Figure, Table

from . import counting
from .counting import Asked
from .enums import AT_WORK, MOVED, Contract, Status
from .parameters import leading_area, target_of
from .tally import Tally, share_within

LABELS = {
    "domain": "Domaine",
    "arrondissement": "Arrondissement",
    "contract": "Contrat",
    "operator": "Type d'opérateur",
}


@dataclass(frozen=True)
class Jobs:
    """Everything the page shows."""

    headline: str
    figures: list[Figure]
    stock: list[Table]
    moves: list[Table]
    moved: str
    area: str
    sources: list[str]
    is_empty: bool


def jobs(asked: Asked, *, region: str | None) -> Jobs:
    """What was asked, counted. The target of the region shows when nothing narrows the question."""
    held = counting.held_on(asked.rows, asked.on)
    moved = counting.moved_between(asked.rows, asked.since, asked.until)
    names = _names()
    employers = counting.employers_on(asked.rows, asked.on)
    work, plans = held.at_work, held.without("status", *AT_WORK)
    cards, sources = _cards(asked, region, work, plans)
    return Jobs(
        headline=_headline(asked, work, plans),
        figures=cards,
        stock=[_stock_table(name, work, plans, names[name], asked, employers) for name in LABELS],
        moves=[_moves_table(name, moved, names[name], asked) for name in LABELS],
        moved=_moved(asked, moved),
        area=_area(),
        sources=sources,
        is_empty=not held.posts and not any(found.posts for found in moved.values()),
    )


def _headline(asked: Asked, work: Tally, plans: Tally) -> str:
    count, thought = work.posts, plans.posts
    jobs_said = f"{figure(count)} {agree(count, 'emploi')} de médiation sociale"
    plans_said = f"{figure(thought)} en perspective"
    return f"{jobs_said} au {long_date(asked.on)}{_part(asked, count)}, et {plans_said}."


def _part(asked: Asked, count: int) -> str:
    """« (82 % de l'ensemble) », when the question is narrowed."""
    whole = counting.jobs_on(asked.whole, asked.on) if asked.narrowed else 0
    return f" ({percent(count / whole)} de l'ensemble)" if whole else ""


def _moved(asked: Asked, moved: dict[str, Tally]) -> str:
    created, ended = moved["created"].posts, moved["ended"].posts
    period = f"Du {long_date(asked.since)} au {long_date(asked.until)}"
    return (
        f"{period}, {figure(created)} {agree(created, 'emploi créé', 'emplois créés')}, "
        f"{figure(ended)} {agree(ended, 'terminé')}."
    )


# --- the few figures


def _cards(
    asked: Asked, region: str | None, work: Tally, plans: Tally
) -> tuple[list[Figure], list[str]]:
    supported = work.only("supported", True)
    cards = [
        Figure("Emplois", work.posts, sentence=_full_time(work), as_of=asked.on),
        Figure("Emplois accompagnés", supported.posts, sentence=_leading(supported)),
        Figure("Emplois en perspective", plans.posts, sentence=_leading(plans)),
    ]
    sources = [leading_area().source]
    target = None if asked.narrowed else target_of(region, asked.on)
    if target:
        count = work.only("departement", *target.departements).posts
        sentence = f"{figure(count)} créés ou consolidés sur {figure(target.jobs)}"
        cards.append(Figure("Objectif régional", count / target.jobs, "percent", sentence))
        sources.append(target.source)
    if actions := counting.pilot_actions(asked.posts):
        cards.append(Figure("Actions pilotes", actions, sentence=_pilots(work, plans)))
    return cards, sources


def _full_time(work: Tally) -> str:
    vacant, lasting = work.vacant, work.only("status", Status.CONSOLIDATED).posts
    return (
        f"{figure(work.full_time, 1)} équivalents temps plein ; "
        f"{figure(lasting)} {agree(lasting, 'consolidé')}, "
        f"{figure(vacant)} {agree(vacant, 'vacant')}"
    )


def _leading(found: Tally) -> str:
    """« 79,2 % dans sept arrondissements »."""
    share = share_within(found, leading_area().arrondissements)
    return "" if share is None else f"{percent(share, 1)} dans {leading_area().label}"


def _area() -> str:
    """« Sept arrondissements : Lille, Lens et Douai », those that are loaded."""
    codes = leading_area().arrondissements
    names = dict(Arrondissement.objects.filter(pk__in=codes).values_list("code", "name"))
    known = [names[code] for code in codes if code in names]
    return f"{leading_area().label.capitalize()} : {listed(known)}" if known else ""


def _pilots(work: Tally, plans: Tally) -> str:
    made, thought = work.only("pilot", True).posts, plans.only("pilot", True).posts
    return (
        f"{figure(made)} {agree(made, 'emploi créé', 'emplois créés')}, "
        f"{figure(thought)} en perspective"
    )


# --- the same, broken down

Names = Callable[[Any], str]


def _names() -> dict[str, Names]:
    """How each value of a dimension is read."""
    towns = dict(Arrondissement.objects.values_list("code", "name"))
    domains, contracts = dict(Domain.choices), dict(Contract.choices)
    return {
        "domain": lambda code: str(domains.get(code, code)),
        "arrondissement": lambda code: towns.get(code, "non connu"),
        "contract": lambda code: str(contracts.get(code, code)),
        "operator": lambda code: str(OPERATORS.get(code, "sans type d'opérateur")),
    }


def _stock_table(
    dimension: str,
    work: Tally,
    plans: Tally,
    name: Names,
    asked: Asked,
    employers: dict[str, int],
) -> Table:
    """The jobs of a day by one dimension, the most numerous first."""
    at_work, thought = work.by(dimension), plans.by(dimension)
    total, nothing = work.posts, Tally.of(())
    keys = sorted(
        {*at_work, *thought},
        key=lambda key: (-at_work.get(key, nothing).posts, name(key)),
    )
    lines = [
        {"label": name(key)}
        | _stock_line(at_work.get(key, nothing), thought.get(key, nothing), total)
        for key in keys
    ]
    columns = [Column("label", LABELS[dimension]), *_STOCK]
    totals = {"label": "Ensemble"} | _stock_line(work, plans, total)
    if dimension == "operator":
        columns.insert(1, Column("employers", "Employeurs", numeric=True))
        for line, key in zip(lines, keys, strict=True):
            line["employers"] = employers.get(key, 0)
        totals["employers"] = sum(employers.values())
    caption = f"Emplois au {long_date(asked.on)}, par {LABELS[dimension].lower()}"
    return Table(caption, columns, lines, totals if lines else None)


_STOCK = (
    Column("posts", "Emplois", numeric=True),
    Column("share", "Part", numeric=True, unit="percent", decimals=1),
    Column("full_time", "Temps plein", numeric=True, decimals=1),
    Column("lasting", "Consolidés", numeric=True),
    Column("supported", "Accompagnés", numeric=True),
    Column("plans", "En perspective", numeric=True),
)


def _stock_line(work: Tally, plans: Tally, total: int) -> dict[str, Any]:
    return {
        "posts": work.posts,
        "share": work.posts / total if total else None,
        "full_time": work.full_time,
        "lasting": work.only("status", Status.CONSOLIDATED).posts,
        "supported": work.only("supported", True).posts,
        "plans": plans.posts,
    }


def _moves_table(dimension: str, moved: dict[str, Tally], name: Names, asked: Asked) -> Table:
    """What moved over a period by one dimension, in the order of names."""
    split = {move: found.by(dimension) for move, found in moved.items()}
    nothing = Tally.of(())
    keys = sorted({key for found in split.values() for key in found}, key=name)
    lines = [
        {"label": name(key)}
        | {move: found.get(key, nothing).posts for move, found in split.items()}
        for key in keys
    ]
    columns = (
        Column("label", LABELS[dimension]),
        *(Column(move, label, numeric=True) for move, label in MOVED.items()),
    )
    totals = {"label": "Ensemble"} | {move: found.posts for move, found in moved.items()}
    caption = (
        f"Mouvements du {long_date(asked.since)} au {long_date(asked.until)}, "
        f"par {LABELS[dimension].lower()}"
    )
    return Table(
        caption,
        columns,
        lines,
        totals if lines else None,
        empty="Rien n'a bougé sur ces jours.",
    )
