"""From what a person types to the row of the registry or of the geography it designates."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from entremise.territories.models import Commune
from entremise.territories.names import key, words
from entremise.territories.queries import commune_today, search_communes

from .models import Structure

CANDIDATES = 12
_CODE = re.compile(r"\(([0-9][0-9AB][0-9]{3})\)\s*$")
_NUMBER = re.compile(r"\(n°\s*([0-9]{1,9})\)\s*$")
_SEPARATORS = re.compile(r"[,;\n]")


@dataclass
class Territory:
    """What a list of communes was taken for: found for sure, to be chosen among, or unknown."""

    found: list[Commune] = field(default_factory=list)
    candidates: list[Commune] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def communes_called(typed: str) -> list[Commune]:
    """The communes of today that a name, the beginning of one, or a code designates.

    Of several, those that bear exactly the name typed win. « Lille (59350) », as we write it, is
    that commune.
    """
    text = typed.strip()
    if written := _CODE.search(text):
        today = commune_today(written[1])
        return [today] if today else []
    found = [one.commune for one in search_communes(text, CANDIDATES)]
    exact = [commune for commune in found if commune.search_name == key(text)]
    return exact or found


def territory_called(typed: str) -> Territory:
    """Several communes, separated by commas or lines."""
    territory = Territory()
    for text in filter(None, (part.strip() for part in _SEPARATORS.split(typed))):
        called = communes_called(text)
        if len(called) == 1:
            territory.found += called
        elif called:
            territory.candidates += called
        else:
            territory.unknown.append(text)
    return territory


def commune_written(commune: Commune) -> str:
    """« Lille (59350) »: what `communes_called` reads back without doubt."""
    return f"{commune.name} ({commune.code})"


def structures_called(rows: QuerySet[Structure], typed: str) -> list[Structure]:
    """The structures whose name or short name is this one, whatever its case and accents."""
    if numbered := _NUMBER.search(typed):
        return list(rows.filter(pk=int(numbered[1])))
    name = key(typed)
    near = rows.filter(search_name__contains=name).order_by("search_name", "pk") if name else []
    return [row for row in near if name in {key(row.name), key(row.short_name)}][:CANDIDATES]


def structures_like(rows: QuerySet[Structure], typed: str) -> QuerySet[Structure]:
    """The structures whose names hold every word typed, by name."""
    for word in words(typed):
        rows = rows.filter(search_name__contains=word)
    return rows.order_by("search_name", "pk")


def structure_written(structure: Structure) -> str:
    """« Ville de Lille (n° 12) »: what `structures_called` reads back without doubt."""
    return f"{structure.name} (n° {structure.pk})"


def unmistakable() -> Callable[[Structure], str]:
    """How to name a structure so that its name is read back: with its number when another bears
    the same, or when it holds the sign that separates them.
    """
    standing = Structure.objects.filter(merged_into=None).order_by()
    counts = Counter(key(name) for name in standing.values_list("name", flat=True).iterator())

    def named(structure: Structure) -> str:
        doubtful = counts[key(structure.name)] > 1 or ";" in structure.name
        return structure_written(structure) if doubtful else structure.name

    return named
