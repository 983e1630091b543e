"""How wide a text is in our typeface, so that labels are given the room they need."""

from functools import cache

from django.conf import settings

_UNITS_PER_EM = 1000


@cache
def _advances() -> dict[int, int]:
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - a quarter of a second, at the first chart

    with TTFont(settings.FONTS / "AtkinsonHyperlegibleNext-Regular.ttf", lazy=True) as font:
        metrics = font["hmtx"]
        return {code: metrics[name][0] for code, name in font.getBestCmap().items()}


def width_of(text: str, size: float) -> float:
    """The width of a line of text, in the units of `size`."""
    advances = _advances()
    return sum(advances.get(ord(char), 560) for char in text) * size / _UNITS_PER_EM


def wrapped(text: str, size: float, room: float) -> list[str]:
    """The text cut between words into lines that hold in `room`. A long word is left whole."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
