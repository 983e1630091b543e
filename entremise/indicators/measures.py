"""What the catalogue's figures are made of: numbers added up over the rows of a table of facts."""

from dataclasses import dataclass
from typing import Any

from ibis import _
from ibis.common.deferred import Deferred


@dataclass(frozen=True, eq=False)
class Measure:
    """A number added up over rows.

    `expression` is an Ibis reduction over the facts. With `over`, it is a reduction over the
    distinct combinations of those columns instead, lists being spread out: over mediators and
    service_date, one row is a mediator's day.
    """

    code: str
    expression: Deferred
    over: tuple[str, ...] = ()
    fact: str = "activities"


@dataclass(frozen=True)
class Codes:
    """Some of the codes of a column: these ones or, `inverted`, all the known ones but these.

    None stands for a code that is not known.
    """

    values: frozenset[Any]
    inverted: bool = False

    def __contains__(self, code: Any) -> bool:
        if self.inverted:
            return code is not None and code not in self.values
        return code in self.values

    def on(self, column: str) -> Deferred:
        """The condition on a row; it may be unknown where the code is, which counts as false."""
        chosen = sorted(self.values - {None})
        if self.inverted:
            return _[column].notin(chosen) if chosen else _[column].notnull()
        if None in self.values:
            return _[column].isnull() | _[column].isin(chosen) if chosen else _[column].isnull()
        return _[column] == chosen[0] if len(chosen) == 1 else _[column].isin(chosen)


def one_of(*codes: Any) -> Codes:
    """These codes."""
    return Codes(frozenset(codes))


def known_but(*codes: Any) -> Codes:
    """Every known code but these."""
    return Codes(frozenset(codes), inverted=True)


@dataclass(frozen=True, eq=False)
class Count(Measure):
    """How many events or people: what the suppression of small counts looks at.

    A count that is part of another says so (`parent`). Parts of one parent on one `axis` exclude
    one another; what is left of the parent can be computed from them and is protected as they are.
    A part that only says for how many something is not known (`is_unknown`) is about nobody: small,
    it is not shown, but nothing else is hidden for its sake. `column` and `selected` are set when
    the part is a choice of codes of that column.
    """

    parent: "Count | None" = None
    axis: str = ""
    column: str = ""
    selected: Codes = one_of()
    is_unknown: bool = False
    condition: Deferred | None = None

    def part(
        self, code: str, *, is_unknown: bool = False, **where: "Codes | str | bool"
    ) -> "Count":
        """The rows of this count whose column holds these codes: `part("calm", outcome="calm")`."""
        ((column, chosen),) = where.items()
        codes = chosen if isinstance(chosen, Codes) else one_of(chosen)
        return self._part(
            code, codes.on(column), column, column=column, selected=codes, is_unknown=is_unknown
        )

    def part_where(self, code: str, condition: Deferred) -> "Count":
        """The rows of this count that satisfy a condition of their own."""
        return self._part(code, condition, axis=code)

    def _part(self, code: str, condition: Deferred, axis: str, **more: Any) -> "Count":
        both = condition if self.condition is None else self.condition & condition
        counted = _.count(where=both)
        return Count(code, counted, fact=self.fact, parent=self, axis=axis, condition=both, **more)

    def adding(
        self, amount: Deferred, code: str, *, axis: str, is_unknown: bool = False
    ) -> "Count":
        """Some of the people of this count, added up over the same rows."""
        return Count(
            code, amount.sum(), fact=self.fact, parent=self, axis=axis, is_unknown=is_unknown
        )


def rows_of(fact: str, code: str) -> Count:
    """How many rows."""
    return Count(code, _.count(), fact=fact)


def people_of(fact: str, amount: Deferred, code: str) -> Count:
    """How many people, added up over rows."""
    return Count(code, amount.sum(), fact=fact)
