"""Curves over the same steps, each named where it ends."""

from collections.abc import Sequence

from entremise.ui.components import Chart, Column, Table

from .axis import draw_axis, room_for
from .canvas import SMALL, Canvas, Paint, Place
from .editions import editions
from .measure import width_of
from .points import Series, Wording
from .scales import Scale, highest, ticks

HEIGHT = 250.0
FOOT = 22.0
LEADING = 16.0
MARGIN = 4.0
DASHES = ("", "7 4", "2 4", "9 3 2 3")


def lines(
    series: Sequence[Series],
    labels: Sequence[str],
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
    label: str = "Mois",
    unit: str = "count",
    decimals: int = 0,
) -> Chart:
    """A curve per series, from zero, told apart by colour and by dashes."""
    wording = Wording("", "", label, unit, decimals)
    columns = [Column("label", label)]
    columns += [Column(one.name, one.name, True, unit, decimals) for one in series]
    rows = [
        {"label": name, **{one.name: one.values[index] for one in series}}
        for index, name in enumerate(labels)
    ]
    return editions(
        lambda width, narrow, paint: _Lines(series, labels, wording, width, narrow, paint).drawn(),
        spoken=f"{title} {_described(series, wording)}",
        chart=Chart(title, subtitle, "", Table(title, columns, rows), source),
    )


def _described(series: Sequence[Series], wording: Wording) -> str:
    known = {one.name: [value for value in one.values if value is not None] for one in series}
    said = [
        f"{name} : de {wording.written(values[0])} à {wording.written(values[-1])}"
        for name, values in known.items()
        if values
    ]
    return " ; ".join(said) + "." if said else "Aucune valeur à montrer."


class _Lines:
    """One drawing of the chart."""

    def __init__(
        self,
        series: Sequence[Series],
        labels: Sequence[str],
        wording: Wording,
        width: float,
        narrow: bool,
        paint: Paint,
    ):
        self.series, self.labels, self.wording, self.narrow = series, labels, wording, narrow
        self.canvas = Canvas(width, HEIGHT, paint)
        self.steps = ticks(highest(v for one in series for v in one.values), whole=wording.whole)
        self.scale = Scale(self.steps[-1], HEIGHT - FOOT, 12.0)
        self.left = room_for(self.steps, wording)
        self.right = width - highest(width_of(one.name, SMALL) for one in series) - 14
        self.gap = (self.right - self.left - 2 * MARGIN) / max(len(labels) - 1, 1)

    def drawn(self) -> Canvas:
        span = (self.left, self.right)
        draw_axis(self.canvas, self.steps, self.scale, self.wording, span)
        for index, name in enumerate(self.labels):
            text = name[:1].upper() if self.narrow else name
            place = (self._x(index), HEIGHT - 5)
            self.canvas.text(place, text, colour="soft", anchor="middle", size=SMALL)
        floor = self.scale.start
        self.canvas.line([(self.left, floor), (self.right, floor)], "ink")
        ends = [(self._curve(one, rank), one) for rank, one in enumerate(self.series)]
        self._names([(y, one) for y, one in ends if y is not None])
        return self.canvas

    def _x(self, index: int) -> float:
        return self.left + MARGIN + index * self.gap

    def _curve(self, one: Series, rank: int) -> float | None:
        """Draw a curve, broken where values are unknown. Returns the height at which it ends."""
        run: list[Place] = []
        end = None
        for index, value in enumerate([*one.values, None]):
            if value is not None:
                run.append((self._x(index), self.scale.at(value)))
            elif run:
                self._piece(run, one, DASHES[rank % len(DASHES)])
                end, run = run[-1][1], []
        return end

    def _piece(self, run: list[Place], one: Series, dash: str) -> None:
        if one.faint:
            self.canvas.line(run, "last-year", thick=2)
        else:
            self.canvas.line(run, one.colour, thick=2.75, dash=dash)
        self.canvas.dot(run[-1], 3.5, "last-year" if one.faint else one.colour)

    def _names(self, ends: list[tuple[float, Series]]) -> None:
        """The names beside the ends, pushed apart when two curves end close to each other."""
        y = -LEADING
        for end, one in sorted(ends, key=lambda pair: pair[0]):
            y = max(end, y + LEADING)
            colour = "soft" if one.faint else "ink"
            self.canvas.text((self.right + 8, y + 4), one.name, colour=colour, size=SMALL)
