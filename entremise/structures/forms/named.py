"""Fields in which one types a name, and which answer the row it designates."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from entremise.structures.lookup import (
    commune_written,
    communes_called,
    structure_written,
    structures_called,
    structures_like,
)
from entremise.structures.models import Structure
from entremise.territories.models import Commune

OFFERED = 6
_LINES = re.compile(r"[;\n]+")


class CommuneField(forms.CharField):
    """A commune by name, postal code or code; None when left empty."""

    def prepare_value(self, value: Any) -> Any:
        return commune_written(value) if isinstance(value, Commune) else value

    def clean(self, value: Any) -> Commune | None:
        """The commune. Raises ValidationError for none, or several among which to choose."""
        typed = super().clean(value)
        if not typed:
            return None
        found = communes_called(typed)
        if not found:
            raise ValidationError(f"Aucune commune ne répond à « {typed} ».", code="unknown")
        if len(found) > 1:
            raise ValidationError(_choose(typed, [commune_written(one) for one in found]))
        return found[0]


class StructureField(forms.CharField):
    """A structure of the registry by name; None when left empty. `rows` is set by the form."""

    rows: QuerySet[Structure] = Structure.objects.none()

    def prepare_value(self, value: Any) -> Any:
        return structure_written(value) if isinstance(value, Structure) else value

    def clean(self, value: Any) -> Structure | None:
        """The structure. Raises ValidationError with the nearest names when none is that one."""
        typed = super().clean(value)
        if not typed:
            return None
        found = structures_called(self.rows, typed)
        if len(found) > 1:
            raise ValidationError(_choose(typed, [structure_written(one) for one in found]))
        if found:
            return found[0]
        near = [one.name for one in structures_like(self.rows, typed)[:OFFERED]]
        known = f" Il connaît : {', '.join(near)}." if near else ""
        raise ValidationError(
            f"Le registre ne connaît pas de structure nommée « {typed} ».{known}", code="unknown"
        )


class StructuresField(forms.CharField):
    """Several structures of the registry, one a line or separated by semicolons: a list, none
    twice. `rows` is set by the form."""

    rows: QuerySet[Structure] = Structure.objects.none()
    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "\n".join(structure_written(one) for one in value)
        return value

    def clean(self, value: Any) -> list[Structure]:
        """The structures, in the order typed. Raises ValidationError for each that is not one."""
        single = StructureField(required=False)
        single.rows = self.rows
        found, faults = [], []
        for part in _LINES.split(super().clean(value)):
            try:
                found.append(single.clean(part.strip()))
            except ValidationError as fault:
                faults += fault.messages
        if faults:
            raise ValidationError(faults)
        return [one for one in dict.fromkeys(found) if one]


def _choose(typed: str, names: Sequence[str]) -> str:
    return f"Plusieurs répondent à « {typed} ». Recopiez la bonne : {', '.join(names)}."
