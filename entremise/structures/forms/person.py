"""The person behind a contact."""

from typing import Any

from django import forms

from entremise.core import clock
from entremise.structures.actions import Informed, PersonWords, latest_end, usual_end
from entremise.structures.actor import Actor
from entremise.structures.enums import InformedHow
from entremise.structures.policies import purposes_open_to

from .contact import PhoneField
from .dispositif import DAY


class KeepUntilField(forms.DateField):
    """The last day, which a rule bounds."""

    def __init__(self) -> None:
        super().__init__(
            label="Conservée jusqu'au",
            required=False,
            widget=DAY,
            help_text="Un an si vous ne changez rien, deux au plus ; ensuite elle est effacée.",
        )


class WordsForm(forms.Form):
    """What is sealed of a person."""

    name = forms.CharField(
        label="Nom", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label="Adresse électronique directe",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = PhoneField(label="Ligne directe")

    @property
    def words(self) -> PersonWords:
        """The clean values."""
        return PersonWords(**{name: self.cleaned_data[name] for name in ("name", "email", "phone")})


class PersonForm(WordsForm):
    """A person, what for, how they were told, and until when."""

    purpose = forms.ChoiceField(label="Finalité", widget=forms.RadioSelect)
    informed_on = forms.DateField(
        label="Informée le",
        widget=DAY,
        help_text="Le jour où vous lui avez dit ce qui est écrit au-dessus.",
    )
    informed_how = forms.ChoiceField(
        label="Comment", choices=InformedHow.choices, widget=forms.RadioSelect
    )
    kept_until = KeepUntilField()

    def __init__(self, data: Any, *, actor: Actor):
        super().__init__(data, initial={"informed_on": clock.today(), "kept_until": usual_end()})
        offered = [(one.code, one.label) for one in purposes_open_to(actor)]
        self.fields["purpose"].choices = offered  # type: ignore[attr-defined]
        bound_until(self)

    @property
    def informed(self) -> Informed:
        """The day and the way."""
        return Informed(self.cleaned_data["informed_on"], self.cleaned_data["informed_how"])


class ConfirmForm(forms.Form):
    """Until when, once more."""

    kept_until = KeepUntilField()

    def __init__(self, data: Any):
        super().__init__(data, initial={"kept_until": usual_end()})
        bound_until(self)


def bound_until(form: forms.Form) -> None:
    """The calendar of the browser offers no other day."""
    limits = {"min": clock.today().isoformat(), "max": latest_end().isoformat()}
    form.fields["kept_until"].widget.attrs.update(limits)
