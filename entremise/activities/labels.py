"""Codes of an activity in the words of a reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone

from entremise.cases.origins import handed_over
from entremise.structures.actor import Actor
from entremise.structures.enums import Domain, PartnerCategory
from entremise.structures.lookup import commune_written
from entremise.territories.spots import PlaceMethod

from . import reference
from .models import Activity

VERBS = {
    "activity.logged": "Consignée",
    "activity.corrected": "Corrigée",
    "activity.cancelled": "Annulée",
    "activity.restored": "Rétablie",
}

_LABELS: dict[str, Callable[[], Mapping[str, str]]] = {
    "register": lambda: reference.registers().labels(),
    "historical_register": lambda: reference.historical_registers().labels(),
    "temporality": lambda: reference.temporalities().labels(),
    "domain": lambda: dict(Domain.choices),
    "origin": lambda: reference.origins().labels(),
    "topics": lambda: reference.topics().labels(),
    "place_kind": lambda: reference.place_kinds().labels(),
    "place_method": lambda: dict(PlaceMethod.choices),
    "outcome": lambda: reference.outcomes().labels(),
    "orientation": lambda: dict(PartnerCategory.choices),
}

_NAMES = {
    "mediators": "intervenants",
    "funding_lines": "lignes de financement",
    "dispositif_id": "dispositif",
    "commune_id": "commune (code)",
    "commune__name": "commune",
    "dispositif__name": "dispositif",
    "qpv_id": "QPV",
    "partner_id": "partenaire",
}


@dataclass(frozen=True)
class Change:
    """A field that changed. `before` and `after` are None when its words are not kept."""

    name: str
    before: str | None
    after: str | None


def changes(recorded: Mapping[str, Any]) -> list[Change]:
    """The changes of a journal line, in words."""
    return [
        Change(field_name(name), None, None)
        if pair is None
        else Change(field_name(name), str(spoken(name, pair[0])), str(spoken(name, pair[1])))
        for name, pair in recorded.items()
    ]


@cache
def field_name(name: str) -> str:
    """How a field is called."""
    if name in _NAMES:
        return _NAMES[name]
    return str(Activity._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def spoken(name: str, value: Any) -> Any:
    """A value in words: the label of a code, oui or non, a local time."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%d/%m/%Y %H:%M")
    known = _LABELS.get(name)
    if isinstance(value, dict):
        return _publics_spoken(value)
    if isinstance(value, list):
        return ", ".join(str(known().get(item, item) if known else item) for item in value)
    return known().get(value, value) if known else value


def _publics_spoken(publics: Mapping[str, Any]) -> str:
    """« femmes 2, 18 à 25 ans 1 » ; the joint grid is not spelled out."""
    lists = {"sex": reference.sexes(), "age": reference.ages(), "status": reference.statuses()}
    counted = [
        f"{lists[kind].label(code)} {count}"
        for kind, counts in publics.items()
        if kind in lists
        for code, count in counts.items()
    ]
    return ", ".join(counted) or "sans détail"


# The names of an entry's fields, as a person who mends one reads them.
_ENTRY_FIELDS = {
    "id": "identifiant",
    "entry": "saisie",
    "round": "tournée",
    "ended_at": "fin",
    "planned": "lieux prévus",
    "stops": "lieux visités",
    "mediators": "intervenants",
    "started_at": "début",
    "service_date": "journée de service",
    "dispositif": "dispositif",
    "place": "lieu",
    "publics": "publics",
    "register": "registre",
    "duration": "durée",
    "people": "personnes rencontrées",
}


def reasons(errors: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Field and sentence of each reason an entry was refused for."""
    return [
        (_ENTRY_FIELDS.get(name.split(".")[0]) or _name_or(name), sentence)
        for name, sentences in errors.items()
        for sentence in sentences
    ]


def _name_or(name: str) -> str:
    try:
        return field_name(name)
    except FieldDoesNotExist:
        return name


def facets(activity: Activity) -> list[tuple[str, str]]:
    """What an activity says of itself, as (heading, words) pairs; empty ones are left out."""
    pairs = [
        ("Registre de la norme", spoken("register", activity.register)),
        ("Registre historique", spoken("historical_register", activity.historical_register)),
        ("Temporalité", spoken("temporality", activity.temporality)),
        ("Domaine", spoken("domain", activity.domain)),
        ("À la demande de", spoken("origin", activity.origin)),
        ("Sujets", spoken("topics", activity.topics)),
        ("Suite", spoken("outcome", activity.outcome)),
        ("Orientation", spoken("orientation", activity.orientation)),
        ("Partenaire", str(activity.partner or "")),
        ("Financements", ", ".join(str(line) for line in activity.funding_lines.all())),
    ]
    return [(heading, words) for heading, words in pairs if words]


def publics(activity: Activity) -> list[tuple[str, list[tuple[str, int]]]]:
    """The people met, by sex, age and status, the unknown ones counted as such."""
    lists = {
        "Par sexe": ("sex", reference.sexes()),
        "Par âge": ("age", reference.ages()),
        "Par statut": ("status", reference.statuses()),
    }
    found = []
    for heading, (kind, codes) in lists.items():
        counts = activity.publics.get(kind, {})
        if not counts:
            continue
        lines = [(codes.label(code), number) for code, number in counts.items()]
        if unknown := activity.people - sum(counts.values()):
            lines.append(("non renseigné", unknown))
        found.append((heading, lines))
    return found


def as_referral(activity: Activity, *, to: Actor) -> str:
    """What the form of a referral is told of an activity, as the query of an address."""
    told = {
        "activite": handed_over(activity.pk, to=to),
        "dispositif": activity.dispositif_id,
        "sujet": next(iter(activity.topics), ""),
        "commune": commune_written(activity.commune) if activity.commune else "",
    }
    return urlencode(told)
