"""Access tokens: how a device proves for whom it writes."""

import hashlib
import re
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from ninja.security import HttpBearer

from entremise.accounts.models import User
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.web import Author
from entremise.journal.actions import record

from .actor import Actor, actor_of
from .models import AccessToken, Membership

PREFIX = "ent_"
NOTED_EVERY = timedelta(minutes=1)
LAST_WORDS = timedelta(days=365)
MOST_WAITING = 1_000_000
# What is left of a device that is forgotten: its fingerprint, so that it is still told to wipe.
FORGOTTEN: dict[str, Any] = {
    "label": "",
    "software": "",
    "waiting": None,
    "conflicts": None,
    "last_used_on": None,
    "last_seen_at": None,
}


@dataclass(frozen=True)
class Said:
    """What a device says of itself with every call; None where it says nothing readable."""

    waiting: int | None = None
    conflicts: int | None = None
    software: str | None = None

    @classmethod
    def of(cls, request: HttpRequest) -> "Said":
        """From the headers of the carnet."""
        software = request.headers.get("X-Carnet-Version", "")
        return cls(
            waiting=_count(request.headers.get("X-Carnet-Waiting", "")),
            conflicts=_count(request.headers.get("X-Carnet-Conflicts", "")),
            software=software if re.fullmatch(r"[\w.-]{1,64}", software) else None,
        )


def _count(text: str) -> int | None:
    return min(int(text), MOST_WAITING) if re.fullmatch(r"[0-9]{1,9}", text) else None


def _fingerprint(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def issue_token(*, membership: Membership, label: str, by: Actor, former: str = "") -> str:
    """A new token for a member, returned in clear this once; only its fingerprint is kept.

    `former` is the fingerprint of the token the device held before its member left it: the device
    comes back under its own line, and the token it held opens nothing any more. A revoked device
    comes back as another. Members issue tokens for themselves. Raises Refusal for anybody else.
    """
    if by.membership_id != membership.pk:
        raise Refusal("Un jeton ne se crée que pour soi-même.", code="forbidden", status=403)
    secret = PREFIX + secrets.token_urlsafe(32)
    now = {"label": label.strip(), "fingerprint": _fingerprint(secret)}
    own = AccessToken.objects.filter(membership=membership, revoked_at=None)
    token = own.select_for_update().filter(fingerprint=former).first()
    if token is None:
        token = AccessToken.objects.create(membership=membership, **now)
        record(by=by, verb="token.issued", subject=token)
    else:
        own.filter(pk=token.pk).update(**now)
        record(by=by, verb="token.renewed", subject=token)
    return secret


@transaction.atomic
def revoke_token(*, token: AccessToken, by: Actor) -> None:
    """The token opens nothing any more. Done by its owner, a coordinator of their teams, or the
    structure's director.
    """
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
        record(by=by, verb="token.revoked", subject=token)


@transaction.atomic
def forget_device(*, row: AccessToken, by: Author) -> None:
    """Erase what a revoked device said of itself. Found again, it is still told to wipe itself."""
    AccessToken.objects.filter(pk=row.pk).update(**FORGOTTEN)
    record(
        by=by,
        verb="token.forgotten",
        subject=row,
        changes=dict.fromkeys(FORGOTTEN),
        structure_id=row.membership.structure_id,
    )


def forget_devices(*, user: User) -> None:
    """The same for every device of an account that is being anonymised, revoked with it."""
    AccessToken.objects.filter(membership__user=user).update(
        revoked_at=Coalesce(F("revoked_at"), clock.now()), **FORGOTTEN
    )


def actor_of_token(secret: str, said: Said | None = None) -> Actor | None:
    """The actor a token stands for, or None: unknown, revoked, account closed, role ended."""
    token = _token(secret)
    if token is None or token.revoked_at is not None or not _holds(token.membership):
        return None
    _seen(token, said or Said())
    return actor_of(token.membership)


def revoked_actor(secret: str) -> Actor | None:
    """Whose revoked token this is, for a device that hands in what it still holds.

    None when it is unknown, or was revoked more than `LAST_WORDS` ago. Raises Refusal when it is
    not revoked.
    """
    token = _token(secret)
    if token is None:
        return None
    if token.revoked_at is None:
        raise Refusal("Cet appareil n'est pas révoqué : il envoie comme d'habitude.", code="alive")
    if token.revoked_at < clock.now() - LAST_WORDS:
        return None
    return actor_of(token.membership)


def _token(secret: str) -> AccessToken | None:
    return (
        AccessToken.objects.filter(fingerprint=_fingerprint(secret))
        .select_related("membership__user", "membership__structure")
        .first()
    )


def _holds(membership: Membership) -> bool:
    today = clock.today()
    ended = membership.ends_on is not None and membership.ends_on < today
    return not ended and membership.starts_on <= today and membership.user.is_active


def _seen(token: AccessToken, said: Said) -> None:
    """One update at most, and none within a minute of the last when nothing has changed."""
    changed: dict[str, Any] = {
        name: value
        for name, value in asdict(said).items()
        if value is not None and getattr(token, name) != value
    }
    now, last = clock.now(), token.last_seen_at
    if token.last_used_on != clock.today():
        changed["last_used_on"] = clock.today()
    if changed or last is None or now - last >= NOTED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_seen_at=now, **changed)


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …`; puts the token's actor on the request."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = actor_of_token(token, Said.of(request))
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        elif (known := _token(token)) and known.revoked_at is not None:
            # Its device must know, to hand in what it holds and wipe itself.
            raise Refusal(
                "Cet appareil a été révoqué : il n'enregistre plus rien.",
                code="revoked",
                status=401,
            )
        return actor


class RevokedTokenAuth(HttpBearer):
    """The same for the last words of a revoked device, and for nothing else."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        actor = revoked_actor(token)
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor
