"""Cells that hold several places: communes, EPCI, QPV, by their codes or their names."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from entremise.core.importing import Reader, Unread
from entremise.core.nearness import Nearest
from entremise.territories.importing import read_codes, read_communes
from entremise.territories.names import key

_SEPARATORS = re.compile(r"[;,/\n]+")
_SEMICOLONS = re.compile(r"[;\n]+")
_INSEE = re.compile(r"[0-9][0-9AB]?[0-9]{2,3}(\.0)?|.*\([0-9][0-9AB][0-9]{3}\)", re.IGNORECASE)


def parts_of(word: str, separators: re.Pattern[str] = _SEPARATORS) -> list[str]:
    """The words of a cell that holds several."""
    return [part.strip() for part in separators.split(word) if part.strip()]


def _mended(parts: Sequence[str], wrong: str, near: Sequence[str]) -> list[str]:
    """What the whole cell may have meant."""
    return [" ; ".join(one if part == wrong else part for part in parts) for one in near]


def _gathered(
    words: Collection[str],
    split: Callable[[str], list[str]],
    found: Mapping[str, Any],
) -> Mapping[str, Any]:
    """Cells of several words, each read once: sorted keys, or why one of them is not understood."""
    read: dict[str, Any] = {}
    for word in words:
        parts = split(word)
        wrong = next((part for part in parts if isinstance(found[part], Unread)), None)
        if wrong is None:
            read[word] = sorted({found[part] for part in parts})
        else:
            read[word] = Unread(found[wrong].reason, _mended(parts, wrong, found[wrong].near))
    return read


def read_communes_of(words: Collection[str], by: Any) -> Mapping[str, Any]:
    """INSEE codes, or names, each that of a commune of today."""
    wanted = {part for word in words for part in parts_of(word)}
    codes = {part for part in wanted if _INSEE.fullmatch(part)}
    found = {**read_codes(codes), **read_communes(wanted - codes)}
    keys = {part: one if isinstance(one, Unread) else one.pk for part, one in found.items()}
    return _gathered(words, parts_of, keys)


def read_named(model: Any, what: str, split: Callable[[str], list[str]]) -> Reader:
    """Rows of the geography by their codes, or by their names when only one bears it."""

    def read(words: Collection[str], by: Any) -> Mapping[str, Any]:
        wanted = {part for word in words for part in split(word)}
        codes = {part: part.upper().removesuffix(".0") for part in wanted}
        known = set(model.objects.filter(pk__in=codes.values()).values_list("pk", flat=True))
        found: dict[str, Any] = {part: code for part, code in codes.items() if code in known}
        left = sorted(wanted - found.keys())
        if left:
            names: dict[str, list[str]] = {}
            for pk, name in model.objects.order_by("pk").values_list("pk", "name"):
                names.setdefault(key(name), []).append(pk)
            nearest = Nearest([*model.objects.values_list("name", flat=True), *_all_codes(model)])
            for part in left:
                called = names.get(key(part), [])
                found[part] = called[0] if len(called) == 1 else Unread(
                    f"« {part} » n'est le code d'aucun {what}."
                    if not called
                    else f"Plusieurs s'appellent « {part} » : donnez le code.",
                    called[:5] or nearest.to(part),
                )  # fmt: skip
        return _gathered(words, split, found)

    return read


def _all_codes(model: Any) -> list[str]:
    return [str(pk) for pk in model.objects.values_list("pk", flat=True)]


def by_semicolons(word: str) -> list[str]:
    """Names that may hold commas."""
    return parts_of(word, _SEMICOLONS)


def alone(word: str) -> list[str]:
    """A cell that holds one."""
    return [word.strip()]
