"""Structures of another directory, in the schema data·inclusion v1: known again by the identifier
they have there, so that a later file updates them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from entremise.core.cells import address, each, text
from entremise.core.importing import Asked, Field, Importer, Outcome, Plan, Planner
from entremise.core.reference import load
from entremise.structures import data_inclusion
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType
from entremise.structures.models import Structure
from entremise.structures.policies import can_register_structure, visible_structures
from entremise.territories.importing import read_codes, read_communes

from .registry import STRUCTURES, RegistryPlanner
from .structure_columns import read_siret

OWN = re.compile(rf"{data_inclusion.SOURCE}--structure-([0-9]{{1,9}})")
_WORDS = re.compile(r"[\w-]+")


def _read_networks(word: str) -> dict[str, Any]:
    """The networks and the kind of actor that the ones of the schema stand for; it has a hundred
    others, which say nothing to this registry."""
    ours = {
        item.extra["network"]: item.code
        for item in load("data_inclusion").codes
        if "network" in item.extra
    }
    codes = [ours[name] for name in _WORDS.findall(word) if name in ours]
    actors = [code for code in codes if code in ActorType.values]
    networks = sorted(code for code in codes if code in load("networks"))
    said: dict[str, Any] = {"actor_type": actors[0]} if actors else {}
    return said | ({"networks": networks} if networks else {})


FIELDS = (
    Field("source_key", "id", text(160), required=True),
    Field("name", "nom", text(160), required=True),
    Field("siret", "siret", each(read_siret)),
    Field("commune_code", "code_insee", read_codes),
    Field("commune", "commune", read_communes, unless="commune_code"),
    Field("address", "adresse", text(160)),
    Field("website", "site_web", each(address)),
    Field("belongs", "reseaux_porteurs", each(_read_networks)),
)


class _Planner(RegistryPlanner):
    """By the identifier first; by number, name and commune when it is met for the first time."""

    def __init__(self, by: Actor):
        super().__init__(by)
        # What was merged is known by the sheet that stayed.
        rows = Structure.objects.exclude(source_key="")
        found = rows.values_list("source_key", "merged_into", "pk")
        self.of_id = {name: merged or pk for name, merged, pk in found}
        self.said: dict[str, int] = {}

    def _plan(self, row: Asked) -> Plan:
        values = dict(row.values)
        said = values.pop("belongs", {})
        identifier = values["source_key"]
        if earlier := self.said.get(identifier):
            return Plan(
                Outcome.ERROR, reasons=(f"La ligne {earlier} de ce fichier porte cet identifiant.",)
            )
        self.said[identifier] = row.number
        own = OWN.fullmatch(identifier)
        number = int(own[1]) if own else self.of_id.get(identifier)
        if own:
            values["source_key"] = ""
        if number is not None and number in self.known.rows:
            values.pop("source_key", None)
            return self._update(row, number, self._given(values) | said)
        new = {"actor_type": ActorType.ASSOCIATION.value, **values, **said}
        return self._forget_type(super()._plan(replace(row, values=new)), said)

    def _forget_type(self, plan: Plan, said: Mapping[str, Any]) -> Plan:
        """What was supposed of a new structure changes nothing of a known one."""
        if plan.outcome != Outcome.UPDATE or "actor_type" in said:
            return plan
        before = {name: value for name, value in plan.before.items() if name != "actor_type"}
        after = {name: value for name, value in plan.after.items() if name != "actor_type"}
        outcome = Outcome.UPDATE if after else Outcome.UNCHANGED
        return replace(plan, outcome=outcome, before=before, after=after)


def _plan(by: Actor) -> Planner:
    return _Planner(by)


def _rows(by: Actor) -> Iterator[Sequence[str]]:
    """What is exported in that schema comes back unchanged."""
    names = tuple(field.label for field in FIELDS)
    for item in data_inclusion.structures(visible_structures(by)):
        yield data_inclusion.in_cells(item, names)


DIRECTORY = Importer(
    "data_inclusion", "Structures d'un annuaire (data·inclusion)", can_register_structure, FIELDS,
    _plan, STRUCTURES.apply, STRUCTURES.undo, _rows, STRUCTURES.say,
)  # fmt: skip
