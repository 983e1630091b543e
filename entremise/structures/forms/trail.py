"""What the trail of writes is narrowed by."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from .dispositif import DAY

Choices = Sequence[tuple[Any, str]]

# Midnight on the first or the last day of the calendar cannot be said in every time zone.
_WITHIN_REACH = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))]


class TrailFilter(forms.Form):
    """Which write, by whom, between which days (included), about what."""

    verb = forms.ChoiceField(label="Action", required=False)
    person = forms.TypedChoiceField(label="Personne", required=False, coerce=int, empty_value=None)
    start = forms.DateField(label="Du", required=False, widget=DAY, validators=_WITHIN_REACH)
    end = forms.DateField(label="Au", required=False, widget=DAY, validators=_WITHIN_REACH)
    about = forms.CharField(
        label="Dossier",
        max_length=200,
        required=False,
        help_text="Numéro d'une saisine ou d'une situation, ou adresse de la page d'une alerte.",
    )

    def __init__(self, *args: Any, verbs: Choices, people: Choices, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", "Toutes"), *verbs]  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", "Toutes"), *people]  # type: ignore[attr-defined]
