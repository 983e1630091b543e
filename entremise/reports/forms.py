"""Ordering a report: which funder of which dispositif, which year."""

from typing import Any

from django import forms

from entremise.structures.models import Dispositif, FundingLine, Structure

Funding = tuple[Dispositif, Structure]


class OrderForm(forms.Form):
    """The choices are what the structure's funding lines allow."""

    funding = forms.ChoiceField(
        label="Dispositif et financeur",
        help_text="Le bilan ne compte que les interventions que ce financeur soutient.",
    )
    year = forms.TypedChoiceField(label="Année", coerce=int)

    def __init__(self, *args: Any, lines: list[FundingLine], last_year: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fundings: dict[str, Funding] = {
            f"{line.dispositif_id}-{line.funder_id}": (line.dispositif, line.funder)
            for line in lines
        }
        years = {
            year
            for line in lines
            for year in range(line.starts_on.year, min(line.ends_on.year, last_year) + 1)
        }
        self.fields["funding"].choices = [  # type: ignore[attr-defined]
            (key, f"{dispositif} · {funder}")
            for key, (dispositif, funder) in sorted(
                self.fundings.items(), key=lambda item: [str(part) for part in item[1]]
            )
        ]
        self.fields["year"].choices = [  # type: ignore[attr-defined]
            (year, str(year)) for year in sorted(years, reverse=True)
        ]

    def clean_funding(self) -> Funding:
        """The dispositif and the funder chosen."""
        return self.fundings[self.cleaned_data["funding"]]
