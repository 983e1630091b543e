"""The cells of a post that hold more than a word: its earlier states, its conventions, who pays.

A cell holds several of them, separated by semicolons or by lines; each is what pages say of it:

    en perspective le 01/03/2024, CDI, 80 %, vacant, besoin repéré « sous réserve du vote »
    AR 059 24, du 01/03/2024 au 28/02/2027, QN05901M, 80 %, renouvelle celle du 01/03/2021,
        âge vérifié le 12/02/2024
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from entremise.core.cells import Labels, day, each
from entremise.core.importing import Unread
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.months import ordinary_end
from entremise.positions.whole import CHECKED, Bond, State
from entremise.territories.models import Qpv

STATUSES = Labels(Status.choices, "un statut de poste")
CONTRACTS = Labels(Contract.choices, "un contrat")
CAUSES = Labels(Cause.choices, "une cause")
CHECKS = dict(
    zip(CHECKED, ("âge vérifié", "situation vérifiée", "résidence vérifiée"), strict=True)
)
NOTE, NUMBER = 240, 40
CELL = 10_000  # signs: more lives than any post has had
YEARS = range(1900, 2101)
VACANT = "vacant"

_PARTS = re.compile(r"(?:«[^«»]*»|[^;\n])+")
_NOTE = re.compile(r"\s*«\s*([^»]*?)\s*»\s*$")
_SINCE = re.compile(r"(.+?),?\s+(?:depuis\s+|dès\s+)?le\s+(\S+)$", re.I)
_PERCENT = re.compile(r"([0-9]{1,3})\s*%$")
_QUOTED = re.compile(r"«\s*([^»]+?)\s*»$")
_RUN = re.compile(r"du\s+(\S+)(?:\s+au\s+(\S+))?$", re.I)
_RENEWS = re.compile(r"renouvelle\s+celle\s+du\s+(\S+)$", re.I)
_CHECKED = re.compile(r"(âge|situation|résidence)\s+vérifiée?\s+le\s+(\S+)$", re.I)
_QPV = re.compile(r"QN[0-9A-Z]{6}$", re.I)


def _day(word: str) -> date:
    found = day([word], None)[word]
    if isinstance(found, Unread):
        raise found
    if found.year not in YEARS:
        raise Unread(f"« {word} » : l'année n'est pas entre {YEARS[0]} et {YEARS[-1]}.")
    on: date = found
    return on


def _share(word: str) -> Decimal:
    said = word.strip()
    percent = _PERCENT.match(said)
    try:
        share = Decimal(percent[1]) / 100 if percent else Decimal(said.replace(",", "."))
    except InvalidOperation:
        raise Unread(f"« {word} » n'est pas une quotité : écrivez 0,8 ou 80 %.") from None
    if not share.is_finite() or not 0 < share <= 1 or share != round(share, 2):
        raise Unread(
            f"« {word} » n'est pas une quotité : de 0,01 à 1, qui est un temps plein.",
            (f"{said} %",) if said.isdigit() and 1 < int(said) <= 100 else (),
        )
    return round(share, 2)


def _note(word: str) -> str:
    if len(word) > NOTE:
        raise Unread(f"Une note a {len(word)} signes, pour {NOTE} au plus.")
    return word.strip()


read_day, read_share, read_note = each(_day), each(_share), each(_note)


# --- earlier states


def _state(word: str) -> State:
    note = _NOTE.search(word)
    head, *terms = [part.strip() for part in (word[: note.start()] if note else word).split(",")]
    since = _SINCE.match(head)
    if since is None:
        raise Unread(
            f"« {head} » ne dit pas un statut et un jour : écrivez « créé le 01/09/2025 »."
        )
    if not terms:
        raise Unread(f"« {head} » : il manque le contrat.")
    contract, *rest = terms
    said = State(_day(since[2]), STATUSES.code_of(since[1]), CONTRACTS.code_of(contract))
    changes: dict[str, Any] = {"cause": Cause.OTHER.value}
    for part in rest:
        if _PERCENT.match(part):
            changes["share"] = _share(part)
        elif part.lower() == VACANT:
            changes["vacant"] = True
        else:
            changes["cause"] = CAUSES.code_of(part)
    return replace(said, note=_note(note[1]) if note else "", **changes)


def _states(cell: str) -> tuple[State, ...]:
    return tuple(_told_in(_state, part, cell) for part in _parts(cell))


read_states = each(_states)


def state_written(state: State) -> str:
    """A state as it is read."""
    said = [
        f"{STATUSES.labels[state.status]} le {state.since:%d/%m/%Y}",
        CONTRACTS.labels[state.contract],
        *([_percent(state.share)] if state.share != 1 else []),
        *([VACANT] if state.vacant else []),
        CAUSES.labels[state.cause],
    ]
    return ", ".join(said) + (f" « {plain(state.note)} »" if state.note else "")


def plain(words: str) -> str:
    """Words as a cell can hold them: on one line, without the signs that surround them there."""
    return " ".join(words.translate(str.maketrans("«»", '""')).split())


# --- conventions


def _bond(word: str) -> Bond:
    quoted, rest = re.match(r"\s*(«[^»]*»|[^,]*)(.*)", word, re.S).groups()  # type: ignore[union-attr]
    inner = _QUOTED.match(quoted)
    number = " ".join((inner[1] if inner else quoted).split())
    first, *parts = [part.strip() for part in rest.split(",")[1:]] or [""]
    run = _RUN.match(first)
    if not number or run is None:
        raise Unread(
            f"« {word} » ne dit pas un numéro et un premier jour : écrivez "
            "« AR 059 24, du 01/03/2024 au 28/02/2027 »."
        )
    if len(number) > NUMBER:
        raise Unread(f"Un numéro de convention a {len(number)} signes, pour {NUMBER} au plus.")
    starts = _day(run[1])
    said: dict[str, Any] = {"ends_on": _day(run[2]) if run[2] else ordinary_end(starts)}
    for part in parts:
        name, value = _of_a_bond(part)
        said[name] = value
    return Bond(number=number, starts_on=starts, **said)


def _of_a_bond(part: str) -> tuple[str, Any]:
    if _PERCENT.match(part):
        return "share", _share(part)
    if _QPV.match(part):
        return "qpv", part.upper()
    if renews := _RENEWS.match(part):
        return "renews", _day(renews[1])
    if checked := _CHECKED.match(part):
        names = {label.split()[0]: name for name, label in CHECKS.items()}
        return names[checked[1].lower()], _day(checked[2])
    raise Unread(
        f"« {part} » ne se lit pas dans une convention : une quotité (80 %), le code d'un QPV, "
        "« renouvelle celle du 01/03/2021 », « âge vérifié le 12/02/2024 »."
    )


def bonds_in(cell: str) -> tuple[Bond, ...]:
    """The conventions of a cell, by their first day. Raises Unread."""
    found = [_told_in(_bond, part, cell) for part in _parts(cell)]
    return tuple(sorted(found, key=lambda bond: bond.starts_on))


def read_bonds(words: Collection[str], by: Any) -> Mapping[str, Any]:
    """The conventions of each cell; the codes of their QPV are those that exist."""
    read = dict(each(bonds_in)(words, by))
    codes = {bond.qpv for bonds in read.values() if isinstance(bonds, tuple) for bond in bonds}
    known = set(Qpv.objects.filter(pk__in=codes - {None}).values_list("pk", flat=True))
    for word, bonds in read.items():
        if isinstance(bonds, tuple) and (stray := {b.qpv for b in bonds} - known - {None}):
            read[word] = Unread(f"« {min(map(str, stray))} » n'est le code d'aucun QPV.")
    return read


def bond_written(bond: Bond) -> str:
    """A convention as it is read."""
    said = [
        f"« {plain(bond.number)} »" if set(",;«»\n") & set(bond.number) else bond.number,
        f"du {bond.starts_on:%d/%m/%Y} au {bond.ends_on:%d/%m/%Y}",
        *([bond.qpv] if bond.qpv else []),
        *([_percent(bond.share)] if bond.share != 1 else []),
        *([f"renouvelle celle du {bond.renews:%d/%m/%Y}"] if bond.renews else []),
        *(
            f"{label} le {checked:%d/%m/%Y}"
            for name, label in CHECKS.items()
            if (checked := getattr(bond, name))
        ),
    ]
    return ", ".join(said)


# --- what both have in common


def _percent(share: Decimal) -> str:
    return f"{int(share * 100)} %"


def _parts(cell: str) -> Iterator[str]:
    if len(cell) > CELL:
        raise Unread(f"{len(cell)} signes, pour {CELL} au plus.")
    for part in _PARTS.findall(cell):
        if said := " ".join(part.split()):
            yield said


def _told_in(read: Any, part: str, cell: str) -> Any:
    """One of several: what is near is told in the sentence, unless it is the whole cell."""
    try:
        return read(part)
    except Unread as unread:
        raise Unread(unread.reason + _perhaps(unread.near)) from None


def _perhaps(near: Sequence[str]) -> str:
    return f" Peut-être : {', '.join(near)}." if near else ""
