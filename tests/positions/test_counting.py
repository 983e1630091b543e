"""Stock and flows, against a slow and obvious count over lives drawn by chance."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from entremise.core import clock
from entremise.positions import actions, counting
from entremise.positions.actions import Terms
from entremise.positions.enums import AT_WORK, Contract, Status
from entremise.positions.models import Position, PositionPeriod
from entremise.positions.tally import Tally
from entremise.structures.enums import Domain, OperatorType
from entremise.territories.models import Arrondissement
from tests.positions.factories import make_position, step
from tests.structures.factories import make_structure
from tests.support.cast import Cast
from tests.territories.factories import make_commune, make_departement

pytestmark = pytest.mark.django_db

FIRST = date(2015, 1, 1)
DAY = timedelta(days=1)
PERIODS = PositionPeriod.objects.all()


def _places() -> list[str]:
    for code, name in (("595", "Lille"), ("593", "Douai")):
        Arrondissement.objects.get_or_create(
            code=code, defaults={"name": name, "departement": make_departement()}
        )
    make_commune("59350", "Lille", arrondissement_id="595")
    make_commune("59178", "Douai", arrondissement_id="593")
    make_commune("59999", "Nulle-Part")
    return ["59350", "59178", "59999"]


def live(chance: Random, cast: Cast, count: int = 60) -> list[Position]:
    """Posts that are thought of, created, changed, ended, reopened and taken back, at random."""
    by, places = cast.director.actor, [make_commune(code) for code in _places()]
    kinds = ("provider", "association")
    structures = [make_structure(operator_type=OperatorType(kind)) for kind in kinds * 2]
    made = []
    for _ in range(count):
        on = FIRST + chance.randrange(900) * DAY
        row = make_position(
            chance.choice(structures),
            chance.choice(list(Status)),
            on,
            _terms(chance),
            domain=chance.choice(Domain.values),
            commune=chance.choice(places),
        )
        actions.support_position(position=row, supported=chance.random() < 0.5, pilot=False, by=by)
        for _ in range(chance.randrange(5)):
            on += chance.randrange(1, 200) * DAY
            _go_on(chance, row, on, by)
        made.append(row)
    return made


def _terms(chance: Random) -> Terms:
    shares = ("1", "0.80", "0.50")
    contract = chance.choice((Contract.CDI, Contract.CDD, Contract.ADULTE_RELAIS))
    return Terms(contract, Decimal(chance.choice(shares)))


def _go_on(chance: Random, row: Position, on: date, by: object) -> None:
    row.refresh_from_db()
    if row.ended_on or on > clock.today():
        return
    said = {"position": row, "by": by}
    now = row.periods.get(ends_on=None)
    kind = chance.random()
    if kind < 0.2:
        actions.end_position(step=step(on), **said)
    elif kind < 0.3 and row.periods.count() > 1:
        actions.undo_last_change(**said)
    elif now.status == Status.PROSPECT and kind < 0.8:
        actions.create_position(terms=_terms(chance), step=step(on), **said)
    elif now.status == Status.CREATED and kind < 0.8:
        actions.consolidate_position(terms=_terms(chance), step=step(on), **said)
    else:
        terms = _terms(chance)
        if terms != Terms(now.contract, now.share, now.vacant) and on > now.starts_on:
            actions.change_terms(terms=terms, step=step(on), **said)


def state_on(row: Position, day: date) -> object | None:
    """The only period that holds a day, read one by one."""
    held = [
        period
        for period in row.periods.all()
        if period.starts_on <= day and (period.ends_on is None or day <= period.ends_on)
    ]
    assert len(held) <= 1
    return held[0] if held else None


def _where(row: Position, contract: str) -> dict[str, object]:
    return {
        "domain": row.domain,
        "arrondissement": row.commune.arrondissement_id,
        "contract": contract,
        "operator": row.structure.operator_type,
    }


def fast(tally: Tally, dimension: str) -> Counter[tuple[object, str]]:
    """The same, as counted by cell; nobody's arrondissement is an empty one."""
    return Counter(
        {
            (key or None, status): found.posts
            for status, lot in tally.by("status").items()
            for key, found in lot.by(dimension).items()
        }
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_stock_of_any_day_is_that_of_a_slow_count(cast: Cast, seed: int) -> None:
    chance = Random(seed)
    live(chance, cast)
    rows = list(Position.objects.select_related("commune", "structure").prefetch_related("periods"))
    for _ in range(12):
        day = FIRST + chance.randrange(1800) * DAY
        held = counting.held_on(PERIODS, day)
        slow = {row: state for row in rows if (state := state_on(row, day))}
        for dimension in counting.DIMENSIONS:
            expected = Counter(
                (_where(row, state.contract)[dimension], state.status)  # type: ignore[attr-defined]
                for row, state in slow.items()
            )
            assert fast(held, dimension) == expected
        assert held.full_time == sum(state.share for state in slow.values())  # type: ignore[attr-defined]
        supported = sum(row.supported for row in slow)
        assert held.only("supported", True).posts == supported
        employers: dict[str, set[int]] = {}
        for row, state in slow.items():
            if state.status in AT_WORK:  # type: ignore[attr-defined]
                employers.setdefault(row.structure.operator_type, set()).add(row.structure_id)
        assert counting.employers_on(PERIODS, day) == {
            kind: len(found) for kind, found in employers.items()
        }


@pytest.mark.parametrize("seed", range(3))
def test_flows_are_those_of_a_slow_count_and_explain_the_stock(cast: Cast, seed: int) -> None:
    chance = Random(100 + seed)
    live(chance, cast)
    rows = list(Position.objects.prefetch_related("periods"))
    for _ in range(8):
        start = FIRST + chance.randrange(1500) * DAY
        end = start + chance.randrange(400) * DAY
        moved = counting.moved_between(PERIODS, start, end)
        counts = {name: found.posts for name, found in moved.items()}
        assert counts == slow_moves(rows, start, end)
        before = _jobs(start)
        after = _jobs(end + DAY)
        next_day = counting.moved_between(PERIODS, start + DAY, end + DAY)
        assert after - before == next_day["created"].posts - counts["ended"]


def _jobs(day: date) -> int:
    return counting.held_on(PERIODS, day).at_work.posts


def slow_moves(rows: list[Position], start: date, end: date) -> dict[str, int]:
    found = Counter[str]()
    for row in rows:
        periods = sorted(row.periods.all(), key=lambda period: period.starts_on)
        entries = {
            "planned": [p for p in periods if p.status == Status.PROSPECT],
            "created": [p for p in periods if p.status in AT_WORK],
            "consolidated": [p for p in periods if p.status == Status.CONSOLIDATED],
        }
        for name, entered in entries.items():
            found[name] += bool(entered) and start <= entered[0].starts_on <= end
        if row.ended_on and start <= row.ended_on <= end:
            found["ended" if periods[-1].at_work else "dropped"] += 1
    return {
        name: found[name] for name in ("planned", "created", "consolidated", "ended", "dropped")
    }


def test_a_post_counts_on_its_last_day_and_not_on_the_next(cast: Cast) -> None:
    row = make_position(cast.structure, on=FIRST)
    last = FIRST + 30 * DAY
    actions.end_position(position=row, step=step(last), by=cast.director.actor)
    assert [_jobs(day) for day in (FIRST - DAY, FIRST, last, last + DAY)] == [0, 1, 1, 0]


def test_counting_asks_one_question_whatever_the_number(
    cast: Cast, django_assert_num_queries: object
) -> None:
    live(Random(7), cast, 20)
    counting.held_on(PERIODS, FIRST + 500 * DAY)  # cells are learnt once
    counting.moved_between(PERIODS, FIRST, FIRST + 500 * DAY)
    with django_assert_num_queries(1):  # type: ignore[operator]
        counting.held_on(PERIODS, FIRST + 500 * DAY)
    with django_assert_num_queries(2):  # type: ignore[operator]
        counting.moved_between(PERIODS, FIRST, FIRST + 500 * DAY)
