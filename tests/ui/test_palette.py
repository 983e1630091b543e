"""The colours can be read and told apart, in both themes, by everyone."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from entremise.ui.fields import REGISTER_ICONS
from entremise.ui.palette import palette

TEXTS = ("ink", "soft", "action", "action-strong", "danger", "attention", "done")
GROUNDS = ("paper", "surface", "sunken")
TINTED = (
    ("ink", "action-soft"),
    ("ink", "danger-soft"),
    ("ink", "attention-soft"),
    ("ink", "done-soft"),
    ("action-strong", "action-soft"),
    ("danger", "danger-soft"),
    ("attention", "attention-soft"),
    ("done", "done-soft"),
    ("on-action", "action"),
    ("on-action", "action-strong"),
)
THEMES = (0, 1)

Rgb = tuple[float, float, float]
Matrix = tuple[Rgb, Rgb, Rgb]

# How colours are seen, in linear RGB: Machado, Oliveira & Fernandes 2009, severity 1.
SIGHTS: dict[str, Matrix] = {
    "ordinary": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
# Oklab (Ottosson 2020): linear RGB to cones, cube roots of cones to Lab.
TO_CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)


def _times(matrix: Matrix, vector: Rgb) -> Rgb:
    first, second, third = (
        sum(factor * value for factor, value in zip(row, vector, strict=True)) for row in matrix
    )
    return first, second, third


def _linear(colour: str) -> Rgb:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return red, green, blue


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    low, high = sorted(
        sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), _linear(colour), strict=True))
        for colour in (one, other)
    )
    return (high + 0.05) / (low + 0.05)


def _seen(colour: str, sight: Matrix) -> Rgb:
    """Where a colour stands in Oklab, seen that way."""
    red, green, blue = (min(max(value, 0.0), 1.0) for value in _times(sight, _linear(colour)))
    long, medium, short = (value ** (1 / 3) for value in _times(TO_CONES, (red, green, blue)))
    return _times(TO_LAB, (long, medium, short))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_texts_are_read_on_every_ground(text: str, ground: str, theme: int) -> None:
    assert _contrast(palette()[text][theme], palette()[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TINTED)
def test_texts_are_read_on_tints(text: str, ground: str, theme: int) -> None:
    assert _contrast(palette()[text][theme], palette()[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize("mark", ["edge", "last-year", *(f"register-{c}" for c in REGISTER_ICONS)])
def test_marks_and_borders_stand_out(mark: str, ground: str, theme: int) -> None:
    assert _contrast(palette()[mark][theme], palette()[ground][theme]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_registers_are_told_apart(sight: str, theme: int) -> None:
    """0.08 in Oklab is four times the difference one just notices side by side."""
    colours = {code: palette()[f"register-{code}"][theme] for code in REGISTER_ICONS}
    seen = {code: _seen(colour, SIGHTS[sight]) for code, colour in colours.items()}
    for one, other in combinations(seen, 2):
        distance = sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5
        assert distance >= 0.08, f"{one} et {other}, {sight} : {distance:.3f}"


def test_style_sheets_use_only_colours_of_the_theme() -> None:
    folder = Path(str(finders.find("ui/tokens.css"))).parent
    known = set(palette())
    lengths = {"radius", "radius-small", "shadow", "measure", "target", "register"}
    for sheet in folder.glob("*.css"):
        used = set(re.findall(r"var\(--ent-([a-z-]+)", sheet.read_text()))
        assert used <= known | lengths, sheet.name
