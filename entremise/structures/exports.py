"""The registry as a file, in the columns in which it is brought in again."""

from collections.abc import Iterator, Mapping
from typing import Any

from entremise.core.reference import load

from .actor import Actor
from .lookup import structure_written
from .queries import open_by_structure, registry

REGISTRY_HEADER = (
    "nom", "nom court", "type d'acteur", "type d'opérateur", "SIRET", "SIREN", "numéro RNA",
    "établissement de", "réseaux", "adresse", "code de la commune", "commune", "site internet",
    "visible du public", "rythme de mise à jour", "dispositifs ouverts", "confirmée le", "source",
)  # fmt: skip


def registry_rows(actor: Actor, filters: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Every matching structure as one line of a file; read by chunks."""
    networks, opened = load("networks"), open_by_structure(actor)
    rows = registry(actor, filters).select_related("commune", "part_of")
    for row in rows.order_by("search_name", "id").iterator(chunk_size=1000):
        yield [
            row.name,
            row.short_name,
            row.get_actor_type_display(),
            row.get_operator_type_display(),
            row.siret or "",
            row.siren,
            row.rna,
            structure_written(row.part_of) if row.part_of else "",
            " ; ".join(networks.label(code) for code in row.networks),
            row.address,
            row.commune.code if row.commune else "",
            row.commune.name if row.commune else "",
            row.website,
            "oui" if row.published else "non",
            row.get_update_rhythm_display(),
            opened.get(row.pk, 0),
            f"{row.confirmed_on:%d/%m/%Y}" if row.confirmed_on else "",
            row.source,
        ]
