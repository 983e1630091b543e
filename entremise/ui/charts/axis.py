"""The vertical axis of columns and curves: hairlines from zero, their values on the left."""

from collections.abc import Sequence

from .canvas import SMALL, Canvas
from .measure import width_of
from .points import Wording
from .scales import Scale

GUTTER = 10.0


def room_for(steps: Sequence[float], wording: Wording) -> float:
    """The width the values of the axis take."""
    return max(width_of(wording.written(step), SMALL) for step in steps) + GUTTER


def draw_axis(
    canvas: Canvas,
    steps: Sequence[float],
    scale: Scale,
    wording: Wording,
    span: tuple[float, float],
) -> None:
    """A hairline across `span` at each step, the one at zero in ink."""
    left, right = span
    for step in steps:
        y = scale.at(step)
        place = (left - GUTTER, y + 4)
        canvas.text(place, wording.written(step), colour="soft", anchor="end", size=SMALL)
        if step:
            canvas.line([(left, y), (right, y)], "line")
