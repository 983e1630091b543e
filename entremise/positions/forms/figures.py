"""The date, the period and the territory of the figures; all in the address."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from entremise.core import clock
from entremise.positions.counting import Asked
from entremise.positions.models import Position
from entremise.structures.enums import Domain, OperatorType
from entremise.territories.models import Departement, Epci

from .position import DAY


class FiguresForm(forms.Form):
    """Nothing chosen: today, and since January."""

    on = forms.DateField(label="Emplois au", required=False, widget=DAY)
    since = forms.DateField(label="Mouvements du", required=False, widget=DAY)
    until = forms.DateField(label="au", required=False, widget=DAY)
    domain = forms.ChoiceField(
        label="Domaine", required=False, choices=[("", "Tous"), *Domain.choices]
    )
    operator_type = forms.ChoiceField(
        label="Type d'opérateur", required=False, choices=[("", "Tous"), *OperatorType.choices]
    )
    departement = forms.ModelChoiceField(
        Departement.objects.none(), label="Département", required=False, empty_label="Tous"
    )
    epci = forms.ModelChoiceField(
        Epci.objects.none(), label="Intercommunalité", required=False, empty_label="Toutes"
    )

    def __init__(self, *args: Any, rows: QuerySet[Position], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = rows
        departements = rows.order_by().values("commune__departement")
        epcis = rows.order_by().values("commune__epci")
        self.fields["departement"].queryset = Departement.objects.filter(  # type: ignore[attr-defined]
            pk__in=departements
        ).order_by("code")
        self.fields["epci"].queryset = Epci.objects.filter(pk__in=epcis).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period in order."""
        clean = self.cleaned_data
        if clean.get("since") and clean.get("until") and clean["until"] < clean["since"]:
            self.add_error("until", "La période finit avant d'avoir commencé.")
        return clean

    def asked(self) -> Asked:
        """What is to be counted; what was mistyped is as if it had not been chosen."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        on = chosen.get("on") or clock.today()
        since, until = chosen.get("since"), chosen.get("until")
        until = until or max(on, since or on)
        since = since or until.replace(month=1, day=1)
        where = {
            "domain": "domain",
            "operator_type": "structure__operator_type",
            "departement": "commune__departement",
            "epci": "commune__epci",
        }
        narrow = {path: chosen[name] for name, path in where.items() if chosen.get(name)}
        return Asked(on, since, until, self.rows.filter(**narrow), self.rows, bool(narrow))
