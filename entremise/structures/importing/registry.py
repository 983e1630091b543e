"""Structures brought in from a file, in the columns in which the registry is exported."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from entremise.core.cells import Labels, code, each, text
from entremise.core.importing import (
    Asked,
    Choice,
    Done,
    Field,
    Importer,
    Outcome,
    Plan,
    Planner,
    Stopped,
    Unread,
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
from entremise.structures.enums import ActorType, OperatorType
from entremise.structures.identifiers import compact, validate_siret
from entremise.structures.models import Structure
from entremise.structures.policies import can_register_structure, editable_structures
from entremise.structures.queries import REGISTRY_HEADER, registry_rows
from entremise.territories.importing import read_codes, read_communes, written
from entremise.territories.models import Commune
from entremise.territories.names import key

SOURCE = "import"
WRITTEN = ("name", "short_name", "actor_type", "operator_type", "siret", "commune_id")
BLANK = {"short_name": "", "operator_type": "", "siret": None, "commune_id": None}
# Two names of one town that differ by less may be one structure; numbers must be the same.
NEAR = 0.85
_DIGITS = re.compile(r"\d+")


def read_siret(word: str) -> str:
    """Fourteen digits; a first 0 that a spreadsheet took away is put back. Raises Unread."""
    number = compact(code(20)(word))
    if len(number) == 13 and number.isdigit():
        number = number.zfill(14)
    try:
        validate_siret(number)
    except ValidationError as error:
        raise Unread(error.messages[0]) from None
    return number


FIELDS = (
    Field("name", "nom", text(160), required=True, aliases=("structure", "raison sociale",
          "dénomination", "organisme")),
    Field("short_name", "nom court", text(40), aliases=("sigle", "acronyme", "enseigne")),
    Field("actor_type", "type d'acteur", Labels(ActorType.choices, "un type d'acteur").read,
          required=True, aliases=("acteur", "type", "forme juridique")),
    Field("operator_type", "type d'opérateur",
          Labels(OperatorType.choices, "un type d'opérateur").read, aliases=("opérateur",)),
    Field("siret", "SIRET", each(read_siret), aliases=("n° siret", "numéro siret")),
    Field("commune_code", "code de la commune", read_codes,
          aliases=("code insee", "insee", "code commune", "code insee de la commune")),
    Field("commune", "commune", read_communes, unless="commune_code",
          aliases=("ville", "commune du siège", "siège")),
)  # fmt: skip


class _Registry:
    """The structures one may correct, by what designates one. Loaded whole: they are thousands,
    of a few words each, and a question for each row would take minutes."""

    def __init__(self, by: Actor):
        self.rows: dict[int, dict[str, Any]] = {}
        self.of_siret: dict[str, int] = {}
        self.of_name: defaultdict[str, list[int]] = defaultdict(list)
        self.of_commune: defaultdict[str | None, list[int]] = defaultdict(list)
        for row in editable_structures(by).order_by("pk").values("pk", *WRITTEN):
            self.add(row.pop("pk"), row)

    def add(self, number: int, row: dict[str, Any]) -> None:
        """One more, known from now on; those of the file itself have numbers below zero."""
        self.rows[number] = row
        if row["siret"]:
            self.of_siret[row["siret"]] = number
        self.of_name[key(row["name"])].append(number)
        self.of_commune[row["commune_id"]].append(number)


class _Planner:
    """Plans the rows of one file, in order: those to be created are known to the next ones."""

    def __init__(self, by: Actor):
        self.known = _Registry(by)
        self.claimed: dict[int, int] = {}

    def __call__(self, rows: Sequence[Asked]) -> list[Plan]:
        return [self._plan(row) for row in rows]

    def _plan(self, row: Asked) -> Plan:
        given = _given(row.values)
        number, doubt = self._designated(given)
        if doubt and row.choice == Choice.SKIP:
            return Plan(Outcome.SKIPPED, number, reasons=(doubt,))
        if doubt and row.choice == Choice.CREATE and self._may_be_new(given):
            return self._create(row, given)
        if doubt and row.choice != Choice.UPDATE:
            options = [Choice.UPDATE, Choice.SKIP]
            if self._may_be_new(given):
                options.insert(0, Choice.CREATE)
            if number is not None and number < 0:
                options.remove(Choice.UPDATE)
            return Plan(Outcome.DUPLICATE, number, reasons=(doubt,), options=tuple(options))
        if number is None:
            return self._create(row, given)
        return self._update(row, number, given)

    def _create(self, row: Asked, given: Mapping[str, Any]) -> Plan:
        after = {**BLANK, **given}
        if after["siret"] in self.known.of_siret:
            return _error("Une autre structure du registre porte déjà ce SIRET.")
        self.known.add(-row.number, dict(after))
        return Plan(Outcome.CREATE, after=after)

    def _update(self, row: Asked, number: int, given: Mapping[str, Any]) -> Plan:
        if number < 0:
            return _error(f"La ligne {-number} de ce fichier dit déjà cette structure.")
        if earlier := self.claimed.get(number):
            return _error(f"La ligne {earlier} de ce fichier désigne la même structure.")
        known = self.known.rows[number]
        changed = [name for name, value in given.items() if not same(known[name], value)]
        if "siret" in changed and self.known.of_siret.get(given["siret"], number) != number:
            return _error("Une autre structure du registre porte déjà ce SIRET.")
        self.claimed[number] = row.number
        if not changed:
            return Plan(Outcome.UNCHANGED, number)
        return Plan(
            Outcome.UPDATE, number,
            {name: known[name] for name in changed}, {name: given[name] for name in changed},
        )  # fmt: skip

    def _designated(self, given: Mapping[str, Any]) -> tuple[int | None, str]:
        """The structure the row is about, if any; and why one may doubt it."""
        siret = given.get("siret")
        if siret in self.known.of_siret:
            return self.known.of_siret[siret], ""
        namesakes = self.known.of_name.get(key(given["name"]), [])
        here = given.get("commune_id")
        same = [n for n in namesakes if self.known.rows[n]["commune_id"] == here]
        same = [n for n in same if self._is_row(n, given)] or same
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
        return self._resembling(given)

    def _resembling(self, given: Mapping[str, Any]) -> tuple[int | None, str]:
        """Another name of the same commune that looks like this one."""
        here, name = given.get("commune_id"), key(given["name"])
        if here is None:
            return None, ""
        for number in self.known.of_commune.get(here, ()):
            known = self.known.rows[number]
            other = key(known["name"])
            if _DIGITS.findall(name) != _DIGITS.findall(other) or likeness(name, other) < NEAR:
                continue
            if given.get("siret") and known["siret"]:
                continue  # two numbers, two structures
            return number, f"Le nom ressemble à celui de {_said(known)}, dans la même commune."
        return None, ""

    def _is_row(self, number: int, given: Mapping[str, Any]) -> bool:
        known = self.known.rows[number]
        return all(same(known[name], value) for name, value in given.items())

    def _may_be_new(self, given: Mapping[str, Any]) -> bool:
        """The rule of registering: the same name in the same commune is the same structure, and so
        it is when a seat is unknown."""
        here = given.get("commune_id")
        seats = (self.known.rows[n]["commune_id"] for n in self.known.of_name[key(given["name"])])
        return not any(here is None or seat in {here, None} for seat in seats)


def same(known: Any, given: Any) -> bool:
    """Whether a cell says what is known: spaces, of which cells keep one, do not count."""
    if isinstance(known, str) and isinstance(given, str):
        return known.split() == given.split()
    return bool(known == given)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the row says, under the names of the columns of a structure."""
    given = {name: value for name, value in values.items() if name in WRITTEN}
    if commune := values.get("commune_code") or values.get("commune"):
        given["commune_id"] = commune.pk
    return given


