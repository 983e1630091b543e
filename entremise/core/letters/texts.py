"""The texts of letters as one finds them at first, read from data/letters."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from config.env import ROOT

from .filling import Values, Vocabulary, fill, fill_line
from .letter import Letter

FOLDER = ROOT / "data" / "letters"


@dataclass(frozen=True)
class Text:
    """A kind of letter: its name, and what it says with fields to fill in."""

    code: str
    label: str
    subject: str
    body: str
    closing: str = ""
    signatures: tuple[str, ...] = ()


@cache
def known_fields() -> Vocabulary:
    """What may stand between braces, with the words that ask for it."""
    pack = tomllib.loads((FOLDER / "pack.toml").read_text(encoding="utf-8"))
    return dict(pack["fields"])


@cache
def first_texts() -> dict[str, Text]:
    """The texts by their code, in the order of a mediation."""
    pack = tomllib.loads((FOLDER / "pack.toml").read_text(encoding="utf-8"))
    return {code: _read(code) for code in pack["texts"]}


def _read(code: str) -> Text:
    raw = tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return Text(code=code, **{**raw, "signatures": tuple(raw.get("signatures", ()))})


def letter_of(
    text: Text,
    values: Values,
    *,
    sender: Sequence[str],
    addressee: Sequence[str],
    place: str,
    written_on: date,
    signatory: Sequence[str] = (),
    reference: str = "",
    foot: str = "",
) -> Letter:
    """The letter that a text makes of these values; where everybody signs, nobody signs alone.

    Raises Refusal when the text names a field that does not exist (see `filling.fill`).
    """
    known = known_fields()
    return Letter(
        sender=tuple(sender),
        addressee=tuple(addressee),
        place=place,
        written_on=written_on,
        subject=fill_line(text.subject, values, known),
        reference=reference,
        body=tuple(fill(text.body, values, known)),
        closing=fill_line(text.closing, values, known),
        signatory=() if text.signatures else tuple(signatory),
        signatures=text.signatures,
        foot=foot,
    )
