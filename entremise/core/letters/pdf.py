"""A letter on paper: tagged PDF, the addressee where the window of an envelope is."""

import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

from entremise.core import typeset

from .letter import Block, Letter, Listing, plain

TEMPLATE = Path(__file__).with_name("letter.typ")
# An address or a number typed without a space must not leave the page.
_LONG = re.compile(r"\S{30}(?=\S)")


def as_pdf(letter: Letter) -> bytes:
    """The letter as a PDF (PDF/UA-1, PDF/A-2a). The same letter gives the same bytes."""
    at = datetime.combine(letter.written_on, time(12), UTC)
    return typeset.pdf_of(TEMPLATE, _view(letter), at=at)


def _view(letter: Letter) -> dict[str, Any]:
    return {
        "title": plain(letter.subject) or letter.dateline,
        "author": plain(" ".join(letter.sender[:1])),
        "sender": _lines(*letter.sender),
        "addressee": _lines(*letter.addressee),
        "dateline": _lines(letter.dateline),
        "subject": _lines(letter.subject),
        "reference": _lines(letter.reference),
        "body": [_block(block) for block in letter.body],
        "closing": _lines(letter.closing),
        "signatory": _lines(*letter.signatory),
        "signatures": [_lines(name) for name in letter.signatures],
        "foot": _lines(letter.foot),
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Listing):
        return {"items": [_lines(item) for item in block.items]}
    return {"lines": _lines(block.text)}


def _lines(*texts: str) -> list[str]:
    """The lines of these texts, with places where what is too long may be cut."""
    lines = [line for text in texts for line in plain(text).split("\n")]
    return [_LONG.sub("\\g<0>\u200b", line) for line in lines if line]
