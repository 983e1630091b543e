"""Columns by month: this year filled, last year as a thin grey line."""

from collections.abc import Sequence

from entremise.ui.components import Chart

from .axis import draw_axis, room_for
from .canvas import SMALL, Canvas, Paint, Place
from .editions import editions
from .measure import width_of
from .points import Point, Wording, described, has_previous, table_of
from .scales import Scale, highest, ticks

BODY = 232.0
KEY = 26.0
FOOT = 22.0
WIDEST = 46.0


def columns(
    points: Sequence[Point],
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
    label: str = "Mois",
    value: str = "Valeur",
    previous: str = "Année précédente",
    unit: str = "count",
    decimals: int = 0,
    small_count: int = 5,
) -> Chart:
    """A column per point, from zero. `value` and `previous` name the years (« 2026 », « 2025 »)."""
    wording = Wording(value, previous, label, unit, decimals, small_count)
    return editions(
        lambda width, narrow, paint: _Columns(points, wording, width, narrow, paint).drawn(),
        spoken=f"{title} {described(points, wording)}",
        chart=Chart(title, subtitle, "", table_of(points, title, wording), source),
    )


class _Columns:
    """One drawing of the chart."""

    def __init__(
        self, points: Sequence[Point], wording: Wording, width: float, narrow: bool, paint: Paint
    ):
        self.points, self.wording, self.narrow = points, wording, narrow
        self.has_previous = has_previous(points)
        top = KEY if self.has_previous else 8.0
        self.canvas = Canvas(width, BODY + top, paint)
        self.steps = ticks(
            highest(value for point in points for value in (point.shown, point.last_year)),
            whole=wording.whole,
        )
        self.floor = self.canvas.height - FOOT
        self.scale = Scale(self.steps[-1], self.floor, top + 8)
        self.left = room_for(self.steps, wording)
        self.band = (width - self.left) / max(len(points), 1)

    def drawn(self) -> Canvas:
        span = (self.left, self.canvas.width)
        draw_axis(self.canvas, self.steps, self.scale, self.wording, span)
        for index, point in enumerate(self.points):
            self._column(point, self._middle(index))
        self.canvas.line([(self.left, self.floor), (self.canvas.width, self.floor)], "ink")
        if self.has_previous:
            self._last_year()
            self._key()
        return self.canvas

    def _middle(self, index: int) -> float:
        return self.left + (index + 0.5) * self.band

    def _column(self, point: Point, middle: float) -> None:
        thick = min(self.band * 0.68, WIDEST)
        left, canvas = middle - thick / 2, self.canvas
        foot = (middle, canvas.height - 5)
        canvas.text(foot, self._name(point), colour="soft", anchor="middle", size=SMALL)
        if point.state == "missing":
            canvas.hatch(left, self.scale.end, thick, self.floor - self.scale.end)
        elif point.state == "suppressed":
            place = (middle, self.floor - 7)
            canvas.text(place, self.wording.hidden, colour="soft", anchor="middle", size=SMALL)
        elif point.shown:
            colour = point.colour or "action"
            canvas.column(left, self.scale.at(point.shown), thick, self.floor, colour)

    def _name(self, point: Point) -> str:
        return (point.short or point.label[:1].upper()) if self.narrow else point.label

    def _last_year(self) -> None:
        """The grey line, broken where last year is not known; a pale edge lifts it off columns."""
        run: list[Place] = []
        for index, point in enumerate([*self.points, Point("", None)]):
            if point.last_year is not None:
                run.append((self._middle(index), self.scale.at(point.last_year)))
            elif run:
                self.canvas.line(run, "surface", thick=4.5)
                self.canvas.line(run, "last-year", thick=2)
                run = []

    def _key(self) -> None:
        x = self.left
        self.canvas.column(x, 4, 12, 16, "action")
        self.canvas.text((x + 18, 14.5), self.wording.value, size=SMALL)
        x += 36 + width_of(self.wording.value, SMALL)
        self.canvas.line([(x, 10), (x + 18, 10)], "last-year", thick=2)
        self.canvas.text((x + 24, 14.5), self.wording.previous, colour="soft", size=SMALL)
