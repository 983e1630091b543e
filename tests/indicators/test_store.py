"""The store: atomic months, versions that stay, readers that see the newest at once."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic, sleep

import pytest
from pytest_django import Settings

from entremise.core.facts import Column
from entremise.indicators import engine, store
from entremise.indicators.questions import Period, Question, Scope, answer
from tests.indicators import sample

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
JANUARY, MARCH = date(2026, 1, 2), date(2026, 3, 2)


def count(at: int | None = None) -> int:
    """How many rows a version holds."""
    found: int = store.open("activities", at).count().to_pyarrow().as_py()
    return found


def test_an_empty_store_is_a_table_without_rows() -> None:
    assert store.version("activities") == store.NEVER
    assert store.months("activities") == []
    table = store.open("activities").to_pyarrow()
    assert table.num_rows == 0
    assert table.schema.names == sample.SAMPLE.schema.names


def test_an_empty_store_answers() -> None:
    found = answer(Question(("activities", "women_share"), Scope(), YEAR, ("month",)))
    assert (found.totals.values["activities"].number, found.version) == (0, store.NEVER)
    assert found.totals.values["women_share"].state == "missing"
    assert len(found.rows) == 12


def test_a_month_is_replaced_and_the_others_stay() -> None:
    sample.write(sample.rows(1, 5, service_date=JANUARY) + sample.rows(2, 3, service_date=MARCH))
    before = store.version("activities")
    store.write_month("activities", 2026, 1, sample.table(sample.rows(3, 9, service_date=JANUARY)))
    assert (count(), count(before)) == (12, 8)
    assert store.months("activities") == [(2026, 1), (2026, 3)]


def test_rows_come_back_as_they_were_written() -> None:
    rows = sample.rows(4, 30, service_date=MARCH)
    sample.write(rows)
    written = sample.table(rows).to_pylist()
    read = store.open("activities").to_pyarrow().to_pylist()
    assert sorted(read, key=str) == sorted(written, key=str)


def test_a_month_can_be_emptied() -> None:
    sample.write(sample.rows(1, 5, service_date=JANUARY))
    store.write_month("activities", 2026, 1, sample.table([]))
    assert store.months("activities") == []
    assert count() == 0


def test_rows_of_another_month_are_refused() -> None:
    rows = sample.table(sample.rows(1, 5, service_date=MARCH))
    with pytest.raises(Exception, match="validation"):
        store.write_month("activities", 2026, 1, rows)
    assert store.months("activities") == []


def test_a_version_that_does_not_exist() -> None:
    with pytest.raises(LookupError):
        store.open("activities", 3)


def test_an_old_version_gives_the_same_answer_after_more_writes() -> None:
    sample.write(sample.rows(1, 20, service_date=JANUARY))
    question = Question(("activities", "people", "women_share"), Scope(), YEAR, ("register",))
    told = answer(question)
    sample.write(sample.rows(2, 30, service_date=JANUARY))
    again = answer(replace(question, version=told.version))
    assert again.rows == told.rows
    assert again.totals == told.totals
    assert answer(question).totals != told.totals


def test_a_month_written_meanwhile_refuses_older_rows() -> None:
    sample.write(sample.rows(1, 5, service_date=JANUARY) + sample.rows(1, 5, service_date=MARCH))
    since = store.prepare("activities")
    newer = sample.table(sample.rows(2, 7, service_date=JANUARY))
    store.write_month("activities", 2026, 1, newer, since=since)
    older = sample.table(sample.rows(3, 1, service_date=JANUARY))
    with pytest.raises(store.OutdatedError):
        store.write_month("activities", 2026, 1, older, since=since)
    assert count() == 12
    other = sample.table(sample.rows(3, 1, service_date=MARCH))
    store.write_month("activities", 2026, 3, other, since=since)  # another month is no quarrel
    assert count() == 8


def test_a_new_column_is_null_in_older_months(monkeypatch: pytest.MonkeyPatch) -> None:
    sample.write(sample.rows(1, 5, service_date=JANUARY))
    before = store.version("activities")
    columns = (
        *sample.SAMPLE.columns,
        Column("mood", "string", "Humeur", lambda: {"calm": "Calme"}),
    )
    wider = replace(sample.SAMPLE, columns=columns)
    monkeypatch.setattr(sample, "SAMPLE", wider)
    question = Question(("activities",), Scope(), YEAR, ("mood",))
    assert [row.keys for row in answer(question).rows] == [(None,)]
    calm = [row | {"mood": "calm"} for row in sample.rows(2, 7, service_date=MARCH)]
    store.write_month("activities", 2026, 3, sample.table(calm))
    found = [(row.keys, row.values["activities"].number) for row in answer(question).rows]
    assert found == [(("calm",), 7), ((None,), 5)]
    assert answer(replace(question, version=before)).totals.values["activities"].number == 5


def test_only_the_months_asked_for_are_opened() -> None:
    sample.write(sample.rows(1, 5, service_date=JANUARY) + sample.rows(2, 3, service_date=MARCH))
    sql = store.relation("activities", store.version("activities"), [(2026, 3)])
    assert "month=3/" in sql
    assert "month=1/" not in sql


def test_a_store_rebuilt_from_nothing_is_not_taken_for_the_one_before(settings: Settings) -> None:
    sample.write(sample.rows(1, 5, service_date=JANUARY))
    assert count() == 5
    folder = Path(settings.FACT_STORE)
    folder.rename(folder.with_name("thrown-away"))
    assert count() == 0
    sample.write(sample.rows(1, 8, service_date=JANUARY))
    assert count() == 8


def test_the_engine_reads_nothing_but_the_store() -> None:
    with pytest.raises(Exception, match="disabled"):
        engine.rows("SELECT * FROM read_csv('/etc/passwd')")


def test_threads_may_ask_together() -> None:
    sample.write(sample.rows(1, 60))
    questions = [
        Question(("activities", "people", "mediator_days"), Scope(), YEAR, by)
        for by in [(), ("register",), ("topic",), ("month",)]
    ]
    alone = [answer(question).totals for question in questions]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda question: answer(question).totals, questions * 6))
    assert together == alone * 6


def test_what_another_process_writes_is_seen_at_once(settings: Settings) -> None:
    sample.write(sample.rows(1, 5, service_date=JANUARY))
    question = Question(("activities",), Scope(), YEAR)
    assert answer(question).totals.values["activities"].number == 5
    program = (
        "import django, sys; django.setup()\n"
        "from datetime import date\n"
        "from pathlib import Path\n"
        "from django.conf import settings\n"
        "from tests.indicators import sample\n"
        "settings.FACT_STORE = Path(sys.argv[1])\n"
        "settings.FACT_TABLES = [sample.PATH]\n"
        "sample.write(sample.rows(2, 9, service_date=date(2026, 1, 2)))\n"
    )
    command = [sys.executable, "-c", program, str(settings.FACT_STORE)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    subprocess.run(command, check=True, env=environment)
    begun = monotonic()
    while answer(question).totals.values["activities"].number != 9:
        assert monotonic() - begun < 1
        sleep(0.05)
