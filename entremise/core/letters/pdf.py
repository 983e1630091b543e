"""A letter on paper: tagged PDF, the addressee where the window of an envelope is."""

import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

from entremise.core import typeset
from entremise.core.errors import Refusal

from .letter import Block, Letter, Listing, plain

TEMPLATE = Path(__file__).with_name("letter.typ")
# An address or a number typed without a space must not leave the page.
SHOWN = 8  # of the letters that cannot be printed
_LONG = re.compile(r"\S{30}(?=\S)")


def as_pdf(letter: Letter) -> bytes:
    """The letter as a PDF (PDF/UA-1, PDF/A-2a). The same letter gives the same bytes.

    Raises Refusal for a script that no font of ours writes: a name in boxes is nobody's.
    """
    at = datetime.combine(letter.written_on, time(12), UTC)
    view = _view(letter)
    if unprinted := typeset.unprinted(view):
        raise Refusal(
            f"Le PDF ne sait pas écrire : {' '.join(unprinted[:SHOWN])}. Ouvrez la lettre dans "
            "Word, ou écrivez ces mots en lettres latines.",
            code="script_not_printed",
        )
    return typeset.pdf_of(TEMPLATE, view, at=at)


def _view(letter: Letter) -> dict[str, Any]:
    return {
        "title": plain(letter.subject) or letter.dateline,
        "author": plain(" ".join(letter.sender[:1])),
        "sender": [_isolated(line) for line in _lines(*letter.sender)],
        "addressee": [_isolated(line) for line in _lines(*letter.addressee)],
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
        from_right = _from_right(" ".join(block.items))
        return {"items": [_lines(item) for item in block.items], "from_right": from_right}
    return {"lines": _lines(block.text), "from_right": _from_right(block.text)}


def _from_right(text: str) -> bool:
    """Whether a text is read from the right, as its first letter is."""
    strong = (bidirectional(sign) for sign in text)
    return next((way for way in strong if way in {"L", "R", "AL"}), "L") != "L"


def _isolated(line: str) -> str:
    """A line of an address, whose numbers stand where its own script puts them."""
    return f"\u2068{line}\u2069" if _from_right(line) else line


def _lines(*texts: str) -> list[str]:
    """The lines of these texts, with places where what is too long may be cut."""
    lines = [line for text in texts for line in plain(text).split("\n")]
    return [_LONG.sub("\\g<0>\u200b", line) for line in lines if line]
