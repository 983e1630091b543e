"""A convention adulte-relais, and the conditions of whoever holds the post."""

from decimal import Decimal
from typing import Any

from django import forms

from entremise.positions.actions import ConventionTerms
from entremise.positions.models import AdulteRelaisConvention, Position
from entremise.territories.models import Qpv

from .position import DAY


class ConventionForm(forms.Form):
    """What the convention says."""

    number = forms.CharField(
        label="Numéro", max_length=40, help_text="Celui que porte la convention signée."
    )
    qpv = forms.ModelChoiceField(
        Qpv.objects.none(),
        label="Quartier prioritaire",
        required=False,
        empty_label="—",
        help_text="Celui où le poste intervient.",
    )
    starts_on = forms.DateField(label="Premier jour", widget=DAY)
    ends_on = forms.DateField(
        label="Dernier jour", required=False, widget=DAY, help_text="Rien : trois ans."
    )
    share = forms.DecimalField(
        label="Quotité de travail",
        min_value=Decimal("0.01"),
        max_value=1,
        max_digits=3,
        decimal_places=2,
        localize=True,
        help_text="Celle de la convention : l'aide en dépend.",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, position: Position, **kwargs: Any):
        super().__init__(*args, **kwargs)
        near = Qpv.objects.filter(communes=position.commune_id)
        self.fields["qpv"].queryset = near.order_by("name", "code")  # type: ignore[attr-defined]

    def terms(self) -> ConventionTerms:
        """The clean values."""
        return ConventionTerms(**self.cleaned_data)


class ConditionsForm(forms.Form):
    """On which day each condition was checked. Papers are looked at, not kept."""

    age_checked_on = forms.DateField(label="26 ans ou plus, vérifié le", required=False, widget=DAY)
    situation_checked_on = forms.DateField(
        label="Sans emploi, ou contrat aidé rompu, vérifié le", required=False, widget=DAY
    )
    residence_checked_on = forms.DateField(
        label="Habite un quartier prioritaire, vérifié le",
        required=False,
        widget=DAY,
        help_text="Le jour seulement : ni nom, ni adresse, ni copie d'un papier.",
    )

    @staticmethod
    def initial_of(convention: AdulteRelaisConvention) -> dict[str, Any]:
        """What is known."""
        names = ("age_checked_on", "situation_checked_on", "residence_checked_on")
        return {name: getattr(convention, name) for name in names}
