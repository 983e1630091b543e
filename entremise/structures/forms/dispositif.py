"""A dispositif: what it is, and the territory it serves."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from entremise.structures.actions import Service
from entremise.structures.enums import Domain, Portage
from entremise.structures.lookup import Territory, territory_called
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, Qpv

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CommuneBoxes(forms.ModelMultipleChoiceField):
    """Communes to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Commune) -> str:
        return f"{obj.name} ({obj.departement_id})" if obj.departement_id else obj.name


class DispositifForm(forms.Form):
    """Communes are typed, then become boxes to untick; their neighbourhoods are boxes to tick.

    No script is needed: a name typed is read at the next sending. A name that several communes
    bear is answered by a box for each. Sent by the button `find`, the form only looks communes up,
    so that their neighbourhoods may be chosen before anything is kept.
    """

    name = forms.CharField(label="Nom", max_length=120)
    domains = forms.MultipleChoiceField(
        label="Domaines", choices=Domain.choices, widget=forms.CheckboxSelectMultiple
    )
    portage = forms.ChoiceField(label="Portage", choices=[("", "—"), *Portage.choices])
    communes = CommuneBoxes(
        label="Communes desservies", queryset=Commune.objects.none(), required=False
    )
    add_communes = forms.CharField(
        label="Ajouter des communes",
        required=False,
        max_length=2000,
        help_text="Nom, code postal ou code INSEE ; plusieurs, séparés par des virgules.",
    )
    qpvs = forms.ModelMultipleChoiceField(
        label="Quartiers prioritaires desservis",
        queryset=Qpv.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    day_starts_at = forms.IntegerField(
        label="La journée de service commence à (heure)",
        min_value=0,
        max_value=12,
        help_text="Ce qui est fait plus tôt dans la nuit compte pour la veille.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    opened_on = forms.DateField(label="Ouvert le", widget=DAY)

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any]):
        self.typed = Territory()
        self.looking = data is not None and "find" in data
        served = [commune.pk for commune in initial.get("communes", ())]
        if data is not None:
            data, served = self._read_communes(data)
        super().__init__(data, initial=initial)
        self.fields["communes"].required = bool(served)
        if not served and not self.typed.candidates:
            self.fields["add_communes"].label = "Communes desservies"
            self.fields["add_communes"].required = True
        offered = [*served, *(commune.pk for commune in self.typed.candidates)]
        communes = Commune.objects.filter(pk__in=offered).order_by("search_name", "code")
        self.fields["communes"].queryset = communes  # type: ignore[attr-defined]
        self.fields["qpvs"].queryset = _qpvs_of(served)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(dispositif: Dispositif) -> dict[str, Any]:
        """What the form says before it is changed."""
        names = ("name", "domains", "portage", "day_starts_at", "opened_on")
        return {name: getattr(dispositif, name) for name in names} | {
            "communes": list(dispositif.communes.all()),
            "qpvs": list(dispositif.qpvs.all()),
        }

    def _read_communes(self, data: QueryDict) -> tuple[QueryDict, list[str]]:
        """Tick what was typed and found; drop the neighbourhoods of communes no longer ticked."""
        data = data.copy()
        self.typed = territory_called(data.get("add_communes", "")[:2000])
        found = [commune.pk for commune in self.typed.found]
        served = list(dict.fromkeys([*data.getlist("communes"), *found]))
        data.setlist("communes", served)
        data["add_communes"] = ", ".join(self.typed.unknown)
        there = set(_qpvs_of(served).values_list("pk", flat=True))
        data.setlist("qpvs", [code for code in data.getlist("qpvs") if code in there])
        return data, served

    def full_clean(self) -> None:
        """While looking communes up, only what was typed about them may be wrong."""
        super().full_clean()
        if self.looking:
            for name in set(self.errors) - {"communes", "add_communes"}:
                del self.errors[name]

    def clean(self) -> dict[str, Any]:
        """Say which names designate nothing, or too much."""
        if self.typed.unknown:
            names = ", ".join(f"« {name} »" for name in self.typed.unknown)
            self.add_error("add_communes", f"Aucune commune ne répond à {names}.")
        if self.typed.candidates:
            self.add_error("communes", "Plusieurs communes portent ce nom : cochez la bonne.")
        return self.cleaned_data

    @property
    def has_unseen_qpvs(self) -> bool:
        """Whether communes typed at this very sending have neighbourhoods, never offered yet."""
        return (
            bool(self.typed.found)
            and not self.cleaned_data["qpvs"]
            and _qpvs_of([commune.pk for commune in self.typed.found]).exists()
        )

    def service(self) -> Service:
        """The clean values."""
        clean = {name: self.cleaned_data[name] for name in Service.__dataclass_fields__}
        return Service(**clean | {name: list(clean[name]) for name in ("communes", "qpvs")})


def _qpvs_of(communes: Sequence[str]) -> QuerySet[Qpv]:
    return Qpv.objects.filter(communes__in=communes).distinct().order_by("name", "code")


class DayForm(forms.Form):
    """The last day of something."""

    on = forms.DateField(label="Dernier jour", widget=DAY)
