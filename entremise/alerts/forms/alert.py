"""An alert as it is typed at the desk, and the filters of their list."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from entremise.alerts import reference
from entremise.alerts.actions.photos import NOT_A_PHOTO
from entremise.alerts.enums import CLOSED, State
from entremise.alerts.models import Alert
from entremise.alerts.policies import watched_dispositifs
from entremise.core import clock
from entremise.core.guard import warnings
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, Membership
from entremise.structures.policies import visible_members
from entremise.territories.models import Commune, Qpv
from entremise.vault.aside import put_aside, take_back
from entremise.vault.enums import Kind
from entremise.vault.forms import UploadField
from entremise.vault.uploads import CleanFile

# Where the faults found by the intake show in the form, when the names differ.
FIELD_OF_FAULT = {
    "seen_at": "day",
    "place.label": "place",
    "place.lon": "place",
    "place.lat": "place",
    "place.commune": "commune",
    "place.qpv": "qpv",
}
NOTHING = [("", "—")]


class AlertForm(forms.Form):
    """What was seen, where, and how bad. It only translates: what is allowed is decided in `seen`.

    The point and the version are not shown, and stay as they were received.
    """

    id = forms.UUIDField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    point = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    note_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    category = forms.ChoiceField(label="De quoi s'agit-il")
    danger = forms.BooleanField(
        label="Danger pour quelqu'un",
        required=False,
        help_text="Les rappels partent plus vite. S'il y a urgence, appelez d'abord le 112.",
    )
    place = forms.CharField(
        label="Où exactement",
        max_length=240,
        help_text="De quoi s'y rendre : adresse, bâtiment, étage. Gardé sous clé.",
    )
    commune = forms.ChoiceField(label="Commune", required=False)
    qpv = forms.ChoiceField(label="Quartier prioritaire", required=False)
    note = forms.CharField(
        label="Note pour le destinataire", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ce que vous avez vu, sans nom ni détail de santé.",
    )  # fmt: skip
    day = forms.DateField(
        label="Jour", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label="Heure", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    seen_by = forms.MultipleChoiceField(
        label="Vue par", required=False, widget=forms.CheckboxSelectMultiple
    )
    dispositif = forms.TypedChoiceField(label="Dispositif", coerce=int)

    def __init__(self, *args: Any, actor: Actor, alert: Alert | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.heard: list[str] = []
        self.alert = alert
        likely = [one.code for one in reference.categories().values() if one.danger]
        self.fields["category"].widget.attrs["data-ent-danger"] = " ".join(likely)
        self.dispositifs = list(watched_dispositifs(actor).order_by("name"))
        choices: Mapping[str, Sequence[Any]] = {
            "category": [*NOTHING, *reference.choices()],
            "commune": NOTHING + _communes(self.dispositifs, alert),
            "qpv": NOTHING + _qpvs(self.dispositifs, alert),
            "seen_by": _team(actor, alert),
            "dispositif": [(item.pk, item.name) for item in self.dispositifs],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def payload(self) -> dict[str, Any]:
        """What a telephone would have sent."""
        data = self.cleaned_data
        lat, _comma, lon = data["point"].partition(", ")
        return {
            "id": str(data["id"]),
            "base_version": data["base_version"],
            "dispositif": data["dispositif"],
            "seen_by": [int(key) for key in data["seen_by"]],
            "seen_at": self._seen_at().isoformat(),
            "category": data["category"],
            "danger": data["danger"],
            "place": {
                "label": data["place"],
                "lon": lon or None,
                "lat": lat or None,
                "commune": data["commune"] or None,
                "qpv": data["qpv"] or None,
            },
            "note": data["note"],
        }

    def _seen_at(self) -> datetime:
        """The instant received as long as its minute was not changed, else the one typed."""
        data, before = self.cleaned_data, self.alert
        typed = datetime.combine(data["day"], data["time"])
        if before and typed == _minute(before.local_time):
            return before.seen_at
        return typed.replace(tzinfo=_zone(self.dispositifs, data["dispositif"]))

    def complain(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Put the faults of the intake beside the fields they are about."""
        for fault, sentences in errors.items():
            name = FIELD_OF_FAULT.get(fault, fault)
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)

    def warnings(self) -> list[str]:
        """What the guard of free text has to say, unless the person has already read it."""
        note = self.cleaned_data["note"]
        return [] if self.cleaned_data["note_seen"] == note.strip() else warnings(note)

    def heed(self, heard: list[str]) -> None:
        """Show the warnings once; posting the same note again means they were read."""
        self.heard = heard
        self._post("note_seen", self.cleaned_data["note"].strip())

    def hold_to(self, key: uuid.UUID) -> None:
        """A correction is about this alert, whatever identifier is posted."""
        if self.is_bound:
            self._post("id", str(key))

    def _post(self, name: str, value: str) -> None:
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix(name)] = value
        self.data = data


def blank(actor: Actor) -> dict[str, Any]:
    """A new alert, now, seen by whoever types it."""
    first = watched_dispositifs(actor).order_by("name").first()
    local = clock.now().astimezone(ZoneInfo(first.time_zone if first else "Europe/Paris"))
    return {
        "id": uuid.uuid4(),
        "day": local.date(),
        "time": local.time().replace(second=0, microsecond=0),
        "seen_by": [str(actor.member)],
        "dispositif": first.pk if first else None,
    }


