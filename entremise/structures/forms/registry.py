"""The identity of a structure, and what the registry is filtered by."""

from typing import Any

from django import forms

from entremise.structures.actions import Identity
from entremise.structures.enums import ActorType, OperatorType
from entremise.structures.models import Structure
from entremise.structures.siret import compact, validate_siret

from .named import CommuneField


class IdentityForm(forms.Form):
    """What the registry says of a structure."""

    name = forms.CharField(label="Nom", max_length=160)
    short_name = forms.CharField(
        label="Nom court",
        max_length=40,
        required=False,
        help_text="Celui que l'on dit : il remplace le nom dans les listes et les rapports.",
    )
    actor_type = forms.ChoiceField(label="Type d'acteur", choices=ActorType.choices)
    operator_type = forms.ChoiceField(
        label="Type d'opérateur",
        choices=[("", "n'emploie pas de médiateurs"), *OperatorType.choices],
        required=False,
    )
    siret = forms.CharField(
        label="SIRET",
        required=False,
        help_text="14 chiffres, espaces permis.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    commune = CommuneField(
        label="Commune du siège",
        required=False,
        help_text="Nom, code postal ou code INSEE.",
    )

    carnet_pin = forms.BooleanField(
        label="Exiger un code pour ouvrir le carnet",
        required=False,
        help_text="Chaque médiateur choisit le sien sur son téléphone, qui se verrouille seul.",
    )

    def __init__(self, *args: Any, manages: bool = False, **kwargs: Any):
        """`manages`: whoever fills the form answers for the structure, not only for its entry."""
        super().__init__(*args, **kwargs)
        if not manages:
            del self.fields["carnet_pin"]

    @staticmethod
    def initial_of(structure: Structure) -> dict[str, Any]:
        """What the form says before it is changed."""
        names = (
            "name", "short_name", "actor_type", "operator_type", "siret", "commune", "carnet_pin",
        )  # fmt: skip
        return {name: getattr(structure, name) for name in names}

    def clean_siret(self) -> str | None:
        """Digits only; None when there is none, for a number is unique and absence is not."""
        number = compact(self.cleaned_data["siret"])
        if not number:
            return None
        validate_siret(number)
        return number

    def identity(self) -> Identity:
        """The clean values."""
        clean = dict(self.cleaned_data)
        commune = clean.pop("commune")
        return Identity(**clean, commune_id=commune.pk if commune else None)


class RegistryFilter(forms.Form):
    """What the list of structures is narrowed by."""

    q = forms.CharField(
        label="Nom ou commune",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"data-ent-search": "", "type": "search"}),
    )
    actor_type = forms.ChoiceField(
        label="Type d'acteur", required=False, choices=[("", "Tous"), *ActorType.choices]
    )
    operator_type = forms.ChoiceField(
        label="Type d'opérateur", required=False, choices=[("", "Tous"), *OperatorType.choices]
    )
