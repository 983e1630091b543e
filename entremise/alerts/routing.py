"""To whom an alert goes, from its category and its commune."""

from datetime import date

from django.db.models import Prefetch

from entremise.territories.models import Commune

from . import reference
from .models import Addressee, Alert


def addressee_for(alert: Alert, on: date) -> Addressee | None:
    """The addressee that answers for this category in this commune on that day, or nobody.

    The most precise category wins, then the most precise territory, then the oldest entry. An alert
    whose commune is not known only goes to those who answer for every commune.
    """
    found = [
        (_precision(row, alert), -row.pk, row)
        for row in addressees_of(alert.structure_id)
        if row.serves_on(on) and answers_for(row, alert)
    ]
    return max(found, default=(0, 0, None), key=lambda item: item[:2])[2]


def addressees_of(structure_id: int) -> list[Addressee]:
    """Those of a structure with their communes, in two queries."""
    communes = Prefetch("communes", Commune.objects.only("code", "name"))
    rows = Addressee.objects.filter(structure_id=structure_id).prefetch_related(communes)
    return list(rows.order_by("label"))


def answers_for(row: Addressee, alert: Alert) -> bool:
    """Whether an addressee answers for this category in this commune."""
    served = {commune.code for commune in row.communes.all()}
    here = not served or alert.commune_id in served
    return here and (not row.categories or not {*_path(alert)}.isdisjoint(row.categories))


def _path(alert: Alert) -> tuple[str, str]:
    return reference.category(alert.category).branch, alert.category


def _precision(row: Addressee, alert: Alert) -> tuple[int, int]:
    branch, leaf = _path(alert)
    named = 2 if leaf in row.categories else 1 if branch in row.categories else 0
    return named, int(bool(row.communes.all()))
