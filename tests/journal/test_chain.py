"""Whoever can write in the database cannot rewrite the journal unseen."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from entremise.journal.actions import line, record, record_many
from entremise.journal.models import JournalHead, JournalLine
from entremise.journal.verification import verify
from tests.support.cast import Cast


@pytest.fixture(autouse=True)
def marks(settings: Any, tmp_path: Path) -> Path:
    settings.JOURNAL_MARKS = tmp_path / "journal" / "marks.jsonl"
    return settings.JOURNAL_MARKS


@pytest.fixture
def chain(cast: Cast) -> int:
    """Six lines of a structure, whatever the cast wrote before, and one of its neighbour."""
    actor = cast.director.actor
    changes = {"name": ["avant", "après"], "amount": [1.5, 2e-05], "é": ["l'été", None]}
    record_many(
        line(by=actor, verb="essai", subject=cast.dispositif, changes=changes) for _ in range(5)
    )
    record(by=actor, verb="essai", subject=cast.dispositif)
    record(by=cast.neighbour_director.actor, verb="essai", subject=cast.dispositif)
    return cast.structure.pk


def _faults() -> list[tuple[int, str]]:
    return [(fault.place, fault.sentence) for fault in verify().faults]


def _line(chain: int, place: int) -> Any:
    return JournalLine.objects.filter(chain=chain, place=place)


def test_each_structure_has_its_chain(cast: Cast, chain: int) -> None:
    head = JournalHead.objects.get(pk=chain)
    places = JournalLine.objects.filter(structure_id=chain).order_by("id")
    assert list(places.values_list("place", flat=True)) == list(range(1, head.place + 1))
    assert head.seal == _line(chain, head.place).get().seal
    assert JournalHead.objects.filter(pk=cast.neighbour.pk).exists()


def test_a_sound_journal_is_said_sound(chain: int, capsys: Any, marks: Path) -> None:
    call_command("verify_journal")
    count = JournalLine.objects.count()
    assert capsys.readouterr().out == f"{count} lignes, aucune anomalie.\n"
    assert json.loads(marks.read_text())["heads"][str(chain)][0] == chain_length(chain)


def chain_length(chain: int) -> int:
    return JournalHead.objects.get(pk=chain).place


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "autre"), ("user_id", None), ("subject_id", "autre"), ("structure_id", None),
        ("subject_type", "x"), ("changes", {}), ("seal", "0" * 64),
        ("at", datetime(2001, 1, 1, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_changed_line_is_found(chain: int, column: str, value: Any) -> None:
    _line(chain, 3).update(**{column: value})
    assert _faults()[0] == (3, "cette ligne a été modifiée, ajoutée ou déplacée.")


def test_a_removed_line_is_found(chain: int, capsys: Any) -> None:
    _line(chain, 3).delete()
    assert _faults() == [(4, "1 ligne manque après le rang 2.")]
    with pytest.raises(CommandError, match="1 anomalie"):
        call_command("verify_journal")
    assert f"structure {chain}, rang 4 : 1 ligne manque" in capsys.readouterr().out


def test_lines_that_change_places_are_found(chain: int) -> None:
    for place, other in ((2, -1), (3, 2), (-1, 3)):
        _line(chain, place).update(place=other)
    assert [place for place, _ in _faults()[:2]] == [2, 3]


def test_a_line_given_to_another_chain_is_found(cast: Cast, chain: int) -> None:
    last = chain_length(chain)
    _line(chain, last).update(chain=cast.neighbour.pk, place=99)
    assert (last, f"1 ligne manque après le rang {last - 1}.") in _faults()


def test_closing_the_ranks_does_not_hide_it(chain: int) -> None:
    _line(chain, 3).delete()
    for place in range(4, chain_length(chain) + 1):
        _line(chain, place).update(place=F("place") - 1)
    JournalHead.objects.filter(pk=chain).update(place=F("place") - 1)
    assert (3, "cette ligne a été modifiée, ajoutée ou déplacée.") in _faults()


def test_the_last_lines_cannot_go_unseen(chain: int) -> None:
    last = chain_length(chain)
    _line(chain, last).delete()
    assert _faults() == [(last, f"1 ligne manque après le rang {last - 1}.")]


def test_even_with_the_head_put_back(chain: int) -> None:
    assert _faults() == []
    last = chain_length(chain)
    _line(chain, last).delete()
    seal = _line(chain, last - 1).get().seal
    JournalHead.objects.filter(pk=chain).update(place=last - 1, seal=seal)
    assert _faults() == [(last, f"1 ligne manque après le rang {last - 1}.")]


def test_a_whole_chain_cannot_go_unseen(chain: int) -> None:
    assert _faults() == []
    last = chain_length(chain)
    JournalLine.objects.filter(chain=chain).delete()
    JournalHead.objects.filter(pk=chain).delete()
    assert (last, f"{last} lignes manquent après le rang 0.") in _faults()


def test_a_tampered_journal_is_not_noted_down(chain: int, marks: Path) -> None:
    _line(chain, 3).delete()
    assert verify().faults
    assert not marks.exists()


def test_a_former_master_key_still_checks_what_it_sealed(
    cast: Cast, chain: int, settings: Any
) -> None:
    settings.MASTER_KEYS = ["a newer one", *settings.MASTER_KEYS]
    record(by=cast.director.actor, verb="essai", subject=cast.dispositif)
    assert _faults() == []
    settings.MASTER_KEYS = settings.MASTER_KEYS[:1]
    assert _faults()
