"""What names a row of the registry, whatever the app: found in the models rather than listed."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models


class Relation(NamedTuple):
    """A foreign key of another table, and the table it stands in."""

    model: Any
    field: Any


def pointing_at(model: type[models.Model]) -> Iterator[Relation]:
    """Every foreign key to this model, those it does not name back included. The lists of the model
    itself, which go with its rows, are left out.
    """
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        other: Any = relation.related_model
        if relation.concrete or other._meta.auto_created is model:
            continue
        yield Relation(other, relation.field)  # type: ignore[union-attr]
