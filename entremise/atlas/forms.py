"""The filters of the map and of the coverage: all in the address."""

from typing import Any

from django import forms
from django.http import QueryDict

from entremise.core.reference import load
from entremise.structures.enums import Domain, OperatorType, Portage
from entremise.territories.models import Departement, Epci, Region

from .mercator import Frame
from .scope import Scope, scope_of
from .shading import Measure, Unit

LARGEST_FILE = 2_000_000


def choices_of(name: str) -> list[tuple[str, str]]:
    """A reference list as the choices of a field."""
    return [("", "Tous"), *load(name).choices()]


class PlaceForm(forms.Form):
    """A territory, the finer choices being those within the larger ones."""

    region = forms.ModelChoiceField(
        Region.objects.order_by("name"), label="Région", required=False, empty_label="France"
    )
    departement = forms.ModelChoiceField(
        Departement.objects.none(), label="Département", required=False, empty_label="Tous"
    )
    epci = forms.ModelChoiceField(
        Epci.objects.none(), label="Intercommunalité", required=False, empty_label="Toutes"
    )
    domain = forms.ChoiceField(
        label="Domaine", required=False, choices=[("", "Tous"), *Domain.choices]
    )

    def __init__(self, data: QueryDict, *, home: Region | None):
        super().__init__(data)
        self.home = home
        if home:
            self.fields["region"].empty_label = home.name  # type: ignore[attr-defined]
        region = data.get("region") or (home.pk if home else "")
        departement = data.get("departement", "")
        within = {"departement": departement} if departement else {"region": region}
        self.fields["departement"].queryset = (  # type: ignore[attr-defined]
            Departement.objects.filter(region=region) if region else Departement.objects.all()
        ).order_by("code")
        found = Epci.objects.filter(**{f"commune__{name}": code for name, code in within.items()})
        if region or departement:
            self.fields["epci"].queryset = found.distinct().order_by("name")  # type: ignore[attr-defined]
        else:
            del self.fields["epci"]

    def chosen(self) -> dict[str, Any]:
        """The clean values; what was mistyped is as if it had not been chosen."""
        self.is_valid()
        return self.cleaned_data

    def scope(self) -> Scope:
        """The territory chosen."""
        return scope_of(self.chosen(), self.home)


class CoverageFilter(PlaceForm):
    """Which places, in which state."""

    kind = forms.ChoiceField(
        label="Territoires",
        required=False,
        choices=[("", "QPV et communes"), ("qpv", "QPV"), ("commune", "communes")],
    )
    state = forms.ChoiceField(
        label="Couverture",
        required=False,
        choices=[
            ("", "Toutes"),
            ("none", "personne n'intervient"),
            ("covered", "au moins un dispositif"),
            ("no_evening", "aucune soirée connue"),
            ("several", "plusieurs dispositifs"),
        ],
    )


class MapFilter(PlaceForm):
    """Which dispositifs, and what is shaded under them."""

    operator_type = forms.ChoiceField(
        label="Type d'opérateur", required=False, choices=[("", "Tous"), *OperatorType.choices]
    )
    portage = forms.ChoiceField(
        label="Portage", required=False, choices=[("", "Tous"), *Portage.choices]
    )
    register = forms.ChoiceField(label="Registre", required=False)
    public = forms.ChoiceField(label="Public", required=False)
    measure = forms.ChoiceField(
        label="Couleurs", required=False, choices=[("", "dispositifs"), *Measure.choices[1:]]
    )
    unit = forms.ChoiceField(
        label="Territoires colorés",
        required=False,
        choices=[("", "selon l'étendue"), *Unit.choices],
    )

    def __init__(self, data: QueryDict, *, home: Region | None, jobs: bool):
        super().__init__(data, home=home)
        for name, listed in (("register", "registers"), ("public", "publics")):
            self.fields[name].choices = choices_of(listed)  # type: ignore[attr-defined]
        if not jobs:
            measures = [row for row in Measure.choices[1:] if row[0] != Measure.JOBS]
            self.fields["measure"].choices = [("", "dispositifs"), *measures]  # type: ignore[attr-defined]

    def measure_chosen(self) -> Measure:
        """What is shaded."""
        return Measure(self.chosen().get("measure") or Measure.DISPOSITIFS)

    def unit_chosen(self, scope: Scope, frame: Frame) -> Unit:
        """By which territories, no finer than the map can show."""
        asked = Unit(self.chosen().get("unit") or scope.usual(frame))
        order = list(Unit)
        return asked if order.index(asked) >= order.index(scope.finest) else scope.finest


class AreaForm(forms.Form):
    """The outline of a dispositif's area: its points, or a file that replaces them."""

    points = forms.CharField(
        label="Points du contour",
        required=False,
        max_length=100_000,
        help_text="Un point par ligne : la latitude, une virgule, la longitude. "
        "Une ligne vide sépare deux surfaces.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label="Fichier GeoJSON",
        required=False,
        help_text="Ses surfaces remplacent les points ci-dessus. 2 Mo au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_file(self) -> Any:
        """Small enough to be an area."""
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError("Ce fichier dépasse 2 Mo : simplifiez le contour.")
        return file
