"""Services of another directory, in the schema data·inclusion v1, as dispositifs: known again by
the identifier they have there, of structures that the registry knows already.

Names of people that the schema may hold (`contact_nom_prenom`) are not read.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from textwrap import shorten
from typing import Any

from entremise.core.cells import address, day, each, text
from entremise.core.importing import Asked, Field, Importer, Outcome, Plan, Planner, Unread
from entremise.core.reference import load
from entremise.core.typography import long_date
from entremise.structures import data_inclusion
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType, Portage
from entremise.structures.models import Dispositif, Structure
from entremise.structures.policies import (
    can_register_structure,
    visible_dispositifs,
    visible_structures,
)
from entremise.territories.importing import read_codes, read_communes
from entremise.territories.models import Commune, Epci
from entremise.territories.names import key

from .directory import OWN as OWN_STRUCTURE
from .dispositif_columns import given, read_degrees, read_hours
from .dispositifs import DISPOSITIFS, DispositifPlanner, error

OWN = re.compile(rf"{data_inclusion.SOURCE}--dispositif-([0-9]{{1,9}})")
SUMMARY = 600  # signs
_WORDS = re.compile(r"[\w-]+")
# The whole country, as the schema may say it; codes of other countries begin alike.
_COUNTRY = re.compile(r"france|99[0-9]{3}", re.IGNORECASE)
_CODES = re.compile(r"[0-9A-Za-z]+")
# Whoever is a public body carries its services itself, unless a sheet says otherwise.
_PUBLIC = {
    ActorType.COMMUNE, ActorType.EPCI, ActorType.SYNDICAT_MIXTE, ActorType.CCAS,
    ActorType.DEPARTEMENT, ActorType.REGION,
}  # fmt: skip


def _read_structures(words: Collection[str], by: Any) -> Mapping[str, Any]:
    """The structure of each identifier: ours, or one that came from the same directory."""
    standing = set(visible_structures(by).values_list("pk", flat=True))
    rows = Structure.objects.exclude(source_key="")
    found = rows.values_list("source_key", "merged_into", "pk")
    of_key = {name: merged or pk for name, merged, pk in found}
    read: dict[str, Any] = {}
    for word in words:
        own = OWN_STRUCTURE.fullmatch(word.strip())
        number = int(own[1]) if own else of_key.get(word.strip())
        read[word] = number if number in standing else Unread(
            f"La structure « {word} » n'est pas au registre : importez d'abord les structures de "
            "cet annuaire."
        )  # fmt: skip
    return read


def _read_domains(word: str) -> list[str]:
    """The domains that themes of the schema stand for; it has a hundred others."""
    said = set(_WORDS.findall(word))
    return sorted(
        item.code
        for item in load("data_inclusion").codes
        if said.intersection(item.extra.get("themes", ()))
    )


def _read_publics(word: str) -> list[str]:
    said = set(_WORDS.findall(word))
    return sorted(c.code for c in load("publics").codes if c.extra["data_inclusion"] in said)


def _read_summary(word: str) -> str:
    """The schema allows ten thousand signs: what does not fit is cut between two words."""
    return shorten(word, SUMMARY, placeholder="…")


def _read_zones(words: Collection[str], by: Any) -> Mapping[str, Any]:
    """Codes of communes, of EPCI served whole, of départements, which are all their communes."""
    parts = {part for word in words for part in _CODES.findall(word)}
    plain = {part for part in parts if not _COUNTRY.fullmatch(part)}
    epcis = set(Epci.objects.filter(pk__in=plain).values_list("pk", flat=True))
    within: dict[str, list[str]] = {}
    current = Commune.objects.current().filter(departement__in=plain)
    for departement, code in current.values_list("departement", "pk"):
        within.setdefault(str(departement), []).append(code)
    communes = read_codes(plain - epcis - within.keys())
    found: dict[str, Any] = {part: {"communes": codes} for part, codes in within.items()}
    found |= {part: {"epcis": [part]} for part in epcis}
    for part, commune in communes.items():
        found[part] = commune if isinstance(commune, Unread) else {"communes": [commune.pk]}
    for part in parts - plain:
        found[part] = Unread(
            "Cette zone couvre le pays entier : un dispositif dit les communes, les EPCI ou les "
            "départements où il travaille."
        )
    return {word: _gathered([found[part] for part in _CODES.findall(word)]) for word in words}


def _gathered(zones: Sequence[Any]) -> Any:
    for zone in zones:
        if isinstance(zone, Unread):
            return zone
    return {
        name: sorted({code for zone in zones for code in zone.get(name, ())})
        for name in ("communes", "epcis")
    }


FIELDS = (
    Field("source_key", "id", text(160), required=True),
    Field("structure", "structure_id", _read_structures, required=True),
    Field("name", "nom", text(120), required=True),
    Field("summary", "description", each(_read_summary)),
    Field("domains", "thematiques", each(_read_domains)),
    Field("publics", "publics", each(_read_publics)),
    Field("zone", "zone_eligibilite", _read_zones),
    Field("commune_code", "code_insee", read_codes, unless="zone"),
    Field("commune", "commune", read_communes, unless="commune_code"),
    Field("address", "adresse", text(160)),
    Field("lon", "longitude", each(read_degrees)),
    Field("lat", "latitude", each(read_degrees)),
    Field("website", "lien_mobilisation", each(address)),
    Field("opening_hours", "horaires_accueil", each(read_hours)),
    Field("opened_on", "date_maj", day, required=True),
)


class _Planner(DispositifPlanner):
    """By the identifier first; by structure and name when it is met for the first time."""

    def __init__(self, by: Actor):
        super().__init__(by)
        rows = list(self.known.values())
        self.of_number = {row.pk: row for row in rows}
        self.of_key = {row.source_key: row for row in rows if row.source_key}
        self.said: dict[str, int] = {}
        self.kinds = dict(Structure.objects.values_list("pk", "actor_type"))

    def _plan(self, row: Asked) -> Plan:
        values = dict(row.values)
        identifier, structure = values["source_key"], values["structure"]
        if earlier := self.said.get(identifier):
            return error(f"La ligne {earlier} de ce fichier porte cet identifiant.")
        self.said[identifier] = row.number
        zone, updated = values.pop("zone", None), values.pop("opened_on")
        seat = values.pop("commune_code", None) or values.pop("commune", None)
        for name in ("domains", "publics"):
            if not values.get(name):
                values.pop(name, None)
        try:
            said = given(values) | (zone or {})
        except Unread as unread:
            return error(unread.reason)
        own = OWN.fullmatch(identifier)
        known = self.of_number.get(int(own[1])) if own else self.of_key.get(identifier)
        named = self.known.get((structure, key(said["name"])))
        if known and named and named.pk != known.pk:
            return error("Un autre dispositif de la structure porte déjà ce nom.")
        if own or known or (named and named.source_key):
            del said["source_key"]
        known = known or named
        if known:
            return self.planned(row, known.structure_id, _learnt(known, said), known)
        if "domains" not in said:
            reason = "Aucune de ses thématiques n'est de la médiation sociale."
            return Plan(Outcome.SKIPPED, reasons=(reason,))
        if seat and zone is None:
            said["communes"] = [seat.pk]
        return self._supposing(row, structure, said, updated)

    def _supposing(
        self, row: Asked, structure: int, said: Mapping[str, Any], updated: date
    ) -> Plan:
        """A new one, with what the schema does not say: the day it opened, which is not after it
        was described, and who carries it. The row says so before anything is kept."""
        public = self.kinds[structure] in _PUBLIC
        portage = Portage.INTERNAL if public else Portage.ASSOCIATION
        supposed = {"opened_on": updated.isoformat(), "portage": portage.value}
        plan = self.planned(row, structure, said, None, supposed)
        if plan.outcome != Outcome.CREATE:
            return plan
        told = (
            f"Supposé, à corriger sur sa fiche : ouvert le {long_date(updated)}, {portage.label}."
        )
        return replace(plan, reasons=(told,))


def _learnt(known: Dispositif, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said that our own export would not have said of it: a name cut short, a presentation
    made up for the schema, « tous publics » among others teach nothing."""
    ours = {
        "name": data_inclusion.named(known.name),
        "summary": shorten(known.summary or data_inclusion.described(known), SUMMARY,
                           placeholder="…"),
        "publics": sorted(data_inclusion.publics(known)),
    }  # fmt: skip
    return {name: value for name, value in said.items() if ours.get(name) != value}


def _plan(by: Actor) -> Planner:
    return _Planner(by)


def _rows(by: Actor) -> Iterator[Sequence[str]]:
    """What is exported in that schema comes back unchanged."""
    names = tuple(field.label for field in FIELDS)
    for item in data_inclusion.services(visible_dispositifs(by)):
        yield data_inclusion.in_cells(item, names)


SERVICES = Importer(
    "data_inclusion_services", "Services d'un annuaire (data·inclusion)", can_register_structure,
    FIELDS, _plan, DISPOSITIFS.apply, DISPOSITIFS.undo, _rows, DISPOSITIFS.say,
)  # fmt: skip
