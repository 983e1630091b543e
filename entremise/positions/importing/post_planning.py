"""What a row of a table of posts comes to: a new one, one that is known, or maybe the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.guard import warnings
from entremise.core.importing import Asked, Choice, Outcome, Plan
from entremise.positions.actions.soundness import BOND_TAKEN, NUMBER_TAKEN
from entremise.positions.enums import Cause, Status
from entremise.positions.whole import PRESENT, Bond, State, Whole, fault_of, told
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.importing.structure_columns import same

from .post_cells import plain
from .post_columns import FIELDS
from .post_known import Knowledge, Known, place_of

NEEDED = ("title", "domain", "commune", "status", "since", "contract")
BY_THE_MISSION = {"supported", "pilot"}


class PostPlanner:
    """A post is known again by its reference, else by its employer and its number."""

    def __init__(self, by: Actor):
        self.by = by
        self.own = by.structure_id if by.is_(Role.DIRECTOR) else None
        self.region = by.region_code if by.is_(Role.REGIONAL) else None
        self.known = Knowledge(by)
        self.today = clock.today()
        self.lines: dict[Any, int] = {}
        self.bonds: dict[tuple[int, str], int] = {}

    def __call__(self, rows: Sequence[Asked]) -> list[Plan]:
        """Raises nothing: what a row cannot say is the plan of that row."""
        references = {row.values["reference"] for row in rows if "reference" in row.values}
        self.known.learn(references, {s for row in rows if (s := self._employer(row.values))})
        return [self._tried(row) for row in rows]

    def _employer(self, said: Mapping[str, Any]) -> int | None:
        told: int | None = said.get("siret") or said.get("employer")
        return told or (None if "reference" in said else self.own)

    def _tried(self, row: Asked) -> Plan:
        try:
            return self._plan(row)
        except Refusal as refusal:
            return Plan(Outcome.ERROR, reasons=(refusal.message,))

    def _plan(self, row: Asked) -> Plan:
        said = row.values
        employer = self._employer(said)
        found = self._found(said, employer)
        if found is not None:
            return self._update(row, found)
        if employer is None:
            raise _error("Il manque l'employeur : donnez son SIRET ou son nom.")
        to_be = self._new(row, employer)
        if number := said.get("number"):
            self._once((employer, number), row)
        after, reasons = told(to_be), _noticed(None, to_be)
        near = self._alike(to_be)
        if near is None or row.choice == Choice.CREATE:
            self._require_sound(to_be, None, row)
            return Plan(Outcome.CREATE, after={**after, "structure_id": employer}, reasons=reasons)
        doubt = (f"Un poste semblable est au registre : {_spoken(near.post)}.",)
        if row.choice == Choice.UPDATE:
            return replace(self._update(row, near), reasons=doubt)
        if row.choice == Choice.SKIP:
            return Plan(Outcome.SKIPPED, near.pk, reasons=doubt)
        return Plan(Outcome.DUPLICATE, near.pk, reasons=doubt, options=tuple(Choice))

    def _found(self, said: Mapping[str, Any], employer: int | None) -> Known | None:
        if reference := said.get("reference"):
            found = self.known.posts.get(reference)
            if found is None:
                raise _error(
                    f"Aucun poste que vous suivez ne porte la référence {reference} : laissez "
                    "cette cellule vide pour en créer un."
                )
            if employer and employer != found.post.structure:
                raise _error(
                    "Un poste ne change pas d'employeur : celui de la référence en a un autre."
                )
            return found
        if not employer or not said.get("number"):
            return None
        number = self.known.numbers.get((employer, said["number"]))
        if number is not None and number not in self.known.posts:
            raise _error(f"{NUMBER_TAKEN[:-1]}, hors de votre région.")
        return self.known.posts[number] if number is not None else None

    def _alike(self, post: Whole) -> Known | None:
        """One that may be the same: same employer, title, commune, and no number apart."""
        for pk in self.known.alike.get(place_of(post), ()):
            known = self.known.posts[pk]
            if not (post.number and known.post.number):
                return known
        return None

    # --- a new post

    def _new(self, row: Asked, employer: int) -> Whole:
        said = row.values
        held = {*said, *({"commune"} if "commune_code" in said else ())}
        lacking = [name for name in NEEDED if name not in held]
        if lacking:
            labels = {field.name: field.label for field in FIELDS}
            raise _error(f"Il manque « {labels[lacking[0]]} ».")
        now = State(cause=Cause.OTHER.value, **_of(said, *(set(PRESENT) - {"cause"})))
        states = (*said.get("earlier", ()), replace(now, **_of(said, "cause")))
        blank = Whole(employer, said["title"], said["domain"], self._commune(said, None), states)
        return self._sheet(said, blank)

    # --- a known one

    def _update(self, row: Asked, known: Known) -> Plan:
        was = known.post
        self._once(known.pk, row)
        to_be = self._sheet(row.values, replace(was, commune=self._commune(row.values, was)))
        to_be = replace(to_be, states=_history(was.states, row.values))
        before, after = told(was), told(to_be)
        changed = [name for name in after if not same(before[name], after[name])]
        if not changed:
            return Plan(Outcome.UNCHANGED, known.pk)
        # What counts for nothing, such as a space, is left as it was.
        self._require_sound(to_be, known, row)
        self._require_right(known, to_be, set(changed))
        return Plan(
            Outcome.UPDATE, known.pk,
            {name: before[name] for name in changed}, {name: after[name] for name in changed},
            reasons=_noticed(was, to_be),
        )  # fmt: skip

    def _sheet(self, said: Mapping[str, Any], post: Whole) -> Whole:
        """What a row says of a post, whatever the day."""
        changes = _of(
            said, "title", "domain", "number", "qpv", "hosted_by", "ended_on", "end_cause",
            "supported", "pilot",
        )  # fmt: skip
        if service := said.get("dispositif"):
            changes["dispositif"] = self.known.services.get((post.structure, service))
            if changes["dispositif"] is None:
                raise _error("Ce dispositif n'est pas celui de l'employeur.")
        if "funding_lines" in said:
            lines = {self._line(post.structure, may_be) for may_be in said["funding_lines"]}
            changes["funding_lines"] = tuple(sorted(lines))
        if "conventions" in said:
            changes["conventions"] = _bonds(post.conventions, said["conventions"])
        if changes.get("ended_on") and not (post.end_cause or changes.get("end_cause")):
            changes["end_cause"] = Cause.OTHER.value
        return replace(post, **changes)

    def _commune(self, said: Mapping[str, Any], was: Whole | None) -> str:
        """The commune of today that a row names; the former one of a post is the same."""
        named = said.get("commune_code") or said.get("commune")
        if named is None:
            return was.commune if was else ""
        if was and named.pk == self.known.today.get(was.commune):
            return was.commune
        if self.region and named.region_id != self.region:
            raise _error(f"{named.name} n'est pas dans la région que vous suivez.")
        return str(named.pk)

    def _line(self, structure: int, may_be: Sequence[int]) -> int:
        own = [number for number in may_be if self.known.lines.get(number) == structure]
        if len(own) == 1:
            return own[0]
        raise _error(
            "Ce financement n'est pas celui de l'employeur." if not own
            else "Plusieurs financements s'intitulent ainsi : donnez leur numéro, "
            f"{' ou '.join(f'« (n° {number}) »' for number in own)}."
        )  # fmt: skip

    # --- what cannot be

    def _once(self, place: Any, row: Asked) -> None:
        earlier = self.lines.setdefault(place, row.number)
        if earlier != row.number:
            raise _error(f"La ligne {earlier} de ce fichier dit déjà ce poste.")

    def _require_sound(self, post: Whole, known: Known | None, row: Asked) -> None:
        pk = known.pk if known else None
        if fault := fault_of(post, self.today):
            raise _error(fault)
        if post.qpv and (post.qpv, post.commune) not in self.known.quarters:
            raise _error(f"Le quartier {post.qpv} n'est pas dans la commune du poste.")
        if post.number and self.known.numbers.get((post.structure, post.number), pk) != pk:
            raise _error(NUMBER_TAKEN)
        for bond in post.conventions:
            place = (post.structure, bond.number)
            line = self.bonds.setdefault(place, row.number)
            if self.known.bonds.get(place, pk) != pk or line != row.number:
                raise _error(BOND_TAKEN.format(bond.number))
        if known is None:
            self._require_right_to_add(post)

    def _require_right_to_add(self, post: Whole) -> None:
        if self.own is not None:
            if post.structure != self.own:
                raise _error("Vous n'importez que les postes de votre structure.")
            if post.supported or post.pilot:
                raise _error("C'est la mission régionale qui dit quels postes elle accompagne.")
            return
        if post.conventions:
            raise _error("C'est l'employeur qui saisit ses conventions adulte-relais.")
        if post.structure in self.known.directed and not _in_prospect(post):
            raise _error(
                "Cet employeur saisit lui-même ses postes : vous ne pouvez y ajouter que des "
                "postes en perspective."
            )

    def _require_right(self, known: Known, to_be: Whole, changed: set[str]) -> None:
        if self.own is not None:
            if changed & BY_THE_MISSION:
                raise _error("C'est la mission régionale qui dit quels postes elle accompagne.")
            return
        if "conventions" in changed:
            raise _error("C'est l'employeur qui saisit ses conventions adulte-relais.")
        theirs = known.post.structure in self.known.directed and not _in_prospect(known.post)
        if theirs and changed - BY_THE_MISSION:
            raise _error(
                "Cet employeur saisit lui-même ses postes : vous ne pouvez changer que leur "
                "accompagnement."
            )


def _error(sentence: str) -> Refusal:
    return Refusal(sentence, code="row")


def _of(said: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: said[name] for name in names if name in said}


def _in_prospect(post: Whole) -> bool:
    return all(state.status == Status.PROSPECT for state in post.states)


def _history(known: tuple[State, ...], said: Mapping[str, Any]) -> tuple[State, ...]:
    """The history once the row is told. A state that begins later than the last one known, and
    differs from it, follows it; any other one corrects it.
    """
    now, last = _of(said, *PRESENT), known[-1]
    earlier = tuple(_settled(one, known) for one in said.get("earlier", known[:-1]))
    present = replace(last, **now)
    follows = (
        present.since > last.since
        and present.terms != last.terms
        and last.since not in {one.since for one in earlier}
    )
    if follows:
        blank = {"cause": Cause.OTHER.value, "note": ""}
        return (*earlier, last, replace(present, **{**blank, **_of(said, *blank)}))
    return (*earlier, _settled(present, known))


def _settled(told: State, known: tuple[State, ...]) -> State:
    """Its note as it is known, when a cell could not hold it otherwise."""
    for one in known:
        if one.since == told.since and plain(one.note) == plain(told.note):
            return replace(told, note=one.note)
    return told


def _bonds(known: tuple[Bond, ...], said: Sequence[Bond]) -> tuple[Bond, ...]:
    numbers = {(one.starts_on, plain(one.number)): one.number for one in known}
    return tuple(
        replace(one, number=numbers.get((one.starts_on, plain(one.number)), one.number))
        for one in said
    )


def _noticed(was: Whole | None, post: Whole) -> tuple[str, ...]:
    """What the guard of free text says of new words."""
    notes = {state.note for state in was.states} | {was.title} if was else set()
    return tuple(_warned({post.title, *(state.note for state in post.states)} - notes))


def _warned(words: set[str]) -> Iterator[str]:
    for word in sorted(words):
        yield from (f"« {word} » : {one.replace('La note', 'ce texte')}" for one in warnings(word))


def _spoken(post: Whole) -> str:
    first = post.states[0]
    said = f"« {post.title}{' ' if post.number else ''}{post.number} »"
    return f"{said}, {Status(first.status).label} le {first.since:%d/%m/%Y}"
