"""The indicators of the home pages, of the dashboards and of the public site."""

from collections.abc import Iterable

from entremise.reports.outline import Breakdown, Said

from . import boards
from .public.figures import ACTIVITY


def uses() -> dict[str, frozenset[str]]:
    """Each page, as people call it, and the codes that it shows."""
    home = (*boards.HEADLINE_PANELS, *boards.REGION_HEADLINE_PANELS)
    return {
        "Accueil": _codes(boards.HEADLINE, home),
        "Tableau de bord": _codes(boards.FIGURES, (*boards.PANELS, *boards.REGION)),
        "Chiffres clés du site public": frozenset({ACTIVITY}),
    }


def _codes(figures: Iterable[Said], panels: Iterable[Breakdown]) -> frozenset[str]:
    shown: list[Said | Breakdown] = [*figures, *panels]
    return frozenset(code for one in shown for code in one.indicators)
