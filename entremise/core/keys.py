"""Keys for one purpose each, derived from the master keys of the installation.

`settings.MASTER_KEYS` holds them, the newest first: what is new uses the first, what was made with
a former one can still be checked or opened while it is listed.
"""

from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def keys_for(purpose: str) -> list[bytes]:
    """One 256-bit key of that purpose for each master key, in their order (HKDF, RFC 5869)."""
    return [_derived(master, purpose) for master in settings.MASTER_KEYS]


@cache
def _derived(master: str, purpose: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"entremise {purpose}".encode())
    return made.derive(master.encode())
