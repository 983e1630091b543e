"""Who pays for a post, in a cell: lines that exist already, each by its words and its number.

    Contrat de ville 2026, Ville de Lille, du 01/01/2026 au 31/12/2026 (n° 45)

A file names them and changes nothing of them: their amount and their days are told on the page of
the dispositif.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q

from entremise.core.cells import each
from entremise.core.importing import Unread
from entremise.core.nearness import Nearest
from entremise.positions.models import Position
from entremise.positions.policies import visible_positions
from entremise.structures.actor import Actor
from entremise.structures.models import FundingLine
from entremise.structures.policies import visible_dispositifs
from entremise.territories.names import key

CELL = 4_000  # signs
_NUMBERED = re.compile(r"(.*?\(n°\s*([0-9]{1,9})\))\s*(?:[;\n]|$)", re.S)


def funding_lines(numbers: Iterable[int]) -> dict[int, FundingLine]:
    """Those lines, with who pays."""
    return FundingLine.objects.select_related("funder").in_bulk(list(numbers))


def line_written(line: FundingLine) -> str:
    """A line as it is read."""
    days = f"du {line.starts_on:%d/%m/%Y} au {line.ends_on:%d/%m/%Y}"
    return f"{line.label}, {line.funder.name}, {days} (n° {line.pk})"


class _Lines:
    """The lines one may name: of the dispositifs one reads, and of the posts one reads."""

    def __init__(self, by: Actor):
        cited = Position.funding_lines.through.objects.filter(position__in=visible_positions(by))
        read = Q(dispositif__in=visible_dispositifs(by)) | Q(pk__in=cited.values("fundingline_id"))
        self.rows = {
            row.pk: row for row in FundingLine.objects.filter(read).select_related("funder")
        }
        self._called: defaultdict[str, list[int]] = defaultdict(list)
        for row in self.rows.values():
            for called in {key(row.label), key(f"{row.label} {row.funder.name}")}:
                self._called[called].append(row.pk)
        self._nearest: Nearest | None = None

    def cell(self, word: str) -> list[list[int]]:
        """For each line of a cell, those it may be: which is the employer's is said by the row.
        Raises Unread.
        """
        if len(word) > CELL:
            raise Unread(f"{len(word)} signes, pour {CELL} au plus.")
        if (
            "(n°" in word
            and word.rstrip(" ;\n").endswith(")")
            and (numbered := list(_NUMBERED.finditer(word)))
        ):
            return [[self._numbered(found[1].strip(), int(found[2]))] for found in numbered]
        return [self._named(part.strip()) for part in word.split(";") if part.strip()]

    def _numbered(self, said: str, number: int) -> int:
        row = self.rows.get(number)
        if row is None:
            raise Unread(f"Aucun financement que vous pouvez citer n'a le numéro {number}.")
        if key(said) != key(line_written(row)):
            raise Unread(
                f"Le financement n° {number} s'écrit « {line_written(row)} » : un fichier de "
                "postes n'y change rien, sa page le fait."
            )
        return number

    def _named(self, said: str) -> list[int]:
        if found := self._called.get(key(said)):
            return found
        self._nearest = self._nearest or Nearest({row.label for row in self.rows.values()})
        raise Unread(f"Aucun financement ne s'intitule « {said} ».", self._nearest.to(said))


def read_lines(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    """The lines of each cell."""
    return each(_Lines(by).cell)(words, by)
