"""Funding lines: what each funder pays for, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, record, recount
from entremise.structures.actor import Actor
from entremise.structures.enums import FundingScope
from entremise.structures.models import Dispositif, FundingLine, Structure
from entremise.structures.queries import fundable_communes
from entremise.territories.models import Commune

from .keeping import keep, values


@dataclass(frozen=True)
class Terms:
    """What a line says: its period (both days included), its yearly amount in euros, its scope.

    Without communes, it pays for all those of the dispositif.
    """

    label: str
    starts_on: date
    ends_on: date
    amount: Decimal | None = None
    scope: str = FundingScope.ANYWHERE
    communes: Sequence[Commune] = ()


FIELDS = ("label", "starts_on", "ends_on", "amount", "scope")


@transaction.atomic
def add_funding_line(
    *, dispositif: Dispositif, funder: Structure, terms: Terms, by: Actor
) -> FundingLine:
    """A funder pays for a dispositif.

    Raises Refusal for a period that ends before it starts, or a commune the dispositif does not
    serve.
    """
    line = FundingLine(dispositif=dispositif, funder=funder)
    _require_served(terms.communes, dispositif)
    _fill(line, terms)
    record(by=by, verb="funding.added", subject=line, structure_id=dispositif.structure_id)
    recount(start=line.starts_on, end=line.ends_on)
    return line


@transaction.atomic
def edit_funding_line(*, line: FundingLine, terms: Terms, by: Actor) -> None:
    """Correct a line. Its funder does not change: the figures already counted are theirs."""
    _write(line, terms, verb="funding.edited", by=by)


@transaction.atomic
def end_funding_line(*, line: FundingLine, on: date, by: Actor) -> None:
    """The line pays until that day, included: earlier than planned, never later."""
    if on > line.ends_on:
        raise Refusal(
            f"Cette ligne finit déjà le {line.ends_on:%d/%m/%Y}. Pour la prolonger, modifiez-la.",
            code="ends_earlier",
            field="on",
        )
    terms = Terms(**values(line, *FIELDS) | {"ends_on": on, "communes": list(line.communes.all())})
    _write(line, terms, verb="funding.ended", by=by)


def _write(line: FundingLine, terms: Terms, *, verb: str, by: Actor) -> None:
    _require_served(terms.communes, line.dispositif, line)
    before = _said(line)
    _fill(line, terms)
    if changes := changes_between(before, _said(line)):
        record(
            by=by,
            verb=verb,
            subject=line,
            changes=changes,
            structure_id=line.dispositif.structure_id,
        )
        recount(
            start=min(before["starts_on"], line.starts_on), end=max(before["ends_on"], line.ends_on)
        )


def _fill(line: FundingLine, terms: Terms) -> None:
    for name in FIELDS:
        setattr(line, name, getattr(terms, name))
    keep(line)
    line.communes.set(terms.communes)


def _said(line: FundingLine) -> dict[str, Any]:
    communes = sorted(line.communes.values_list("pk", flat=True))
    return values(line, *FIELDS) | {"communes": communes}


def _require_served(
    communes: Sequence[Commune], dispositif: Dispositif, line: FundingLine | None = None
) -> None:
    """Nobody pays a dispositif for a commune where it does not work."""
    allowed = set(fundable_communes(dispositif, line).values_list("pk", flat=True))
    if stray := next((one for one in communes if one.pk not in allowed), None):
        raise Refusal(
            f"Le dispositif ne dessert pas {stray.name} : ajoutez cette commune à son territoire, "
            "ou choisissez-en une autre.",
            code="commune_not_served",
            field="communes",
        )
