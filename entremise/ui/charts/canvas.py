"""A sheet one draws on: shapes in, SVG out. No style attribute, no identifier, no script."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

from entremise.ui.vendor import FAMILY

Paint = Callable[[str], str]
Anchor = Literal["start", "middle", "end"]
Place = tuple[float, float]

SIZE = 14.0
SMALL = 12.5
ROUNDING = 3.0
HATCH_STEP = 6.0


def _n(number: float) -> str:
    """A coordinate to a tenth, without useless zeros."""
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _path(places: Sequence[Place]) -> str:
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in places)


@dataclass
class Canvas:
    """A drawing in progress. Colours are names of the theme, turned into paint as they are used."""

    width: float
    height: float
    paint: Paint
    parts: list[str] = field(default_factory=list)

    def line(
        self, places: Sequence[Place], colour: str, *, thick: float = 1, dash: str = ""
    ) -> None:
        """A line through two places or more."""
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<path d="{_path(places)}" stroke="{self.paint(colour)}" stroke-width="{_n(thick)}"'
            f' stroke-linejoin="round"{dashes}/>'
        )

    def column(self, x: float, top: float, width: float, bottom: float, colour: str) -> None:
        """A standing bar, its upper corners slightly rounded."""
        r = min(ROUNDING, width / 2, bottom - top)
        self.parts.append(
            f'<path d="M{_n(x)} {_n(bottom)}V{_n(top + r)}q0 {_n(-r)} {_n(r)} {_n(-r)}'
            f'h{_n(width - 2 * r)}q{_n(r)} 0 {_n(r)} {_n(r)}V{_n(bottom)}z"'
            f' fill="{self.paint(colour)}"/>'
        )

    def bar(self, left: float, y: float, right: float, height: float, colour: str) -> None:
        """A lying bar, its right corners slightly rounded."""
        r = min(ROUNDING, height / 2, right - left)
        self.parts.append(
            f'<path d="M{_n(left)} {_n(y)}H{_n(right - r)}q{_n(r)} 0 {_n(r)} {_n(r)}'
            f'v{_n(height - 2 * r)}q0 {_n(r)} {_n(-r)} {_n(r)}H{_n(left)}z"'
            f' fill="{self.paint(colour)}"/>'
        )

    def dot(self, place: Place, radius: float, colour: str) -> None:
        """A filled disc."""
        x, y = place
        self.parts.append(
            f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{self.paint(colour)}"/>'
        )

    def text(
        self,
        place: Place,
        text: str,
        *,
        colour: str = "ink",
        anchor: Anchor = "start",
        size: float = SIZE,
    ) -> None:
        """A line of text whose baseline passes by `place`."""
        side = f' text-anchor="{anchor}"' if anchor != "start" else ""
        x, y = place
        self.parts.append(
            f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"{side}'
            f' fill="{self.paint(colour)}">{escape(text)}</text>'
        )

    def hatch(self, x: float, y: float, width: float, height: float) -> None:
        """Slanted strokes over a rectangle: nothing is known here."""
        strokes = "".join(_path(stroke) for stroke in _slants(x, y, width, height))
        self.parts.append(f'<path d="{strokes}" stroke="{self.paint("edge")}"/>')

    def svg(self, spoken: str) -> str:
        """The drawing, named for assistive technology."""
        size = f"{_n(self.width)} {_n(self.height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}"'
            f' role="img" aria-label="{escape(spoken)}" fill="none" font-family="{FAMILY}">'
            f"{''.join(self.parts)}</svg>"
        )


def _slants(x: float, y: float, width: float, height: float) -> Iterator[tuple[Place, Place]]:
    """Lines at 45° inside a rectangle, clipped by hand: a clip path would need an identifier."""
    offset = HATCH_STEP
    while offset < width + height:
        low, high = max(0.0, offset - height), min(width, offset)
        yield (x + low, y + offset - low), (x + high, y + offset - high)
        offset += HATCH_STEP
