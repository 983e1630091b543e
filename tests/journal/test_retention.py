"""The engine: what is planned is done, once, in proofs that the journal confirms."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from entremise.activities import actions as activity_actions
from entremise.activities.models import Activity, QuarantinedEntry
from entremise.core import clock
from entremise.journal.models import JournalLine, RetentionRun
from entremise.journal.retention import Kept, Planned, engine, plan, run
from entremise.journal.retention.proof import followed, told_again
from entremise.journal.verification import verify
from tests.activities.factories import EVENING, make_activity, payload, send
from tests.support.cast import Cast, make_cast
from tests.support.intruders import all_rows

# Far enough for what the cast does last year to be over.
LATER = clock.today() + timedelta(days=5 * 365)
WORDS = "mots-a-effacer-5d21"


@pytest.fixture(autouse=True)
def marks(settings: Any, tmp_path: Path) -> None:
    settings.JOURNAL_MARKS = tmp_path / "marks.jsonl"


@pytest.fixture
def later() -> Iterator[date]:
    """The day when everything is over: the clock stands there."""
    with clock.hold(timezone.now() + timedelta(days=5 * 365)):
        yield LATER


def _notes(cast: Cast, count: int) -> list[Activity]:
    return [
        make_activity(
            cast.mediator,
            cast.dispositif,
            note=f"{WORDS} {number}",
            started_at=(EVENING - timedelta(hours=number)).isoformat(),
        )
        for number in range(count)
    ]


def _entry(cast: Cast, **changes: Any) -> QuarantinedEntry:
    """A refused entry, settled long ago."""
    sent = payload(cast.dispositif, register=WORDS, note=WORDS, **changes)
    send(cast.mediator, sent)
    aside = QuarantinedEntry.objects.get(claimed_id=sent["id"])
    activity_actions.set_entry_aside_for_good(aside=aside, by=cast.mediator.actor)
    QuarantinedEntry.objects.filter(pk=aside.pk).update(settled_at=EVENING)
    return aside


def _counts(found: list[Planned]) -> dict[tuple[str, int], int]:
    return {(one.rule.code, one.structure_id): one.count for one in found}


def test_what_is_planned_is_what_is_done(cast: Cast, later: date) -> None:
    _notes(cast, 3)
    _entry(cast)
    make_activity(cast.neighbour_mediator, cast.neighbour_dispositif, note=WORDS)
    planned = _counts(plan(later))
    assert planned == {
        ("settled_entries", cast.structure.pk): 1,
        ("activity_notes", cast.structure.pk): 3,
        ("activity_notes", cast.neighbour.pk): 1,
    }
    assert _counts(plan(later, structure_id=cast.neighbour.pk)) == {
        ("activity_notes", cast.neighbour.pk): 1
    }
    assert {(one.rule, one.structure_id): one.treated for one in run(later)} == planned


def test_nothing_is_done_before_its_day(cast: Cast) -> None:
    make_activity(cast.mediator, cast.dispositif, note=WORDS)
    day = EVENING.date()
    last = day.replace(year=day.year + 2)
    assert plan(last) == []
    assert run(last) == []
    assert [one.count for one in plan(last + timedelta(days=1))] == [1]
    assert [one.oldest for one in plan(last + timedelta(days=1))] == [day]


def test_it_is_done_once(cast: Cast, later: date) -> None:
    _notes(cast, 2)
    assert len(run(later)) == 1
    lines = JournalLine.objects.count()
    assert run(later) == []
    assert JournalLine.objects.count() == lines
    assert RetentionRun.objects.count() == 1


@pytest.mark.django_db(databases=["default", "keys"])
def test_looking_writes_nothing(cast: Cast, later: date, capsys: Any) -> None:
    _notes(cast, 2)
    before = all_rows()
    call_command("apply_retention", "--dry-run")
    assert "activity_notes : 2 enregistrements à anonymiser" in capsys.readouterr().out
    assert all_rows() == before


def test_another_day_can_only_be_looked_at(cast: Cast, capsys: Any) -> None:
    _notes(cast, 1)
    call_command("apply_retention", "--dry-run", f"--on={LATER}")
    assert "1 enregistrement à traiter." in capsys.readouterr().out
    with pytest.raises(CommandError, match="--dry-run"):
        call_command("apply_retention", f"--on={LATER}")
    assert Activity.objects.get().note


def test_the_proof_is_what_the_journal_says(cast: Cast, later: date) -> None:
    rows = sorted(_notes(cast, 3), key=lambda row: row.pk)
    (done,) = run(later)
    digest = ""
    for row in rows:
        digest = hashlib.sha256(f"{digest}{row.pk}".encode()).hexdigest()
    assert done.digest == told_again(done) == digest
    line = JournalLine.objects.get(chain=done.structure_id, place=done.place)
    assert (line.verb, line.subject_id, line.user) == ("retention.applied", str(done.pk), None)
    assert (line.changes["digest"], line.changes["treated"]) == (digest, 3)
    assert line.changes["edition"] == done.edition
    erased = JournalLine.objects.filter(verb="activity.note_erased", place__lt=done.place)
    assert set(erased.values_list("structure_id", flat=True)) == {cast.structure.pk}
    assert verify().faults == []


def test_a_proof_that_was_touched_no_longer_agrees(cast: Cast, later: date) -> None:
    _notes(cast, 2)
    (done,) = run(later)
    JournalLine.objects.filter(verb="activity.note_erased").first().delete()
    assert told_again(done) != done.digest


def test_what_somebody_does_by_hand_is_not_counted(cast: Cast, later: date) -> None:
    by_hand, left = _notes(cast, 2)
    activity_actions.erase_note(row=by_hand, by=cast.director.actor)
    (done,) = run(later)
    assert done.treated == 1
    assert told_again(done) == done.digest == followed("", [left.pk])


def test_interrupted_it_goes_on_with_the_same_proof(
    cast: Cast, later: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = sorted(_notes(cast, 5), key=lambda row: row.pk)
    monkeypatch.setattr(engine, "AT_ONCE", 2)
    whole, treat = engine._treat, iter(range(10))

    def cut(*args: Any) -> None:
        if next(treat) == 1:
            whole(*args)  # the transaction is undone with what it holds
            raise KeyboardInterrupt
        whole(*args)

    monkeypatch.setattr(engine, "_treat", cut)
    with pytest.raises(KeyboardInterrupt):
        run(later)
    left = RetentionRun.objects.get()
    assert (left.treated, left.ended_at) == (2, None)
    assert Activity.objects.exclude(note="").count() == 3
    (done,) = run(later)
    assert (done.pk, done.treated) == (left.pk, 5)
    assert done.ended_at is not None
    assert done.digest == told_again(done)
    told = JournalLine.objects.filter(verb="activity.note_erased").order_by("place")
    assert [line.subject_id for line in told] == [str(row.pk) for row in rows]


def test_interrupted_before_its_end_it_is_closed_the_next_time(
    cast: Cast, later: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    _notes(cast, 2)
    monkeypatch.setattr(engine, "_close", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        run(later)
    monkeypatch.undo()
    assert plan(later) == []
    (done,) = run(later)
    assert (done.treated, done.digest) == (2, told_again(done))
    assert done.ended_at is not None


def test_two_processes_do_not_count_a_row_twice(
    cast: Cast, later: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one ends the run between two batches: what is left has a proof of its own."""
    _notes(cast, 3)
    monkeypatch.setattr(engine, "AT_ONCE", 2)
    treat = engine._treat

    def and_close(held: RetentionRun, *args: Any) -> None:
        treat(held, *args)
        held.save()
        engine._close(held)
        held.refresh_from_db()

    monkeypatch.setattr(engine, "_treat", and_close)
    (first,) = run(later)
    monkeypatch.undo()
    (second,) = run(later)
    assert (first.treated, second.treated) == (2, 1)
    assert all(told_again(done) == done.digest for done in (first, second))


