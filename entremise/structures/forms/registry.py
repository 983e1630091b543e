"""The identity of a structure, and what the registry is filtered by."""

from typing import Any

from django import forms

from entremise.core.reference import load
from entremise.structures.actions import Identity
from entremise.structures.actions.registry import FIELDS
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType, OperatorType, UpdateRhythm
from entremise.structures.identifiers import (
    compact,
    validate_rna,
    validate_siren,
    validate_siret,
)
from entremise.structures.models import Structure
from entremise.structures.policies import citable_structures

from .named import CommuneField, StructureField


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
    siren = forms.CharField(
        label="SIREN",
        required=False,
        help_text="9 chiffres, quand le SIRET n'est pas connu.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    rna = forms.CharField(
        label="Numéro RNA",
        required=False,
        help_text="Celui d'une association : W et neuf chiffres.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    part_of = StructureField(
        label="Établissement de",
        required=False,
        help_text="La structure dont celle-ci est une antenne, si elle en est une.",
    )
    networks = forms.MultipleChoiceField(
        label="Réseaux", required=False, widget=forms.CheckboxSelectMultiple
    )
    address = forms.CharField(label="Adresse", required=False, max_length=160)
    commune = CommuneField(
        label="Commune du siège",
        required=False,
        help_text="Nom, code postal ou code INSEE.",
    )

    website = forms.URLField(
        label="Site internet", required=False, assume_scheme="https", max_length=200
    )
    published = forms.BooleanField(
        label="Visible du public",
        required=False,
        help_text="La structure et ses dispositifs paraissent sur le site public.",
    )
    update_rhythm = forms.TypedChoiceField(
        label="À confirmer",
        choices=UpdateRhythm.choices,
        coerce=int,
        empty_value=UpdateRhythm.YEARLY,  # type: ignore[arg-type]
        required=False,
    )
    carnet_pin = forms.BooleanField(
        label="Exiger un code pour ouvrir le carnet",
        required=False,
        help_text="Chaque médiateur choisit le sien sur son téléphone, qui se verrouille seul.",
    )

    def __init__(self, *args: Any, actor: Actor, manages: bool = False, **kwargs: Any):
        """`manages`: whoever fills the form answers for the structure, not only for its entry."""
        super().__init__(*args, **kwargs)
        self.fields["networks"].choices = load("networks").choices()  # type: ignore[attr-defined]
        self.fields["part_of"].rows = citable_structures(actor)  # type: ignore[attr-defined]
        if not manages:
            del self.fields["carnet_pin"]

    @staticmethod
    def initial_of(structure: Structure) -> dict[str, Any]:
        """What the form says before it is changed."""
        return {
            name.removesuffix("_id"): getattr(structure, name.removesuffix("_id"))
            for name in FIELDS
        }

    @staticmethod
    def blank() -> dict[str, Any]:
        """A new sheet is public, and confirmed every year."""
        return {"published": True, "update_rhythm": UpdateRhythm.YEARLY}

    def clean_siret(self) -> str | None:
        """Digits only; None when there is none, for a number is unique and absence is not."""
        number = compact(self.cleaned_data["siret"])
        if not number:
            return None
        validate_siret(number)
        return number

    def clean_siren(self) -> str:
        """Digits only."""
        number = compact(self.cleaned_data["siren"])
        if number:
            validate_siren(number)
        return number

    def clean_rna(self) -> str:
        """In capitals, without spaces."""
        number = compact(self.cleaned_data["rna"])
        if number:
            validate_rna(number)
        return number

    def identity(self) -> Identity:
        """The clean values."""
        clean = dict(self.cleaned_data)
        commune, whole = clean.pop("commune"), clean.pop("part_of")
        return Identity(
            **clean,
            commune_id=commune.pk if commune else None,
            part_of_id=whole.pk if whole else None,
        )


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
    late = forms.BooleanField(label="Fiches à confirmer", required=False)
