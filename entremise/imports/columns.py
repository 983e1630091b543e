"""Which column holds which field: remembered, else guessed from the headings."""

from collections.abc import Mapping, Sequence

from entremise.core.importing import Importer
from entremise.core.nearness import folded, likeness

from .models import ColumnMapping

# A heading is taken for another only when it hardly differs.
SURE = 0.9


def columns_of(
    structure_id: int, importer: Importer, fingerprint: str, header: Sequence[str]
) -> dict[str, int]:
    """The place of the column of each field, as linked the last time, or as headings say."""
    kept = ColumnMapping.objects.filter(
        structure_id=structure_id, importer=importer.key, fingerprint=fingerprint
    ).first()
    if kept is None:
        return guessed(importer, header)
    names = {field.name for field in importer.fields}
    return {name: place for name, place in kept.columns.items() if name in names}


def guessed(importer: Importer, header: Sequence[str]) -> dict[str, int]:
    """The columns whose heading is the label of a field, or another word for it, or nearly so."""
    titles = [folded(title) for title in header]
    found: dict[str, int] = {}
    for field in importer.fields:
        known = [folded(word) for word in (field.label, *field.aliases)]
        places = [titles.index(word) for word in known if word in titles]
        places += [place for place, title in enumerate(titles)
                   if max(likeness(title, word) for word in known) >= SURE]  # fmt: skip
        free = [place for place in places if place not in found.values()]
        if free:
            found[field.name] = free[0]
    return found


def missing(importer: Importer, mapping: Mapping[str, int]) -> list[str]:
    """The labels of the required fields that no column holds."""
    return [f.label for f in importer.fields if f.required and f.name not in mapping]
