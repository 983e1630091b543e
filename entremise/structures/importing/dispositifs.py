"""Dispositifs brought in from a file: the structure's own by its director, those of the region by
the regional mission."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from entremise.core.cells import Labels, day, each, text, whole
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
from entremise.core.nearness import Nearest, likeness
from entremise.structures.actions import (
    Service,
    close_dispositif,
    edit_dispositif,
    open_dispositif,
    reopen_dispositif,
)
from entremise.structures.actions.many import CHANGED, cited, remove_dispositif
from entremise.structures.actor import Actor
from entremise.structures.enums import Domain, Portage, Role
from entremise.structures.models import Dispositif, Structure
from entremise.structures.policies import can_import_dispositifs, visible_dispositifs
from entremise.territories.importing import read_codes
from entremise.territories.models import Commune, Qpv
from entremise.territories.names import key

from .registry import NEAR, read_siret, same

_SEPARATORS = re.compile(r"[;,/\n]+")
DOMAINS = Labels(Domain.choices, "un domaine")
BLANK = {"qpvs": [], "day_starts_at": 5, "closed_on": None}


def _read_domains(word: str) -> list[str]:
    """« espace public et habitat collectif ; transports en commun », separated by semicolons."""
    parts = [part.strip() for part in re.split(r"[;|\n]+", word) if part.strip()]
    found = []
    for part in parts:
        try:
            found.append(DOMAINS.code_of(part))
        except Unread as unread:
            others = [DOMAINS.labels[known] for known in found]
            near = (
                [" ; ".join([*others, label]) for label in unread.near] if len(parts) == 1 else ()
            )
            raise Unread(unread.reason, near) from None
    return sorted(found)


def _read_territory(words: Collection[str], by: Any) -> Mapping[str, Any]:
    """The INSEE codes of a cell, each that of a commune of today."""
    parts = {
        word: [part.strip() for part in _SEPARATORS.split(word) if part.strip()] for word in words
    }
    found = read_codes({part for held in parts.values() for part in held})
    read: dict[str, Any] = {}
    for word, held in parts.items():
        wrong = next((found[part] for part in held if isinstance(found[part], Unread)), None)
        read[word] = wrong or sorted(dict.fromkeys(found[part].pk for part in held))
    return read


def _read_qpvs(words: Collection[str], by: Any) -> Mapping[str, Any]:
    parts = {word: [part.strip().upper() for part in _SEPARATORS.split(word) if part.strip()]
             for word in words}  # fmt: skip
    wanted = {part for held in parts.values() for part in held}
    known = set(Qpv.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return {
        word: sorted(set(held)) if set(held) <= known
        else Unread(f"« {next(p for p in held if p not in known)} » n'est le code d'aucun QPV.")
        for word, held in parts.items()
    }  # fmt: skip


def _read_names(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    """Structures by their whole name; those one may open a dispositif for."""
    rows: dict[str, list[Structure]] = {}
    for row in _structures(by):
        rows.setdefault(key(row.name), []).append(row)
    names = Nearest(row.name for held in rows.values() for row in held)
    read: dict[str, Any] = {}
    for word in words:
        held = rows.get(key(word), [])
        if len(held) == 1:
            read[word] = held[0].pk
        elif held:
            read[word] = Unread(f"Plusieurs structures s'appellent « {word} » : donnez leur SIRET.")
        else:
            read[word] = Unread(f"Aucune structure ne s'appelle « {word} ».", names.to(word))
    return read


def _read_sirets(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    known = dict(_structures(by).exclude(siret=None).values_list("siret", "pk"))

    def number_of(word: str) -> int:
        siret = read_siret(word)
        if siret not in known:
            raise Unread(f"Aucune structure du registre ne porte le SIRET {siret}.")
        return int(known[siret])

    return each(number_of)(words, by)


def _structures(by: Actor) -> Any:
    """Those one may bring dispositifs in for."""
    rows = Structure.objects.order_by("pk")
    return rows if by.is_(Role.REGIONAL) else rows.filter(pk=by.structure)


FIELDS = (
    Field("siret", "SIRET de la structure", _read_sirets, aliases=("siret",)),
    Field("structure", "structure", _read_names, unless="siret", aliases=("opérateur", "porteur")),
    Field("name", "nom", text(120), required=True, aliases=("dispositif", "nom du dispositif")),
    Field("domains", "domaines", each(_read_domains), required=True, aliases=("domaine",)),
    Field("portage", "portage", Labels(Portage.choices, "un portage").read, required=True),
    Field("communes", "codes des communes", _read_territory, required=True,
          aliases=("communes", "codes insee", "code insee", "code de la commune")),
    Field("qpvs", "codes des QPV", _read_qpvs, aliases=("qpv",)),
    Field("opened_on", "ouvert le", day, required=True, aliases=("ouverture", "début")),
    Field("closed_on", "fermé le", day, aliases=("fermeture", "fin")),
    Field("day_starts_at", "début de la journée de service (heure)", whole),
)  # fmt: skip


class _Planner:
    """A dispositif is known again by its structure and its name."""

    def __init__(self, by: Actor):
        self.by = by
        self.known: dict[tuple[int, str], Dispositif] = {}
        rows = visible_dispositifs(by).prefetch_related("communes", "qpvs").order_by("pk")
        for row in rows:
            self.known[row.structure_id, key(row.name)] = row
        self.lines: dict[tuple[int, str], int] = {}
        self.region = by.region_code if by.is_(Role.REGIONAL) else None
        self.inside = set(
            Commune.objects.filter(region_id=self.region).values_list("pk", flat=True)
            if self.region
            else ()
        )

    def __call__(self, rows: Sequence[Asked]) -> list[Plan]:
        return [self._plan(row) for row in rows]

    def _plan(self, row: Asked) -> Plan:
        given = {name: _plain(value) for name, value in row.values.items()
                 if name not in {"siret", "structure"}}  # fmt: skip
        structure = row.values.get("siret") or row.values.get("structure")
        if structure is None and self.by.is_(Role.DIRECTOR):
            structure = self.by.structure_id
        if given.get("closed_on") and given["closed_on"] < given["opened_on"]:
            return _error("Un dispositif ferme après avoir ouvert.")
        if given.get("day_starts_at", 0) not in range(13):
            return _error("La journée de service commence entre 0 h et 12 h.")
        if structure is None:
            return _error("Il manque la structure : donnez son SIRET ou son nom.")
        if self.region and not set(given["communes"]) & self.inside:
            return _error("Aucune des communes desservies n'est dans votre région.")
        place = (structure, key(given["name"]))
        if earlier := self.lines.get(place):
            return _error(f"La ligne {earlier} de ce fichier dit déjà ce dispositif.")
        self.lines[place] = row.number
        if place in self.known:
            return self._update(self.known[place], given)
        return self._new(row, structure, given)

    def _update(self, known: Dispositif, given: Mapping[str, Any]) -> Plan:
        said = _said(known)
        changed = [name for name, value in given.items() if not same(said[name], value)]
        if not changed:
            return Plan(Outcome.UNCHANGED, known.pk)
        return Plan(
            Outcome.UPDATE, known.pk,
            {name: said[name] for name in changed}, {name: given[name] for name in changed},
        )  # fmt: skip

    def _new(self, row: Asked, structure: int, given: Mapping[str, Any]) -> Plan:
        name = key(given["name"])
        alike = next(
            (d for (s, other), d in self.known.items()
             if s == structure and likeness(name, other) >= NEAR), None
        )  # fmt: skip
        after = {**BLANK, **given, "structure_id": structure}
        if alike is None or row.choice == Choice.CREATE:
            return Plan(Outcome.CREATE, after=after)
        reasons = (f"Le nom ressemble à celui de « {alike} », dans la même structure.",)
        if row.choice == Choice.UPDATE:
            return self._update(alike, given)
        if row.choice == Choice.SKIP:
            return Plan(Outcome.SKIPPED, alike.pk, reasons=reasons)
        return Plan(Outcome.DUPLICATE, alike.pk, reasons=reasons, options=tuple(Choice))


def _plan(by: Actor) -> Planner:
    return _Planner(by)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _said(row: Dispositif) -> dict[str, Any]:
    """What a dispositif is now, as JSON can hold it."""
    return {
        "name": row.name,
        "domains": sorted(row.domains),
        "portage": row.portage,
        "communes": sorted(commune.pk for commune in row.communes.all()),
        "qpvs": sorted(qpv.pk for qpv in row.qpvs.all()),
        "opened_on": row.opened_on.isoformat(),
        "closed_on": row.closed_on.isoformat() if row.closed_on else None,
        "day_starts_at": row.day_starts_at,
    }


def _error(reason: str) -> Plan:
    return Plan(Outcome.ERROR, reasons=(reason,))


def _service(said: Mapping[str, Any]) -> Service:
    communes = list(Commune.objects.filter(pk__in=said["communes"]).order_by("pk"))
    return Service(
        name=said["name"], domains=said["domains"], portage=said["portage"], communes=communes,
        qpvs=list(Qpv.objects.filter(pk__in=said["qpvs"])),
        opened_on=date.fromisoformat(said["opened_on"]), day_starts_at=said["day_starts_at"],
    )  # fmt: skip


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
    if closed := plan.after["closed_on"]:
        close_dispositif(dispositif=row, on=date.fromisoformat(closed), by=by)
    return row.pk


def _edit(plan: Plan, by: Actor) -> int:
    row = (
        visible_dispositifs(by).select_for_update(of=("self",)).filter(pk=plan.target or 0).first()
    )
    if row is None or {name: _said(row)[name] for name in plan.before} != dict(plan.before):
        raise Refusal(CHANGED.replace("Cette structure", "Ce dispositif"), code="changed")
    _write(row, plan.after, by)
    return row.pk


def _write(row: Dispositif, changes: Mapping[str, Any], by: Actor) -> None:
    """The closing apart: it is a verb of its own."""
    if set(changes) - {"closed_on"}:
        edit_dispositif(dispositif=row, service=_service({**_said(row), **changes}), by=by)
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
    said = {**_said(row), "structure_id": row.structure_id}
    changed = [name for name, value in done.after.items() if said[name] != value]
    labels = {field.name: field.label for field in FIELDS}
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
    for row in rows.prefetch_related("communes", "qpvs").iterator(chunk_size=500):
        said = _said(row)
        yield [
            row.structure.siret or "",
            row.structure.name,
            row.name,
            " ; ".join(DOMAINS.labels[domain] for domain in said["domains"]),
            row.get_portage_display(),
            " ; ".join(said["communes"]),
            " ; ".join(said["qpvs"]),
            f"{row.opened_on:%d/%m/%Y}",
            f"{row.closed_on:%d/%m/%Y}" if row.closed_on else "",
            str(row.day_starts_at),
        ]


def _say(values: Sequence[tuple[str, Any]]) -> list[str]:
    return [_in_words(name, value) for name, value in values]


def _in_words(name: str, value: Any) -> str:
    if name == "domains":
        return " ; ".join(DOMAINS.labels[domain] for domain in value)
    if name == "portage":
        return Portage(value).label
    if name in {"opened_on", "closed_on"} and value:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    return ", ".join(value) if isinstance(value, list) else str(value or "")


DISPOSITIFS = Importer(
    "dispositifs", "Dispositifs", can_import_dispositifs, FIELDS, _plan, _apply, _undo, _rows, _say
)
