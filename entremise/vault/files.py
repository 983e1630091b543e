"""Files whose content and name are sealed, under the key of the record they belong to."""

import uuid
from collections.abc import Iterable
from functools import partial
from typing import Protocol

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import models, transaction
from django.http import HttpResponse
from django.utils.http import content_disposition_header

from entremise.core import clock
from entremise.core.errors import Refusal

from .enums import Kind
from .keys import open_keys
from .rows import SealedField, SealedRow
from .sealing import Key, UnreadableError

STORAGE = "sealed"  # its name in settings; no address leads there
CONTENT = "content"

# Shown alone, a file may run nothing, load nothing, and be framed by nobody.
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class Received(Protocol):
    """A file that passed a door: a CleanFile, or what another door lets in."""

    @property
    def content(self) -> bytes: ...
    @property
    def kind(self) -> str: ...
    @property
    def name(self) -> str: ...


class SealedFile(SealedRow):
    """A file as its row tells of it; the content is in the storage, sealed for this row alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("type", max_length=4, choices=Kind, editable=False)
    size = models.PositiveIntegerField("taille", editable=False)
    name = SealedField("nom du fichier", editable=False)
    created_at = models.DateTimeField("reçu le", default=clock.now, editable=False)

    class Meta:
        abstract = True

    def keep(self, file: Received, key: Key) -> None:
        """Put the file in the storage, sealed, and what tells of it in the row, which is not saved.

        A transaction that is undone afterwards leaves a content that no row leads to: it is as
        unreadable as the others, and stays so when its key is destroyed.
        """
        self.kind, self.size = file.kind, len(file.content)
        self.seal(key, name=file.name)
        sealed = key.seal(file.content, self._place(CONTENT))
        storages[STORAGE].save(self.path, ContentFile(sealed))

    def content(self, key: Key | None) -> bytes | None:
        """What was received, made again; None when the key was destroyed.

        Raises Refusal when the storage has lost it (« lost ») or no longer holds what was put there
        (« altered »).
        """
        if key is None:
            return None
        try:
            with storages[STORAGE].open(self.path) as stored:
                return key.open(stored.read(), self._place(CONTENT))
        except FileNotFoundError:
            raise Refusal("Ce fichier est introuvable.", code="lost") from None
        except UnreadableError:
            raise Refusal("Ce fichier n'est plus celui qui a été déposé.", code="altered") from None

    @property
    def path(self) -> str:
        """Where it is in the storage: numbers only."""
        return f"sealed/{self._meta.label_lower}/{self.pk.hex[:2]}/{self.pk}"


def forget_files(files: Iterable[SealedFile]) -> None:
    """Take the contents of these files out of the storage, once the transaction is kept.

    The rows are the caller's to delete; a content already gone is no failure.
    """
    storage = storages[STORAGE]
    for path in [file.path for file in files]:
        transaction.on_commit(partial(storage.delete, path))


def sealed_response(file: SealedFile, *, download: bool = False) -> HttpResponse:
    """The file, opened for whoever the view has let in.

    An image is shown unless `download`; a PDF is always handed over, so that no script of a reader
    runs within the platform. Raises Refusal (404) when its key was destroyed, and as `content`.
    """
    key = open_keys([file.key_id]).get(file.key_id)
    content = file.content(key)
    if content is None:
        raise Refusal("Ce fichier a été effacé.", code="erased", status=404)
    kind = Kind(file.kind)
    response = HttpResponse(content, content_type=kind.media_type)
    attached = download or kind is Kind.PDF
    name = file.words(key)["name"]
    response["Content-Disposition"] = content_disposition_header(attached, name) or "inline"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
