"""The facts of posts say what the page of jobs says, and are marked when it would change."""

from calendar import monthrange
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

import pytest

from entremise.core import clock
from entremise.indicators import store
from entremise.indicators.questions import Answer, Period, Question, Scope, answer
from entremise.indicators.refreshing import refresh_all, refresh_marked
from entremise.journal.models import ChangedMonth
from entremise.positions import actions, counting, facts
from entremise.positions.actions import Terms
from entremise.positions.enums import Contract, Status
from entremise.positions.models import Position, PositionCell, PositionPeriod
from entremise.structures.actions.keeping import values
from entremise.structures.actions.registry import FIELDS, Identity, edit_structure
from entremise.territories.models import Arrondissement, Commune
from tests.positions.factories import make_position, sheet, step
from tests.positions.test_counting import live
from tests.structures.factories import make_funding_line
from tests.support.cast import Cast
from tests.territories.factories import make_commune, make_departement

pytestmark = pytest.mark.django_db
REGION = Scope()
POSTS = PositionPeriod.objects.all()


def asked(codes: tuple[str, ...], start: date, end: date, *by: str) -> Answer:
    """The figures of a period."""
    return answer(Question(codes, REGION, Period(start, end), by))


def end_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


@pytest.mark.parametrize("seed", range(2))
def test_the_stock_at_the_end_of_a_month_is_that_of_the_page(cast: Cast, seed: int) -> None:
    live(Random(seed), cast)
    list(refresh_all())
    for month in (1, 5, 9, 12):
        day = end_of(2016, month)
        held = counting.held_on(POSTS, day)
        work = held.at_work
        codes = ("jobs", "jobs_full_time", "jobs_in_prospect", "jobs_supported", "jobs_lasting")
        told = asked(codes, date(2016, 1, 1), day).totals.values
        assert {code: value.number for code, value in told.items()} == {
            "jobs": work.posts,
            "jobs_full_time": float(work.full_time),
            "jobs_in_prospect": held.posts - work.posts,
            "jobs_supported": work.only("supported", True).posts,
            "jobs_lasting": work.only("status", Status.CONSOLIDATED).posts,
        }
        for name in counting.DIMENSIONS:
            rows = asked(("jobs", "jobs_in_prospect"), day, day, name).rows
            found = {row.keys[0]: row.values for row in rows}
            told = {key: values["jobs"].number for key, values in found.items()}
            assert told == {key or None: lot.at_work.posts for key, lot in held.by(name).items()}


@pytest.mark.parametrize("seed", range(2))
def test_the_moves_of_a_period_are_those_of_the_page(cast: Cast, seed: int) -> None:
    live(Random(seed), cast)
    list(refresh_all())
    codes = {
        "planned": "jobs_planned",
        "created": "jobs_created",
        "consolidated": "jobs_consolidated",
        "ended": "jobs_ended",
        "dropped": "prospects_dropped",
    }
    for start, end in (
        (date(2015, 1, 1), date(2019, 12, 31)),
        (date(2016, 3, 7), date(2016, 11, 12)),
    ):
        moved = counting.moved_between(POSTS, start, end)
        told = asked(tuple(codes.values()), start, end).totals.values
        assert {move: told[code].number for move, code in codes.items()} == {
            move: found.posts for move, found in moved.items()
        }


def test_the_employers_are_those_of_the_page(cast: Cast) -> None:
    live(Random(5), cast)
    list(refresh_all())
    day = end_of(2017, 6)
    found = asked(("employers",), day, day).totals.values["employers"].number
    assert found == sum(counting.employers_on(POSTS, day).values())


def _everything() -> Counter[Any]:
    """All that the store holds, row by row."""
    found: Counter[Any] = Counter()
    for name in (facts.STOCK, facts.FLOWS):
        if store.version(name) != store.NEVER:
            rows = store.open(name).to_pyarrow().to_pylist()
            found.update((name, str(sorted(row.items(), key=str))) for row in rows)
    return found


def _on(year: int, month: int) -> date:
    return date(year, month, 9)


def _undone(row: Position, by: Any) -> None:
    actions.undo_last_change(position=row, by=by)


WRITES: dict[str, Callable[[Position, Any], object]] = {
    "consolidated": lambda row, by: actions.consolidate_position(
        position=row, terms=Terms(Contract.CDI), step=step(_on(2024, 2)), by=by
    ),
    "changed": lambda row, by: actions.change_terms(
        position=row, terms=Terms(Contract.CDD), step=step(_on(2024, 2)), by=by
    ),
    "ended": lambda row, by: actions.end_position(position=row, step=step(_on(2024, 2)), by=by),
    "edited": lambda row, by: actions.edit_position(
        position=row, sheet=sheet(domain="school", number="X1"), by=by
    ),
    "supported": lambda row, by: actions.support_position(
        position=row, supported=True, pilot=True, by=by
    ),
    "undone": _undone,
    "withdrawn": lambda row, by: actions.withdraw_position(position=row, by=by),
    "reopened": lambda row, by: actions.reopen_position(position=row, by=by),
}


