"""Templates as their authors type them, with the apostrophe and the spaces that readers expect."""

import re

from django.template import Origin
from django.template.loaders import app_directories

from entremise.core.typography import apostrophes, spaces

# Tags of Django and of HTML are left alone: only what is between them is read by a person, and
# the words a tag of Django is given.
_TAGS = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>)", re.DOTALL)
_BEFORE_A_NAME = re.compile(r"(?<=\w)'(?=\{\{)")
_WORDS = re.compile(r'"[^"]*"')


class Loader(app_directories.Loader):
    """Sets the typography of pages once, when a template is compiled."""

    def get_contents(self, origin: Origin) -> str:
        """The source of a template."""
        text = super().get_contents(origin)
        if not origin.name.endswith(".html"):
            return text
        # « d'{{ name }} »: what is filled in begins with a letter, which is not there yet.
        parts = _TAGS.split(_BEFORE_A_NAME.sub("’", text))
        return "".join(_tag(part) if at % 2 else _said(part) for at, part in enumerate(parts))


def _said(text: str) -> str:
    return spaces(apostrophes(text))


def _tag(source: str) -> str:
    if not source.startswith("{"):
        return source
    return _WORDS.sub(lambda words: _said(words[0]), source)
