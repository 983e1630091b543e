"""From words to a tagged PDF, with Typst. No font, no text and no image comes from the system."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import typst
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from fontTools.ttLib import TTFont

# Where templates may import from: `/core/typst/theme.typ` is the look they share.
PACKAGE = Path(__file__).resolve().parents[1]
FONT = "Atkinson Hyperlegible Next"

# Accessible (PDF/UA-1) and fit for archives (PDF/A-2a): what is sent is kept for years.
STANDARDS: Any = ["ua-1", "a-2a"]


@cache
def fonts(folder: Path) -> typst.Fonts:
    """The fonts of the folder and no other. Raises ImproperlyConfigured when ours is not there."""
    found = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )
    if FONT not in found.families():
        raise ImproperlyConfigured(
            f"La police « {FONT} » manque dans {folder} : lancez « python manage.py vendor »."
        )
    return found


@cache
def _families(folder: Path) -> list[str]:
    """Ours first, then those of the scripts it does not know."""
    return [FONT, *sorted({*fonts(folder).families()} - {FONT})]


@cache
def _signs(folder: Path) -> frozenset[int]:
    """The characters that one of our families draws in every style it has."""
    found: dict[str, frozenset[int]] = {}
    for path in folder.glob("*.ttf"):
        family = path.stem.rpartition("-")[0]
        with TTFont(path, lazy=True) as file:
            drawn = frozenset(file.getBestCmap())
        found[family] = found.get(family, drawn) & drawn
    return frozenset().union(*found.values())


def unprinted(view: Any) -> list[str]:
    """The letters of a view that no font of ours draws, each once: they are of another script."""
    signs = _signs(settings.FONTS)
    text = normalize("NFC", json.dumps(view, ensure_ascii=False))
    letters = dict.fromkeys(sign for sign in text if category(sign)[0] in "LM")
    return [sign for sign in letters if ord(sign) not in signs]


def _printable(value: Any, signs: frozenset[int]) -> Any:
    """The same view, its texts in the characters of the font: an emoji in a name becomes « ? »."""
    if isinstance(value, str):
        return "".join(_sign(sign, signs) for sign in normalize("NFC", value))
    if isinstance(value, dict):
        return {name: _printable(item, signs) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item, signs) for item in value]
    return value


def _sign(sign: str, signs: frozenset[int]) -> str:
    if ord(sign) in signs or sign.isspace() or category(sign) == "Cf":
        return sign
    return " " if category(sign) == "Cc" else "?"


def pdf_of(template: Path, view: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF that a template of ours makes of a view, dated of that instant. The same view gives
    the same bytes.

    The template reads `view`, plus the names of our typefaces in it. Raises typst.TypstError on a
    template error, and RuntimeError on any warning: a document that is addressed to somebody is
    right or is not produced.
    """
    ours = fonts(settings.FONTS)
    view = {**view, "font": _families(settings.FONTS)}
    printed = _printable(view, _signs(settings.FONTS))
    pdf, warnings = typst.compile_with_warnings(
        str(template),
        root=str(PACKAGE),
        font_paths=ours,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"view": json.dumps(printed, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(at.timestamp()),
    )
    if warnings:
        raise RuntimeError("; ".join(warning.message for warning in warnings))
    return pdf
