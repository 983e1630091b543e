"""A file chosen in a form that has to be shown again: put aside, sealed, until the form comes back.

Nothing is in the database, and the key is in the page only: whoever reads the disk reads nothing,
and what was put aside for more than a day is taken away at night.
"""

import base64
import binascii
import uuid
from datetime import timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from entremise.core import clock

from .enums import Kind
from .files import STORAGE
from .sealing import Key, UnreadableError, new_secret
from .uploads import CleanFile

FOLDER = "aside"
KEPT = timedelta(days=1)
NAME = "photo"


def put_aside(file: CleanFile) -> str:
    """Keep a file for a day at least; what a hidden field holds meanwhile, and opens it again."""
    secret = new_secret()
    sealed = _key(secret).seal(file.content, file.kind)
    storages[STORAGE].save(_path(secret), ContentFile(sealed))
    return f"{file.kind}:{base64.urlsafe_b64encode(secret).decode()}"


def take_back(ticket: str) -> CleanFile | None:
    """The file that was put aside; None when it is there no more, or never was."""
    kind, _colon, encoded = ticket.partition(":")
    try:
        secret = base64.urlsafe_b64decode(encoded)
        with storages[STORAGE].open(_path(secret)) as stored:
            content = _key(secret).open(stored.read(), kind)
        return CleanFile(content, Kind(kind), NAME + Kind(kind).extension)
    except (binascii.Error, ValueError, FileNotFoundError, UnreadableError):
        return None


def sweep() -> int:
    """Take away what has been there for more than a day; how many files."""
    storage, oldest = storages[STORAGE], clock.now() - KEPT
    found = storage.listdir(FOLDER)[1] if storage.exists(FOLDER) else []
    left = [f"{FOLDER}/{name}" for name in found]
    gone = [path for path in left if storage.get_modified_time(path) < oldest]
    for path in gone:
        storage.delete(path)
    return len(gone)


def _key(secret: bytes) -> Key:
    return Key(uuid.UUID(int=0), secret)


def _path(secret: bytes) -> str:
    """The place of a file does not give its key away."""
    return f"{FOLDER}/{sha256(secret).hexdigest()}"
