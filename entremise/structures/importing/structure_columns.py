"""The columns of a structure in a file: how each is read, and how it is written."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError

from entremise.core.cells import Labels, address, code, each, text, yes_or_no
from entremise.core.importing import Field, Unread
from entremise.core.nearness import Nearest
from entremise.core.reference import load
from entremise.structures.actor import Actor
from entremise.structures.enums import ActorType, OperatorType, UpdateRhythm
from entremise.structures.exports import REGISTRY_HEADER, registry_rows
from entremise.structures.identifiers import (
    SIREN,
    compact,
    validate_rna,
    validate_siren,
    validate_siret,
)
from entremise.structures.lookup import structure_written, structures_called
from entremise.structures.models import Structure
from entremise.structures.policies import citable_structures
from entremise.territories.importing import read_codes, read_communes, written
from entremise.territories.models import Commune

# What a file may say of a structure, with what a new one says when it is silent.
BLANK: Mapping[str, Any] = {
    "short_name": "", "operator_type": "", "siret": None, "siren": "", "rna": "",
    "part_of_id": None, "networks": [], "address": "", "commune_id": None, "website": "",
    "published": True, "update_rhythm": UpdateRhythm.YEARLY.value, "source_key": "",
}  # fmt: skip
WRITTEN = ("name", "actor_type", *BLANK)
_RHYTHMS = Labels([(str(code), label) for code, label in UpdateRhythm.choices], "un rythme")


@lru_cache(maxsize=1)
def _networks() -> Labels:
    return Labels(load("networks").choices(), "un réseau")


def read_siret(word: str) -> str:
    """Fourteen digits; a first 0 that a spreadsheet took away is put back. Raises Unread."""
    return _number(word, 14, validate_siret)


def _read_siren(word: str) -> str:
    return _number(word, SIREN, validate_siren)


def _read_rna(word: str) -> str:
    return _sound(compact(code(20)(word)), validate_rna)


def _number(word: str, length: int, validate: Callable[[str], None]) -> str:
    number = compact(code(20)(word))
    if len(number) == length - 1 and number.isdecimal():
        number = number.zfill(length)
    return _sound(number, validate)


def _sound(number: str, validate: Callable[[str], None]) -> str:
    try:
        validate(number)
    except ValidationError as error:
        raise Unread(error.messages[0]) from None
    return number


def _read_networks(words: Collection[str], by: Any) -> Mapping[str, Any]:
    return _networks().read_several(words, by)


def _read_rhythm(word: str) -> int:
    return int(_RHYTHMS.code_of(word))


def _read_whole(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    """The structure of which this one is a part: by its number, its SIRET or its name."""
    rows = citable_structures(by)
    read: dict[str, Any] = {}
    for word in words:
        siret = compact(word)
        found = (
            list(rows.filter(siret=siret)[:1])
            if siret.isdigit() and len(siret) == 14
            else structures_called(rows, word)
        )
        read[word] = found[0].pk if len(found) == 1 else _unread_whole(rows, word, len(found))
    return read


def _unread_whole(rows: Any, word: str, count: int) -> Unread:
    if count:
        return Unread(f"Plusieurs structures s'appellent « {word} » : donnez le SIRET.")
    near = Nearest(rows.values_list("name", flat=True)).to(word)
    return Unread(f"Aucune structure ne s'appelle « {word} ».", near)


FIELDS = (
    Field("name", "nom", text(160), required=True, aliases=("structure", "raison sociale",
          "dénomination", "organisme")),
    Field("short_name", "nom court", text(40), aliases=("sigle", "acronyme", "enseigne")),
    Field("actor_type", "type d'acteur", Labels(ActorType.choices, "un type d'acteur").read,
          required=True, aliases=("acteur", "type", "forme juridique")),
    Field("operator_type", "type d'opérateur",
          Labels(OperatorType.choices, "un type d'opérateur").read, aliases=("opérateur",)),
    Field("siret", "SIRET", each(read_siret), aliases=("n° siret", "numéro siret")),
    Field("siren", "SIREN", each(_read_siren), aliases=("n° siren", "numéro siren")),
    Field("rna", "numéro RNA", each(_read_rna), aliases=("rna", "n° rna")),
    Field("part_of_id", "établissement de", _read_whole, aliases=("antenne de",)),
    Field("networks", "réseaux", _read_networks, aliases=("réseau",)),
    Field("address", "adresse", text(160), aliases=("adresse du siège", "rue")),
    Field("commune_code", "code de la commune", read_codes,
          aliases=("code insee", "insee", "code commune", "code insee de la commune")),
    Field("commune", "commune", read_communes, unless="commune_code",
          aliases=("ville", "commune du siège", "siège")),
    Field("website", "site internet", each(address), aliases=("site", "site web", "url")),
    Field("published", "visible du public", yes_or_no, aliases=("public", "publié")),
    Field("update_rhythm", "rythme de mise à jour", each(_read_rhythm), aliases=("à confirmer",)),
)  # fmt: skip


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, under the names of the fields of a structure."""
    said = {name: value for name, value in values.items() if name in WRITTEN}
    if commune := values.get("commune_code") or values.get("commune"):
        said["commune_id"] = commune.pk
    return said


def following(said: Mapping[str, Any]) -> dict[str, Any]:
    """The SIREN that goes with a SIRET."""
    return {"siren": said["siret"][:SIREN]} if said.get("siret") else {}


def labels(names: Sequence[str]) -> str:
    """The headings of these fields, in a sentence."""
    known = {field.name: field.label for field in FIELDS}
    return ", ".join(known.get(n) or known.get(n.removesuffix("_id"), n) for n in names)


def rows(by: Actor) -> Iterator[Sequence[str]]:
    """The registry as it is exported, in the columns that are read."""
    places = [REGISTRY_HEADER.index(field.label) for field in FIELDS]
    for row in registry_rows(by, {}):
        yield [row[place] for place in places]


def say(values: Sequence[tuple[str, Any]]) -> list[str]:
    """What these values are, in words."""
    choices = {**dict(ActorType.choices), **dict(OperatorType.choices)}
    communes = {row.pk: written(row) for row in _named(Commune, "commune_id", values)}
    wholes = {row.pk: structure_written(row) for row in _named(Structure, "part_of_id", values)}
    known: Mapping[str, Mapping[Any, str]] = {
        "actor_type": choices, "operator_type": choices, "commune_id": communes,
        "part_of_id": wholes, "published": {True: "oui", False: "non"},
        "update_rhythm": dict(UpdateRhythm.choices),
    }  # fmt: skip
    return [
        _networks().written(value)
        if name == "networks"
        else str(known.get(name, {}).get(value, value or ""))
        for name, value in values
    ]


def _named(model: Any, name: str, values: Sequence[tuple[str, Any]]) -> Any:
    return model.objects.filter(pk__in={value for said, value in values if said == name and value})


def same(known: Any, said: Any) -> bool:
    """Whether a cell says what is known: spaces, of which cells keep one, do not count."""
    if isinstance(known, str) and isinstance(said, str):
        return known.split() == said.split()
    return bool(known == said)
