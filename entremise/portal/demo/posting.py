"""Posts entries as devices do: by HTTP, each mediator with a token of their own, in batches."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import islice
from typing import Any

from entremise.activities.models import Activity
from entremise.structures.actor import actor_of
from entremise.structures.models import AccessToken, Membership
from entremise.structures.tokens import issue_token, revoke_token

from .fill import by_logger
from .generate import DemoEntry
from .pack import Pack
from .world import World, payload

BATCH = 200
PATH = "/api/v1/sync/activities"
DEVICE = "Téléphone de démonstration"


@dataclass
class Posted:
    """What the server answered: how many of each status, for how many senders and batches."""

    statuses: Counter[str] = field(default_factory=Counter)
    senders: int = 0
    batches: int = 0

    @property
    def entries(self) -> int:
        """How many were sent."""
        return self.statuses.total()


def post(pack: Pack, world: World, entries: Iterable[DemoEntry], *, host: str, port: int) -> Posted:
    """Post the entries, each in the name of the mediator who typed it.

    Those received already stay out, and whoever has nothing else to send needs no token. Raises
    RuntimeError when the server refuses a batch as a whole.
    """
    posted = Posted()
    entries = _not_received(list(entries))
    members = Membership.objects.select_related("user", "structure").in_bulk(world.members.values())
    for email, own in by_logger(entries).items():
        with _device(members[world.members[email]]) as token:
            posted.senders += 1
            for batch in _batches(own):
                content = [
                    payload(entry, world, pack.services[entry.dispositif].structure)
                    for entry in batch
                ]
                receipts = _send(content, token, host, port)
                posted.statuses.update(receipt["status"] for receipt in receipts)
                posted.batches += 1
    return posted


def _not_received(entries: list[DemoEntry]) -> list[DemoEntry]:
    sent = Activity.objects.filter(pk__in=[entry.id for entry in entries])
    received = set(sent.values_list("pk", flat=True))
    return [entry for entry in entries if entry.id not in received]


@contextmanager
def _device(member: Membership) -> Iterator[str]:
    """A token that opens nothing any more afterwards."""
    actor = actor_of(member)
    try:
        yield issue_token(membership=member, label=DEVICE, by=actor)
    finally:
        for token in AccessToken.objects.filter(membership=member, label=DEVICE, revoked_at=None):
            revoke_token(token=token, by=actor)


def _send(content: list[dict[str, Any]], token: str, host: str, port: int) -> list[dict[str, Any]]:
    connection = HTTPConnection(host, port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", PATH, json.dumps({"entries": content}), headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"L'envoi a été refusé ({answer.status}) : {body[:300]}")
    receipts: list[dict[str, Any]] = json.loads(body)["receipts"]
    return receipts


def _batches(entries: Iterable[DemoEntry]) -> Iterator[list[DemoEntry]]:
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        yield batch
