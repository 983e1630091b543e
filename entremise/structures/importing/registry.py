"""Structures brought in from a file, in the columns in which the registry is exported."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from entremise.core.importing import (
    Asked,
    Choice,
    Done,
    Importer,
    Outcome,
    Plan,
    Planner,
    Stopped,
)
from entremise.core.nearness import likeness
from entremise.structures.actions.many import (
    cited,
    edit_structures,
    register_structures,
    unregister_structures,
)
from entremise.structures.actions.registry import Identity
from entremise.structures.actor import Actor
from entremise.structures.models import Structure
from entremise.structures.policies import can_register_structure, editable_structures
from entremise.territories.names import key

from .structure_columns import BLANK, FIELDS, WRITTEN, following, given, labels, rows, same, say

SOURCE = "import"
# Two names of one town that differ by less may be one structure; numbers must be the same.
NEAR = 0.85
_DIGITS = re.compile(r"\d+")


class _Registry:
    """The structures one may correct, by what designates one. Loaded whole: they are thousands,
    of a few words each, and a question for each row would take minutes."""

    def __init__(self, by: Actor):
        self.rows: dict[int, dict[str, Any]] = {}
        self.of_siret: dict[str, int] = {}
        self.of_siren: defaultdict[str, list[int]] = defaultdict(list)
        self.of_name: defaultdict[str, list[int]] = defaultdict(list)
        self.of_commune: defaultdict[str | None, list[int]] = defaultdict(list)
        for row in editable_structures(by).order_by("pk").values("pk", *WRITTEN):
            self.add(row.pop("pk"), row)

    def add(self, number: int, row: dict[str, Any]) -> None:
        """One more, known from now on; those of the file itself have numbers below zero."""
        self.rows[number] = row
        if row["siret"]:
            self.of_siret[row["siret"]] = number
        if row["siren"]:
            self.of_siren[row["siren"]].append(number)
        self.of_name[key(row["name"])].append(number)
        self.of_commune[row["commune_id"]].append(number)


class RegistryPlanner:
    """Plans the rows of one file, in order: those to be created are known to the next ones."""

    def __init__(self, by: Actor):
        self.known = _Registry(by)
        self.claimed: dict[int, int] = {}

    def __call__(self, rows: Sequence[Asked]) -> list[Plan]:
        return [self._plan(row) for row in rows]

    def _plan(self, row: Asked) -> Plan:
        said = self._given(row.values)
        if "siren" in said and following(said).get("siren", said["siren"]) != said["siren"]:
            return _error("Ce SIREN n'est pas celui du SIRET.")
        number, doubt = self._designated(said)
        if doubt and row.choice == Choice.SKIP:
            return Plan(Outcome.SKIPPED, number, reasons=(doubt,))
        if doubt and row.choice == Choice.CREATE and self._may_be_new(said):
            return self._create(row, said)
        if doubt and row.choice != Choice.UPDATE:
            options = [Choice.UPDATE, Choice.SKIP]
            if self._may_be_new(said):
                options.insert(0, Choice.CREATE)
            if number is not None and number < 0:
                options.remove(Choice.UPDATE)
            return Plan(Outcome.DUPLICATE, number, reasons=(doubt,), options=tuple(options))
        if number is None:
            return self._create(row, said)
        return self._update(row, number, said)

    def _given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return given(values)

    def _create(self, row: Asked, said: Mapping[str, Any]) -> Plan:
        after = {**BLANK, **said, **following(said)}
        if after["siret"] in self.known.of_siret:
            return _error("Une autre structure du registre porte déjà ce SIRET.")
        self.known.add(-row.number, dict(after))
        return Plan(Outcome.CREATE, after=after)

    def _update(self, row: Asked, number: int, said: Mapping[str, Any]) -> Plan:
        if number < 0:
            return _error(f"La ligne {-number} de ce fichier dit déjà cette structure.")
        if earlier := self.claimed.get(number):
            return _error(f"La ligne {earlier} de ce fichier désigne la même structure.")
        known = self.known.rows[number]
        if not same(known["siret"], said.get("siret")):
            said = {**said, **following(said)}
        changed = [name for name, value in said.items() if not same(known[name], value)]
        if "siret" in changed and self.known.of_siret.get(said["siret"], number) != number:
            return _error("Une autre structure du registre porte déjà ce SIRET.")
        self.claimed[number] = row.number
        if not changed:
            return Plan(Outcome.UNCHANGED, number)
        return Plan(
            Outcome.UPDATE, number,
            {name: known[name] for name in changed}, {name: said[name] for name in changed},
        )  # fmt: skip

    def _designated(self, said: Mapping[str, Any]) -> tuple[int | None, str]:
        """The structure the row is about, if any; and why one may doubt it."""
        siret = said.get("siret")
        if siret in self.known.of_siret:
            return self.known.of_siret[siret], ""
        namesakes = self.known.of_name.get(key(said["name"]), [])
        here = said.get("commune_id")
        same = [n for n in namesakes if self.known.rows[n]["commune_id"] == here]
        same = [n for n in same if self._is_row(n, said)] or same
        if same:
            known = self.known.rows[same[0]]
            if siret and known["siret"]:
                where = "Même nom dans la même commune" if here else "Même nom"
                return same[0], f"{where} que {_said(known)}, mais un autre SIRET."
            if len(same) > 1:
                return same[0], f"{len(same)} structures du registre portent ce nom."
            return same[0], ""
        for number in namesakes:
            if here is None or self.known.rows[number]["commune_id"] is None:
                known = self.known.rows[number]
                return number, f"Même nom que {_said(known)}, dont la commune n'est pas la même."
        if twin := self._of_siren(said):
            return twin, f"Même SIREN que {_said(self.known.rows[twin])}."
        return self._resembling(said)

    def _of_siren(self, said: Mapping[str, Any]) -> int | None:
        """The only structure of that SIREN, when one of them says no SIRET: establishments of one
        organisation each have their own."""
        numbers = self.known.of_siren.get(said.get("siren", ""), [])
        if len(numbers) != 1 or (said.get("siret") and self.known.rows[numbers[0]]["siret"]):
            return None
        return numbers[0]

    def _resembling(self, said: Mapping[str, Any]) -> tuple[int | None, str]:
        """Another name of the same commune that looks like this one."""
        here, name = said.get("commune_id"), key(said["name"])
        if here is None:
            return None, ""
        for number in self.known.of_commune.get(here, ()):
            known = self.known.rows[number]
            other = key(known["name"])
            if _DIGITS.findall(name) != _DIGITS.findall(other) or likeness(name, other) < NEAR:
                continue
            if said.get("siret") and known["siret"]:
                continue  # two numbers, two structures
            return number, f"Le nom ressemble à celui de {_said(known)}, dans la même commune."
        return None, ""

    def _is_row(self, number: int, said: Mapping[str, Any]) -> bool:
        known = self.known.rows[number]
        return all(same(known[name], value) for name, value in said.items())

    def _may_be_new(self, said: Mapping[str, Any]) -> bool:
        """The rule of registering: the same name in the same commune is the same structure, and so
        it is when a seat is unknown."""
        here = said.get("commune_id")
        seats = (self.known.rows[n]["commune_id"] for n in self.known.of_name[key(said["name"])])
        return not any(here is None or seat in {here, None} for seat in seats)


def _said(known: Mapping[str, Any]) -> str:
    return f"« {known['name']} »"


def _error(reason: str) -> Plan:
    return Plan(Outcome.ERROR, reasons=(reason,))


def _plan(by: Actor) -> Planner:
    return RegistryPlanner(by)


def _apply(plans: Sequence[Plan], by: Actor) -> list[int]:
    """Changes first: a number let go by one structure may be taken by a new one."""
    new = [place for place, plan in enumerate(plans) if plan.target is None]
    known = [place for place, plan in enumerate(plans) if plan.target is not None]
    edits = [(plans[p].target or 0, plans[p].before, plans[p].after) for p in known]
    identities = [Identity(**plans[p].after) for p in new]
    with _told_of(known):
        edit_structures(edits=edits, by=by)
    with _told_of(new):
        made = register_structures(identities=identities, source=SOURCE, by=by)
    numbers = dict(zip(new, (row.pk for row in made), strict=True))
    return [numbers.get(place) or plan.target or 0 for place, plan in enumerate(plans)]


class _told_of:  # noqa: N801 - read as a sentence: with _told_of(rows)
    """Gives what an action refuses the places those rows have in the file."""

    def __init__(self, places: Sequence[int]):
        self.places = places

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: object, where: object) -> None:
        if isinstance(error, Stopped):
            raise Stopped({self.places[at]: why for at, why in error.reasons.items()})


def _undo(rows: Sequence[Done], by: Actor) -> list[str]:
    held = {
        row.pk: row
        for start in range(0, len(rows), 500)
        for row in Structure.objects.filter(pk__in=[d.target for d in rows[start : start + 500]])
    }
    used = cited(Structure, [done.target for done in rows if done.created])
    told: list[str] = []
    edits: list[tuple[int, Mapping[str, Any], Mapping[str, Any]]] = []
    gone: list[Structure] = []
    for done in rows:
        row = held.get(done.target)
        if row is None:
            told.append("Elle n'est plus au registre.")
        elif done.created and done.target in used:
            told.append(f"Elle sert depuis ailleurs ({used[done.target]}).")
        elif changed := [n for n, value in done.after.items() if getattr(row, n) != value]:
            told.append(f"Elle a été modifiée depuis ({labels(changed)}).")
            same = {n: v for n, v in done.after.items() if n not in changed}
            if same and not done.created:
                edits.append((row.pk, same, {name: done.before[name] for name in same}))
        else:
            told.append("")
            if done.created:
                gone.append(row)
            else:
                edits.append((row.pk, done.after, done.before))
    unregister_structures(structures=gone, by=by)
    edit_structures(edits=edits, by=by)
    return told


STRUCTURES = Importer(
    "structures", "Structures", can_register_structure, FIELDS, _plan, _apply, _undo, rows, say
)
