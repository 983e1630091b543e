"""What all writes of a post share: what is said of it, and how a period follows another."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from entremise.core import clock
from entremise.core.clock import months_between
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between, mark_changed, record
from entremise.positions import cells, facts
from entremise.positions.models import Position, PositionPeriod
from entremise.structures.actions.keeping import keep, values
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, FundingLine, Structure
from entremise.territories.models import Commune, Qpv

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Sheet:
    """What a post is, whatever the day. No person: the title is that of the work."""

    title: str
    domain: str
    commune: Commune
    number: str = ""
    dispositif: Dispositif | None = None
    hosted_by: Structure | None = None
    qpv: Qpv | None = None
    funding_lines: Sequence[FundingLine] = ()


@dataclass(frozen=True)
class Terms:
    """What may change with time: contract, working-time share, whether anybody is there."""

    contract: str
    share: Decimal = Decimal(1)
    vacant: bool = False


@dataclass(frozen=True)
class Step:
    """From which day, and what made it change."""

    on: date
    cause: str
    note: str = ""


# Free text stays out of the journal: it says that the title changed, not what it was.
UNSPOKEN = ("title",)
SHEET = tuple(field.name for field in fields(Sheet) if field.name != "funding_lines")
TERMS = tuple(field.name for field in fields(Terms))


def held(position: Position) -> Position:
    """The post, nobody else writing it meanwhile."""
    return Position.objects.select_for_update().get(pk=position.pk)


def running(position: Position) -> PositionPeriod:
    """The period that runs. Raises Refusal for a post that has ended."""
    found = position.periods.filter(ends_on__isnull=True).first()
    if found is None:
        raise Refusal("Ce poste a pris fin : rouvrez-le d'abord.", code="ended")
    return found


def require_past(day: date) -> None:
    """What has not happened yet is not written down: until then a post is in prospect."""
    clock.require_sensible(day, "on")
    if day > clock.today():
        raise Refusal(
            "Cette date n'est pas encore venue : dites-le le jour même, ou après.",
            code="future",
            field="on",
        )


def follow(position: Position, *, status: str, terms: Terms, step: Step) -> PositionPeriod:
    """Close the period that runs on the eve, and begin another. Raises Refusal for a day that is
    to come, or not after the period that runs has begun.
    """
    require_past(step.on)
    before = running(position)
    if step.on <= before.starts_on:
        raise Refusal(
            f"Ce poste est ainsi depuis le {before.starts_on:%d/%m/%Y} : la suite commence au plus "
            "tôt le lendemain. Si c'est une erreur, annulez d'abord le dernier changement.",
            code="too_early",
            field="on",
        )
    before.ends_on = step.on - DAY
    before.save(update_fields=["ends_on"])
    return begin(position, status=status, terms=terms, step=step)


def begin(position: Position, *, status: str, terms: Terms, step: Step) -> PositionPeriod:
    """Keep a new running period. Raises Refusal for a share out of bounds."""
    period = PositionPeriod(
        position=position,
        status=status,
        **values(terms, *TERMS),  # type: ignore[arg-type]
        starts_on=step.on,
        cause=step.cause,
        note=step.note,
    )
    keep(period)
    return period


def fill(position: Position, sheet: Sheet) -> None:
    """Keep what a post is. Raises Refusal for what belongs to somebody else or lies elsewhere."""
    _require_own(position, sheet)
    for name in SHEET:
        setattr(position, name, getattr(sheet, name))
    keep(position)
    position.funding_lines.set(sheet.funding_lines)


def _require_own(position: Position, sheet: Sheet) -> None:
    service = sheet.dispositif
    if service and service.structure_id != position.structure_id:
        raise Refusal(
            "Ce dispositif n'est pas celui de l'employeur.",
            code="not_theirs",
            field="dispositif",
        )
    if any(line.dispositif.structure_id != position.structure_id for line in sheet.funding_lines):
        raise Refusal(
            "Ce financement n'est pas celui de l'employeur.",
            code="not_theirs",
            field="funding_lines",
        )
    if sheet.qpv and not sheet.qpv.communes.filter(pk=sheet.commune.pk).exists():
        raise Refusal(
            f"Le quartier « {sheet.qpv} » n'est pas à {sheet.commune.name}.",
            code="elsewhere",
            field="qpv",
        )


def said(position: Position) -> dict[str, Any]:
    """What a post is now, to tell later what has changed."""
    plain = {name: _key(getattr(position, name)) for name in SHEET}
    return plain | {"funding_lines": sorted(position.funding_lines.values_list("pk", flat=True))}


def _key(value: Any) -> Any:
    return getattr(value, "pk", value)


def tell(
    position: Position,
    verb: str,
    by: Actor,
    *,
    before: PositionPeriod | None,
    after: PositionPeriod,
) -> None:
    """The line of a change: what differs between two periods, never the note."""
    names = ("status", *TERMS, "starts_on", "cause")
    told(
        position,
        verb,
        by,
        changes_between(values(before, *names) if before else {}, values(after, *names)),
        since=max(before.starts_on, after.starts_on) if before else after.starts_on,
    )


def told(
    position: Position,
    verb: str,
    by: Actor,
    changes: dict[str, Any] | None = None,
    *,
    since: date,
) -> None:
    """A line of the journal, in the chain of the employer; what is counted of the post is to be
    counted again from that day on.
    """
    record(by=by, verb=verb, subject=position, changes=changes, structure_id=position.structure_id)
    recounted([position], since)


def recounted(positions: Sequence[Position], since: date) -> None:
    """These posts are to be counted again: in the stock of every month since that day, and in the
    moves of the months in which something happened to them.
    """
    ids = [row.pk for row in positions]
    cells.settle(ids)
    then = PositionPeriod.objects.filter(position__in=ids, starts_on__gte=since)
    days = {since, *then.values_list("starts_on", flat=True)}
    days |= {row.ended_on for row in positions if row.ended_on and row.ended_on >= since}
    mark_changed(fact=facts.FLOWS, months=days)
    mark_changed(fact=facts.STOCK, months=months_between(since, clock.today()))


def begun_on(position: Position) -> date:
    """The first day one knows of a post."""
    return position.periods.order_by("starts_on").values_list("starts_on", flat=True)[0]
