"""The commune that somebody typed, be it inside a whole address. Nothing else of it is kept."""

import re

from entremise.structures.lookup import communes_called
from entremise.territories.models import Commune, PostalCode
from entremise.territories.names import key, words
from entremise.territories.queries import FoundCommune, search_communes

OFFERED = 8
LONGEST = 200
LONGEST_NAME = 8  # words: « Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson »
_POSTAL = re.compile(r"(?<!\d)\d{5}(?!\d)")


def communes_typed(typed: str) -> list[Commune]:
    """The communes that words designate: one when they leave no doubt, several to choose among.

    « Lille », « 59000 », « Lille (59350) », « 12 rue de Paris, 59000 Lille », « rue Hegel Lille ».
    """
    text = typed.strip()[:LONGEST]
    called = communes_called(text)
    if len(called) == 1 or not text:
        return called
    return _at_postal_code(text) or _named_last(text) or called


def hints(typed: str, communes: list[Commune]) -> list[FoundCommune]:
    """The same communes with what tells each from the others."""
    known = {one.commune.pk: one for one in search_communes(typed[:LONGEST], 3 * OFFERED)}
    return [known.get(c.pk) or FoundCommune(c, f"code INSEE {c.code}") for c in communes[:OFFERED]]


def _at_postal_code(text: str) -> list[Commune]:
    """Those of the postal code that an address holds, or the one of them that it names."""
    codes = _POSTAL.findall(text)
    if not codes:
        return []
    held = PostalCode.objects.filter(code=codes[-1], commune__successor=None)
    found = [one.commune for one in held.select_related("commune").order_by("commune__search_name")]
    named = [commune for commune in found if commune.search_name in key(text)]
    return [max(named, key=lambda commune: len(commune.search_name))] if named else found


def _named_last(text: str) -> list[Commune]:
    """Those whose whole name ends what was typed: the longest such name wins."""
    spoken = words(text)
    ends = ["".join(spoken[at:]) for at in range(max(0, len(spoken) - LONGEST_NAME), len(spoken))]
    found = list(Commune.objects.current().filter(search_name__in=ends))
    longest = max((len(commune.search_name) for commune in found), default=0)
    best = [commune for commune in found if len(commune.search_name) == longest]
    return sorted(best, key=lambda commune: -(commune.population or 0))
