"""What a person may be noted on a sheet for: the list `contact_purposes`, as a register of
processing says it."""

from dataclasses import dataclass
from functools import cache

from entremise.core.reference import load


@dataclass(frozen=True)
class Purpose:
    """One purpose: what for, on which legal basis in words, and whether the regional mission
    pursues it too (it then reads the person, in its region)."""

    code: str
    label: str
    basis: str
    mission: bool

    @property
    def readers(self) -> str:
        """Who reads the person, in words."""
        own = "la direction de la structure"
        return f"{own} et la mission régionale" if self.mission else f"{own} seulement"


@cache
def purposes() -> tuple[Purpose, ...]:
    """All of them, in the order of the list."""
    return tuple(
        Purpose(item.code, item.label, item.extra["basis"], item.extra["mission"])
        for item in load("contact_purposes").codes
    )


def purpose_of(code: str) -> Purpose:
    """The purpose of that code; a former one is called by its code, and the mission reads none."""
    known = {purpose.code: purpose for purpose in purposes()}
    return known.get(code) or Purpose(code, code, "", False)