def _said(known: Mapping[str, Any]) -> str:
    return f"« {known['name']} »"


def _error(reason: str) -> Plan:
    return Plan(Outcome.ERROR, reasons=(reason,))


def _plan(by: Actor) -> Planner:
    return _Planner(by)


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
            told.append(f"Elle a été modifiée depuis ({_labels(changed)}).")
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


def _labels(names: Sequence[str]) -> str:
    labels = {field.name: field.label for field in FIELDS}
    return ", ".join(labels.get(name.removesuffix("_id"), name) for name in names)


def _rows(by: Actor) -> Iterator[Sequence[str]]:
    """The registry as it is exported, in the columns that are read."""
    places = [REGISTRY_HEADER.index(field.label) for field in FIELDS]
    for row in registry_rows(by, {}):
        yield [row[place] for place in places]


def _say(values: Sequence[tuple[str, Any]]) -> list[str]:
    labels = {**dict(ActorType.choices), **dict(OperatorType.choices)}
    codes = {value for name, value in values if name == "commune_id" and value}
    communes = {row.pk: written(row) for row in Commune.objects.filter(pk__in=codes)}
    known = {"actor_type": labels, "operator_type": labels, "commune_id": communes}
    return [str(known.get(name, {}).get(value, value or "")) for name, value in values]


STRUCTURES = Importer(
    "structures", "Structures", can_register_structure, FIELDS, _plan, _apply, _undo, _rows, _say
)
