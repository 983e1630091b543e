"""Dispositifs brought in from a file: the structure's own by its director, those of the region by
the regional mission."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.core.importing import (
    Asked,
    Choice,
    Done,
    Importer,
    Outcome,
    Plan,
    Planner,
    Stopped,
    Unread,
)
from entremise.core.nearness import likeness
from entremise.structures.actions import (
    Service,
    close_dispositif,
    draw_area,
    edit_dispositif,
    open_dispositif,
    reopen_dispositif,
)
from entremise.structures.actions.many import CHANGED, cited, remove_dispositif
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, Structure
from entremise.structures.policies import can_import_dispositifs, visible_dispositifs
from entremise.territories.models import Commune, ContratVille, Epci, Qpv
from entremise.territories.names import key

from .dispositif_columns import BLANK, FIELDS, cells, given, said_of, written
from .registry import NEAR
from .structure_columns import same

READ = ("communes", "qpvs", "epcis")
# What verbs of their own write.
APART = {"closed_on", "area"}


class DispositifPlanner:
    """A dispositif is known again by its structure and its name."""

    def __init__(self, by: Actor):
        self.by = by
        self.known: dict[tuple[int, str], Dispositif] = {}
        rows = visible_dispositifs(by).prefetch_related(*READ).order_by("pk")
        for row in rows:
            self.known[row.structure_id, key(row.name)] = row
        self.lines: dict[tuple[int, str], int] = {}
        self.region = by.region_code if by.is_(Role.REGIONAL) else None
        inside = Commune.objects.filter(region_id=self.region) if self.region else ()
        self.inside = {commune.pk for commune in inside}
        self.whole_inside = {commune.epci_id for commune in inside if commune.epci_id}

    def __call__(self, rows: Sequence[Asked]) -> list[Plan]:
        return [self._plan(row) for row in rows]

    def _plan(self, row: Asked) -> Plan:
        try:
            said = given(row.values)
        except Unread as unread:
            return error(unread.reason)
        structure = row.values.get("siret") or row.values.get("structure")
        if structure is None and self.by.is_(Role.DIRECTOR):
            structure = self.by.structure_id
        if structure is None:
            return error("Il manque la structure : donnez son SIRET ou son nom.")
        return self.planned(row, structure, said, self.known.get((structure, key(said["name"]))))

    def planned(
        self,
        row: Asked,
        structure: int,
        said: Mapping[str, Any],
        known: Dispositif | None,
        supposed: Mapping[str, Any] | None = None,
    ) -> Plan:
        """What a row comes to that is about this dispositif, or about none that is known; what is
        `supposed` is said of a new one only."""
        if fault := self._fault(said):
            return error(fault)
        place = (structure, key(said.get("name") or (known.name if known else "")))
        if earlier := self.lines.get(place):
            return error(f"La ligne {earlier} de ce fichier dit déjà ce dispositif.")
        self.lines[place] = row.number
        if known:
            return self._update(known, said)
        if not (said.get("communes") or said.get("epcis")):
            return error("Indiquez au moins une commune desservie.")
        return self._new(row, structure, said, supposed or {})

    def _fault(self, said: Mapping[str, Any]) -> str:
        """What the row says that cannot be."""
        if said.get("closed_on") and said["closed_on"] < said["opened_on"]:
            return "Un dispositif ferme après avoir ouvert."
        if said.get("day_starts_at", 0) not in range(13):
            return "La journée de service commence entre 0 h et 12 h."
        served = {*said.get("communes", ())} & self.inside
        whole = {*said.get("epcis", ())} & self.whole_inside
        if self.region and ("communes" in said or "epcis" in said) and not (served or whole):
            return "Aucune des communes desservies n'est dans votre région."
        return ""

    def _update(self, known: Dispositif, said: Mapping[str, Any]) -> Plan:
        now = said_of(known)
        if "epcis" in said and said["epcis"] != now["epcis"]:
            said = {**said, "communes": _beside(said["epcis"], said.get("communes"), known)}
            return self._changed(known, now, said, {"epcis", "communes"})
        return self._changed(known, now, said, set())

    def _changed(
        self, known: Dispositif, now: Mapping[str, Any], said: Mapping[str, Any], moved: set[str]
    ) -> Plan:
        """`moved` goes together: the communes of an EPCI served whole are said by it."""
        changed = [name for name, value in said.items()
                   if name in moved or not same(now[name], value)]  # fmt: skip
        if not changed:
            return Plan(Outcome.UNCHANGED, known.pk)
        return Plan(
            Outcome.UPDATE, known.pk,
            {name: now[name] for name in changed}, {name: said[name] for name in changed},
        )  # fmt: skip

    def _new(
        self, row: Asked, structure: int, said: Mapping[str, Any], supposed: Mapping[str, Any]
    ) -> Plan:
        name = key(said["name"])
        alike = next(
            (d for (s, other), d in self.known.items()
             if s == structure and likeness(name, other) >= NEAR), None
        )  # fmt: skip
        after = {**BLANK, **supposed, **said, "structure_id": structure}
        if alike is None or row.choice == Choice.CREATE:
            return Plan(Outcome.CREATE, after=after)
        reasons = (f"Le nom ressemble à celui de « {alike} », dans la même structure.",)
        if row.choice == Choice.UPDATE:
            return self._update(alike, said)
        if row.choice == Choice.SKIP:
            return Plan(Outcome.SKIPPED, alike.pk, reasons=reasons)
        return Plan(Outcome.DUPLICATE, alike.pk, reasons=reasons, options=tuple(Choice))


def _beside(epcis: Sequence[str], communes: Sequence[str] | None, known: Dispositif) -> list[str]:
    """The communes served beside those of these EPCI."""
    served = [c.pk for c in known.communes.all()] if communes is None else communes
    within = Commune.objects.filter(pk__in=served, epci__in=epcis).values_list("pk", flat=True)
    return sorted(set(served) - set(within))


def _plan(by: Actor) -> Planner:
    return DispositifPlanner(by)


def error(reason: str) -> Plan:
    """A row that cannot be written as it is."""
    return Plan(Outcome.ERROR, reasons=(reason,))


PLAIN = (
    "name", "domains", "registers", "publics", "portage", "day_starts_at", "opening_hours",
    "summary", "address", "website", "published", "source_key",
)  # fmt: skip


def _service(said: Mapping[str, Any]) -> Service:
    lat, lon = said["point"] or (None, None)
    return Service(
        **{name: said[name] for name in PLAIN},
        communes=list(Commune.objects.filter(pk__in=said["communes"]).order_by("pk")),
        epcis=list(Epci.objects.filter(pk__in=said["epcis"])),
        qpvs=list(Qpv.objects.filter(pk__in=said["qpvs"])),
        contrat_ville=ContratVille.objects.filter(pk=said["contrat_ville"] or "").first(),
        opened_on=date.fromisoformat(said["opened_on"]),
        lat=lat,
        lon=lon,
    )


@transaction.atomic
def _apply(plans: Sequence[Plan], by: Actor) -> list[int]:
    written, refused = [], {}
    for place, plan in enumerate(plans):
        try:
            with transaction.atomic():
                written.append(_open(plan, by) if plan.target is None else _edit(plan, by))
        except Refusal as refusal:
            refused[place] = refusal.message
    if refused:
        raise Stopped(refused)
    return written


def _open(plan: Plan, by: Actor) -> int:
    structure = Structure.objects.get(pk=plan.after["structure_id"])
    row = open_dispositif(structure=structure, service=_service(plan.after), by=by)
    if area := plan.after["area"]:
        draw_area(dispositif=row, area=area, by=by)
    if closed := plan.after["closed_on"]:
        close_dispositif(dispositif=row, on=date.fromisoformat(closed), by=by)
    return row.pk


def _edit(plan: Plan, by: Actor) -> int:
    row = (
        visible_dispositifs(by).select_for_update(of=("self",)).filter(pk=plan.target or 0).first()
    )
    if row is None or {name: said_of(row)[name] for name in plan.before} != dict(plan.before):
        raise Refusal(CHANGED.replace("Cette structure", "Ce dispositif"), code="changed")
    _write(row, plan.after, by)
    return row.pk


def _write(row: Dispositif, changes: Mapping[str, Any], by: Actor) -> None:
    """The closing and the area apart: they are verbs of their own."""
    if set(changes) - APART:
        edit_dispositif(dispositif=row, service=_service({**said_of(row), **changes}), by=by)
    if "area" in changes:
        draw_area(dispositif=row, area=changes["area"], by=by)
    if "closed_on" in changes and changes["closed_on"]:
        close_dispositif(dispositif=row, on=date.fromisoformat(changes["closed_on"]), by=by)
    elif "closed_on" in changes:
        reopen_dispositif(dispositif=row, by=by)


def _undo(rows: Sequence[Done], by: Actor) -> list[str]:
    used = cited(Dispositif, [done.target for done in rows if done.created])
    return [_taken_back(done, used, by) for done in rows]


def _taken_back(done: Done, used: Mapping[int, str], by: Actor) -> str:
    row = Dispositif.objects.select_for_update().filter(pk=done.target).first()
    if row is None:
        return "Il n'existe plus."
    said = {**said_of(row), "structure_id": row.structure_id}
    changed = [name for name, value in done.after.items() if said[name] != value]
    labels = {field.name: field.label for field in FIELDS}
    labels["source_key"] = "identifiant chez la source"
    kept = f"Il a été modifié depuis ({', '.join(labels.get(n, n) for n in changed)})."
    if done.created:
        if row.pk in used:
            return f"Il sert depuis ailleurs ({used[row.pk]})."
        if changed:
            return kept
        remove_dispositif(dispositif=row, by=by)
        return ""
    back = {name: value for name, value in done.before.items() if name not in changed}
    try:
        if back:
            _write(row, back, by)
    except Refusal as refusal:
        return refusal.message
    return kept if changed else ""


def _rows(by: Actor) -> Iterator[Sequence[str]]:
    rows = visible_dispositifs(by).select_related("structure").order_by("structure_id", "pk")
    for row in rows.prefetch_related(*READ).iterator(chunk_size=500):
        yield cells(row)


def _say(values: Sequence[tuple[str, Any]]) -> list[str]:
    return [written(name, value) for name, value in values]


DISPOSITIFS = Importer(
    "dispositifs", "Dispositifs", can_import_dispositifs, FIELDS, _plan, _apply, _undo, _rows, _say
)
