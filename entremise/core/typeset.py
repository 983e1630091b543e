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
def _signs(folder: Path) -> frozenset[int]:
    """The characters that every file of our font can draw."""
    found = []
    for path in folder.glob("*.ttf"):
        with TTFont(path, lazy=True) as file:
            found.append(frozenset(file.getBestCmap()))
    return frozenset.intersection(*found)


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

    The template reads `view`, plus the name of our typeface in it. Raises typst.TypstError on a
    template error, and RuntimeError on any warning: a document that is addressed to somebody is
    right or is not produced.
    """
    ours = fonts(settings.FONTS)
    printed = _printable({**view, "font": FONT}, _signs(settings.FONTS))
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
