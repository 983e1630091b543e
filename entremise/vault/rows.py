"""Rows whose words are sealed, one by one, under a key of their own."""

import hmac
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from .keys import open_keys
from .sealing import Key

R = TypeVar("R", bound="SealedRow")


class SealedField(models.BinaryField[bytes, bytes]):
    """Words sealed for this row and this column; empty when there are none."""

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class SealedRow(models.Model):
    """A row that names its key. Rows that are to be erased together may share one."""

    key_id = models.UUIDField("clé", editable=False)

    class Meta:
        abstract = True

    @classmethod
    def sealed_fields(cls) -> list[str]:
        """The names of the columns that are sealed."""
        return [field.name for field in cls._meta.local_fields if isinstance(field, SealedField)]

    def seal(self, key: Key, **words: str) -> None:
        """Put these words in their columns, sealed. The row must have its number."""
        self.key_id = key.id
        for name, text in words.items():
            sealed = key.seal(text.encode(), self._place(name)) if text else b""
            setattr(self, name, sealed)

    def words(self, key: Key | None) -> dict[str, str]:
        """The words of every sealed column; none at all when the key was destroyed."""
        read = {}
        for name in self.sealed_fields():
            sealed = bytes(getattr(self, name))
            read[name] = key.open(sealed, self._place(name)).decode() if key and sealed else ""
        return read

    def _place(self, name: str) -> str:
        return f"{self._meta.label_lower}.{name}:{self.pk}"


def words_of(rows: Iterable[R]) -> list[tuple[R, Mapping[str, str]]]:
    """Each row with its words: one query for all the keys, whatever the number of rows."""
    held = list(rows)
    keys: Mapping[UUID, Key] = open_keys(row.key_id for row in held) if held else {}
    return [(row, row.words(keys.get(row.key_id))) for row in held]


def trace(key: Key, kind: str, value: str) -> str:
    """The fingerprint by which equal values are found again, and nothing else is learnt.

    `value` is what is compared: already without case, accents or spaces when these do not count.
    """
    return hmac.new(key.secret, f"{kind}:{value}".encode(), sha256).hexdigest()
