"""What a field of a sheet said, in words: codes and numbers by the names they stand for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from entremise.core.reference import load
from entremise.core.typography import figure, french, listed, long_date
from entremise.journal.models import JournalLine
from entremise.structures.enums import Domain
from entremise.structures.hours import in_words
from entremise.structures.identifiers import written
from entremise.structures.models import Contact, ContactPerson, Dispositif, Structure
from entremise.territories.models import Commune, ContratVille, Epci, Qpv

NOTHING = "non renseigné"
# The fields that hold keys of other rows.
NAMED: Mapping[str, type[Model]] = {
    "commune_id": Commune,
    "communes": Commune,
    "part_of_id": Structure,
    "qpvs": Qpv,
    "epcis": Epci,
    "contrat_ville_id": ContratVille,
}
CODED = ("networks", "registers", "publics")
DAYS = ("opened_on", "closed_on")
_MODELS: Mapping[str, type[Model]] = {
    model._meta.label_lower: model for model in (Structure, Contact, ContactPerson, Dispositif)
}


@dataclass(frozen=True)
class Change:
    """One field that changed, in words."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Words:
    """The names that keys stand for, read once: by model, then by key."""

    names: Mapping[type[Model], Mapping[str, str]]

    @classmethod
    def of(cls, changed: Sequence[Mapping[str, Any]]) -> "Words":
        """Those of these changes, {field: [before, after]}: a query for each model at most."""
        wanted: dict[type[Model], set[str]] = {}
        for changes in changed:
            for name in NAMED.keys() & changes.keys():
                for value in changes[name] or ():
                    keys = value if isinstance(value, list) else [value]
                    wanted.setdefault(NAMED[name], set()).update(str(key) for key in keys if key)
        return cls(
            {
                model: {
                    str(pk): name
                    for pk, name in model._default_manager.filter(pk__in=keys).values_list(
                        "pk", "name"
                    )
                }
                for model, keys in wanted.items()
            }
        )  # fmt: skip

    def of_line(self, line: JournalLine) -> list[Change]:
        """What a line of the journal tells of the fields of its subject."""
        meta = _MODELS[line.subject_type]._meta
        known = {field.attname: field for field in meta.concrete_fields}
        known |= {field.name: field for field in meta.many_to_many}
        return [
            self._change(known[name], name, *values)
            for name, values in line.changes.items()
            if name in known and values
        ]

    def change(self, name: str, before: Any, after: Any) -> Change:
        """A field of the sheet of a structure, from one value to the other."""
        field = Structure._meta.get_field(name.removesuffix("_id"))
        return self._change(field, name, before, after)

    def _change(self, field: Any, name: str, before: Any, after: Any) -> Change:
        return Change(
            name,
            str(field.verbose_name),
            self._written(field, name, before),
            self._written(field, name, after),
        )

    def _written(self, field: Any, name: str, value: Any) -> str:
        if value in (None, "", []):
            return NOTHING
        if isinstance(value, bool):
            return "oui" if value else "non"
        if name in NAMED:
            return self._names(NAMED[name], value if isinstance(value, list) else [value])
        return _said(name, value) or str(dict(field.flatchoices).get(value, value))

    def _names(self, model: type[Model], keys: Sequence[Any]) -> str:
        known = self.names.get(model, {})
        return listed(sorted(known.get(str(key), str(key)) for key in keys))


def named(name: str, value: Any) -> Change:
    """A value of the sheet of a structure in words, under the name of its field."""
    return Words.of([{name: [None, value]}]).change(name, None, value)


def _said(name: str, value: Any) -> str:
    """What is written in a way of its own; nothing for the rest."""
    if name in ("siret", "siren"):
        return written(value)
    if name in CODED:
        return ", ".join(load(name).label(code) for code in value)
    if name == "domains":
        return french(" ; ".join(Domain(code).label for code in value))
    if name == "opening_hours":
        return in_words(value)
    if name == "area":
        return f"{figure(value, 2)} km²"
    if name in ("lon", "lat"):
        return figure(value, 5)
    if name in DAYS:
        return long_date(date.fromisoformat(value))
    return ""
