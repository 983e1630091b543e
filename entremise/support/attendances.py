"""Who was there, as one types it: « 1 directrice, 2 élus ». Functions and numbers, never a name."""

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError

MOST = 999
LONGEST = 80
_PARTS = re.compile(r"[,;\n]+")
_COUNTED = re.compile(r"^(?P<count>\d{1,6})\s+(?P<function>.+)$")


def read(text: str) -> list[tuple[str, int]]:
    """The functions with how many people of each, in the order typed; a function alone is one.

    Raises ValidationError for a function said twice, too long, or a number out of bounds.
    """
    found: dict[str, int] = {}
    for part in filter(None, (" ".join(part.split()) for part in _PARTS.split(text))):
        counted = _COUNTED.match(part)
        function = counted["function"] if counted else part
        count = int(counted["count"]) if counted else 1
        if function in found:
            raise ValidationError(f"« {function} » est cité deux fois.", code="twice")
        if len(function) > LONGEST:
            raise ValidationError(f"Une fonction s'écrit en {LONGEST} signes au plus.", code="long")
        if not 1 <= count <= MOST:
            raise ValidationError(f"Comptez de 1 à {MOST} personnes par fonction.", code="count")
        found[function] = count
    return list(found.items())


def written(rows: Iterable[tuple[str, int]]) -> str:
    """The same as it is read back: « 1 directrice, 2 élus »."""
    return ", ".join(f"{count} {function}" for function, count in rows)
