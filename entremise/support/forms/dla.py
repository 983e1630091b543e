"""DLA, their phases and their deliverables as they are typed."""

from typing import Any

from django import forms

from entremise.core.forms import GuardedForm
from entremise.core.reference import load
from entremise.structures.actor import Actor
from entremise.structures.forms.dispositif import DAY
from entremise.structures.forms.funding import EurosField
from entremise.structures.forms.named import StructureField, StructuresField
from entremise.structures.policies import citable_structures
from entremise.support.actions import DlaSheet
from entremise.support.enums import DlaKind, DlaPhase
from entremise.support.models import Dla

NOTHING = [("", "—")]
SHEET = ("kind", "title", "needs", "provider", "funder", "amount", "starts_on", "ends_on")


class DlaForm(GuardedForm):
    """What a DLA is."""

    guarded: tuple[str, ...] = ("title",)

    kind = forms.ChoiceField(label="Forme", choices=DlaKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="Intitulé", max_length=160)
    structures = StructuresField(
        label="Structures accompagnées",
        help_text="Leur nom au registre ; une par ligne.",
    )
    needs = forms.MultipleChoiceField(
        label="Besoins", required=False, widget=forms.CheckboxSelectMultiple
    )
    provider = StructureField(
        label="Prestataire", required=False, help_text="La structure qui accompagne."
    )
    starts_on = forms.DateField(label="Début prévu", widget=DAY)
    ends_on = forms.DateField(label="Fin prévue", required=False, widget=DAY)
    funder = StructureField(label="Financeur", required=False)
    amount = EurosField(
        label="Montant (€)",
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("structures", "provider", "funder"):
            self.fields[name].rows = citable_structures(actor)  # type: ignore[attr-defined]
        self.fields["needs"].choices = load("dla_needs").choices()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(dla: Dla) -> dict[str, Any]:
        """What the form says before it is changed."""
        met = list(dla.structures.order_by("search_name"))
        return {name: getattr(dla, name) for name in SHEET} | {"structures": met}

    def sheet(self) -> DlaSheet:
        """The clean values."""
        clean = {name: self.cleaned_data[name] for name in (*SHEET, "structures")}
        return DlaSheet(**clean)


class PhaseForm(GuardedForm):
    """The phase a DLA comes to."""

    phase = forms.ChoiceField(label="Phase", choices=[*NOTHING, *DlaPhase.choices])
    on = forms.DateField(label="Depuis le", widget=DAY)


class DayForm(GuardedForm):
    """A day on which something was done."""

    on = forms.DateField(label="Jour", widget=DAY)


class DeliverableForm(GuardedForm):
    """Something a DLA is to produce."""

    guarded: tuple[str, ...] = ("name",)

    name = forms.CharField(label="Livrable", max_length=160)
    due_on = forms.DateField(label="Attendu le", required=False, widget=DAY)


class DlaFilter(forms.Form):
    """What the list of DLA is narrowed by."""

    q = forms.CharField(
        label="Intitulé ou structure",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"data-ent-search": "", "type": "search"}),
    )
    kind = forms.ChoiceField(
        label="Forme", required=False, choices=[("", "Toutes"), *DlaKind.choices]
    )
    state = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), ("running", "En cours"), ("closed", "Terminés")],
    )
