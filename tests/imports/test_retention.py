"""A file brought in is erased with its rows after a month, or as soon as it is given up."""

from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.db import connection

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.imports import actions
from entremise.imports.models import Import, ImportRow
from entremise.journal.retention import run
from entremise.structures.models import Structure
from entremise.vault.files import STORAGE
from entremise.vault.keys import open_keys
from tests.imports.factories import bring, confirm
from tests.structures.geography import make_places
from tests.support.cast import Cast
from tests.support.client import client_of

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_a_month_old_import_loses_its_file_and_what_it_wrote_stays(
    cast: Cast, django_capture_on_commit_callbacks: object
) -> None:
    make_places()
    old = confirm(bring(cast.regional, ("Neuve", "CCAS", "", "59350", "")), cast.regional)
    recent = bring(cast.regional, ("Autre", "CCAS", "", "59350", ""))
    Import.objects.filter(pk=old.pk).update(created_at=clock.now() - timedelta(days=40))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        (proof,) = run(on=clock.today())
    assert (proof.rule, proof.treated) == ("imports", 1)
    old.refresh_from_db()
    assert (old.state, old.counts["create"]) == ("done", 1)
    assert not ImportRow.objects.filter(imported=old).exists()
    assert bytes(old.name) == b""
    assert open_keys([old.key_id]) == {}
    assert not storages[STORAGE].exists(old.path)
    assert Structure.objects.filter(name="Neuve").exists()
    page = client_of(cast.regional).get(f"/imports/{old.pk}/").content.decode()
    assert "ont été effacés" in page
    with pytest.raises(Refusal, match="effacé"):
        actions.undo_import(imported=old, by=cast.regional.actor)
    recent.refresh_from_db()
    assert recent.erased_at is None


def test_giving_up_erases_at_once(cast: Cast, django_capture_on_commit_callbacks: object) -> None:
    imported = bring(cast.regional, ("Neuve", "CCAS"))
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.abandon_import(imported=imported, by=cast.regional.actor)
    imported.refresh_from_db()
    assert imported.state == "abandoned"
    assert not storages[STORAGE].exists(imported.path)
    with pytest.raises(Refusal, match="effacé"):
        actions.confirm_import(imported=imported, by=cast.regional.actor)


def test_what_the_database_and_the_journal_hold_names_nobody(cast: Cast) -> None:
    bring(cast.regional, ("Madame Exemple-Canari", "asociation", "", "", "Roubais"))
    with connection.cursor() as cursor:
        for table in ("imports_import", "imports_importrow", "journal_journalline"):
            cursor.execute(f"SELECT * FROM {table}")
            assert b"Canari" not in b"".join(
                bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                for row in cursor.fetchall()
                for cell in row
            )
