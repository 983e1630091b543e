"""A file is kept sealed, given back to whom a view lets in, and lost with its key."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import isolate_apps

from entremise.core.errors import Refusal
from entremise.vault.enums import Kind
from entremise.vault.files import SealedFile, forget_files, sealed_response
from entremise.vault.forms import UploadField
from entremise.vault.keys import destroy_keys, new_keys
from entremise.vault.sealing import Key
from entremise.vault.uploads import CleanFile, clean_upload
from tests.vault.samples import jpeg, pdf_bytes, plain_pdf

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

PHOTOGRAPH = clean_upload(jpeg(), "Une personne, rue des Postes.jpg")


@pytest.fixture
def model() -> type[SealedFile]:
    with isolate_apps("entremise.vault"):

        class Paper(SealedFile):
            class Meta:
                app_label = "vault"

    return Paper


@pytest.fixture
def key() -> Key:
    return new_keys(7, 1)[0]


def _kept(model: type[SealedFile], key: Key, file: CleanFile = PHOTOGRAPH) -> SealedFile:
    row = model()
    row.keep(file, key)
    return row


def _stored(settings: Any) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_it_is_given_back_as_it_was(model: type[SealedFile], key: Key) -> None:
    row = _kept(model, key)
    assert row.content(key) == PHOTOGRAPH.content
    assert row.words(key) == {"name": PHOTOGRAPH.name}
    assert (row.kind, row.size) == (Kind.JPEG, len(PHOTOGRAPH.content))


def test_the_disk_says_nothing_of_it(model: type[SealedFile], key: Key, settings: Any) -> None:
    row = _kept(model, key)
    (path,) = _stored(settings)
    assert path == Path(settings.MEDIA_ROOT) / row.path
    assert b"JFIF" not in path.read_bytes()
    assert PHOTOGRAPH.content[20:40] not in path.read_bytes()
    assert b"Postes" not in bytes(row.name)
    assert path.stat().st_mode & 0o077 == 0


def test_it_is_lost_with_its_key(model: type[SealedFile], key: Key) -> None:
    row = _kept(model, key)
    destroy_keys([key.id])
    assert row.content(None) is None
    with pytest.raises(Refusal) as refusal:
        sealed_response(row)
    assert (refusal.value.code, refusal.value.status) == ("erased", 404)


def test_a_content_put_in_the_place_of_another_is_refused(
    model: type[SealedFile], key: Key, settings: Any
) -> None:
    mine, other = _kept(model, key), _kept(model, key)
    root = Path(settings.MEDIA_ROOT)
    (root / mine.path).write_bytes((root / other.path).read_bytes())
    with pytest.raises(Refusal) as refusal:
        mine.content(key)
    assert refusal.value.code == "altered"
    (root / mine.path).unlink()
    with pytest.raises(Refusal) as refusal:
        mine.content(key)
    assert refusal.value.code == "lost"


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_it_leaves_the_storage_once_the_transaction_is_kept(
    model: type[SealedFile], key: Key, settings: Any
) -> None:
    rows = [_kept(model, key), _kept(model, key)]
    with transaction.atomic():
        forget_files(rows)
        transaction.set_rollback(True)
    assert len(_stored(settings)) == 2
    with transaction.atomic():
        forget_files(rows)
        assert len(_stored(settings)) == 2
    assert _stored(settings) == []
    forget_files(rows)  # already gone


def test_it_is_answered_harmless(model: type[SealedFile], key: Key) -> None:
    response = sealed_response(_kept(model, key))
    assert response.content == PHOTOGRAPH.content
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"].startswith("inline; filename=")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "sandbox" in response["Content-Security-Policy"]
    assert sealed_response(_kept(model, key), download=True)["Content-Disposition"].startswith(
        "attachment"
    )


def test_a_pdf_is_handed_over_and_its_name_forges_no_header(
    model: type[SealedFile], key: Key
) -> None:
    given = 'Reçu "de\r\nX-Forged: 1.pdf'
    file = clean_upload(pdf_bytes(plain_pdf()), given)
    response = sealed_response(_kept(model, key, file))
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''Re%C3%A7u%20-de%20X-Forged-%201.pdf"
    )
    assert not response.has_header("X-Forged")


class _Form(forms.Form):
    file = UploadField(label="Fichier")


def _sent(rf: RequestFactory, *contents: bytes) -> HttpRequest:
    files = [SimpleUploadedFile("x.jpg", content, "image/jpeg") for content in contents]
    return rf.post("/", {"file": files})


def test_the_field_gives_the_file_made_again(rf: RequestFactory) -> None:
    form = _Form(files=_sent(rf, jpeg()).FILES)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["file"].content == PHOTOGRAPH.content
    assert 'accept="image/jpeg' in str(form["file"])


def test_the_field_says_what_is_wrong(rf: RequestFactory) -> None:
    form = _Form(files=_sent(rf, b"<html>").FILES)
    assert "PDF" in form.errors["file"][0]
    assert _Form(files=_sent(rf, b"").FILES).errors["file"]
    assert _Form(files={}).errors["file"]


def test_what_is_too_large_is_not_held_and_is_told(rf: RequestFactory, settings: Any) -> None:
    settings.UPLOAD_BYTES = 1_000_000
    request = _sent(rf, jpeg() + bytes(200_000), bytes(900_000), jpeg())
    first, second, third = request.FILES.getlist("file")
    assert len(first.read()) == first.size
    assert (second.size, second.read()) == (900_000, b"")
    assert third.read() == jpeg()
    form = _Form(files={"file": second})
    assert "1 Mo" in form.errors["file"][0]


def test_nothing_received_is_written_in_clear(rf: RequestFactory, tmp_path: Path) -> None:
    """Whatever its size, it stays in memory."""
    (given,) = _sent(rf, jpeg() + bytes(9_000_000)).FILES.getlist("file")
    assert isinstance(given.file, BytesIO)
    assert not list(tmp_path.rglob("*.upload*"))


def test_two_rows_share_a_key_and_not_a_place(model: type[SealedFile], key: Key) -> None:
    row, other = _kept(model, key), model(id=uuid4())
    other.key_id, other.name = row.key_id, row.name
    assert row.path != other.path
    with pytest.raises(Exception, match="name"):
        other.words(key)
