"""An addressee, and the choice of one."""

from typing import Any

from django import forms

from entremise.alerts import reference
from entremise.alerts.actions import Address
from entremise.alerts.models import Addressee
from entremise.core import clock
from entremise.structures.actor import Actor
from entremise.structures.forms.named import StructureField
from entremise.structures.models import Dispositif
from entremise.structures.policies import citable_structures
from entremise.territories.models import Commune


class AddresseeForm(forms.Form):
    """Who answers for what, and where."""

    label = forms.CharField(
        label="Fonction",
        max_length=120,
        help_text="« Astreinte technique », « Accueil social » ; plutôt qu'une personne.",
    )
    email = forms.EmailField(
        label="Adresse électronique", help_text="Celle du service, lue tous les jours."
    )
    escalation_email = forms.EmailField(
        label="Adresse de relance",
        required=False,
        help_text="Qui prévenir quand personne ne prend une alerte en charge.",
    )
    categories = forms.MultipleChoiceField(
        label="Répond de",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : toutes les catégories. La plus précise l'emporte.",
    )
    communes = forms.ModelMultipleChoiceField(
        Commune.objects.none(),
        label="Dans ces communes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : partout.",
    )
    organisation = StructureField(
        label="Organisme au registre",
        required=False,
        help_text="Ses comptes partenaires verront toutes les alertes qui lui sont adressées.",
    )
    starts_on = forms.DateField(
        label="À partir du", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label="Jusqu'au", required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, addressee: Addressee | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = _categories()  # type: ignore[attr-defined]
        self.fields["organisation"].rows = citable_structures(actor)  # type: ignore[attr-defined]
        services = Dispositif.objects.filter(structure_id=actor.structure)
        rows = Commune.objects.filter(
            pk__in=Dispositif.communes.through.objects.filter(dispositif__in=services).values(
                "commune_id"
            )
        )
        if addressee:
            rows = rows | Commune.objects.filter(pk__in=addressee.communes.values("pk"))
        self.fields["communes"].queryset = rows.distinct().order_by(  # type: ignore[attr-defined]
            "search_name", "code"
        )

    def address(self) -> Address:
        """What the action takes."""
        return Address(**self.cleaned_data)


def blank() -> dict[str, Any]:
    """A new addressee, from today on."""
    return {"starts_on": clock.today()}


def initial_of(addressee: Addressee) -> dict[str, Any]:
    """The form's values for an addressee to be changed."""
    names = ("label", "email", "escalation_email", "categories", "organisation", "starts_on",
             "ends_on")  # fmt: skip
    return {
        **{name: getattr(addressee, name) for name in names},
        "communes": list(addressee.communes.all()),
    }


def _categories() -> list[tuple[str, str]]:
    """Each branch whole, then what it holds."""
    found: list[tuple[str, str]] = []
    for branch, (label, leaves) in zip(reference.branches(), reference.choices(), strict=True):
        found += [(branch.code, f"Toute la {label.lower()}"), *leaves]
    return found


class SendForm(forms.Form):
    """To whom an alert is to be sent."""

    addressee = forms.ModelChoiceField(
        Addressee.objects.none(), label="Destinataire", empty_label=None
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["addressee"].queryset = offered  # type: ignore[attr-defined]
