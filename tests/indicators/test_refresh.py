"""A refresh writes what the rows say now, and takes away only the marks it has answered."""

import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django_tasks import task_backends

from entremise.indicators import refreshing, store
from entremise.indicators.refreshing import refresh_all, refresh_marked
from entremise.indicators.tasks import refresh
from entremise.journal.actions import mark_changed, record
from entremise.journal.models import ChangedMonth, JournalLine
from entremise.journal.verification import verify
from entremise.structures.actor import VISITOR
from tests.indicators import sample

JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)

IN_THREADS = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"),
    reason="la base SQLite des tests, en mémoire, ne se partage pas entre fils d'exécution",
)


def mark(*days: date, fact: str = "activities") -> None:
    """Say that these days' months have changed."""
    with transaction.atomic():
        mark_changed(fact=fact, months=days)


def hold(*sizes: tuple[date, int]) -> None:
    """Make the table of facts hold so many rows in these months."""
    sample.keep([row for day, size in sizes for row in sample.rows(size, size, service_date=day)])


def stored() -> int:
    """How many rows the store holds."""
    found: int = store.open("activities").count().to_pyarrow().as_py()
    return found


def while_reading(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Have something happen once, after the rows of a month were read and before they are kept."""
    write, left = store.write_month, [happens]

    def wrapped(*args: object, **kwargs: object) -> int:
        if left:
            left.pop()()
        return write(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(refreshing.store, "write_month", wrapped)


@pytest.mark.django_db
def test_marked_months_are_written_and_their_marks_taken_away() -> None:
    hold((JANUARY, 4), (MARCH, 6))
    mark(date(2026, 1, 31), date(2026, 3, 2))
    assert refresh.call() == 2
    assert (stored(), ChangedMonth.objects.count()) == (10, 0)
    assert refresh.call() == 0


@pytest.mark.django_db
def test_only_marked_months_are_written() -> None:
    hold((JANUARY, 4), (MARCH, 6))
    list(refresh_all())
    hold((JANUARY, 5), (MARCH, 7))
    mark(MARCH)
    refresh.call()
    assert stored() == 11


@pytest.mark.django_db
def test_a_table_that_was_lost_is_made_again_whole() -> None:
    hold((JANUARY, 4), (MARCH, 6))
    list(refresh_all())
    shutil.rmtree(settings.FACT_STORE)
    mark(MARCH)
    refresh.call()
    assert (stored(), ChangedMonth.objects.count()) == (10, 0)


@pytest.mark.django_db
def test_a_write_during_the_refresh_is_computed_by_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    hold((JANUARY, 4))
    mark(JANUARY)

    def somebody_writes() -> None:
        hold((JANUARY, 5))
        mark(JANUARY)

    while_reading(monkeypatch, somebody_writes)
    assert refresh.call() == 2
    assert (stored(), ChangedMonth.objects.count()) == (5, 0)


@pytest.mark.django_db
def test_what_is_written_without_a_pause_is_left_to_the_next_refresh(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hold((JANUARY, 4))
    mark(JANUARY)
    write = store.write_month

    def while_somebody_writes(*args: object, **kwargs: object) -> int:
        mark(JANUARY)
        return write(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(refreshing.store, "write_month", while_somebody_writes)
    assert refresh.call() == refreshing.PASSES
    assert ChangedMonth.objects.count() == 1
    assert task_backends["default"].results, "personne n'a demandé la suite"


@pytest.mark.django_db
def test_older_rows_never_replace_newer_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow refresh that read its rows before another one wrote must not undo it."""
    hold((JANUARY, 4))
    mark(JANUARY)

    def another_refresh_goes_faster() -> None:
        hold((JANUARY, 5))
        mark(JANUARY)
        list(refresh_marked())

    while_reading(monkeypatch, another_refresh_goes_faster)
    refresh.call()
    assert (stored(), ChangedMonth.objects.count()) == (5, 0)


@pytest.mark.django_db
def test_a_crash_before_the_mark_is_taken_away_only_costs_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hold((JANUARY, 4))
    mark(JANUARY)
    write = store.write_month

    def crash(*args: object, **kwargs: object) -> int:
        write(*args, **kwargs)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(refreshing.store, "write_month", crash)
        with pytest.raises(KeyboardInterrupt):
            refresh.call()
    assert ChangedMonth.objects.count() == 1
    refresh.call()
    assert (stored(), ChangedMonth.objects.count()) == (4, 0)


@pytest.mark.django_db
def test_a_mark_on_a_table_nobody_declares_is_an_error_that_stops_nobody() -> None:
    hold((JANUARY, 4))
    mark(JANUARY)
    mark(JANUARY, fact="nothing")
    with pytest.raises(LookupError, match="nothing"):
        refresh.call()
    assert (stored(), ChangedMonth.objects.count()) == (4, 1)


@pytest.mark.django_db
def test_a_month_that_fails_keeps_its_mark_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hold((JANUARY, 4), (MARCH, 6))
    mark(JANUARY)
    mark(MARCH)
    write = store.write_month

    def fail(fact: str, year: int, month: int, *args: Any, **kwargs: Any) -> int:
        if month == JANUARY.month:
            raise ValueError("janvier")
        return write(fact, year, month, *args, **kwargs)

    monkeypatch.setattr(refreshing.store, "write_month", fail)
    with pytest.raises(ValueError, match="janvier"):
        refresh.call()
    assert stored() == 6
    assert ChangedMonth.objects.get().month == JANUARY


@pytest.mark.django_db
def test_everything_can_be_computed_again() -> None:
    hold((JANUARY, 4), (MARCH, 6))
    list(refresh_all())
    hold((MARCH, 7))
    assert [(done.month, done.rows) for done in refresh_all()] == [(JANUARY, 0), (MARCH, 7)]
    assert stored() == 7


@pytest.mark.django_db
def test_the_command_says_what_it_does() -> None:
    hold((JANUARY, 4))
    mark(JANUARY)
    said = StringIO()
    call_command("refresh_facts", stdout=said)
    assert "Activités, janvier 2026 : 4 lignes en " in said.getvalue()
    assert "1 mois à jour, 4 lignes." in said.getvalue()
    said = StringIO()
    call_command("refresh_facts", stdout=said)
    assert said.getvalue() == "Tout est à jour.\n"
    call_command("refresh_facts", "--all", stdout=said)
    assert "janvier 2026" in said.getvalue()


@pytest.mark.django_db(transaction=True)
@IN_THREADS
def test_writers_and_refreshers_at_once_lose_nothing(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    """Each writer adds a row and its mark; in the end every row is counted, no mark is left, and
    the lines of the journal follow each other."""
    settings.JOURNAL_MARKS = tmp_path / "marks.jsonl"

    def january(year: int, month: int) -> pa.Table:
        return sample.table(sample.rows(1, JournalLine.objects.count(), service_date=JANUARY))

    monkeypatch.setattr(sample, "SAMPLE", replace(sample.SAMPLE, month_rows=january))

    def write() -> None:
        for _ in range(8):
            with transaction.atomic():
                record(by=VISITOR, verb="activity.logged", subject=ChangedMonth(pk=1))
                mark_changed(fact="activities", months=[JANUARY])
        connection.close()

    def refresh_often() -> None:
        for _ in range(8):
            list(refresh_marked())
        connection.close()

    works = (write, refresh_often, write, refresh_often)
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    list(refresh_marked())
    assert (stored(), ChangedMonth.objects.count()) == (16, 0)
    verdict = verify()
    assert (verdict.lines, verdict.faults) == (16, [])


@pytest.mark.django_db(transaction=True)
@IN_THREADS
@pytest.mark.parametrize(("before", "revision"), [(True, 1), (False, 2)])
def test_a_mark_being_raised_cannot_be_taken_away(before: bool, revision: int) -> None:
    """Taken away just before, the mark is put again; once raised, it is held until the end."""
    mark(JANUARY)
    seen = ChangedMonth.objects.get()

    def take_away() -> None:
        ChangedMonth.objects.filter(pk=seen.pk, revision=seen.revision).delete()
        connection.close()

    refresher = threading.Thread(target=take_away)

    def meanwhile() -> None:
        if not refresher.ident:
            refresher.start()
            refresher.join(0.5)

    def around_raising(execute: Any, sql: str, *rest: Any) -> Any:
        raising = sql.startswith("UPDATE")
        if raising and before:
            meanwhile()
        done = execute(sql, *rest)
        if raising and not before:
            meanwhile()
        return done

    with connection.execute_wrapper(around_raising):
        mark(JANUARY)
    refresher.join()
    assert ChangedMonth.objects.get().revision == revision
