"""The colours of the theme, read from the style sheet that states them."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.contrib.staticfiles import finders

_STATEMENT = re.compile(
    r"--ent-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", re.IGNORECASE
)


class Pair(NamedTuple):
    """One colour in the light theme and in the dark one, as #rrggbb."""

    light: str
    dark: str


@cache
def palette() -> dict[str, Pair]:
    """Each colour of tokens.css under its name (« ink », « register-presence »…)."""
    path = finders.find("ui/tokens.css")
    if path is None:
        raise FileNotFoundError("static/ui/tokens.css est introuvable.")
    return {
        name: Pair(light, dark) for name, light, dark in _STATEMENT.findall(Path(path).read_text())
    }


def on_page(token: str) -> str:
    """A colour that follows the theme of the page."""
    if token not in palette():
        raise KeyError(token)
    return f"var(--ent-{token})"


def on_paper(token: str) -> str:
    """The same colour for a document, in ink on white."""
    return palette()[token].light
