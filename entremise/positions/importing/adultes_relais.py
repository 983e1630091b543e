"""The adulte-relais posts that the State publishes for each employer and contrat de ville, year by
year, brought in as posts.

Each column of a year is a number of posts on the 1st of January. What is missing is created on that
day; what is too many ended on the last one of the year before. Posts that a structure has typed are
counted first, and never touched: the file completes them, and does not double them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from entremise.core.cells import each, text
from entremise.core.errors import Refusal
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
from entremise.core.nearness import Nearest
from entremise.core.typography import agree
from entremise.positions.actions import (
    Sheet,
    Step,
    Terms,
    end_position,
    open_position,
    reopen_position,
    withdraw_position,
)
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.models import Position
from entremise.positions.policies import can_import_adultes_relais
from entremise.structures.actions.many import cited, register_structures, unregister_structures
from entremise.structures.actions.registry import Identity
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType, Domain
from entremise.structures.identifiers import SIREN
from entremise.structures.importing.structure_columns import read_siret
from entremise.structures.models import Structure
from entremise.territories.models import Commune, ContratVille

from .lives import MOST, SOURCE, Life, followed, lives_of, seat_of, typed_by_structure, years

CHANGED = "Les postes de cet employeur ont changé depuis l'analyse."
# The kind of public body that a SIREN begins with; the others are mostly associations.
BODIES = {
    "20": ActorType.EPCI, "21": ActorType.COMMUNE, "22": ActorType.DEPARTEMENT,
    "23": ActorType.REGION, "26": ActorType.CCAS,
}  # fmt: skip


def _read_count(word: str) -> int:
    if not word.isdecimal() or len(word) > 9 or int(word) > MOST:
        raise Unread(f"« {word} » n'est pas un nombre de postes : écrivez de 0 à {MOST}.")
    return int(word)


def _read_contrats(words: Collection[str], by: Any) -> Mapping[str, Any]:
    known = set(ContratVille.objects.values_list("pk", flat=True))
    codes = Nearest(known)

    def code_of(word: str) -> str:
        if word.upper() in known:
            return word.upper()
        raise Unread(f"« {word} » n'est le code d'aucun contrat de ville.", codes.to(word))

    return each(code_of)(words, by)


FIELDS = (
    Field("contrat", "contrat de ville", _read_contrats, required=True,
          aliases=("contrat_ville", "code du contrat")),
    Field("siret", "SIRET", each(read_siret), required=True, aliases=("numéro siret",)),
    Field("name", "employeur", text(160), required=True, aliases=("nom", "structure")),
    *(
        Field(f"in_{year}", f"postes {year}", each(_read_count),
              aliases=(f"postes_{year}", f"nombre de postes {year}"))
        for year in years()
    ),
)  # fmt: skip


class _Planner:
    """Employers by their SIRET; those of the file are remembered, lest a line be said twice."""

    def __init__(self, by: Actor):
        self.by = by
        rows = Structure.objects.filter(merged_into=None).order_by("pk")
        self.names = dict(rows.values_list("pk", "name"))
        self.of_siret = dict(rows.exclude(siret=None).values_list("siret", "pk"))
        self.of_siren: dict[str, int] = {}
        for siren, number in rows.exclude(siren="").values_list("siren", "pk"):
            self.of_siren.setdefault(siren, number)
        self.region = set(
            Commune.objects.filter(region_id=by.region_code).values_list("pk", flat=True)
        )
        self.seats = dict(rows.values_list("pk", "commune_id"))
        self.lives, self.typed = lives_of(), typed_by_structure()
        self.taken: dict[tuple[int, int], int] = {}
        self.lines: dict[tuple[str, str], int] = {}

    def __call__(self, rows: Sequence[Asked]) -> list[Plan]:
        return [self._plan(row) for row in rows]

    def _plan(self, row: Asked) -> Plan:
        said = row.values
        place = (said["contrat"], said["siret"])
        counts = {year: said[f"in_{year}"] for year in years() if f"in_{year}" in said}
        if earlier := self.lines.get(place):
            return _error(f"La ligne {earlier} de ce fichier dit déjà cet employeur.")
        if not counts:
            return _error("Il manque le nombre de postes d'une année au moins.")
        self.lines[place] = row.number
        number, doubt = self._employer(said)
        if doubt and row.choice == Choice.SKIP:
            return Plan(Outcome.SKIPPED, number, reasons=(doubt,))
        if doubt and not row.choice:
            return Plan(Outcome.DUPLICATE, number, reasons=(doubt,), options=tuple(Choice))
        if number is None or row.choice == Choice.CREATE:
            return self._new(said, counts)
        return self._known(number, said["contrat"], counts)

    def _employer(self, said: Mapping[str, Any]) -> tuple[int | None, str]:
        """The structure of that SIRET, or one of the same SIREN, to be confirmed."""
        siret: str = said["siret"]
        if siret in self.of_siret:
            return self.of_siret[siret], ""
        number = self.of_siren.get(siret[:SIREN])
        if number is None:
            return None, ""
        return number, (
            f"Aucune structure n'a ce SIRET, mais « {self.names[number]} » a le même SIREN : "
            "c'est sans doute un autre établissement."
        )

    def _new(self, said: Mapping[str, Any], counts: Mapping[int, int]) -> Plan:
        lives, _notes = followed([], said["contrat"], counts, {})
        if not self._lies_here(None, said["contrat"]):
            return _error("Ce contrat de ville n'est pas dans votre région.")
        if not lives:
            return Plan(Outcome.SKIPPED, reasons=("Aucun poste, et un employeur inconnu.",))
        after = {"name": said["name"], "siret": said["siret"], "postes": lives}
        reasons = ("Employeur inconnu du registre : sa fiche sera créée.",)
        return Plan(Outcome.CREATE, after=after, reasons=reasons)

    def _known(self, number: int, contrat: str, counts: Mapping[int, int]) -> Plan:
        if not self._lies_here(self.seats.get(number), contrat):
            return _error("Cet employeur n'est pas dans votre région.")
        before = self.lives.get((number, contrat), [])
        if before and max(life[1] for life in before) > f"{max(counts)}-01-01":
            return _error(
                "Des postes d'une année plus récente sont déjà importés : liez aussi la colonne "
                "de cette année."
            )
        free = {year: self._free(number, year) for year in counts}
        after, notes = followed(before, contrat, counts, free)
        for year, count in counts.items():
            taken = min(free[year], count)
            self.taken[number, year] = self.taken.get((number, year), 0) + taken
        if after == before:
            return Plan(Outcome.UNCHANGED, number, reasons=notes)
        return Plan(Outcome.UPDATE, number, {"postes": before}, {"postes": after}, reasons=notes)

    def _free(self, number: int, year: int) -> int:
        """The posts typed by a structure that no line of the file has counted yet that year."""
        return self.typed.get((number, year), 0) - self.taken.get((number, year), 0)

    def _lies_here(self, seat: str | None, contrat: str) -> bool:
        commune = seat or seat_of(contrat)
        return commune in self.region


def _plan(by: Actor) -> Planner:
    return _Planner(by)


def _error(reason: str) -> Plan:
    return Plan(Outcome.ERROR, reasons=(reason,))


# --- writing, and taking back


@transaction.atomic
def _apply(plans: Sequence[Plan], by: Actor) -> list[int]:
    written, refused = [], {}
    for place, plan in enumerate(plans):
        try:
            with transaction.atomic():
                structure = (
                    _register(plan.after, by)
                    if plan.target is None
                    else Structure.objects.select_for_update().get(pk=plan.target)
                )
                _write(structure, plan.before.get("postes", []), plan.after["postes"], by)
                written.append(structure.pk)
        except Refusal as refusal:
            refused[place] = refusal.message
    if refused:
        raise Stopped(refused)
    return written


def _register(said: Mapping[str, Any], by: Actor) -> Structure:
    kind = BODIES.get(said["siret"][:2], ActorType.ASSOCIATION)
    identity = Identity(name=said["name"], actor_type=kind, siret=said["siret"])
    (row,) = register_structures(identities=[identity], source=SOURCE, by=by)
    return row


def _write(structure: Structure, before: Sequence[Life], after: Sequence[Life], by: Actor) -> None:
    """Make the posts of an employer what they are to be. Refuses when they have changed."""
    contrat = [*before, *after][0][0].rsplit("-", 1)[0]
    held = lives_of(structure.pk).get((structure.pk, contrat), [])
    if [list(life) for life in before] != held:
        raise Refusal(CHANGED, code="changed")
    known = {life[0]: life for life in held}
    rows = {row.number: row for row in structure.positions.filter(source=SOURCE)}
    for number, start, end in after:
        if number not in known:
            rows[number] = _open(structure, contrat, number, start, by)
        elif known[number][2] and known[number][2] != end:
            reopen_position(position=rows[number], by=by)
        if end and known.get(number, ["", "", ""])[2] != end:
            step = Step(date.fromisoformat(end), Cause.UNFUNDED)
            end_position(position=rows[number], step=step, by=by)
    for number in known.keys() - {life[0] for life in after}:
        if known[number][2]:
            reopen_position(position=rows[number], by=by)
        withdraw_position(position=rows[number], by=by)


def _open(structure: Structure, contrat: str, number: str, start: str, by: Actor) -> Position:
    seat = structure.commune or Commune.objects.filter(pk=seat_of(contrat)).first()
    if seat is None:
        raise Refusal("Aucune commune n'est connue pour cet employeur.", code="nowhere")
    services = list(structure.dispositifs.filter(closed_on=None)[:2])
    own = services[0] if len(services) == 1 else None
    return open_position(
        structure=structure,
        sheet=Sheet(
            title="Adulte-relais",
            number=number,
            domain=own.domains[0] if own else Domain.PUBLIC_SPACE,
            commune=seat,
            dispositif=own,
        ),
        status=Status.CREATED,
        terms=Terms(Contract.ADULTE_RELAIS),
        step=Step(date.fromisoformat(start), Cause.FUNDED),
        source=SOURCE,
        by=by,
    )


def _undo(rows: Sequence[Done], by: Actor) -> list[str]:
    return [_taken_back(done, by) for done in rows]


def _taken_back(done: Done, by: Actor) -> str:
    structure = Structure.objects.select_for_update().filter(pk=done.target).first()
    if structure is None:
        return "Cet employeur n'est plus au registre."
    try:
        with transaction.atomic():
            _write(structure, done.after["postes"], done.before.get("postes", []), by)
    except Refusal as refusal:
        return refusal.message.replace("l'analyse", "l'import")
    if done.created and not cited(Structure, [structure.pk]):
        unregister_structures(structures=[structure], by=by)
    return ""


# --- what may be brought in again, and words


def _rows(by: Actor) -> Iterator[Sequence[str]]:
    lives, typed = lives_of(), typed_by_structure()
    rows = Structure.objects.in_bulk({structure for structure, _contrat in lives})
    for (structure, contrat), held in sorted(lives.items()):
        row = rows[structure]
        if row.siret is None:
            continue
        counts = [
            sum(1 for _n, start, end in held if start <= f"{y}-01-01" <= (end or "9999"))
            + typed.get((structure, y), 0)
            for y in years()
        ]
        yield [contrat, row.siret, row.name, *map(str, counts)]


def _say(values: Sequence[tuple[str, Any]]) -> list[str]:
    return [_in_words(value) if name == "postes" else str(value or "") for name, value in values]


def _in_words(lives: Sequence[Life] | None) -> str:
    """« 2 en place depuis 2024, 1 jusqu'au 31/12/2024 »."""
    groups: dict[tuple[str, str], int] = {}
    for _number, start, end in lives or ():
        groups[start, end] = groups.get((start, end), 0) + 1
    return ", ".join(
        f"{count} {agree(count, 'poste')} depuis {start[:4]}"
        + (f", jusqu'au {date.fromisoformat(end):%d/%m/%Y}" if end else "")
        for (start, end), count in sorted(groups.items())
    )


ADULTES_RELAIS = Importer(
    "adultes_relais", "Adultes-relais publiés par l'État", can_import_adultes_relais, FIELDS,
    _plan, _apply, _undo, _rows, _say,
)  # fmt: skip
