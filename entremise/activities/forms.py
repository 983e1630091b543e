"""The forms of field activity. They only translate: what is allowed is decided in `checks`."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from pydantic import ValidationError

from entremise.core import clock
from entremise.core.guard import warnings
from entremise.structures.enums import PartnerCategory
from entremise.structures.models import Dispositif

from . import reference
from .checks import check
from .desk import Desk, place_of
from .entries import Entry, PublicsIn, Rejected, read_shape
from .models import Activity
from .references import References
from .serializers import as_payload
from .wall import instant, wall

# Where the faults found by `checks` show in the form, when the names differ.
FIELD_OF_FAULT = {
    "started_at": "day",
    "service_date": "day",
    "place.kind": "place_kind",
    "place.label": "place_label",
    "place.address": "address",
    "place.lon": "place_label",
    "place.lat": "place_label",
    "place.commune": "commune",
    "place.qpv": "qpv",
    "publics.sex": "people",
    "publics.age": "people",
    "publics.status": "people",
}


MARGINALS = ("sex", "age", "status")

# What is offered for a conflict until something else is chosen: the older register says as much of
# a conflict without temporality.
IN_REAL_TIME = "real_time"


class IconRadios(forms.RadioSelect):
    """Buttons with a pictogram each."""

    icons: dict[str, str] = {}


def _counters(kind: str, codes: reference.CodeList) -> dict[str, forms.IntegerField]:
    return {
        f"{kind}_{item.code}": forms.IntegerField(
            label=item.short,
            required=False,
            min_value=0,
            max_value=2000,
            widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-ent-counter": ""}),
        )
        for item in codes.codes
    }


class EntryForm(forms.Form):
    """One activity. Built for a desk; `initial` comes from its habits, an activity or a copy.

    `received` is the content that is corrected: what the form does not show of it stays.
    """

    id = forms.UUIDField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    note_seen = forms.CharField(required=False, widget=forms.HiddenInput)

    register = forms.ChoiceField(label="Que s'est-il passé", widget=IconRadios)
    temporality = forms.ChoiceField(
        label="Le conflit a été traité", required=False, widget=forms.RadioSelect
    )
    recent_place = forms.ChoiceField(label="Où", required=False, widget=forms.RadioSelect)
    place_kind = forms.ChoiceField(label="Type de lieu")
    place_label = forms.CharField(
        label="Nom du lieu",
        required=False,
        max_length=120,
        help_text="Une résidence, une station, une place ; jamais un nom de personne.",
    )
    address = forms.CharField(label="Adresse", required=False, max_length=160)
    commune = forms.ChoiceField(label="Commune", required=False)
    qpv = forms.ChoiceField(label="Quartier prioritaire", required=False)
    duration = forms.ChoiceField(label="Combien de temps", required=False, widget=forms.RadioSelect)
    other_duration = forms.IntegerField(
        label="Autre durée (min)",
        required=False,
        min_value=1,
        max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    people = forms.IntegerField(
        label="Combien de personnes",
        required=False,
        min_value=0,
        max_value=2000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-ent-counter": ""}),
    )
    outcome = forms.ChoiceField(label="Quelle suite", widget=forms.RadioSelect)
    day = forms.DateField(
        label="Jour", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label="Heure de début", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    mediators = forms.MultipleChoiceField(
        label="Avec qui", widget=forms.CheckboxSelectMultiple, required=False
    )
    dispositif = forms.TypedChoiceField(label="Dispositif", coerce=int)
    origin = forms.ChoiceField(label="À la demande de", widget=forms.RadioSelect)
    topics = forms.MultipleChoiceField(
        label="À quel sujet", required=False, widget=forms.CheckboxSelectMultiple
    )
    orientation = forms.ChoiceField(label="Orientation vers", required=False)
    partner = forms.ChoiceField(label="Partenaire", required=False)
    domain = forms.ChoiceField(label="Domaine", required=False)
    historical_register = forms.ChoiceField(label="Registre historique", required=False)
    funding_lines = forms.MultipleChoiceField(
        label="Lignes de financement",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Rien de coché : les lignes du dispositif qui financent ce jour et ce lieu.",
    )
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Des faits, sans nom ni détail de santé.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        desk: Desk,
        received: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.received = received or {}
        self.heard: list[str] = []
        for kind, codes in (
            ("sex", reference.sexes()),
            ("age", reference.ages()),
            ("status", reference.statuses()),
        ):
            self.fields.update(_counters(kind, codes))
        registers = reference.registers()
        self.fields["register"].widget.icons = {c.code: c.icon for c in registers.codes}
        nothing = [("", "—")]
        for name, choices in {
            "register": [(item.code, item.short) for item in registers.codes],
            "temporality": [(item.code, item.short) for item in reference.temporalities().codes],
            "recent_place": [(place.key, place.label) for place in desk.places],
            "place_kind": reference.place_kinds().choices(),
            "commune": nothing + desk.communes,
            "qpv": nothing + desk.qpvs,
            "duration": [(str(minutes), f"{minutes} min") for minutes in desk.durations],
            "outcome": [(item.code, item.short) for item in reference.outcomes().codes],
            "mediators": [(str(key), name) for key, name in desk.mediators],
            "dispositif": [(item.pk, item.name) for item in desk.dispositifs],
            "origin": [(item.code, item.short) for item in reference.origins().codes],
            "topics": [(item.code, item.short) for item in reference.topics().codes],
            "orientation": nothing + list(PartnerCategory.choices),
            "partner": nothing + [(str(key), name) for key, name in desk.partners],
            "domain": nothing + desk.domains,
            "historical_register": nothing + reference.historical_registers().choices(),
            "funding_lines": [(str(key), label) for key, label in desk.funding],
        }.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def counters(self, kind: str) -> list[forms.BoundField]:
        """The counters of one kind of marginal: sex, age or status."""
        return [self[name] for name in self.fields if name.startswith(f"{kind}_")]

    def sexes(self) -> list[forms.BoundField]:
        """For the template."""
        return self.counters("sex")

    def ages(self) -> list[forms.BoundField]:
        """For the template."""
        return self.counters("age")

    def statuses(self) -> list[forms.BoundField]:
        """For the template."""
        return self.counters("status")

    def entry(self, references: References) -> Entry | None:
        """The checked entry; None when something must be mended, the faults being on the fields."""
        shaped = read_shape(self._payload())
        checked = shaped if isinstance(shaped, Rejected) else check([shaped], references)[0]
        if isinstance(checked, Entry):
            return checked
        for fault, sentences in checked.errors.items():
            field = FIELD_OF_FAULT.get(fault, fault)
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)
        return None

    def warnings(self) -> list[str]:
        """What the guard of free text has to say, unless the person has already read it."""
        note = self.cleaned_data.get("note", "")
        if self.cleaned_data.get("note_seen") == note.strip():
            return []
        return warnings(note)

    def heed(self, heard: list[str]) -> None:
        """Show the warnings once; posting the same note again means they were read."""
        self.heard = heard
        self._post("note_seen", self.cleaned_data["note"].strip())

    def hold_to(self, key: uuid.UUID) -> None:
        """A correction is about this activity, whatever identifier is posted."""
        if self.is_bound:
            self._post("id", str(key))

    def _post(self, name: str, value: str) -> None:
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix(name)] = value
        self.data = data

    def _payload(self) -> dict[str, Any]:
        data = self.cleaned_data
        zone = self.desk.zone(data["dispositif"])
        marginals = {
            kind: {
                name.removeprefix(f"{kind}_"): data[name]
                for name in self.fields
                if name.startswith(f"{kind}_") and data.get(name)
            }
            for kind in MARGINALS
        }
        people = data["people"] or max(sum(counts.values()) for counts in marginals.values())
        before = self.received.get("started_at")
        started = instant(datetime.combine(data["day"], data["time"]), before, zone)
        return {
            "id": str(data["id"]),
            "base_version": data["base_version"],
            "dispositif": data["dispositif"],
            "mediators": [int(key) for key in data["mediators"]],
            "started_at": started,
            # Said for that start, in that dispositif: another one has a day of its own.
            "service_date": self.received.get("service_date")
            if (started, data["dispositif"]) == (before, self.received.get("dispositif"))
            else None,
            "duration": data["other_duration"] or int(data["duration"] or 0),
            "register": data["register"],
            "historical_register": data["historical_register"] or None,
            "temporality": data["temporality"] if data["register"] == "conflict" else "",
            "domain": data["domain"] or None,
            "origin": data["origin"],
            "topics": data["topics"],
            "place": self._place(),
            "people": people,
            "publics": self._publics(marginals),
            "outcome": data["outcome"],
            "orientation": data["orientation"],
            "partner": int(data["partner"]) if data["partner"] else None,
            "funding_lines": [int(key) for key in data["funding_lines"]] or None,
            "note": data["note"],
            "round": self._round(),
        }

    def _round(self) -> str | None:
        try:
            return str(uuid.UUID(str(self.received.get("round"))))
        except ValueError:
            return None

    def _publics(self, marginals: dict[str, dict[str, int]]) -> dict[str, Any]:
        """A joint grid made on a device outlives a correction that leaves its marginals alone."""
        before = publics_of(self.received)
        grid = before.pop("grid", None)
        return {"grid": grid} if grid and before == marginals else marginals

    def _place(self) -> dict[str, Any]:
        data = self.cleaned_data
        recent = self.desk.place(data["recent_place"])
        if recent and not data["place_label"]:
            return recent.place
        return {
            "kind": data["place_kind"],
            "label": data["place_label"],
            "address": data["address"],
            "lon": data["lon"],
            "lat": data["lat"],
            "commune": data["commune"] or None,
            "qpv": data["qpv"] or None,
        }


def initial_from_habits(desk: Desk) -> dict[str, Any]:
    """A blank entry, with what this person usually does."""
    now = clock.now().astimezone(ZoneInfo("Europe/Paris"))
    habits = desk.habits
    return {
        "id": uuid.uuid4(),
        "day": now.date(),
        "time": now.time().replace(second=0, microsecond=0),
        "dispositif": habits["dispositif"],
        "mediators": [str(key) for key in habits["mediators"]],
        "duration": str(habits["duration"]),
        "temporality": IN_REAL_TIME,
        "place_kind": habits["place_kind"],
        "origin": "self",
        "outcome": "none",
        "people": 1,
    }


def initial_from_payload(payload: dict[str, Any], desk: Desk) -> dict[str, Any]:
    """The form's values for an entry in the shape devices use, even a refused one."""
    given = payload.get("place")
    place: dict[str, Any] = given if isinstance(given, dict) else {}
    started = wall(payload.get("started_at"), desk.zone(payload.get("dispositif")))
    duration = payload.get("duration")
    known = duration in desk.durations
    several = {
        name: payload[name] if isinstance(payload.get(name), list) else []
        for name in ("mediators", "funding_lines")
    }
    values: dict[str, Any] = {
        "duration": str(duration) if known else "",
        "other_duration": None if known else duration,
        "day": started.date() if started else None,
        "time": started.time() if started else None,
        **{name: [str(key) for key in keys] for name, keys in several.items()},
        "place_kind": place.get("kind"),
        "place_label": place.get("label"),
    }
    for name in ("address", "lon", "lat", "commune", "qpv"):
        values[name] = place.get(name)
    for name in (
        "id", "base_version", "dispositif", "register", "historical_register", "temporality",
        "domain", "origin", "topics", "people", "outcome", "orientation", "partner", "note",
    ):  # fmt: skip
        values[name] = payload.get(name)
    if values["register"] != "conflict":
        values["temporality"] = values["temporality"] or IN_REAL_TIME
    counts = publics_of(payload)
    return values | {
        f"{kind}_{code}": count for kind in MARGINALS for code, count in counts[kind].items()
    }


