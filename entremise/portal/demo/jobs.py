"""The posts of the region and their conventions: rows of data/demo, a line for posts alike."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.db.models import Model

from entremise.core.clock import months_after
from entremise.journal.actions import line, record_many
from entremise.positions.actions import recounted
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.models import AdulteRelaisConvention, Position, PositionPeriod
from entremise.positions.months import YEARS
from entremise.structures.actor import VISITOR

from .pack import FOLDER
from .world import World

DAY = timedelta(days=1)
_CAUSES = {
    Status.PROSPECT: Cause.NEED,
    Status.CREATED: Cause.FUNDED,
    Status.CONSOLIDATED: Cause.LASTING,
}


@dataclass(frozen=True)
class PostsRow:
    """So many posts alike, numbered after their prefix. Each day is that of a status, or empty."""

    structure: str
    prefix: str
    count: int
    title: str
    domain: str
    commune: str
    dispositif: str
    contract: str
    share: Decimal
    vacant: bool
    days: dict[str, str]
    ended: str
    supported: bool
    pilot: bool

    def number(self, rank: int) -> str:
        """The number of one of them."""
        return f"{self.prefix}{rank:03d}"


def read_posts(folder: Path = FOLDER) -> list[PostsRow]:
    """The rows of positions.csv. Raises KeyError or ValueError on a malformed file."""
    return [
        PostsRow(
            structure=row["structure"],
            prefix=row["prefix"],
            count=int(row["count"]),
            title=row["title"],
            domain=row["domain"],
            commune=row["commune"],
            dispositif=row["dispositif"],
            contract=Contract(row["contract"]),
            share=Decimal(row["share"]),
            vacant=bool(row["vacant"]),
            days={status: row[status] for status in ("prospect", "created", "consolidated")},
            ended=row["ended"],
            supported=bool(row["supported"]),
            pilot=bool(row["pilot"]),
        )
        for row in _rows(folder / "positions.csv")
    ]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def day_of(text: str, today: date) -> date:
    """« 2011-01-01 », or a day of the year of the demonstration (N-03-15) or of one before
    (N-1-03-15); never later than today.
    """
    if not text.startswith("N-"):
        return date.fromisoformat(text)
    *back, month, day = text.removeprefix("N-").split("-")
    return min(today, date(today.year - int(back[0] if back else 0), int(month), int(day)))


@transaction.atomic
def load_jobs(world: World, *, today: date, folder: Path = FOLDER) -> int:
    """Keep the posts and conventions that are missing; returns how many were added.

    A post is known by its number in its structure: a later year adds none.
    """
    batch = _Batch(world, today)
    for row in read_posts(folder):
        batch.add(row)
    added = batch.keep()
    return added + _load_conventions(world, today, folder)


@dataclass
class _Batch:
    """What is to be written at once: thousands of rows, one by one, would take a minute."""

    world: World
    today: date
    positions: list[Position] = field(default_factory=list)
    periods: list[PositionPeriod] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = Position.objects.filter(structure__in=self.world.structures.values())
        self.known = set(known.values_list("structure_id", "number"))

    def add(self, row: PostsRow) -> None:
        """The posts of a row that are missing, with their periods."""
        structure = self.world.structures[row.structure]
        for rank in range(1, row.count + 1):
            if (structure, row.number(rank)) in self.known:
                continue
            position = Position(
                structure_id=structure,
                dispositif_id=self.world.dispositifs[row.dispositif] if row.dispositif else None,
                title=row.title,
                number=row.number(rank),
                domain=row.domain,
                commune_id=row.commune,
                supported=row.supported,
                pilot=row.pilot,
                ended_on=day_of(row.ended, self.today) if row.ended else None,
                end_cause=Cause.UNFUNDED if row.ended else "",
            )
            self.positions.append(position)
            self.periods += self._periods(row, position)

    def _periods(self, row: PostsRow, position: Position) -> list[PositionPeriod]:
        found: list[PositionPeriod] = []
        for status, cause in _CAUSES.items():
            if not row.days[status]:
                continue
            start = day_of(row.days[status], self.today)
            if found and start <= found[-1].starts_on:  # its day has not come yet this year
                break
            if found:
                found[-1].ends_on = start - DAY
            period = PositionPeriod(
                position=position,
                status=status,
                contract=row.contract,
                share=row.share,
                vacant=row.vacant,
                starts_on=start,
                cause=cause,
            )
            found.append(period)
        found[-1].ends_on = position.ended_on
        return found

    def keep(self) -> int:
        """Write them, with their lines."""
        Position.objects.bulk_create(self.positions, batch_size=500)
        PositionPeriod.objects.bulk_create(self.periods, batch_size=500)
        _record(self.positions)
        if self.periods:
            recounted(self.positions, min(period.starts_on for period in self.periods))
        return len(self.positions)


def _load_conventions(world: World, today: date, folder: Path) -> int:
    """Conventions of three years, each ending with a month, so many months from now."""
    added: list[AdulteRelaisConvention] = []
    for row in _rows(folder / "conventions.csv"):
        position = Position.objects.get(
            structure=world.structures[row["structure"]], number=row["position"]
        )
        if position.conventions.exists():
            continue
        after = months_after(today.replace(day=1), int(row["left"]) + 1)
        start = months_after(after, -12 * YEARS)
        names = ("age_checked_on", "situation_checked_on", "residence_checked_on")
        checked = dict.fromkeys(names[: int(row["checked"])], start)
        added.append(
            AdulteRelaisConvention.objects.create(
                position=position,
                number=row["number"],
                starts_on=start,
                ends_on=after - DAY,
                **checked,
            )
        )
    _record(added)
    return len(added)


def _record(added: list[Position] | list[AdulteRelaisConvention]) -> None:
    subjects: list[Model] = [*added]
    record_many(
        line(by=VISITOR, verb="demo.loaded", subject=subject, structure_id=_employer(subject))
        for subject in subjects
    )


def _employer(subject: Model) -> int:
    position = subject if isinstance(subject, Position) else subject.position  # type: ignore[attr-defined]
    employer: int = position.structure_id
    return employer
