"""The disputes of the demonstration go as far as they say, and a dump of the database names none
of the people in them."""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from pytest_django import Settings

from entremise.cases.models import Case, Party, Referral
from entremise.cases.queries import words
from entremise.journal.verification import verify
from entremise.portal.demo.disputes import load_disputes
from entremise.portal.demo.load import load
from entremise.portal.demo.pack import FOLDER, Pack, read
from entremise.portal.demo.world import world_of
from entremise.vault.keys import destroy_keys
from tests.demo.factories import make_communes_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

AT = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
NAMING = ("applicant", "phone", "address", "other", "narrative", "language")


@pytest.fixture
def pack() -> Pack:
    """The pack, its people and its disputes in the database."""
    pack = read()
    make_communes_of(pack)
    load(pack, today=date(2026, 11, 22), password="demonstration-2026")
    load_disputes(pack, world_of(pack), at=AT)
    return pack


def _rows() -> list[dict[str, Any]]:
    said = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))
    return list(said["cases"])


def _dump() -> Iterator[str]:
    """Every value of every table of every database, as a thief would read them."""
    for alias in ("default", "keys"):
        connection = connections[alias]
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                for row in cursor:
                    for value in row:
                        yield (
                            bytes(value).decode("utf-8", "replace")
                            if isinstance(value, bytes | memoryview)
                            else str(value)
                        )


def test_disputes_go_as_far_as_they_say(pack: Pack, settings: Settings, tmp_path: Path) -> None:
    settings.JOURNAL_MARKS = tmp_path / "marks.jsonl"
    rows = _rows()
    reached = Counter(row["reached"] for row in rows)
    outside = sum(reached[name] for name in ("received", "excluded", "redirected"))
    assert Referral.objects.count() == len(rows)
    assert Case.objects.count() == len(rows) - outside
    assert Counter(Case.objects.values_list("stage", flat=True)) == {
        name: count
        for name, count in reached.items()
        if name not in ("received", "excluded", "redirected")
    }
    assert load_disputes(pack, world_of(pack), at=AT) == 0
    assert verify().faults == []


def test_a_dump_of_the_database_names_nobody(pack: Pack) -> None:
    secrets = {row[name] for row in _rows() for name in NAMING if row.get(name)}
    secrets |= {item for row in _rows() for item in row.get("agreement", ())}
    assert len(secrets) > 50
    dump = "\n".join(_dump())
    # The same words as they might be written elsewhere: in JSON, without capitals.
    spellings = {
        spelling
        for secret in secrets
        for spelling in (secret, json.dumps(secret)[1:-1], secret.lower())
    }
    assert sorted(secret for secret in spellings if secret in dump) == []
    assert "Médiateur 017" in dump  # the dump is one: what is in clear is there


def test_a_party_whose_key_is_gone_is_erased_and_the_others_stay(pack: Pack) -> None:
    case = Case.objects.filter(stage="follow_up")[0]
    gone, left = case.parties.order_by("role")[1], case.parties.order_by("role")[0]
    kept_name = words(left)["name"]
    backup = Party.objects.filter(pk=gone.pk).values()[0]
    assert words(gone)["name"]
    destroy_keys([gone.key_id])
    Party.objects.filter(pk=gone.pk).delete()
    restored = Party.objects.create(**backup)  # an old backup is brought back
    assert set(words(restored).values()) == {""}
    assert words(left)["name"] == kept_name
