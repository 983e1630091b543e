"""Opening accounts, and the teams of a member."""

from typing import Any

from django import forms

from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from entremise.structures.policies import (
    citable_structures,
    grantable_roles,
    managed_dispositifs,
)
from entremise.territories.models import Region

from .named import StructureField


class _AccountForm(forms.Form):
    email = forms.EmailField(
        label="Adresse électronique",
        help_text="La personne y reçoit un code pour entrer ; aucun mot de passe n'est créé.",
    )
    name = forms.CharField(
        label="Nom affiché",
        max_length=80,
        help_text="Ce que les collègues lisent, par exemple « Médiateur 012 ».",
    )

    def _offer_roles(self, actor: Actor) -> None:
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.value, role.label) for role in grantable_roles(actor)
        ]

    def clean_role(self) -> Role:
        """The role as such."""
        return Role(self.cleaned_data["role"])


class TeamsForm(forms.Form):
    """The dispositifs a member works in, among those of the structure."""

    dispositifs = forms.ModelMultipleChoiceField(
        label="Équipes",
        queryset=Dispositif.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="On consigne et on lit dans les dispositifs de ses équipes.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        own = managed_dispositifs(actor).order_by("name")
        self.fields["dispositifs"].queryset = own  # type: ignore[attr-defined]


class MemberForm(_AccountForm, TeamsForm):
    """A new member of the director's structure."""

    role = forms.ChoiceField(label="Rôle", widget=forms.RadioSelect)
    field_order = ("email", "name", "role", "dispositifs")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, actor=actor, **kwargs)
        self._offer_roles(actor)


class AccountForm(_AccountForm):
    """An account the administrator opens."""

    structure = StructureField(label="Structure", help_text="Son nom au registre.")
    role = forms.ChoiceField(label="Rôle", widget=forms.RadioSelect)
    region = forms.ModelChoiceField(
        label="Région suivie",
        queryset=Region.objects.order_by("name"),
        required=False,
        empty_label="—",
        help_text="Pour la mission régionale et le comité de pilotage.",
    )
    field_order = ("structure", "email", "name", "role", "region")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["structure"].rows = citable_structures(actor)  # type: ignore[attr-defined]
        self._offer_roles(actor)

    def clean(self) -> dict[str, Any]:
        """A region for those who follow one, for nobody else."""
        clean = super().clean() or {}
        follows = clean.get("role") in {Role.REGIONAL, Role.STEERING}
        if follows and not clean.get("region"):
            self.add_error("region", "Choisissez la région que cette personne suit.")
        return clean if follows else {**clean, "region": None}
