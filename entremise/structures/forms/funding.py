"""A funding line."""

import re
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from entremise.structures.actions import Terms
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType, FundingScope
from entremise.structures.models import FundingLine
from entremise.structures.policies import citable_structures
from entremise.territories.models import Commune

from .dispositif import DAY, CommuneBoxes
from .named import StructureField

_AROUND_DIGITS = re.compile(r"[\s€]")  # spaces of every kind, those that do not break included


NO_QPV = (
    "Le dispositif ne dessert aucun quartier prioritaire. Pour limiter la ligne à certains, "
    "ajoutez-les d'abord au territoire du dispositif."
)


class EurosField(forms.DecimalField):
    """An amount as it is written or pasted here: « 12 000,50 € »."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = _AROUND_DIGITS.sub("", value)
        return super().to_python(value)


class TermsForm(forms.Form):
    """The period, the amount and the scope of a line. `communes` are those to choose among.

    Without priority neighbourhoods to serve (`in_qpvs`), a line cannot be kept to them.
    """

    overlap_seen = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(
        label="Intitulé",
        max_length=120,
        help_text="Celui de la convention, tel que le financeur le connaît.",
    )
    starts_on = forms.DateField(label="Premier jour", widget=DAY)
    ends_on = forms.DateField(label="Dernier jour", widget=DAY)
    amount = EurosField(
        label="Montant annuel (€)",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    scope = forms.ChoiceField(
        label="Ce que la ligne finance",
        choices=FundingScope.choices,
        widget=forms.RadioSelect,
        initial=FundingScope.ANYWHERE,
    )
    communes = CommuneBoxes(
        label="Communes financées",
        queryset=Commune.objects.none(),
        required=False,
        help_text="Rien de coché : tout le territoire du dispositif.",
    )

    def __init__(
        self, *args: Any, communes: QuerySet[Commune], in_qpvs: bool = True, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["communes"].queryset = communes  # type: ignore[attr-defined]
        if not in_qpvs and self.initial.get("scope") != FundingScope.QPV_ONLY:
            self.fields["scope"].choices = [  # type: ignore[attr-defined]
                (FundingScope.ANYWHERE.value, FundingScope.ANYWHERE.label)
            ]
            self.fields["scope"].help_text = NO_QPV

    @staticmethod
    def initial_of(line: FundingLine) -> dict[str, Any]:
        """What the form says before it is changed."""
        said = {name: getattr(line, name) for name in Terms.__dataclass_fields__}
        return said | {"communes": list(line.communes.all())}

    def clean(self) -> dict[str, Any]:
        """A period in order."""
        start, end = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "La période finit avant d'avoir commencé.")
        return self.cleaned_data

    def terms(self) -> Terms:
        """The clean values."""
        clean = {name: self.cleaned_data[name] for name in Terms.__dataclass_fields__}
        return Terms(**clean | {"communes": list(clean["communes"])})

    def must_confirm(self, overlapping: list[FundingLine]) -> bool:
        """Whether these lines have still to be shown; once they were, sending again confirms."""
        seen = ",".join(str(line.pk) for line in overlapping)
        if not overlapping or self.cleaned_data["overlap_seen"] == seen:
            return False
        data = cast(QueryDict, self.data).copy()
        data["overlap_seen"] = seen
        self.data = data
        return True


class FundingLineForm(TermsForm):
    """A new line, with who pays: a name of the registry, or one to enter in it."""

    funder = StructureField(
        label="Financeur",
        help_text="Son nom au registre.",
        widget=forms.TextInput(attrs={"list": "funders", "autocomplete": "off"}),
    )
    new_funder_type = forms.ChoiceField(
        label="S'il n'est pas encore au registre",
        choices=[("", "il y est déjà"), *ActorType.choices],
        required=False,
        help_text="Dites ce qu'il est : il y sera inscrit sous ce nom.",
    )
    field_order = ("overlap_seen", "funder", "new_funder_type", "label")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["funder"].rows = citable_structures(actor)  # type: ignore[attr-defined]
        self.new_funder = ""

    def clean(self) -> dict[str, Any]:
        """A funder that is not known is accepted when we are told what it is."""
        clean = super().clean()
        unknown = self.has_error("funder", "unknown")
        if unknown and clean.get("new_funder_type"):
            self.new_funder = self.data["funder"].strip()
            del self.errors["funder"]
        return clean
