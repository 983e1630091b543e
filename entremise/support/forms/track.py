"""Tracks and their steps as they are typed."""

from typing import Any

from django import forms

from entremise.core.forms import GuardedForm
from entremise.structures.actor import Actor
from entremise.structures.forms.dispositif import DAY
from entremise.structures.forms.named import StructureField
from entremise.structures.models import Dispositif, Structure
from entremise.structures.policies import citable_structures
from entremise.support.actions import TrackSheet
from entremise.support.enums import Outcome, StepKind
from entremise.support.models import SupportTrack

NOTHING = [("", "—")]


class TrackForm(GuardedForm):
    """Whom the mission accompanies, and for what. `known` is the structure, once it is."""

    guarded: tuple[str, ...] = ("purpose",)

    structure = StructureField(label="Structure", help_text="Son nom au registre.")
    purpose = forms.CharField(
        label="Objet",
        max_length=160,
        help_text="Ce que la structure veut obtenir ; elle le lit.",
    )
    opened_on = forms.DateField(label="Depuis le", widget=DAY)
    dispositif = forms.ModelChoiceField(
        Dispositif.objects.none(), label="Dispositif", required=False, empty_label="—"
    )

    def __init__(self, *args: Any, actor: Actor, known: Structure | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["structure"].rows = citable_structures(actor)  # type: ignore[attr-defined]
        services = Dispositif.objects.filter(structure=known).order_by("name")
        self.fields["dispositif"].queryset = services  # type: ignore[attr-defined]
        if known is None or not services.exists():
            del self.fields["dispositif"]

    @staticmethod
    def initial_of(track: SupportTrack) -> dict[str, Any]:
        """What the form says before it is changed."""
        return {
            name: getattr(track, name)
            for name in ("structure", "purpose", "opened_on", "dispositif")
        }

    def sheet(self) -> TrackSheet:
        """The clean values."""
        clean = self.cleaned_data
        return TrackSheet(
            structure=clean["structure"],
            purpose=clean["purpose"],
            opened_on=clean["opened_on"],
            dispositif=clean.get("dispositif"),
        )


class StepForm(GuardedForm):
    """A step that begins."""

    guarded: tuple[str, ...] = ("note",)

    kind = forms.ChoiceField(label="Étape", choices=[*NOTHING, *StepKind.choices])
    on = forms.DateField(label="Depuis le", widget=DAY)
    note = forms.CharField(
        label="Note", required=False, max_length=240, help_text="La structure la lit."
    )


class EndForm(GuardedForm):
    """What came of a step, or of a track."""

    on = forms.DateField(label="Dernier jour", widget=DAY)
    outcome = forms.ChoiceField(label="Issue", choices=[*NOTHING, *Outcome.choices])


class TrackFilter(forms.Form):
    """What the list of tracks is narrowed by."""

    q = forms.CharField(
        label="Objet ou structure",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"data-ent-search": "", "type": "search"}),
    )
    step = forms.ChoiceField(
        label="Étape en cours", required=False, choices=[("", "Toutes"), *StepKind.choices]
    )
    state = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Ouverts"), ("closed", "Clos"), ("all", "Tous")],
    )
