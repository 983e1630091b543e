"""The page of figures: a sentence, a few figures, and the same broken down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from entremise.core.typography import agree, figure, listed, long_date, percent
from entremise.structures.enums import Domain
from entremise.structures.tables import OPERATORS
from entremise.territories.models import Arrondissement
from entremise.ui.components import Column, Figure, Table

from . import counting
from .counting import Asked, Group
from .enums import Contract, Status
from .parameters import leading_area, target_of

LABELS = {
    "domain": "Domaine",
    "arrondissement": "Arrondissement",
    "contract": "Contrat",
    "operator": "Type d'opérateur",
}
MOVED = {
    "planned": "Mis en perspective",
    "created": "Créés",
    "consolidated": "Consolidés",
    "ended": "Terminés",
    "dropped": "Perspectives abandonnées",
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
    work = [group for group in held if group.at_work]
    plans = [group for group in held if not group.at_work]
    cards, sources = _cards(asked, region, work, plans)
    return Jobs(
        headline=_headline(asked, work, plans),
        figures=cards,
        stock=[_stock_table(name, work, plans, names[name], asked, employers) for name in LABELS],
        moves=[_moves_table(name, moved, names[name], asked) for name in LABELS],
        moved=_moved(asked, moved),
        area=_area(),
        sources=sources,
        is_empty=not held and not any(moved.values()),
    )


def _headline(asked: Asked, work: list[Group], plans: list[Group]) -> str:
    count, thought = counting.posts(work), counting.posts(plans)
    jobs_said = f"{figure(count)} {agree(count, 'emploi')} de médiation sociale"
    plans_said = f"{figure(thought)} en perspective"
    return f"{jobs_said} au {long_date(asked.on)}{_part(asked, count)}, et {plans_said}."


def _part(asked: Asked, count: int) -> str:
    """« (82 % de l'ensemble) », when the question is narrowed."""
    whole = counting.jobs_on(asked.whole, asked.on) if asked.narrowed else 0
    return f" ({percent(count / whole)} de l'ensemble)" if whole else ""


def _moved(asked: Asked, moved: dict[str, list[Group]]) -> str:
    created, ended = counting.posts(moved["created"]), counting.posts(moved["ended"])
    period = f"Du {long_date(asked.since)} au {long_date(asked.until)}"
    return (
        f"{period}, {figure(created)} {agree(created, 'emploi créé', 'emplois créés')}, "
        f"{figure(ended)} {agree(ended, 'terminé')}."
    )


# --- the few figures


def _cards(
    asked: Asked, region: str | None, work: list[Group], plans: list[Group]
) -> tuple[list[Figure], list[str]]:
    supported = [group for group in work if group.supported]
    cards = [
        Figure("Emplois", counting.posts(work), sentence=_full_time(work), as_of=asked.on),
        Figure("Emplois accompagnés", counting.posts(supported), sentence=_leading(supported)),
        Figure("Emplois en perspective", counting.posts(plans), sentence=_leading(plans)),
    ]
    sources = [leading_area().source]
    target = None if asked.narrowed else target_of(region, asked.on)
    if target:
        there = [group for group in work if group.departement in target.departements]
        count = counting.posts(there)
        sentence = f"{figure(count)} créés ou consolidés sur {figure(target.jobs)}"
        cards.append(Figure("Objectif régional", count / target.jobs, "percent", sentence))
        sources.append(target.source)
    if actions := counting.pilot_actions(asked.rows):
        cards.append(Figure("Actions pilotes", actions, sentence=_pilots(work, plans)))
    return cards, sources


def _full_time(work: list[Group]) -> str:
    vacant = sum(group.vacant for group in work)
    lasting = counting.posts(group for group in work if group.status == Status.CONSOLIDATED)
    return (
        f"{figure(counting.full_time(work), 1)} équivalents temps plein ; "
        f"{figure(lasting)} {agree(lasting, 'consolidé')}, "
        f"{figure(vacant)} {agree(vacant, 'vacant')}"
    )


def _leading(groups: list[Group]) -> str:
    """« 79,2 % dans sept arrondissements »."""
    share = counting.share_within(groups, leading_area().arrondissements)
    return "" if share is None else f"{percent(share, 1)} dans {leading_area().label}"


def _area() -> str:
    """« Sept arrondissements : Lille, Lens et Douai », those that are loaded."""
    codes = leading_area().arrondissements
    names = dict(Arrondissement.objects.filter(pk__in=codes).values_list("code", "name"))
    known = [names[code] for code in codes if code in names]
    return f"{leading_area().label.capitalize()} : {listed(known)}" if known else ""


def _pilots(work: list[Group], plans: list[Group]) -> str:
    made = counting.posts(group for group in work if group.pilot)
    thought = counting.posts(group for group in plans if group.pilot)
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
    work: list[Group],
    plans: list[Group],
    name: Names,
    asked: Asked,
    employers: dict[str, int],
) -> Table:
    """The jobs of a day by one dimension, the most numerous first."""
    at_work, thought = counting.by(work, dimension), counting.by(plans, dimension)
    total = counting.posts(work)
    keys = sorted(
        {*at_work, *thought},
        key=lambda key: (-counting.posts(at_work.get(key, [])), name(key)),
    )
    lines = [
        {"label": name(key)} | _stock_line(at_work.get(key, []), thought.get(key, []), total)
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


def _stock_line(work: Sequence[Group], plans: Sequence[Group], total: int) -> dict[str, Any]:
    count = counting.posts(work)
    return {
        "posts": count,
        "share": count / total if total else None,
        "full_time": counting.full_time(work),
        "lasting": counting.posts(g for g in work if g.status == Status.CONSOLIDATED),
        "supported": counting.posts(g for g in work if g.supported),
        "plans": counting.posts(plans),
    }


def _moves_table(dimension: str, moved: dict[str, list[Group]], name: Names, asked: Asked) -> Table:
    """What moved over a period by one dimension, in the order of names."""
    split = {move: counting.by(groups, dimension) for move, groups in moved.items()}
    keys = sorted({key for found in split.values() for key in found}, key=name)
    lines = [
        {"label": name(key)}
        | {move: counting.posts(found.get(key, [])) for move, found in split.items()}
        for key in keys
    ]
    columns = (
        Column("label", LABELS[dimension]),
        *(Column(move, label, numeric=True) for move, label in MOVED.items()),
    )
    totals = {"label": "Ensemble"} | {
        move: counting.posts(groups) for move, groups in moved.items()
    }
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
