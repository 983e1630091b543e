"""Who pays for what was done: the funding lines as rules, apart from their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .enums import FundingScope
from .models import FundingLine

T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """A funding line: when it runs, and where it pays.

    `communes` are the only ones it pays for; none of them means all those of the dispositif.
    """

    id: int
    funder_id: int
    starts_on: date
    ends_on: date
    qpv_only: bool
    communes: frozenset[str] = frozenset()

    def runs_on(self, day: date) -> bool:
        """Whether the line pays for that day."""
        return self.starts_on <= day <= self.ends_on

    def allows(self, in_qpv: bool | None) -> bool:
        """Whether a record may be put on the line, in a QPV, outside, or who knows."""
        return not self.qpv_only or in_qpv is True

    def pays_for(self, day: date, in_qpv: bool | None, commune: str | None) -> bool:
        """Whether the line pays by default for a record of that day and place.

        A place that nobody can tell is outside what a line is limited to.
        """
        here = not self.communes or commune in self.communes
        return self.runs_on(day) and self.allows(in_qpv) and here


def lines_of(dispositifs: Sequence[int]) -> dict[int, list[Line]]:
    """The funding lines of each dispositif."""
    communes = grouped(
        FundingLine.communes.through.objects.filter(
            fundingline__dispositif__in=dispositifs
        ).values_list("fundingline_id", "commune_id")
    )
    return grouped(
        (
            line.dispositif_id,
            Line(
                id=line.pk,
                funder_id=line.funder_id,
                starts_on=line.starts_on,
                ends_on=line.ends_on,
                qpv_only=line.scope == FundingScope.QPV_ONLY,
                communes=frozenset(communes.get(line.pk, ())),
            ),
        )
        for line in FundingLine.objects.filter(dispositif__in=dispositifs)
    )


def grouped(pairs: Iterable[tuple[int, T]]) -> dict[int, list[T]]:
    """The values under each key, in their order."""
    groups: dict[int, list[T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
