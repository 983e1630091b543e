"""Fields several forms share."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from entremise.cases.models import Party
from entremise.cases.story import PartyShown
from entremise.core import clock
from entremise.structures.models import Membership

MOMENT = "%Y-%m-%dT%H:%M"


# What is typed beyond is a slip: a dispute is not older, and nothing is planned so far ahead.
OLDEST, FARTHEST = timedelta(days=3660), timedelta(days=730)


def likely(value: date | datetime) -> None:
    """Raises ValidationError for a day nobody means."""
    typed = timezone.localdate(value) if isinstance(value, datetime) else value
    if not clock.today() - OLDEST <= typed <= clock.today() + FARTHEST:
        raise ValidationError("Vérifiez l'année de cette date.", code="unlikely")


class _Moment(forms.DateTimeField):
    """Years that no calendar of the platform holds are a slip as well."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except OverflowError:
            raise ValidationError("Vérifiez l'année de cette date.", code="unlikely") from None


def day(label: str, **kwargs: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[likely], **kwargs)


def moment(label: str, **kwargs: Any) -> forms.DateTimeField:
    """A day and an hour, as the clock on the wall shows them."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return _Moment(
        label=label, widget=widget, input_formats=[MOMENT], validators=[likely], **kwargs
    )


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
