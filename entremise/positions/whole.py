"""A post as a whole: what it is, its whole dated history, its conventions; and the rules that hold
them together. Files say all of it at once, where pages say one change at a time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch, QuerySet

from .enums import Status
from .models import AdulteRelaisConvention, Position, PositionPeriod

CHECKED = ("age_checked_on", "situation_checked_on", "residence_checked_on")
_ORDER = list(Status)


@dataclass(frozen=True)
class State:
    """A post since a day: a period, without the day on which it ends, which the next one tells."""

    since: date
    status: str
    contract: str
    share: Decimal = Decimal(1)
    vacant: bool = False
    cause: str = ""
    note: str = ""

    @property
    def terms(self) -> tuple[str, str, Decimal, bool]:
        """What differs between two states that follow one another."""
        return self.status, self.contract, self.share, self.vacant


@dataclass(frozen=True)
class Bond:
    """A convention adulte-relais of a post. Days name it there, for two never share one: `renews`
    is the first day of the one it renews.
    """

    number: str
    starts_on: date
    ends_on: date
    qpv: str | None = None
    share: Decimal = Decimal(1)
    renews: date | None = None
    age_checked_on: date | None = None
    situation_checked_on: date | None = None
    residence_checked_on: date | None = None


@dataclass(frozen=True)
class Whole:
    """Everything of one post, its rows named by their keys."""

    structure: int
    title: str
    domain: str
    commune: str
    states: tuple[State, ...]
    number: str = ""
    qpv: str | None = None
    dispositif: int | None = None
    hosted_by: int | None = None
    funding_lines: tuple[int, ...] = ()
    ended_on: date | None = None
    end_cause: str = ""
    supported: bool = False
    pilot: bool = False
    conventions: tuple[Bond, ...] = ()

    @property
    def days(self) -> set[date]:
        """Those on which something happened to it."""
        return {state.since for state in self.states} | (
            {self.ended_on} if self.ended_on else set()
        )


SHEET = ("title", "domain", "commune", "number", "dispositif", "hosted_by", "qpv", "funding_lines")
PRESENT = tuple(field.name for field in fields(State))
# What tells the history: it is put back together, or not at all.
HISTORY = ("earlier", *PRESENT, "ended_on", "end_cause")


# --- from rows


def complete(rows: QuerySet[Position]) -> QuerySet[Position]:
    """With what `whole` reads, in three questions whatever their number."""
    return rows.prefetch_related(
        Prefetch("periods", PositionPeriod.objects.order_by("starts_on")),
        Prefetch("conventions", AdulteRelaisConvention.objects.order_by("starts_on")),
        Prefetch("funding_lines"),
    )


def whole(row: Position) -> Whole:
    """A post that `complete` has read."""
    bonds = list(row.conventions.all())
    first_day = {bond.pk: bond.starts_on for bond in bonds}
    return Whole(
        structure=row.structure_id,
        title=row.title,
        domain=row.domain,
        commune=row.commune_id,
        states=tuple(
            State(one.starts_on, one.status, one.contract, one.share, one.vacant, one.cause,
                  one.note)
            for one in row.periods.all()
        ),
        number=row.number,
        qpv=row.qpv_id,
        dispositif=row.dispositif_id,
        hosted_by=row.hosted_by_id,
        funding_lines=tuple(sorted(line.pk for line in row.funding_lines.all())),
        ended_on=row.ended_on,
        end_cause=row.end_cause,
        supported=row.supported,
        pilot=row.pilot,
        conventions=tuple(
            Bond(one.number, one.starts_on, one.ends_on, one.qpv_id, one.share,
                 first_day.get(one.renews_id or 0), *(getattr(one, name) for name in CHECKED))
            for one in bonds
        ),
    )  # fmt: skip


# --- as JSON holds it, under the names of the columns of a file


def told(post: Whole) -> dict[str, Any]:
    """What a post is, the state it is in apart from the earlier ones. Its employer is left out: it
    never changes.
    """
    *earlier, now = map(_plain, post.states)
    said = {name: _json(getattr(post, name)) for name in (*SHEET, "ended_on", "end_cause")}
    return {
        **said,
        **dict(zip(PRESENT, now, strict=True)),
        "earlier": earlier,
        "supported": post.supported,
        "pilot": post.pilot,
        "conventions": [_plain(bond) for bond in post.conventions],
    }


def whole_of(structure: int, said: Mapping[str, Any]) -> Whole:
    """The contrary of `told`."""
    states = [*said["earlier"], [said[name] for name in PRESENT]]
    return Whole(
        structure=structure,
        **{name: said[name] for name in SHEET if name != "funding_lines"},
        funding_lines=tuple(said["funding_lines"]),
        states=tuple(map(state_of, states)),
        ended_on=_day(said["ended_on"]),
        end_cause=said["end_cause"],
        supported=said["supported"],
        pilot=said["pilot"],
        conventions=tuple(map(bond_of, said["conventions"])),
    )


def state_of(said: Sequence[Any]) -> State:
    """A state as `told` gives it."""
    since, status, contract, share, *rest = said
    return State(date.fromisoformat(since), status, contract, Decimal(share), *rest)


def bond_of(said: Sequence[Any]) -> Bond:
    """A convention as `told` gives it."""
    number, starts, ends, qpv, share, *days = said
    return Bond(
        number, date.fromisoformat(starts), date.fromisoformat(ends), qpv, Decimal(share),
        *map(_day, days),
    )  # fmt: skip


def _plain(one: State | Bond) -> list[Any]:
    return [_json(getattr(one, field.name)) for field in fields(one)]


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


# --- rules


def fault_of(post: Whole, today: date) -> str:
    """What cannot be in a post, as a sentence; nothing when all of it can."""
    return next(iter((*_in_history(post, today), *_in_conventions(post.conventions, today))), "")


def _in_history(post: Whole, today: date) -> Iterator[str]:
    last = post.states[-1]
    for state in post.states:
        if state.since > today:
            yield f"Le {state.since:%d/%m/%Y} n'est pas encore venu : on ne l'écrit pas d'avance."
        if not 0 < state.share <= 1:
            yield "La quotité va de 0,01 à 1 : 1 est un temps plein."
    for before, after in pairwise(post.states):
        yield from _between(before, after)
    if post.ended_on is None and post.end_cause:
        yield "Une cause de fin, mais pas de dernier jour."
    if post.ended_on and post.ended_on > today:
        yield f"Le {post.ended_on:%d/%m/%Y} n'est pas encore venu : on ne l'écrit pas d'avance."
    if post.ended_on and post.ended_on < last.since:
        yield (
            f"Ce poste est ainsi depuis le {last.since:%d/%m/%Y} : il ne peut avoir pris fin plus "
            "tôt."
        )


def _between(before: State, after: State) -> Iterator[str]:
    on = f"{after.since:%d/%m/%Y}"
    if after.since <= before.since:
        yield f"Les états d'un poste se suivent : celui du {on} ne vient pas après le précédent."
    steps = _ORDER.index(Status(after.status)) - _ORDER.index(Status(before.status))
    if steps < 0:
        yield f"Un poste ne revient pas en arrière : « {Status(after.status).label} » le {on}."
    if steps > 1:
        yield f"Un poste en perspective est créé avant d'être consolidé, comme il l'est le {on}."
    if after.terms == before.terms:
        yield f"Rien ne change le {on} : retirez cet état, ou dites ce qui change."


def _in_conventions(bonds: Iterable[Bond], today: date) -> Iterator[str]:
    ordered = sorted(bonds, key=lambda bond: bond.starts_on)
    renewed: set[date] = set()
    for bond in ordered:
        if bond.ends_on < bond.starts_on:
            yield f"La convention {bond.number} finit avant d'avoir commencé."
        if not 0 < bond.share <= 1:
            yield "La quotité d'une convention va de 0,01 à 1 : 1 est un temps plein."
        days = [getattr(bond, name) for name in CHECKED]
        if any(day > today for day in days if day):
            yield f"Une vérification de la convention {bond.number} n'est pas encore venue."
        if bond.renews is None:
            continue
        if not any(one.starts_on == bond.renews < bond.starts_on for one in ordered):
            yield (
                f"La convention {bond.number} en renouvelle une du {bond.renews:%d/%m/%Y}, qui "
                "n'est pas dite."
            )
        if bond.renews in renewed:
            yield f"Deux conventions renouvellent celle du {bond.renews:%d/%m/%Y}."
        renewed.add(bond.renews)
    for before, after in pairwise(ordered):
        if after.starts_on <= before.ends_on:
            yield (
                f"La convention {before.number} couvre déjà le {after.starts_on:%d/%m/%Y}, où "
                "commence la suivante."
            )
