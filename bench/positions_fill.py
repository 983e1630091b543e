"""Posts at volume, in the registry of the bench: lives of one to four periods over twelve years."""

import random
import sys
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from time import perf_counter

from django.db import connection, transaction

from bench.registry_fill import CHUNK, SEED, Registry, fill_registry
from entremise.core import clock
from entremise.positions.cells import settle
from entremise.positions.enums import Cause, Contract, Status
from entremise.positions.models import Position, PositionPeriod
from entremise.structures.enums import Domain
from entremise.structures.models import Dispositif, Structure

STRUCTURES, POSTS = 20_000, 60_000
WHOLE = 1_000_000
YEARS = 12
# The first structure of the bench is large; one employer in three has most of the others.
LARGE = 120
ENDED = 0.25
DAY = timedelta(days=1)
CONTRACTS = (
    *[Contract.CDI] * 5, *[Contract.ADULTE_RELAIS] * 3, Contract.CDD, Contract.PEC, Contract.FONJEP,
)  # fmt: skip
COURSES = (
    (Status.PROSPECT,), (Status.CREATED,), (Status.CREATED, Status.CREATED),
    (Status.CREATED, Status.CONSOLIDATED), (Status.PROSPECT, Status.CREATED),
    (Status.PROSPECT, Status.CREATED, Status.CONSOLIDATED),
    (Status.CREATED, Status.CREATED, Status.CONSOLIDATED, Status.CONSOLIDATED),
)  # fmt: skip
SHARES = (Decimal(1), Decimal(1), Decimal("0.80"), Decimal("0.50"))


def fill(size: int) -> Registry:
    """The registry and its posts, unless they are there."""
    registry = fill_registry(max(100, STRUCTURES * size // WHOLE))
    if not Position.objects.exists():
        begun = perf_counter()
        count = POSTS * size // WHOLE
        with transaction.atomic():
            _write(registry.structures, count)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        print(f"  postes : {count}, {perf_counter() - begun:.0f} s", file=sys.stderr)
    return registry


def _write(structures: list[Structure], count: int) -> None:
    chance = random.Random(SEED + 2)
    services = dict(Dispositif.objects.values_list("structure_id", "pk"))
    rows, lives = [], []
    for number in range(count):
        owner = (
            structures[0] if number < LARGE else chance.choice(structures[: len(structures) // 3])
        )
        kind = random.Random(owner.pk)  # a structure does one or two things, in one way
        life = list(_life(chance))
        last = life[-1].ends_on
        lives.append(life)
        rows.append(
            Position(
                structure_id=owner.pk,
                dispositif_id=services.get(owner.pk),
                title=f"Poste de médiation {number % 997}",
                number=f"P{number:05}",
                domain=chance.choice(kind.sample(Domain.values, 2)),
                commune_id=owner.commune_id,
                supported=kind.random() < 0.4,
                pilot=kind.random() < 0.05,
                ended_on=last,
                end_cause=Cause.UNFUNDED if last else "",
            )
        )
    made = Position.objects.bulk_create(rows, batch_size=CHUNK)
    periods = []
    for row, life in zip(made, lives, strict=True):
        for period in life:
            period.position_id = row.pk
            periods.append(period)
    PositionPeriod.objects.bulk_create(periods, batch_size=CHUNK)
    settle(row.pk for row in made)


def _life(chance: random.Random) -> Iterator[PositionPeriod]:
    """Periods that follow one another; the last one runs, unless the post has ended."""
    today = clock.today()
    start = today - DAY * chance.randrange(1, 365 * YEARS)
    course = chance.choice(COURSES)
    contract = chance.choice(CONTRACTS)
    for rank, status in enumerate(course, start=1):
        left = (today - start).days
        last = rank == len(course) or left < 2
        ends = (
            start + DAY * chance.randrange(left + 1) if last and chance.random() < ENDED else None
        )
        after = start + DAY * chance.randrange(1, left) if not last else None
        yield PositionPeriod(
            status=status,
            contract=contract,
            share=chance.choice(SHARES),
            vacant=chance.random() < 0.05,
            starts_on=start,
            ends_on=after - DAY if after else ends,
            cause=Cause.OTHER,
        )
        if after is None:
            return
        start = after
        contract = chance.choice(CONTRACTS)
