"""What people read is written as it is printed: apostrophes, agreements, the first of a month."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.template import Engine, Origin

from entremise.ui.loader import Loader
from tests.architecture.sources import ROOT, modules, named, templates

# Comments of TOML, and what is code in a template, are read by nobody else than us.
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
STRAIGHT = re.compile(r"[^\W\d_]'(?=[^\W\d_]|\ufffc|«)")
EITHER = re.compile(r"[^\W\d_]\(e?s\)")
LISTS = ("reference", "retention")


def _templates() -> Iterator[tuple[Path, str]]:
    """Each template as it is compiled, what is filled in being one sign."""
    loader = Loader(Engine())
    for path in templates().values():
        if path.suffix in {".html", ".txt"}:
            yield path, TAGS.sub("\ufffc", loader.get_contents(Origin(str(path))))


def _data() -> Iterator[tuple[Path, str]]:
    for folder in LISTS:
        for path in sorted((ROOT / "data" / folder).glob("*.toml")):
            yield path, path.read_text()


def _found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{named(path)} : {text[max(0, hit.start() - 20) : hit.end() + 15]!r}"
        for path, text in (*_templates(), *_data())
        for hit in pattern.finditer(text)
    ]


def test_apostrophes_are_those_of_printers() -> None:
    assert _found(STRAIGHT) == []


def test_plurals_are_agreed() -> None:
    texts = [f"{named(path)}" for path in modules() if EITHER.search(path.read_text())]
    assert (_found(EITHER), texts) == ([], [])
