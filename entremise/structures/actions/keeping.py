"""How a row of the registry is written: its rules first, the first broken one said in French."""

from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from entremise.core.errors import Refusal


def keep(row: models.Model) -> None:
    """Save the row once its fields and constraints hold. Raises Refusal with what does not."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise _refusal(error) from error
    row.save()


def values(row: models.Model, *names: str) -> dict[str, Any]:
    """What these fields hold now, to tell later what has changed."""
    return {name: getattr(row, name) for name in names}


def _refusal(error: ValidationError) -> Refusal:
    name, faults = next(iter(error.message_dict.items()))
    return Refusal(faults[0], code="invalid", field=None if name == NON_FIELD_ERRORS else name)
