"""The links sent by e-mail: signed, dated, and worth nothing once what they open has ended.

A link names a sending and its nonce. Opening one never writes: what it shows is behind a button,
so that the scanners of mail servers, which follow links, neither read an alert nor answer it.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from django.core import signing

from .enums import SendingStatus
from .models import Sending

LASTS = timedelta(days=30)
# Photos of a page that was opened: as long as it may reasonably stay on screen.
PHOTOS_LAST = timedelta(minutes=30)
_SALT, _PHOTO_SALT = "entremise.alerts.link", "entremise.alerts.photo"


def new_nonce() -> str:
    """128 bits that nobody can guess."""
    return secrets.token_urlsafe(16)


def link_to(sending: Sending) -> str:
    """The key of a link made now, for LASTS."""
    return signing.dumps([str(sending.pk), sending.nonce], salt=_SALT)


def opened_by(key: str) -> Sending | None:
    """The current sending that a key opens; None when it was altered, is too old, or has ended."""
    read = _read(key, _SALT, LASTS)
    return _current(*read) if read else None


def photo_link(sending: Sending, photo: UUID) -> str:
    """The key under which a page that was opened shows one of its photos."""
    return signing.dumps([str(sending.pk), sending.nonce, str(photo)], salt=_PHOTO_SALT)


def photo_opened_by(key: str) -> tuple[Sending, UUID] | None:
    """The current sending and the number of its photo that a key opens."""
    read = _read(key, _PHOTO_SALT, PHOTOS_LAST)
    sending = _current(*read[:2]) if read else None
    return (sending, UUID(read[2])) if sending and read else None


def _read(key: str, salt: str, lasts: timedelta) -> list[str] | None:
    try:
        content: list[str] = signing.loads(key, salt=salt, max_age=lasts)
    except signing.BadSignature:
        return None
    return content


def _current(number: str, nonce: str) -> Sending | None:
    rows = Sending.objects.select_related(
        "alert__commune", "alert__structure", "alert__dispositif", "addressee"
    )
    return rows.filter(pk=number, nonce=nonce, status=SendingStatus.CURRENT).first()