def publics_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The marginals of a record in the shape devices use, told from its joint grid when there is
    one, and this grid. Of what is malformed, whatever has the shape of a marginal."""
    given = payload.get("publics") or {}
    try:
        publics = PublicsIn.model_validate(given)
    except ValidationError:
        counts = {kind: given.get(kind) for kind in MARGINALS} if isinstance(given, dict) else {}
        return {
            kind: counts[kind] if isinstance(counts.get(kind), dict) else {} for kind in MARGINALS
        }
    marginals = {
        kind: {code: count for code, count in publics.marginal(kind).items() if count}
        for kind in MARGINALS
    }
    return {**marginals, "grid": given["grid"]} if publics.grid else marginals


def initial_from_activity(activity: Activity, desk: Desk, *, copy: bool = False) -> dict[str, Any]:
    """The form's values for an activity; a copy is a new one, starting now, without its note."""
    values = initial_from_payload(as_payload(activity), desk)
    values |= {name: place_of(activity)[name] for name in ("commune", "qpv")}
    if copy:
        fresh = initial_from_habits(desk)
        values |= {name: fresh[name] for name in ("id", "day", "time")}
        values |= {"base_version": None, "note": "", "funding_lines": []}
    return values


class ActivityFilter(forms.Form):
    """What the list shows; every choice lives in the address."""

    start = forms.DateField(
        label="Du",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    end = forms.DateField(
        label="Au",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    register = forms.ChoiceField(label="Registre", required=False)
    dispositif = forms.TypedChoiceField(
        label="Dispositif", required=False, coerce=int, empty_value=None
    )
    mine = forms.BooleanField(label="Mes saisies", required=False)
    unplaced = forms.BooleanField(label="Lieu à compléter", required=False)
    cancelled = forms.BooleanField(label="Annulées", required=False)

    def __init__(self, *args: Any, dispositifs: list[Dispositif], **kwargs: Any):
        super().__init__(*args, **kwargs)
        everything = [("", "Tous")]
        self.fields["register"].choices = everything + [  # type: ignore[attr-defined]
            (item.code, item.short) for item in reference.registers().codes
        ]
        self.fields["dispositif"].choices = everything + [  # type: ignore[attr-defined]
            (item.pk, item.name) for item in dispositifs
        ]
        if len(dispositifs) < 2:
            del self.fields["dispositif"]
