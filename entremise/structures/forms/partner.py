"""An entry of the address book."""

from typing import Any

from django import forms

from entremise.structures.actor import Actor
from entremise.structures.enums import PartnerCategory
from entremise.structures.policies import citable_structures

from .named import StructureField


class PartnerForm(forms.Form):
    """Whom people are directed to."""

    name = forms.CharField(
        label="Nom",
        max_length=120,
        help_text="Un service, un lieu ; plutôt que le nom d'une personne.",
    )
    category = forms.ChoiceField(label="Catégorie", choices=[("", "—"), *PartnerCategory.choices])
    organisation = StructureField(
        label="Organisme au registre",
        required=False,
        help_text="Son nom, s'il y figure.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].rows = citable_structures(actor)  # type: ignore[attr-defined]
