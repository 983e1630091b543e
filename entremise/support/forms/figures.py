"""The period of the figures, in the address."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from entremise.structures.forms.dispositif import DAY


class PeriodForm(forms.Form):
    """Nothing chosen: since the first meeting, until today."""

    since = forms.DateField(label="Du", required=False, widget=DAY)
    until = forms.DateField(label="au", required=False, widget=DAY)

    def clean(self) -> dict[str, Any]:
        """A period in order."""
        clean = self.cleaned_data
        if clean.get("since") and clean.get("until") and clean["until"] < clean["since"]:
            raise ValidationError("La période finit avant d'avoir commencé.")
        return clean

    def period(self) -> tuple[date | None, date | None]:
        """What was mistyped is as if it had not been chosen."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return chosen.get("since"), chosen.get("until")