def initial_of(alert: Alert, words: Mapping[str, str]) -> dict[str, Any]:
    """The form's values for an alert to be corrected."""
    return {
        "id": alert.pk,
        "base_version": alert.version,
        "point": words["point"],
        "category": alert.category,
        "danger": alert.danger,
        "place": words["place"],
        "commune": alert.commune_id,
        "qpv": alert.qpv_id,
        "note": words["note"],
        "day": alert.local_time.date(),
        "time": _minute(alert.local_time).time(),
        "seen_by": [str(member.pk) for member in alert.seen_by.all()],
        "dispositif": alert.dispositif_id,
    }


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _zone(dispositifs: Sequence[Dispositif], chosen: int) -> ZoneInfo:
    found = [item.time_zone for item in dispositifs if item.pk == chosen]
    return ZoneInfo(next(iter(found), "Europe/Paris"))


def _communes(dispositifs: Sequence[Dispositif], alert: Alert | None) -> list[tuple[str, str]]:
    served = Dispositif.communes.through.objects.filter(dispositif__in=dispositifs)
    rows = Commune.objects.filter(pk__in=served.values("commune_id"))
    if alert and alert.commune_id:
        rows = rows | Commune.objects.filter(pk=alert.commune_id)
    return list(rows.order_by("search_name", "code").values_list("code", "name"))


def _qpvs(dispositifs: Sequence[Dispositif], alert: Alert | None) -> list[tuple[str, str]]:
    served = Dispositif.qpvs.through.objects.filter(dispositif__in=dispositifs)
    rows = Qpv.objects.filter(pk__in=served.values("qpv_id"))
    if alert and alert.qpv_id:
        rows = rows | Qpv.objects.filter(pk=alert.qpv_id)
    return [(qpv.code, str(qpv)) for qpv in rows.order_by("name", "code")]


def _team(actor: Actor, alert: Alert | None) -> list[tuple[str, str]]:
    """Colleagues who go out, oneself, and those the alert names."""
    named = [member.pk for member in alert.seen_by.all()] if alert else []
    team = visible_members(actor).filter(role__in=[Role.MEDIATOR, Role.COORDINATOR])
    keys = {*team.values_list("pk", flat=True), actor.member, *named}
    rows = Membership.objects.filter(pk__in=keys).select_related("user")
    return sorted(((str(row.pk), row.user.name) for row in rows), key=lambda choice: choice[1])


class PhotoForm(forms.Form):
    """A photo to be added to an alert, by itself or as it is given. `aside` opens the one chosen
    before, when the page had to be shown again."""

    aside = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    photo = UploadField(
        label="Photo",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text="Le lieu, pas les gens. La position et la date de prise de vue sont retirées.",
    )

    def clean_photo(self) -> CleanFile | None:
        """Said beside the field, so that what was typed around it stays."""
        given: CleanFile | None = self.cleaned_data["photo"]
        if given and given.kind is Kind.PDF:
            raise ValidationError(NOT_A_PHOTO, code="not_a_photo")
        return given

    def clean(self) -> dict[str, Any]:
        """The one chosen before stands unless another is chosen."""
        cleaned = super().clean() or {}
        if cleaned.get("aside") and not cleaned.get("photo") and "photo" not in self.errors:
            cleaned["photo"] = take_back(cleaned["aside"])
            if cleaned["photo"] is None:
                self.add_error("photo", "Cette photo n'est plus gardée : choisissez-la de nouveau.")
        return cleaned

    def image(self) -> CleanFile | None:
        """The photo, made again; None when there is none."""
        given: CleanFile | None = self.cleaned_data["photo"]
        return given

    def keep_aside(self) -> None:
        """Show the page again without losing the photo, which a browser does not send twice."""
        given: CleanFile | None = self.cleaned_data.get("photo")
        if self.files and given:
            self._post_aside(put_aside(given))
        elif not self.files and not given:
            self._post_aside("")  # none, or one that is not kept any more
        if given:
            shown = self["photo"]
            shown.help_text = "La photo choisie est gardée : inutile de la choisir de nouveau."

    def _post_aside(self, ticket: str) -> None:
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("aside")] = ticket
        self.data = data


class AlertFilter(forms.Form):
    """The filters of the list."""

    state = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Toutes"),
            ("open", "En cours"),
            ("unreached", "Personne n'a pu être joint"),
            *State.choices,
        ],
    )
    category = forms.ChoiceField(label="Catégorie", required=False)
    danger = forms.BooleanField(label="Danger seulement", required=False)
    mine = forms.BooleanField(label="Celles que j'ai vues", required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        branches = [(item.code, f"Toute la {item.label.lower()}") for item in reference.branches()]
        self.fields["category"].choices = [  # type: ignore[attr-defined]
            ("", "Toutes"), *branches, *reference.choices(),
        ]  # fmt: skip


class CloseForm(forms.Form):
    """How an alert ends."""

    state = forms.ChoiceField(
        label="Qu'en est-il sur place",
        choices=[(state.value, state.label.capitalize()) for state in CLOSED],
        widget=forms.RadioSelect,
    )
