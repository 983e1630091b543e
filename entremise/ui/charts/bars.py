"""Bars by category: the label before, the value after, last year and the target as marks."""

from collections.abc import Sequence

from entremise.ui.components import Chart

from .canvas import SIZE, SMALL, Canvas, Paint
from .editions import editions
from .measure import width_of, wrapped
from .points import Point, Wording, described, has_previous, table_of
from .scales import Scale, highest

THICK = 18.0
GAP = 14.0
LEADING = 17.0
GUTTER = 14.0
KEY = 22.0


def bars(
    points: Sequence[Point],
    *,
    title: str,
    subtitle: str = "",
    source: str = "",
    label: str = "Catégorie",
    value: str = "Valeur",
    previous: str = "Année précédente",
    unit: str = "count",
    decimals: int = 0,
    small_count: int = 5,
) -> Chart:
    """A bar per point in the order given, from zero, the longest filling the width."""
    wording = Wording(value, previous, label, unit, decimals, small_count)
    return editions(
        lambda width, narrow, paint: _Bars(points, wording, width, narrow, paint).drawn(),
        spoken=f"{title} {described(points, wording)}",
        chart=Chart(title, subtitle, "", table_of(points, title, wording), source),
    )


def _widest(labels: Sequence[Sequence[str]]) -> float:
    return highest(width_of(line, SIZE) for lines in labels for line in lines)


def _holds(labels: Sequence[Sequence[str]], room: float) -> bool:
    """Whether labels stand in a column, on two lines at most."""
    return _widest(labels) <= room and all(len(lines) <= 2 for lines in labels)


class _Bars:
    """One drawing of the chart. On a phone, labels too long for their column stand above."""

    def __init__(
        self, points: Sequence[Point], wording: Wording, width: float, narrow: bool, paint: Paint
    ):
        self.points, self.wording = points, wording
        self.canvas = Canvas(width, 1.0, paint)
        room = width * 0.38
        self.labels = [wrapped(point.label, SIZE, room) for point in points]
        self.above = narrow and not _holds(self.labels, room)
        if self.above:
            self.labels = [wrapped(point.label, SIZE, width) for point in points]
        self.values = [self._written(point) for point in points]
        left = 0.0 if self.above else min(_widest(self.labels), room) + GUTTER
        right = width - highest(width_of(text, SIZE) for text in self.values) - 10
        marks = ((point.shown, point.last_year, point.target) for point in points)
        self.scale = Scale(highest(mark for three in marks for mark in three) or 1.0, left, right)

    def drawn(self) -> Canvas:
        y = self._key()
        for point, lines, text in zip(self.points, self.labels, self.values, strict=True):
            block = LEADING * len(lines)
            height = block + 7 + THICK if self.above else max(block, THICK)
            middle = y + height - THICK / 2 if self.above else y + height / 2
            self._label(lines, y if self.above else middle - block / 2)
            self._bar(point, middle)
            self._value(point, text, middle)
            y += height + GAP
        self.canvas.height = max(y - GAP + 4, 1.0)
        return self.canvas

    def _written(self, point: Point) -> str:
        if point.state == "suppressed":
            return self.wording.hidden
        return "non connu" if point.state == "missing" else self.wording.written(point.value)

    def _label(self, lines: Sequence[str], top: float) -> None:
        for index, line in enumerate(lines):
            y = top + 13 + index * LEADING
            if self.above:
                self.canvas.text((0, y), line)
            else:
                self.canvas.text((self.scale.start - GUTTER, y), line, anchor="end")

    def _end(self, point: Point) -> float:
        """Where the bar of a point stops."""
        if point.state == "missing":
            return self.scale.at(self.scale.top * 0.3)
        if not point.shown:
            return self.scale.start
        return max(self.scale.at(point.shown), self.scale.start + 1.5)

    def _bar(self, point: Point, middle: float) -> None:
        start, end, top = self.scale.start, self._end(point), middle - THICK / 2
        if point.state == "missing":
            self.canvas.hatch(start, top, end - start, THICK)
        elif end > start:
            self.canvas.bar(start, top, end, THICK, point.colour or "action")
        self._mark(start, middle, "edge", 1)
        for mark, colour in ((point.last_year, "last-year"), (point.target, "ink")):
            if mark is not None:
                self._mark(self.scale.at(mark), middle, "surface", 4.5)
                self._mark(self.scale.at(mark), middle, colour, 2.5)

    def _mark(self, x: float, middle: float, colour: str, thick: float) -> None:
        reach = THICK / 2 + 3
        self.canvas.line([(x, middle - reach), (x, middle + reach)], colour, thick=thick)

    def _value(self, point: Point, text: str, middle: float) -> None:
        """The value after its bar, or after a mark it would touch."""
        x, width = self._end(point) + 8, width_of(text, SIZE)
        marks = [value for value in (point.last_year, point.target) if value is not None]
        for mark in sorted(self.scale.at(value) for value in marks):
            if x - 8 <= mark <= x + width + 5:
                x = mark + 8
        self.canvas.text((x, middle + 5), text, colour="ink" if point.state == "known" else "soft")

    def _key(self) -> float:
        """What the marks stand for, when there are some. Returns where the rows begin."""
        marks = {}
        if has_previous(self.points):
            marks[self.wording.previous] = "last-year"
        if any(point.target is not None for point in self.points):
            marks["Objectif"] = "ink"
        x = self.scale.start + 2
        for name, colour in marks.items():
            self.canvas.line([(x, 2), (x, 14)], colour, thick=2.5)
            self.canvas.text((x + 8, 12.5), name, colour="soft", size=SMALL)
            x += 30 + width_of(name, SMALL)
        return KEY if marks else 0.0
