"""The date, the period and the territory of the figures; all in the address."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from entremise.core import clock
from entremise.positions.counting import Asked
from entremise.positions.policies import counted_periods, counted_positions
from entremise.structures.actor import Actor
from entremise.structures.enums import Domain, OperatorType
from entremise.territories.models import Commune, Departement, Epci

from .position import DAY

# Where each choice is read, from the states of posts and from posts.
WHERE = {
    "domain": ("cell__domain", "domain"),
    "operator_type": ("cell__operator", "structure__operator_type"),
    "departement": ("cell__departement", "commune__departement"),
    "epci": ("position__commune__epci", "commune__epci"),
}


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

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows, self.posts = counted_periods(actor), counted_positions(actor)
        # Of a region all of them; of one structure, those where it has posts.
        communes = (
            Commune.objects.filter(region=actor.region_code)
            if actor.region_code
            else Commune.objects.filter(pk__in=self.posts.values("commune"))
        ).order_by()
        offered: dict[str, QuerySet[Any]] = {
            "departement": Departement.objects.filter(pk__in=communes.values("departement")),
            "epci": Epci.objects.filter(pk__in=communes.values("epci")),
        }
        for (name, rows), order in zip(offered.items(), ("code", "name"), strict=True):
            field: Any = self.fields[name]
            field.queryset = rows.order_by(order)

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
        narrow = {
            name: getattr(chosen[name], "pk", chosen[name]) for name in WHERE if chosen.get(name)
        }
        of_states, of_posts = (
            {WHERE[name][at]: value for name, value in narrow.items()} for at in (0, 1)
        )
        rows, posts = self.rows.filter(**of_states), self.posts.filter(**of_posts)
        return Asked(on, since, until, rows, posts, self.rows, bool(narrow))
