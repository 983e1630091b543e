"""Derives what may be typed to find a commune."""

from collections.abc import Iterator
from typing import Any

from entremise.territories.models import Commune, FormerCommune, PostalCode, SearchTerm
from entremise.territories.names import beginnings, key

from .bulk import write

Rank = SearchTerm.Rank


def rebuild_search_terms() -> int:
    """Write the terms again from the names and codes; how many there are."""
    SearchTerm.objects.all().delete()
    return write(SearchTerm, _terms())


def _terms() -> Iterator[dict[str, Any]]:
    for code, name in Commune.objects.current().values_list("code", "name"):
        yield _term(key(code), Rank.CODE, code)
        yield from _name_terms(name, Rank.NAME, Rank.WORD, code)
    postal = PostalCode.objects.filter(commune__successor=None)
    for text, code in postal.values_list("code", "commune_id"):
        yield _term(text, Rank.CODE, code)
    former = FormerCommune.objects.values_list("code", "name", "commune_id", "commune__search_name")
    for old, name, code, todays_name in former:
        # A delegated commune with the code or the name of today's commune adds nothing.
        if old != code:
            yield _term(key(old), Rank.CODE, code, old)
        if key(name) != todays_name:
            yield from _name_terms(name, Rank.FORMER_NAME, Rank.FORMER_WORD, code, old)


def _name_terms(
    name: str, whole: int, word: int, commune: str, former: str | None = None
) -> Iterator[dict[str, Any]]:
    for n, text in enumerate(beginnings(name)):
        yield _term(text, word if n else whole, commune, former)


def _term(text: str, rank: int, commune: str, former: str | None = None) -> dict[str, Any]:
    return {"text": text, "rank": int(rank), "commune_id": commune, "former_id": former}
