"""Structures as a cell names them: by their SIRET, their whole name, or their number.

Exports write a name alone when one structure only bears it (`lookup.unmistakable`).
"""

import re
from collections import defaultdict
from functools import cached_property

from django.db.models import QuerySet

from entremise.core.importing import Unread
from entremise.core.nearness import Nearest
from entremise.structures.models import Structure
from entremise.territories.names import key

_NUMBER = re.compile(r"\(n°\s*([0-9]{1,9})\)\s*$")


class NamedStructures:
    """Those that a table may name, read once for all its cells."""

    def __init__(self, rows: QuerySet[Structure]):
        self._names: list[str] = []
        self._numbers: set[int] = set()
        self._called: defaultdict[str, list[int]] = defaultdict(list)
        self._short: defaultdict[str, list[int]] = defaultdict(list)
        self._of_siret: dict[str, int] = {}
        read = ("pk", "name", "short_name", "siret")
        for number, name, short, siret in rows.values_list(*read):
            self._numbers.add(number)
            self._names.append(name)
            if siret:
                self._of_siret[siret] = number
            self._called[key(name)].append(number)
            self._short[key(short)].append(number)

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self._names)

    def called(self, word: str) -> int:
        """The number of the structure of that name, else of that short name. Raises Unread for
        none, with those that look like it, and for several.
        """
        written = _NUMBER.search(word)
        if written and int(written[1]) in self._numbers:
            return int(written[1])
        said = key(word)
        held = (self._called.get(said) or self._short.get(said, [])) if said else []
        if len(held) == 1:
            return held[0]
        if held:
            raise Unread(
                f"Plusieurs structures s'appellent « {word} ».",
                [f"{word} (n° {number})" for number in held],
            )
        raise Unread(f"Aucune structure ne s'appelle « {word} ».", self._nearest.to(word))

    def of_siret(self, siret: str) -> int:
        """The number of the structure of that SIRET. Raises Unread."""
        if siret not in self._of_siret:
            raise Unread(f"Aucune structure du registre ne porte le SIRET {siret}.")
        return self._of_siret[siret]
