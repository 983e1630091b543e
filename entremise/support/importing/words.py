"""The cells of a table of meetings: hours, structures, those present."""

import re
from collections.abc import Collection, Mapping
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError

from entremise.core.cells import each
from entremise.core.importing import Unread
from entremise.structures.actor import Actor
from entremise.structures.importing.named import NamedStructures
from entremise.structures.policies import citable_structures
from entremise.support import attendances

_HOUR = re.compile(
    r"^(?:\d{4}-\d\d-\d\d[ T])?(\d{1,2})\s*[h:]\s*(\d{2})?(?::\d{2}(?:\.\d+)?)?$", re.I
)
LONGEST = 8000


def _hour(word: str) -> str:
    found = _HOUR.match(word.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise Unread(f"« {word} » n'est pas une heure : écrivez 9:30.")
    return time(hour, minute).isoformat("minutes")


def _present(word: str) -> list[list[Any]]:
    try:
        return [list(pair) for pair in attendances.read(word)]
    except ValidationError as fault:
        raise Unread(fault.messages[0]) from None


def _minutes(word: str) -> str:
    """Words on several lines, as they are."""
    if len(word) > LONGEST:
        raise Unread(f"{len(word)} signes, pour {LONGEST} au plus.")
    return word.strip()


read_hour, read_present, read_minutes = each(_hour), each(_present), each(_minutes)


def read_structures(words: Collection[str], by: Actor) -> Mapping[str, Any]:
    """The structures of each cell, separated by semicolons: by their whole name, or their number
    as exports write it."""
    one = NamedStructures(citable_structures(by)).called

    def several(cell: str) -> list[int]:
        parts = [part.strip() for part in cell.split(";") if part.strip()]
        if len(parts) == 1:
            return [one(parts[0])]
        return sorted({_alone(one, part) for part in parts})

    return each(several)(words, by)


def _alone(one: Any, part: str) -> int:
    """One of several: what may have been meant is told in the sentence, for the whole cell is what
    would be replaced."""
    try:
        number: int = one(part)
    except Unread as unread:
        near = f" Peut-être : {', '.join(unread.near)}." if unread.near else ""
        raise Unread(f"{unread.args[0]}{near}") from None
    return number