def _interrupt(*args: Any) -> None:
    raise KeyboardInterrupt


def test_one_that_fails_does_not_stop_the_others(
    cast: Cast, later: date, monkeypatch: pytest.MonkeyPatch, caplog: Any, capsys: Any
) -> None:
    rows = _notes(cast, 4)
    kept = engine.declared()
    notes = kept["activity_notes"]

    def fail(*, row: Activity, by: Any) -> None:
        notes.treat(row=row, by=by)
        if row.pk == rows[1].pk:
            raise ValueError(f"avec {row.pk} {WORDS}")

    failing = {**kept, "activity_notes": replace(notes, treat=fail)}
    monkeypatch.setattr(engine, "declared", lambda: failing)
    with pytest.raises(CommandError, match="1 enregistrement à reprendre"):
        call_command("apply_retention")
    assert "3 enregistrements, 1 en échec" in capsys.readouterr().out
    done = RetentionRun.objects.get()
    assert (done.treated, done.failures) == (3, {str(rows[1].pk): "ValueError"})
    assert done.digest == told_again(done)
    assert [row.pk for row in Activity.objects.exclude(note="")] == [rows[1].pk]
    assert WORDS not in caplog.text
    monkeypatch.undo()
    again = run(later)
    assert [(one.treated, one.failures) for one in again] == [(1, {})]


def test_interrupted_under_a_former_rule_it_is_closed_and_the_new_one_applied(
    cast: Cast, later: date, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    _notes(cast, 3)
    monkeypatch.setattr(engine, "AT_ONCE", 2)
    treat = engine._treat

    def then_stop(held: RetentionRun, kept: Kept, rows: Any) -> None:
        if len(rows) < 2:
            raise KeyboardInterrupt
        treat(held, kept, rows)

    monkeypatch.setattr(engine, "_treat", then_stop)
    with pytest.raises(KeyboardInterrupt):
        run(later)
    monkeypatch.undo()
    text = Path(settings.RETENTION_RULES).read_text()
    settings.RETENTION_RULES = tmp_path / "rules.toml"
    settings.RETENTION_RULES.write_text(text.replace("2026-11-01", "2026-11-02"))
    former, new = run(later)
    assert (former.since.day, former.treated, new.since.day, new.treated) == (1, 2, 2, 1)
    assert all(told_again(done) == done.digest for done in (former, new))


def test_a_rule_that_is_not_in_force_yet_does_nothing(
    cast: Cast, later: date, settings: Any, tmp_path: Path
) -> None:
    _notes(cast, 1)
    path = tmp_path / "rules.toml"
    text = Path(settings.RETENTION_RULES).read_text()
    path.write_text(text.replace("2026-11-01", str(later + timedelta(days=1))))
    settings.RETENTION_RULES = path
    assert plan(later) == []
    assert [one.count for one in plan(later + timedelta(days=1))] == [1]


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_the_words_are_nowhere_in_the_database(capsys: Any) -> None:
    cast = make_cast()
    _notes(cast, 30)
    for _ in range(5):
        _entry(cast)
    assert WORDS in _dump()
    with clock.hold(timezone.now() + timedelta(days=5 * 365)):
        call_command("apply_retention")
    assert "35 enregistrements en tout." in capsys.readouterr().out
    assert WORDS not in _dump()


def _dump() -> str:
    """Every row as text; on SQLite the file itself, free pages included."""
    text = repr(all_rows())
    raw = connection.connection
    if isinstance(raw, sqlite3.Connection):
        text += raw.serialize().decode("latin-1")
    return text
