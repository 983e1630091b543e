"""Fields several forms share."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from entremise.cases.models import Party
from entremise.cases.story import PartyShown
from entremise.structures.models import Membership

MOMENT = "%Y-%m-%dT%H:%M"


def day(label: str, **kwargs: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **kwargs)


def moment(label: str, **kwargs: Any) -> forms.DateTimeField:
    """A day and an hour, as the clock on the wall shows them."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT], **kwargs)


def lines(label: str, *, rows: int = 5, **kwargs: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def local(instant: datetime) -> datetime:
    """An instant as a form shows it."""
    return timezone.localtime(instant).replace(second=0, microsecond=0)


class Chosen(forms.TypedMultipleChoiceField):
    """Boxes to tick; answers the rows that bear these numbers."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, rows: dict[str, tuple[str, Any]]) -> None:
        """What may be ticked: number → (label, row)."""
        self.choices = [(number, label) for number, (label, _) in rows.items()]
        self.coerce = lambda number: rows[number][1]


def members(found: list[Membership]) -> dict[str, tuple[str, Any]]:
    """Colleagues, for `Chosen`."""
    return {str(member.pk): (member.user.name, member) for member in found}


def parties(found: list[PartyShown]) -> dict[str, tuple[str, Party]]:
    """Parties of a case, for `Chosen`: their name and what they are."""
    return {str(one.party.pk): (f"{one.called}, {one.party}", one.party) for one in found}


def offer_parties(field: Any, found: list[PartyShown]) -> None:
    """One of the parties of a case, or none: the whole case."""
    rows = {str(one.party.pk): one for one in found}
    choices = [(number, one.called) for number, one in rows.items()]
    field.choices = [("", "toute la situation"), *choices]
    field.coerce = lambda number: rows[number].party
