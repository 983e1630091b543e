"""The sheet of a dispositif: what it is, the territory it serves, when, what the public reads."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from entremise.core.reference import load
from entremise.structures.actions import Service
from entremise.structures.enums import Domain, Portage
from entremise.structures.lookup import Territory, territory_called
from entremise.structures.models import Dispositif
from entremise.territories.models import Commune, ContratVille, Epci, Qpv
from entremise.territories.queries import contrats_of
from entremise.ui.fields import REGISTER_ICONS

from .hours import HoursField
from .place import Point, PointField

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# What is read of a dispositif under the name of its field.
PLAIN = (
    "name", "domains", "registers", "publics", "portage", "summary", "contrat_ville", "address",
    "opening_hours", "day_starts_at", "opened_on", "website", "published",
)  # fmt: skip


class RegisterBoxes(forms.CheckboxSelectMultiple):
    """The registers of the norm, each with its pictogram."""

    icons = REGISTER_ICONS


class CommuneBoxes(forms.ModelMultipleChoiceField):
    """Communes to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Commune) -> str:
        return f"{obj.name} ({obj.departement_id})" if obj.departement_id else obj.name


class DispositifForm(forms.Form):
    """Communes are typed, then become boxes to untick; their neighbourhoods, their EPCI and their
    contrat de ville are then offered. The communes of an EPCI served whole need no box.

    No script is needed: a name typed is read at the next sending. A name that several communes
    bear is answered by a box for each. Sent by the button `find`, the form only looks communes up,
    so that their neighbourhoods may be chosen before anything is kept.
    """

    name = forms.CharField(label="Nom", max_length=120)
    domains = forms.MultipleChoiceField(
        label="Domaines", choices=Domain.choices, widget=forms.CheckboxSelectMultiple
    )
    registers = forms.MultipleChoiceField(
        label="Registres d'activité", required=False, widget=RegisterBoxes
    )
    publics = forms.MultipleChoiceField(
        label="À qui il s'adresse", required=False, widget=forms.CheckboxSelectMultiple
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
    epcis = forms.ModelMultipleChoiceField(
        label="Intercommunalités desservies en entier",
        queryset=Epci.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Toutes leurs communes sont alors desservies, sans avoir à les cocher.",
    )
    qpvs = forms.ModelMultipleChoiceField(
        label="Quartiers prioritaires desservis",
        queryset=Qpv.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contrat_ville = forms.ModelChoiceField(
        label="Contrat de ville",
        queryset=ContratVille.objects.none(),
        required=False,
        empty_label="aucun",
    )
    address = forms.CharField(
        label="Adresse où l'on est reçu",
        required=False,
        max_length=160,
        help_text="Numéro et voie, commune ; rien si l'équipe ne reçoit pas.",
    )
    point = PointField(
        label="Point sur la carte",
        required=False,
        max_length=60,
        help_text="Latitude, longitude, telles qu'une carte les donne : 50.6365, 3.0635.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    opening_hours = HoursField(
        label="Horaires de présence",
        required=False,
        help_text="Une plage qui finit après minuit se termine le lendemain : de 17:00 à 01:00.",
    )
    day_starts_at = forms.IntegerField(
        label="La journée de service commence à (heure)",
        min_value=0,
        max_value=12,
        help_text="Ce qui est fait plus tôt dans la nuit compte pour la veille.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    opened_on = forms.DateField(label="Ouvert le", widget=DAY)
    summary = forms.CharField(
        label="Présentation",
        required=False,
        max_length=600,
        help_text="En quelques phrases simples : ce que l'équipe fait, et comment on la trouve.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    website = forms.URLField(
        label="Site internet", required=False, assume_scheme="https", max_length=200
    )
    published = forms.BooleanField(
        label="Visible du public",
        required=False,
        help_text="Le dispositif paraît sur le site public, si sa structure y paraît.",
    )

    def __init__(self, data: QueryDict | None = None, *, initial: dict[str, Any]):
        self.typed = Territory()
        self.looking = data is not None and "find" in data
        whole = [epci.pk for epci in initial.get("epcis", ())]
        boxes = [
            commune.pk for commune in initial.get("communes", ()) if commune.epci_id not in whole
        ]
        if data is not None:
            data, boxes, whole = self._read_territory(data)
        super().__init__(data, initial=initial)
        self.fields["communes"].required = bool(boxes) and not whole
        if not boxes and not whole and not self.typed.candidates:
            self.fields["add_communes"].label = "Communes desservies"
            self.fields["add_communes"].required = True
        self._offer(boxes, whole)

    @staticmethod
    def initial_of(dispositif: Dispositif) -> dict[str, Any]:
        """What the form says before it is changed."""
        here = dispositif.lon is not None and dispositif.lat is not None
        return {name: getattr(dispositif, name) for name in PLAIN} | {
            "communes": list(dispositif.communes.all()),
            "qpvs": list(dispositif.qpvs.all()),
            "epcis": list(dispositif.epcis.all()),
            "point": Point(dispositif.lon or 0, dispositif.lat or 0) if here else None,
        }

    def _offer(self, boxes: Sequence[str], whole: Sequence[str]) -> None:
        fields: dict[str, Any] = self.fields
        for name in ("registers", "publics"):
            fields[name].choices = load(name).choices()
        offered = [*boxes, *(commune.pk for commune in self.typed.candidates)]
        served = _served(boxes, whole)
        communes = Commune.objects.filter(pk__in=offered)
        fields["communes"].queryset = communes.order_by("search_name", "code")
        fields["qpvs"].queryset = _qpvs_of(served)
        fields["contrat_ville"].queryset = contrats_of(served)
        around = Commune.objects.filter(pk__in=boxes).exclude(epci=None).values("epci")
        epcis = Epci.objects.filter(Q(pk__in=whole) | Q(pk__in=around))
        fields["epcis"].queryset = epcis.order_by("name", "pk")

    def _read_territory(self, data: QueryDict) -> tuple[QueryDict, list[str], list[str]]:
        """Tick what was typed and found; drop the neighbourhoods and the contrat de ville of
        communes no longer served."""
        data = data.copy()
        for name in ("communes", "epcis"):  # asked of the database before the form is read
            data.setlist(name, [code for code in data.getlist(name) if code.isalnum()])
        self.typed = territory_called(data.get("add_communes", "")[:2000])
        found = [commune.pk for commune in self.typed.found]
        whole = data.getlist("epcis")
        boxes = list(dict.fromkeys([*data.getlist("communes"), *found]))
        served = _served(boxes, whole)
        data.setlist("communes", boxes)
        data["add_communes"] = ", ".join(self.typed.unknown)
        there = set(_qpvs_of(served).values_list("pk", flat=True))
        data.setlist("qpvs", [code for code in data.getlist("qpvs") if code in there])
        if data.get("contrat_ville") not in contrats_of(served).values_list("pk", flat=True):
            data["contrat_ville"] = ""
        return data, boxes, whole

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
        clean = {name: self.cleaned_data[name] for name in PLAIN}
        point = self.cleaned_data["point"]
        return Service(
            **clean
            | {name: list(self.cleaned_data[name]) for name in ("communes", "qpvs", "epcis")},
            lon=point.lon if point else None,
            lat=point.lat if point else None,
        )


def _served(boxes: Sequence[str], whole: Sequence[str]) -> list[str]:
    """The communes of the boxes, and those of the EPCI served whole."""
    within = Commune.objects.current().filter(epci__in=whole).values_list("pk", flat=True)
    return [*boxes, *within] if whole else list(boxes)


def _qpvs_of(communes: Sequence[str]) -> QuerySet[Qpv]:
    return Qpv.objects.filter(communes__in=communes).distinct().order_by("name", "code")


class DayForm(forms.Form):
    """The last day of something."""

    on = forms.DateField(label="Dernier jour", widget=DAY)
