"""One chart, three sheets: for a desk, for a phone, for paper."""

from collections.abc import Callable
from dataclasses import replace

from entremise.ui.components import Chart
from entremise.ui.palette import on_page, on_paper

from .canvas import Canvas, Paint

WIDE, NARROW = 540.0, 340.0

Drawn = Callable[[float, bool, Paint], Canvas]


def editions(drawn: Drawn, *, spoken: str, chart: Chart) -> Chart:
    """The chart with its three drawings. `drawn(width, narrow, paint)` draws one."""
    return replace(
        chart,
        svg=drawn(WIDE, False, on_page).svg(spoken),
        svg_narrow=drawn(NARROW, True, on_page).svg(spoken),
        svg_for_print=drawn(WIDE, False, on_paper).svg(spoken),
    )
