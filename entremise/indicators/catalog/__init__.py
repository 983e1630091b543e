"""Every indicator, by theme.

To add one: an entry in the module of its theme, and its row in `tests/indicators/slow.py`. What
it counts and nobody counted yet goes to `counted.py`.
"""

from dataclasses import dataclass

from entremise.core.errors import Refusal
from entremise.indicators.indicator import Indicator
from entremise.indicators.measures import Count

from . import (
    alerts,
    conflicts,
    coverage,
    disputes,
    jobs,
    links,
    origins,
    presence,
    publics,
    registry,
    support,
    territory,
    volume,
)


@dataclass(frozen=True)
class Theme:
    """A chapter of the catalogue."""

    title: str
    indicators: tuple[Indicator, ...]


THEMES = tuple(
    Theme(module.TITLE, module.INDICATORS)
    for module in (
        volume,
        publics,
        conflicts,
        links,
        presence,
        territory,
        origins,
        alerts,
        disputes,
        jobs,
        support,
        coverage,
        registry,
    )
)  # fmt: skip

INDICATORS = {found.code: found for theme in THEMES for found in theme.indicators}


def indicator(code: str) -> Indicator:
    """The indicator of that code. Refuses one that does not exist."""
    try:
        return INDICATORS[code]
    except KeyError:
        raise Refusal(
            f"Le catalogue n'a pas d'indicateur « {code} ».", code="unknown_indicator", status=404
        ) from None


def counts_of(fact: str) -> tuple[Count, ...]:
    """Every count the catalogue protects on a table of facts, wholes before parts."""
    found: dict[str, Count] = {}
    for entry in INDICATORS.values():
        for count in entry.formula.counts if entry.fact == fact else ():
            line: list[Count] = []
            step: Count | None = count
            while step is not None:
                line.insert(0, step)
                step = step.parent
            found.update({ancestor.code: ancestor for ancestor in line})
    return tuple(found.values())
