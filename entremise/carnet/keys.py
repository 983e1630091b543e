"""The secret that opens a member's own records on a telephone.

It is the same for the same member on any telephone and on any day: the key of the records is kept
wrapped under it, so that a telephone one has signed out of is opened again by its author alone.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode

from django.conf import settings

from entremise.structures.actor import Actor


def member_secret(actor: Actor) -> str:
    """Thirty-two bytes in base64url, for this member."""
    return _secret(settings.SECRET_KEY, actor)


def former_secrets(actor: Actor) -> list[str]:
    """Those of the keys this installation had before: they open what was wrapped then."""
    return [_secret(str(key), actor) for key in settings.SECRET_KEY_FALLBACKS]


def _secret(key: str, actor: Actor) -> str:
    message = f"carnet:{actor.member}".encode()
    digest = hmac.new(key.encode(), message, hashlib.sha256).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
