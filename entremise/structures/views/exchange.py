"""The registry for other directories, in the schema data·inclusion v1."""

from typing import Any

from django.http import Http404, HttpResponseBase

from entremise.core.streaming import stream_csv, stream_json
from entremise.core.web import Request, page
from entremise.structures import data_inclusion
from entremise.structures.policies import (
    can_read_registry,
    visible_dispositifs,
    visible_structures,
)


@page(can_read_registry)
def data_inclusion_export(request: Request, kind: str, shape: str) -> HttpResponseBase:
    """What the public may read of the registry, as structures or as services."""
    items: Any
    fields: tuple[str, ...]
    if kind == "structures":
        fields = data_inclusion.STRUCTURE_FIELDS
        items = data_inclusion.structures(visible_structures(request.actor))
    else:
        fields = data_inclusion.SERVICE_FIELDS
        items = data_inclusion.services(visible_dispositifs(request.actor))
    if shape == "json":
        return stream_json(f"{kind}.json", items)
    if shape != "csv":
        raise Http404("Rien de ce nom ne s'exporte.")
    rows = (data_inclusion.in_cells(item, fields) for item in items)
    return stream_csv(f"{kind}.csv", fields, rows)
