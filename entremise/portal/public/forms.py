"""What one looks for, in the address of the page."""

from dataclasses import dataclass
from typing import Any

from django import forms

from entremise.core.reference import load
from entremise.territories.models import Commune, Departement
from entremise.territories.queries import commune_today

from .places import LONGEST

EVERYONE = "everyone"
FILTERS = ("domain", "public", "open")


@dataclass(frozen=True)
class Asked:
    """What one looks for: words typed, or the place they were taken for; a domain, a public, only
    what is open now. `named` are words that no commune bears: they may be the name of a service.
    """

    typed: str = ""
    named: str = ""
    place: Commune | Departement | None = None
    domain: str = ""
    public: str = ""
    open: bool = False

    @property
    def filters(self) -> dict[str, str]:
        """The filters, as they are written in an address: a box that is ticked is « on »."""
        values = {"domain": self.domain, "public": self.public, "open": "on" if self.open else ""}
        return {name: value for name, value in values.items() if value}

    @property
    def anything(self) -> bool:
        """Whether something is looked for at all."""
        return bool(self.named or self.place or self.filters)


class FindForm(forms.Form):
    """Where, and for what. `commune` and `departement` are codes, put there by our own links."""

    q = forms.CharField(
        label="Commune ou code postal",
        required=False,
        max_length=LONGEST,
        help_text="Une adresse entière convient aussi : seule sa commune est gardée.",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "postal-code"}),
    )
    domain = forms.ChoiceField(label="Pour quoi ?", required=False)
    public = forms.ChoiceField(label="Pour qui ?", required=False)
    open = forms.BooleanField(label="Ouvert en ce moment", required=False)
    commune = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)
    departement = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        domains = [(one.code, one.short) for one in load("domains").codes]
        publics = [one for one in load("publics").choices() if one[0] != EVERYONE]
        self.fields["domain"].choices = [("", "Tout"), *domains]  # type: ignore[attr-defined]
        self.fields["public"].choices = [("", "Tout le monde"), *publics]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """The clean values; what makes no sense is left out."""
        self.full_clean()
        clean = self.cleaned_data if self.is_bound else {}
        return Asked(
            typed=clean.get("q", ""),
            place=_place(clean.get("commune", ""), clean.get("departement", "")),
            **{name: clean[name] for name in FILTERS if clean.get(name)},
        )


def _place(commune: str, departement: str) -> Commune | Departement | None:
    if commune:
        return commune_today(commune)
    return Departement.objects.filter(pk=departement).first() if departement else None