@pytest.mark.parametrize("write", WRITES)
def test_every_write_marks_the_months_it_changes(cast: Cast, write: str) -> None:
    """Once the marked months are computed again, computing everything finds nothing else."""
    by = cast.director.actor
    row = make_position(cast.structure, Status.CREATED, date(2023, 5, 4))
    if write == "undone":
        WRITES["consolidated"](row, by)
    if write == "reopened":
        WRITES["ended"](row, by)
    list(refresh_marked())
    before = _everything()
    row.refresh_from_db()
    WRITES[write](row, by)
    list(refresh_marked())
    after = _everything()
    assert after != before
    list(refresh_all())
    assert _everything() == after
    assert not ChangedMonth.objects.exists()


def test_a_change_marks_no_month_before_it(cast: Cast) -> None:
    row = make_position(cast.structure, Status.CREATED, date(2023, 5, 4))
    list(refresh_marked())
    WRITES["changed"](row, cast.director.actor)
    months = set(ChangedMonth.objects.values_list("fact", "month"))
    assert min(month for _fact, month in months) == date(2024, 2, 1)
    assert (facts.STOCK, clock.today().replace(day=1)) in months
    assert {month for fact, month in months if fact == facts.FLOWS} == {date(2024, 2, 1)}


def test_the_month_that_runs_is_told_as_of_today(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_position(cast.structure, Status.CREATED, date(2026, 3, 1))
    monkeypatch.setattr(clock, "today", lambda: date(2026, 5, 12))
    days = facts.stock_rows(2026, 4)["service_date"].to_pylist()
    assert days == [date(2026, 4, 30)]
    assert facts.stock_rows(2026, 5)["service_date"].to_pylist() == [date(2026, 5, 12)]
    assert facts.stock_rows(2026, 6).num_rows == 0


def test_a_month_that_begins_holds_what_there_was_without_anybody_writing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 5, 12))
    make_position(cast.structure, Status.CREATED, date(2026, 3, 1))
    list(refresh_marked())
    monkeypatch.setattr(clock, "today", lambda: date(2026, 7, 2))
    list(refresh_marked())
    rows = store.open(facts.STOCK).to_pyarrow().to_pylist()
    assert sorted(row["service_date"] for row in rows) == [
        date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31), date(2026, 6, 30),
        date(2026, 7, 2),
    ]  # fmt: skip
    assert not list(refresh_marked())


def test_a_post_is_paid_by_its_lines_while_they_run(cast: Cast) -> None:
    line = make_funding_line(
        cast.dispositif, cast.funder, starts_on=date(2024, 1, 1), ends_on=date(2024, 6, 30)
    )
    make_position(cast.structure, on=date(2023, 1, 9), funding_lines=[line])
    for month, paying in ((6, [cast.funder.pk]), (7, [])):
        (row,) = facts.stock_rows(2024, month).to_pylist()
        assert row["funders"] == paying
        assert row["funding_lines"] == ([line.pk] if paying else [])
    (move,) = facts.move_rows(2023, 1).to_pylist()
    assert (move["move"], move["funders"]) == ("created", [])


def test_no_column_names_a_person_nor_holds_free_text(cast: Cast) -> None:
    words = {"title", "number", "note", "name"}
    for table in (facts.POSITIONS, facts.MOVES):
        assert not words & set(table.schema.names)
        assert not table.secret
    assert facts.POSITIONS.stock
    assert not facts.MOVES.stock


def test_another_kind_of_operator_or_place_is_counted_everywhere(
    cast: Cast, tasks_at_once: None, django_capture_on_commit_callbacks: Any
) -> None:
    row = make_position(cast.structure, on=date(2023, 1, 9), commune=make_commune())
    list(refresh_marked())
    said = Identity(**values(cast.structure, *FIELDS))
    with django_capture_on_commit_callbacks(execute=True):
        edit_structure(
            structure=cast.structure,
            identity=replace(said, operator_type="landlord"),
            by=cast.regional.actor,
        )
    assert [cell.operator for cell in _cells(row)] == ["landlord"]
    told = asked(("jobs",), date(2023, 3, 1), date(2023, 3, 31), "operator")
    assert [line.keys for line in told.rows] == [("landlord",)]
    Arrondissement.objects.create(code="593", name="Douai", departement=make_departement())
    Commune.objects.filter(pk=row.commune_id).update(arrondissement="593")
    list(refresh_all())
    assert [cell.arrondissement for cell in _cells(row)] == ["593"]


def _cells(row: Position) -> list[PositionCell]:
    return [period.cell for period in row.periods.select_related("cell") if period.cell]
