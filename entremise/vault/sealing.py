"""Seals a text or a file under a key, for one place only."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# The first byte of what is sealed says how: 1 is AES-256-GCM, a nonce of 96 bits before it.
FORMAT = b"\x01"
NONCE = 12
LENGTH = 32  # bytes of a key


class UnreadableError(Exception):
    """Sealed under another key, for another place, or altered."""


@dataclass(frozen=True, repr=False)
class Key:
    """An open key. It is never written anywhere, not even in a traceback."""

    id: UUID
    secret: bytes

    def seal(self, content: bytes, place: str) -> bytes:
        """The content sealed for that place: « cases.party.name:<number> », for instance. It opens
        under this key and for the same place only, so that nobody moves it to another row."""
        nonce = secrets.token_bytes(NONCE)
        return FORMAT + nonce + AESGCM(self.secret).encrypt(nonce, content, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """The content. Raises UnreadableError."""
        if sealed[:1] != FORMAT:
            raise UnreadableError(place)
        nonce, rest = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        try:
            return AESGCM(self.secret).decrypt(nonce, rest, place.encode())
        except (InvalidTag, ValueError) as error:
            raise UnreadableError(place) from error


def new_secret() -> bytes:
    """A secret for a new key."""
    return secrets.token_bytes(LENGTH)
