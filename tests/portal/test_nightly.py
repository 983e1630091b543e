"""The night's work: everything is tried, and what failed is said."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from entremise.journal.models import JournalHead
from tests.support.cast import Cast


@pytest.fixture(autouse=True)
def marks(settings: Any, tmp_path: Path) -> None:
    settings.NIGHTLY = list(settings.NIGHTLY)
    settings.JOURNAL_MARKS = tmp_path / "marks.jsonl"


def test_everything_is_done_in_turn(cast: Cast, capsys: Any, settings: Any) -> None:
    settings.NIGHTLY.remove("prune_db_task_results")  # the suite has no queue to prune
    call_command("nightly")
    said = capsys.readouterr().out
    places = [said.index(f"{name}\n") for name in settings.NIGHTLY]
    assert places == sorted(places)
    assert "Couverture, " in said  # who works where today is read again every night
    assert "aucune anomalie" in said


def test_a_failure_does_not_stop_the_rest(cast: Cast, capsys: Any, settings: Any) -> None:
    settings.NIGHTLY = ["verify_journal", "refresh_facts"]
    JournalHead.objects.create(chain=999, place=1, seal="x")
    with pytest.raises(CommandError, match="À reprendre : verify_journal"):
        call_command("nightly")
    said = capsys.readouterr()
    assert "structure 999, rang 1 : 1 ligne manque" in said.out
    assert "1 anomalie" in said.err
    assert "Tout est à jour." in said.out
