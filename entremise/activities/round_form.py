"""The form that mends a refused round, made of what was received: one group of fields a place.

It only translates: what is allowed is decided in `rounds`.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from entremise.core.shapes import Rejected

from . import labels, reference
from .desk import Desk
from .models import QuarantinedEntry
from .references import References
from .rounds import Tour, check_rounds, read_round
from .wall import instant, wall

PLANNED, STOP = "planned", "stops"
# More than a round may hold, so that one chooses which to take out; what a faulty or ill-meant
# device sends beyond stays in what was received.
SHOWN = 250
HEADINGS = {PLANNED: "Lieu prévu", STOP: "Lieu visité"}


class WallClockField(forms.Field):
    """A day and an hour as the clock on the wall showed them, of no time zone yet."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """The instant without its zone. Raises ValidationError when it cannot be read."""
        if value in self.empty_values:
            return None
        try:
            found = parse_datetime(str(value))
        except ValueError:
            found = None
        if found is None:
            raise ValidationError("La date et l'heure ne sont pas lisibles.")
        return found.replace(tzinfo=None)


@dataclass(frozen=True)
class PlaceGroup:
    """The fields of one place, shown at once when something is wrong with them."""

    heading: str
    label: str
    fields: Sequence[forms.BoundField]
    faulty: bool


class RoundForm(forms.Form):
    """A refused round. Its identifier and its version stay those that were received."""

    use_required_attribute = False

    dispositif = forms.TypedChoiceField(label="Dispositif", coerce=int)
    mediators = forms.MultipleChoiceField(label="Qui", widget=forms.CheckboxSelectMultiple)
    started_at = WallClockField(label="Départ")
    ended_at = WallClockField(
        label="Fin", required=False, help_text="Vide : la tournée est encore en cours."
    )

    def __init__(self, *args: Any, aside: QuarantinedEntry, desk: Desk, **kwargs: Any):
        self.aside = aside
        self.received: dict[str, Any] = aside.payload if isinstance(aside.payload, dict) else {}
        self.places = {kind: _dicts(self.received.get(kind))[:SHOWN] for kind in (PLANNED, STOP)}
        self.desk = desk.with_named(
            structure_id=aside.structure_id,
            mediators=[aside.membership_id, *_keys(self.received.get("mediators"))],
            communes=[place.get("commune") for rows in self.places.values() for place in rows],
        )
        super().__init__(*args, **kwargs)
        communes = [("", "—"), *self.desk.communes]
        for kind, places in self.places.items():
            for number, place in enumerate(places):
                made = _fields_of(kind, place, communes)
                self.fields.update({f"{kind}_{number}_{name}": f for name, f in made.items()})
        self.fields["dispositif"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((item.pk, item.name) for item in desk.dispositifs),
        ]
        self.fields["mediators"].choices = [  # type: ignore[attr-defined]
            (str(key), name) for key, name in self.desk.mediators
        ]
        self.initial = self._initial()

    def groups(self) -> list[PlaceGroup]:
        """The places, those planned first; for the template."""
        return [
            self._group(kind, number)
            for kind, places in self.places.items()
            for number in range(len(places))
        ]

    def clean(self) -> None:
        """What is wrong with a place that is taken out no longer matters."""
        for kind, places in self.places.items():
            for number in set(range(len(places))) - set(self._kept(kind)):
                for name in [name for name in self.errors if name.startswith(f"{kind}_{number}_")]:
                    del self.errors[name]

    def tour(self, references: References) -> Tour | None:
        """The checked round; None when something must be mended, the faults being on the fields."""
        shaped = read_round(self._payload())
        checked = shaped if isinstance(shaped, Rejected) else check_rounds([shaped], references)[0]
        if isinstance(checked, Tour):
            return checked
        for fault, sentences in checked.errors.items():
            name = self._field_of(fault)
            for sentence in sentences:
                self.add_error(name, sentence if name else _named(fault, sentence))
        return None

    def _group(self, kind: str, number: int) -> PlaceGroup:
        prefix, label = f"{kind}_{number}_", self.places[kind][number].get("label")
        fields = [self[name] for name in self.fields if name.startswith(prefix)]
        told = any(fault.startswith(f"{kind}.{number}.") for fault in self.aside.reasons)
        return PlaceGroup(
            heading=f"{HEADINGS[kind]} {number + 1}",
            label=label if isinstance(label, str) else "",
            fields=fields,
            faulty=told or any(bound.errors for bound in fields),
        )

    def _initial(self) -> dict[str, Any]:
        zone = self.desk.zone(self.received.get("dispositif"))
        named = self.received.get("mediators")
        values: dict[str, Any] = {
            "dispositif": self.received.get("dispositif"),
            # A round that names nobody is of whoever sent it.
            "mediators": [str(key) for key in named]
            if isinstance(named, list) and named
            else [str(self.aside.membership_id)],
            "started_at": wall(self.received.get("started_at"), zone),
            "ended_at": wall(self.received.get("ended_at"), zone),
        }
        if len(self.desk.dispositifs) == 1:
            values["dispositif"] = self.desk.dispositifs[0].pk
        for kind, places in self.places.items():
            for number, place in enumerate(places):
                own = {name: place.get(name) for name in ("label", "kind", "commune")}
                own |= {name: wall(place.get(name), zone) for name in ("arrived_at", "left_at")}
                values |= {f"{kind}_{number}_{name}": value for name, value in own.items()}
        return values

    def _payload(self) -> dict[str, Any]:
        data = self.cleaned_data
        zone, version = self.desk.zone(data["dispositif"]), self.received.get("base_version")
        return {
            "id": self._key(),
            "base_version": version if _is_number(version) else None,
            "dispositif": data["dispositif"],
            "mediators": [int(key) for key in data["mediators"]],
            "started_at": instant(data["started_at"], self.received.get("started_at"), zone),
            "ended_at": instant(data["ended_at"], self.received.get("ended_at"), zone),
            PLANNED: [self._place(PLANNED, number) for number in self._kept(PLANNED)],
            STOP: [self._stop(number, zone) for number in self._kept(STOP)],
        }

    def _place(self, kind: str, number: int) -> dict[str, Any]:
        data = self.cleaned_data
        found = {name: data[f"{kind}_{number}_{name}"] for name in ("label", "kind", "commune")}
        return found | {"commune": found["commune"] or None}

    def _stop(self, number: int, zone: ZoneInfo) -> dict[str, Any]:
        data, received = self.cleaned_data, self.places[STOP][number]
        found = self._place(STOP, number)
        for name in ("arrived_at", "left_at"):
            found[name] = instant(data[f"{STOP}_{number}_{name}"], received.get(name), zone)
        if not data.get(f"{STOP}_{number}_unplaced"):
            found |= {name: received.get(name) for name in ("lon", "lat")}
        return found

    def _kept(self, kind: str) -> list[int]:
        """The numbers of the places that are not taken out."""
        data = self.cleaned_data
        return [n for n in range(len(self.places[kind])) if not data.get(f"{kind}_{n}_out")]

    def _key(self) -> str:
        """The identifier received, which entries may name; one of its own if it cannot be read."""
        try:
            return str(uuid.UUID(str(self.received.get("id"))))
        except ValueError:
            return str(uuid.uuid5(uuid.NAMESPACE_OID, self.aside.fingerprint))

    def _field_of(self, fault: str) -> str | None:
        """The field a fault shows beside: « stops.1.lon » is of the second place kept."""
        kind, _, rest = fault.partition(".")
        number, _, name = rest.partition(".")
        if kind in self.places and number.isdigit():
            name = "unplaced" if name in {"lon", "lat"} else name
            fault = f"{kind}_{self._kept(kind)[int(number)]}_{name}"
        return fault if fault in self.fields else None


def _fields_of(
    kind: str, place: Mapping[str, Any], communes: Sequence[tuple[str, str]]
) -> dict[str, forms.Field]:
    """The fields of one place."""
    kinds = [("", "—"), *reference.place_kinds().choices()]
    made: dict[str, forms.Field] = {
        "label": forms.CharField(label="Nom du lieu", required=False, max_length=120),
        "kind": forms.ChoiceField(label="Type de lieu", choices=kinds),
        "commune": forms.ChoiceField(label="Commune", required=False, choices=communes),
    }
    if kind == STOP:
        made["arrived_at"] = WallClockField(label="Arrivée")
        made["left_at"] = WallClockField(label="Départ", required=False)
    if place.get("lon") is not None or place.get("lat") is not None:
        made["unplaced"] = forms.BooleanField(
            label="Oublier la position relevée par l'appareil", required=False
        )
    made["out"] = forms.BooleanField(label="Retirer ce lieu de la tournée", required=False)
    return made


def _is_number(value: Any) -> bool:
    """Whether it may be a version."""
    return type(value) is int and 0 < value < 2**31


def _keys(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _named(fault: str, sentence: str) -> str:
    ((name, said),) = labels.reasons({fault: [sentence]})
    return f"{name.capitalize()} : {said}"
