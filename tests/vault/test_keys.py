"""What is sealed opens under its own key, in its own place, and nowhere once the key is gone."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from entremise.vault.keys import (
    destroy_keys,
    destroy_structure_keys,
    new_keys,
    open_keys,
    renew_master_key,
    renew_structure_key,
    trace_key,
)
from entremise.vault.models import DataKey, StructureKey
from entremise.vault.rows import trace
from entremise.vault.sealing import Key, UnreadableError, new_secret

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

HERE, WORDS = "cases.party.name:1", b"Une personne"


def test_it_opens_under_its_key_and_in_its_place() -> None:
    key, other = new_keys(7, 2)
    sealed = key.seal(WORDS, HERE)
    assert open_keys([key.id])[key.id].open(sealed, HERE) == WORDS
    for opener, place in ((other, HERE), (key, "cases.party.name:2"), (key, "cases.party.phone:1")):
        with pytest.raises(UnreadableError):
            opener.open(sealed, place)


@pytest.mark.parametrize("cut", [0, 1, 12, 20])
def test_what_was_altered_is_not_read(cut: int) -> None:
    key = Key(uuid4(), new_secret())
    sealed = bytearray(key.seal(WORDS, HERE))
    with pytest.raises(UnreadableError):
        key.open(bytes(sealed[:cut]), HERE)
    sealed[cut] ^= 1
    with pytest.raises(UnreadableError):
        key.open(bytes(sealed), HERE)


def test_the_same_words_are_never_sealed_the_same() -> None:
    (key,) = new_keys(7, 1)
    assert key.seal(WORDS, HERE) != key.seal(WORDS, HERE)


def test_a_key_does_not_show_itself() -> None:
    (key,) = new_keys(7, 1)
    assert not re.search(r"secret|bytes|\\x", repr(key))
    stored = DataKey.objects.get(pk=key.id)
    assert key.secret not in bytes(stored.sealed)


def test_one_structure_cannot_read_another() -> None:
    """Even by giving one's row the number of the other."""
    (mine,), (theirs,) = new_keys(7, 1), new_keys(8, 1)
    row = DataKey.objects.get(pk=theirs.id)
    DataKey.objects.filter(pk=mine.id).update(sealed=row.sealed, under=row.under)
    with pytest.raises(UnreadableError):
        open_keys([mine.id])


def test_a_destroyed_key_opens_nothing_any_more() -> None:
    mine, other = new_keys(7, 2)
    assert destroy_keys([mine.id]) == 1
    assert open_keys([mine.id, other.id]) == {other.id: other}
    trace_key(7)
    destroy_structure_keys(7)
    assert open_keys([other.id]) == {}
    assert not DataKey.objects.exists()


def test_a_structure_gets_a_new_key_and_its_records_stay_readable() -> None:
    before = new_keys(7, 3)
    mark = trace_key(7)
    former = StructureKey.objects.get()
    assert renew_structure_key(7) == 4
    assert StructureKey.objects.get() != former
    assert open_keys([key.id for key in before]) == {key.id: key for key in before}
    assert trace_key(7) == mark


def test_an_interrupted_renewal_is_readable_and_finished_later(monkeypatch: Any) -> None:
    before = new_keys(7, 3)
    monkeypatch.setattr("entremise.vault.keys.AT_ONCE", 1)
    stopped = iter([DataKey.objects.bulk_update])

    def once(*args: Any) -> Any:
        return next(stopped)(*args)

    with monkeypatch.context() as patch:
        patch.setattr(DataKey.objects, "bulk_update", once)
        with pytest.raises(StopIteration):
            renew_structure_key(7)
    assert StructureKey.objects.count() == 2
    assert open_keys([key.id for key in before]) == {key.id: key for key in before}
    assert renew_structure_key(7) == 3
    assert StructureKey.objects.count() == 1


def test_the_master_key_is_changed_without_a_record_being_touched(
    settings: Any, capsys: Any
) -> None:
    (key,) = new_keys(7, 1)
    former = settings.MASTER_KEYS
    settings.MASTER_KEYS = ["a newer master key", *former]
    assert open_keys([key.id])[key.id] == key
    call_command("renew_keys")
    assert capsys.readouterr().out == "1 clé de structures rescellée.\n"
    settings.MASTER_KEYS = settings.MASTER_KEYS[:1]
    assert open_keys([key.id])[key.id] == key
    assert renew_master_key() == 0
    settings.MASTER_KEYS = former
    with pytest.raises(UnreadableError):
        open_keys([key.id])


def test_many_keys_are_opened_in_one_query(django_assert_num_queries: Any) -> None:
    made = new_keys(7, 20) + new_keys(8, 20)
    with django_assert_num_queries(1, using="keys"):
        assert len(open_keys([key.id for key in made])) == 40


def test_a_fingerprint_finds_the_same_again_within_a_structure_only() -> None:
    own = trace(trace_key(7), "phone", "0600000000")
    assert own == trace(trace_key(7), "phone", "0600000000")
    assert own != trace(trace_key(8), "phone", "0600000000")
    assert own != trace(trace_key(7), "email", "0600000000")
