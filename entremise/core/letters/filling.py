"""Texts that a coordinator writes, with fields such as `{date_rendez_vous}`, and their filling in.

Two marks and no more: an empty line ends a paragraph, a line that begins with « - » is an item of a
list. What is filled in is never read again: braces and marks in a value are words.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from entremise.core.errors import Refusal
from entremise.core.typography import french, listed

from .letter import Block, Listing, Paragraph, plain

# What a field may be called, and what it stands for as one says it to who must still fill it in.
Vocabulary = Mapping[str, str]
Value = str | Sequence[str]
Values = Mapping[str, Value]

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_ITEM = re.compile(r"[-–•][ \u00a0]+")
_HOLE = re.compile(r"\[\s*à compléter\s*:?\s*([^\]\n]*)\]", re.IGNORECASE)


def fields_of(text: str) -> list[str]:
    """The names between braces, each once, in the order of the text; known or not."""
    return list(dict.fromkeys(_name(found) for found in _FIELD.findall(text)))


def check_fields(text: str, known: Vocabulary) -> None:
    """Raise Refusal (« unknown_field ») when the text names a field that does not exist."""
    unknown = [name for name in fields_of(text) if name not in known]
    if unknown:
        said = listed([f"{{{name}}}" for name in unknown])
        verb = "n'existe pas" if len(unknown) == 1 else "n'existent pas"
        raise Refusal(
            f"{said} {verb}. Vous pouvez écrire : {', '.join(f'{{{name}}}' for name in known)}.",
            code="unknown_field",
            field="text",
            status=400,
        )


def fill(text: str, values: Values, known: Vocabulary) -> list[Block]:
    """The text with its fields filled in, as paragraphs and lists.

    A value of several words (engagements) makes as many items where it stands alone, and « a, b et
    c » in a sentence. A field without a value leaves « [à compléter : …] », for the reader to see.
    Raises Refusal as `check_fields`.
    """
    check_fields(text, known)
    blocks: list[Block] = []
    for lines in _paragraphs(plain(text)):
        for listing, group in groupby(lines, key=lambda line: bool(_items(line, values))):
            if listing:
                templates = [item for line in group for item in _items(line, values)]
                blocks.append(
                    Listing(tuple(_words(one, values, known, own) for one, own in templates))
                )
            else:
                blocks.append(Paragraph("\n".join(_words(line, values, known) for line in group)))
    return blocks


def blocks_of(text: str) -> list[Block]:
    """The paragraphs and lists of a text without fields: braces in it are words."""
    blocks: list[Block] = []
    for lines in _paragraphs(plain(text)):
        for listing, group in groupby(lines, key=lambda line: bool(_ITEM.match(line))):
            own = [french(line) for line in group]
            if listing:
                blocks.append(Listing(tuple(_ITEM.sub("", line, count=1) for line in own)))
            else:
                blocks.append(Paragraph("\n".join(own)))
    return blocks


def text_of(blocks: Sequence[Block]) -> str:
    """The blocks as somebody may correct them, in the marks that `blocks_of` reads."""
    return "\n\n".join(
        block.text
        if isinstance(block, Paragraph)
        else "\n".join(f"- {item}" for item in block.items)
        for block in blocks
    )


def fill_line(text: str, values: Values, known: Vocabulary) -> str:
    """The same for what holds in a line: a subject, a closing. Raises Refusal as `check_fields`."""
    check_fields(text, known)
    return " ".join(_words(plain(text), values, known).split("\n"))


def holes_of(text: str) -> list[str]:
    """What a text that was filled in still lacks, each thing once, in the words that ask for it."""
    said = [found.strip() or "ce qui est entre crochets" for found in _HOLE.findall(text)]
    return list(dict.fromkeys(said))


def _name(found: str) -> str:
    return found.strip().lower()


def _paragraphs(text: str) -> list[list[str]]:
    parts = re.split(r"\n\s*\n", text)
    found = [[line.strip() for line in part.split("\n") if line.strip()] for part in parts]
    return [lines for lines in found if lines]


def _items(line: str, values: Values) -> list[tuple[str, str | None]]:
    """The items a line makes, each a template with, for one of several values, that value alone.

    None when it is a line of a paragraph.
    """
    mark = _ITEM.match(line)
    rest = line[mark.end() :] if mark else line
    alone = _FIELD.fullmatch(rest.strip())
    value = values.get(_name(alone[1])) if alone else None
    if value and not isinstance(value, str):
        return [(rest, own) for own in value]
    return [(rest, None)] if mark else []


def _words(line: str, values: Values, known: Vocabulary, own: str | None = None) -> str:
    """A line with its fields filled in, as French is printed."""

    def value_of(found: re.Match[str]) -> str:
        name = _name(found[1])
        value = values.get(name, "") if own is None else own
        said = value if isinstance(value, str) else listed(list(value))
        return plain(said).strip() or f"[à compléter : {known[name]}]"

    return french(_FIELD.sub(value_of, line))
