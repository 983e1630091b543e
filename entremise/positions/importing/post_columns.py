"""The columns of a post in a file: how each is read, and how it is written.

A row is a post. The state it is in has its columns, which is what most tables hold; the earlier
ones share a cell, so that a row is enough to plan, to write and to take back a whole history.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from entremise.core.cells import Labels, each, text, yes_or_no
from entremise.core.importing import Field, Unread
from entremise.core.nearness import Nearest
from entremise.positions.policies import visible_positions
from entremise.positions.whole import bond_of, state_of
from entremise.structures.actor import Actor
from entremise.structures.enums import Domain, Role
from entremise.structures.importing.lists import alone, read_named
from entremise.structures.importing.named import NamedStructures
from entremise.structures.importing.structure_columns import read_siret
from entremise.structures.lookup import unmistakable
from entremise.structures.models import Dispositif, FundingLine, Structure
from entremise.structures.policies import citable_structures, visible_dispositifs
from entremise.territories.importing import read_codes, read_communes
from entremise.territories.models import Commune, Qpv
from entremise.territories.names import key

from .post_cells import (
    CAUSES,
    CONTRACTS,
    STATUSES,
    bond_written,
    read_bonds,
    read_day,
    read_note,
    read_share,
    read_states,
    state_written,
)
from .post_funding import funding_lines, line_written, read_lines

DOMAINS = Labels(Domain.choices, "un domaine")
LABELS = {
    "domain": DOMAINS, "status": STATUSES, "contract": CONTRACTS, "cause": CAUSES,
    "end_cause": CAUSES,
}  # fmt: skip
YES_OR_NO = ("vacant", "supported", "pilot")
DAYS = ("since", "ended_on")
_REFERENCE = re.compile(r"(?:n°\s*)?([0-9]{1,9})(?:\.0)?", re.I)


def employers(by: Actor) -> QuerySet[Structure]:
    """Those whose posts one may bring in."""
    rows = citable_structures(by).order_by("pk")
    return rows if by.is_(Role.REGIONAL) else rows.filter(pk=by.structure)


def _reference(word: str) -> int:
    said = _REFERENCE.fullmatch(word.strip())
    if said is None:
        raise Unread(f"« {word} » n'est pas une référence : laissez celle de l'export, ou rien.")
    return int(said[1])


def _read_employers(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    return each(NamedStructures(employers(by)).called)(words, by)


def _read_sirets(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    rows = NamedStructures(employers(by))
    return each(lambda word: rows.of_siret(read_siret(word)))(words, by)


def _read_hosts(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    return each(NamedStructures(citable_structures(by)).called)(words, by)


def _read_services(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    """The names of dispositifs that one reads, or that the posts one reads cite: which one is the
    employer's is said by the row.
    """
    cited = visible_positions(by).exclude(dispositif=None).values("dispositif")
    rows = Dispositif.objects.filter(
        Q(pk__in=visible_dispositifs(by).values("pk")) | Q(pk__in=cited)
    )
    names = {key(name): name for name in rows.order_by().values_list("name", flat=True).distinct()}
    nearest = Nearest(names.values())

    def one(word: str) -> str:
        if key(word) not in names:
            raise Unread(f"Aucun dispositif ne s'appelle « {word} ».", nearest.to(word))
        return key(word)

    return each(one)(words, by)


def _read_quarters(words: Collection[str], by: Any) -> Mapping[str, Any]:
    read = read_named(Qpv, "QPV", alone)(words, by)
    return {word: one if isinstance(one, Unread) else one[0] for word, one in read.items()}


FIELDS = (
    Field("reference", "référence", each(_reference), aliases=("référence du poste",)),
    Field("siret", "SIRET de l'employeur", _read_sirets, aliases=("siret", "numéro siret")),
    Field("employer", "employeur", _read_employers, unless="siret",
          aliases=("structure", "opérateur", "organisme")),
    Field("number", "numéro", text(24), aliases=("numéro du poste", "n°")),
    Field("title", "intitulé", text(120), aliases=("poste", "métier", "fonction")),
    Field("domain", "domaine", DOMAINS.read, aliases=("domaine d'intervention",)),
    Field("dispositif", "dispositif", _read_services, aliases=("nom du dispositif",)),
    Field("hosted_by", "structure d'accueil", _read_hosts, aliases=("mis à disposition de",)),
    Field("commune_code", "code de la commune", read_codes,
          aliases=("code insee", "insee", "code commune")),
    Field("commune", "commune", read_communes, unless="commune_code",
          aliases=("ville", "commune de travail")),
    Field("qpv", "QPV", _read_quarters, aliases=("code du QPV", "quartier prioritaire")),
    Field("status", "statut", STATUSES.read, aliases=("état",)),
    Field("since", "depuis le", read_day, aliases=("date de création", "depuis", "date")),
    Field("contract", "contrat", CONTRACTS.read, aliases=("type de contrat",)),
    Field("share", "quotité", read_share, aliases=("etp", "temps de travail")),
    Field("vacant", "vacant", yes_or_no),
    Field("cause", "cause", CAUSES.read, aliases=("ce qui l'explique",)),
    Field("note", "note", read_note),
    Field("earlier", "états précédents", read_states, aliases=("histoire", "historique")),
    Field("ended_on", "dernier jour", read_day, aliases=("fin", "date de fin")),
    Field("end_cause", "cause de la fin", CAUSES.read),
    Field("funding_lines", "financements", read_lines, aliases=("financement", "financeurs")),
    Field("conventions", "conventions adulte-relais", read_bonds,
          aliases=("convention", "convention adulte-relais")),
    Field("supported", "accompagné", yes_or_no,
          aliases=("accompagné par la mission régionale",)),
    Field("pilot", "action pilote", yes_or_no),
)  # fmt: skip


# --- writing


@dataclass
class Named:
    """The words of the rows that posts name by their keys; asked for all of them at once."""

    communes: Mapping[str, str]
    structures: Mapping[int, Structure]
    services: Mapping[int, str]
    lines: Mapping[int, FundingLine]

    @cached_property
    def _unmistakable(self) -> Any:
        return unmistakable()

    def structure(self, number: int) -> str:
        """Its name, as it is read back."""
        row = self.structures.get(number)
        return str(self._unmistakable(row)) if row else f"n° {number}"


def named(said: Iterable[tuple[str, Any]], structures: Iterable[int] = ()) -> Named:
    """The words of these values, given with their names, and of these structures."""
    keys: dict[str, set[Any]] = {
        name: set() for name in ("commune", "hosted_by", "dispositif", "funding_lines")
    }
    for name, value in said:
        if value and name in keys:
            keys[name] |= set(value) if isinstance(value, list) else {value}
    rows = Commune.objects.filter(pk__in=keys["commune"])
    services = Dispositif.objects.filter(pk__in=keys["dispositif"])
    return Named(
        dict(rows.values_list("pk", "name")),
        Structure.objects.in_bulk(keys["hosted_by"] | set(structures)),
        dict(services.values_list("pk", "name")),
        funding_lines(keys["funding_lines"]),
    )


def written(name: str, value: Any, words: Named) -> str:
    """A value in a cell, or in a sentence about one."""
    if value is None or value == "" or value == []:
        return ""
    if name in LABELS:
        return LABELS[name].labels[value]
    if name in YES_OR_NO:
        return "oui" if value else "non"
    if name in DAYS:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if name == "earlier":
        return " ; ".join(state_written(state_of(one)) for one in value)
    if name == "conventions":
        return " ; ".join(bond_written(bond_of(one)) for one in value)
    if name == "share":
        return f"{Decimal(value):.2f}".replace(".", ",")
    if name == "funding_lines":
        return " ; ".join(line_written(words.lines[one]) for one in value if one in words.lines)
    return _name_of(name, value, words)


def _name_of(name: str, value: Any, words: Named) -> str:
    if name == "commune":
        return words.communes.get(value, str(value))
    if name == "dispositif":
        return words.services.get(value, str(value))
    return words.structure(value) if name == "hosted_by" else str(value)
