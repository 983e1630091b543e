"""How to reach a function of a structure."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from entremise.structures.actions import Reach
from entremise.structures.models import Contact

_PHONE = re.compile(r"(?:\+[1-9][0-9]{6,14}|0[1-9][0-9]{8}|[13][0-9]{2,5})")


class PhoneField(forms.CharField):
    """A telephone, kept as its digits, with a « + » for other countries."""

    def __init__(self, **kwargs: Any):
        super().__init__(
            required=False,
            max_length=24,
            help_text="10 chiffres, ou l'indicatif du pays devant.",
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Raises ValidationError for what cannot be called."""
        number = re.sub(r"[\s.\-()]", "", super().clean(value))
        if number and not _PHONE.fullmatch(number):
            raise ValidationError("Ce numéro de téléphone n'est pas lisible.")
        return number


class ContactForm(forms.Form):
    """A function, and a way to reach whoever holds it."""

    function = forms.CharField(
        label="Fonction",
        max_length=80,
        help_text="« Accueil », « Coordination », « Direction » ; jamais le nom d'une personne.",
    )
    email = forms.EmailField(label="Adresse électronique", required=False)
    phone = PhoneField(label="Téléphone")
    published = forms.BooleanField(
        label="Le public peut l'utiliser",
        required=False,
        help_text="Il paraît alors sur le site public.",
    )

    @staticmethod
    def initial_of(contact: Contact) -> dict[str, Any]:
        """What the form says before it is changed."""
        return {name: getattr(contact, name) for name in Reach.__dataclass_fields__}

    def reach(self) -> Reach:
        """The clean values."""
        return Reach(**self.cleaned_data)
