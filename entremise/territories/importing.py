"""Communes as the cells of a table name them."""

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from entremise.core.importing import Unread
from entremise.core.nearness import Nearest

from .models import Commune, SearchTerm
from .names import key
from .queries import CHUNK, communes_today

Rank = SearchTerm.Rank
OFFERED = 5
# Words beyond those are refused without looking for what they resemble.
LOOKED_FOR = 500

_WRITTEN = re.compile(r"\(([0-9][0-9AB][0-9]{3})\)\s*$")
_CODE = re.compile(r"[0-9][0-9AB][0-9]{3}")


class _Names:
    """Every commune of today, read when a word is not one of them."""

    @cached_property
    def nearest(self) -> Nearest:
        names = Commune.objects.current().order_by("-population", "code")
        return Nearest(dict.fromkeys(names.values_list("name", flat=True)))


def read_communes(words: Collection[str], by: Any = None) -> Mapping[str, Any]:
    """The commune of today that each word designates, by its name or a former one, or written
    « Lille (59350) »; Unread for none, with those that look like it, or for several."""
    found: dict[str, Any] = read_codes([word for word in words if _WRITTEN.search(word)])
    called = _called({key(word) for word in words if word not in found})
    names = _Names()
    for place, word in enumerate(word for word in words if word not in found):
        communes = called.get(key(word), [])
        if len(communes) == 1:
            found[word] = communes[0]
        elif communes:
            near = [written(commune) for commune in communes[:OFFERED]]
            found[word] = Unread(f"Plusieurs communes s'appellent « {word} ».", near)
        else:
            near = list(names.nearest.to(word, OFFERED)) if place < LOOKED_FOR else []
            found[word] = Unread(f"Aucune commune ne répond à « {word} ».", near)
    return found


def read_codes(words: Collection[str], by: Any = None) -> dict[str, Any]:
    """The commune of today of each INSEE code, even when a spreadsheet took its first 0 away."""
    codes = {word: _code_in(word) for word in words}
    today = communes_today(code for code in codes.values() if code)
    return {
        word: today.get(code) or Unread(f"« {word} » n'est le code d'aucune commune.")
        for word, code in codes.items()
    }


def written(commune: Commune) -> str:
    """« Lille (59350) », which is read back without doubt."""
    return f"{commune.name} ({commune.code})"


def _code_in(word: str) -> str:
    if marked := _WRITTEN.search(word):
        return marked[1]
    said = word.strip().upper().removesuffix(".0").zfill(5)
    return said if _CODE.fullmatch(said) else ""


def _called(keys: set[str]) -> dict[str, list[Commune]]:
    """The communes of today of each exact name, the present ones before the former ones."""
    found: dict[str, dict[str, Commune]] = {}
    ordered = sorted(keys - {""})
    ranks = [Rank.NAME, Rank.FORMER_NAME]
    for start in range(0, len(ordered), CHUNK):
        part = ordered[start : start + CHUNK]
        for commune in Commune.objects.current().filter(search_name__in=part).order_by("code"):
            found.setdefault(commune.search_name, {})[commune.code] = commune
        terms = SearchTerm.objects.filter(text__in=part, rank__in=ranks).select_related("commune")
        for term in terms.order_by("rank", "commune_id"):
            if term.rank == Rank.NAME or term.text not in found:
                found.setdefault(term.text, {})[term.commune_id] = term.commune
    return {name: list(communes.values()) for name, communes in found.items()}
