"""Posts entries and rounds as devices do: by HTTP, in batches, each mediator with their token."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPConnection
from itertools import islice
from typing import Any
from uuid import UUID

from entremise.activities.enums import RecordKind
from entremise.activities.models import Activity, QuarantinedEntry, Round
from entremise.structures.actor import actor_of
from entremise.structures.models import AccessToken, Membership
from entremise.structures.tokens import issue_token, revoke_token

from .fill import by_logger
from .generate import DemoEntry, DemoOuting, entries_of
from .pack import Pack
from .world import World, payload, round_payload

BATCH = 200
PATH = "/api/v1/sync/"
DEVICE = "Téléphone de démonstration"


@dataclass
class Posted:
    """What the server answered: how many of each status, for how many senders and batches of
    entries.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    rounds: Counter[str] = field(default_factory=Counter)
    senders: int = 0
    batches: int = 0

    @property
    def entries(self) -> int:
        """How many were sent."""
        return self.statuses.total()


def post(
    pack: Pack,
    world: World,
    outings: Iterable[DemoOuting],
    *,
    at: datetime,
    host: str,
    port: int,
    wrong_clock: UUID | None = None,
) -> Posted:
    """Post what is known of these rounds at that instant, and the entries that are over, each in
    the name of the mediator who typed it. `wrong_clock` is the round whose telephone thought it
    was the day after when it ended: it is refused, and waits for somebody to mend it. There is one
    such round in an installation.

    What was received already stays out, and whoever has nothing else to send needs no token.
    Raises RuntimeError when the server refuses a batch as a whole.
    """
    posted, outings = Posted(), list(outings)
    entries = by_logger(_not_received([e for e in entries_of(outings) if e.ended_at <= at]))
    rounds = _rounds_to_send(outings, world, at, wrong_clock)
    members = Membership.objects.select_related("user", "structure").in_bulk(world.members.values())
    for email in sorted(entries.keys() | rounds.keys()):
        with _device(members[world.members[email]]) as token:
            send = partial(_send, token=token, host=host, port=port)
            if own := rounds.get(email):
                posted.rounds.update(send("rounds", own))
            posted.senders += email in entries
            for batch in _batches(entries.get(email, [])):
                content = [
                    payload(entry, world, pack.services[entry.dispositif].structure)
                    for entry in batch
                ]
                posted.statuses.update(send("activities", content, key="entries"))
                posted.batches += 1
    return posted


def _not_received(entries: list[DemoEntry]) -> list[DemoEntry]:
    sent = Activity.objects.filter(pk__in=[entry.id for entry in entries])
    received = set(sent.values_list("pk", flat=True))
    return [entry for entry in entries if entry.id not in received]


def _rounds_to_send(
    outings: Iterable[DemoOuting], world: World, at: datetime, wrong_clock: UUID | None
) -> dict[str, list[dict[str, Any]]]:
    """By logger, the rounds that left: those never received, those that went on since. One that
    was refused is not sent again.
    """
    refused = set(
        QuarantinedEntry.objects.filter(kind=RecordKind.ROUND).values_list("claimed_id", flat=True)
    )
    left = [o for o in outings if o.started_at <= at and str(o.id) not in refused]
    known = Round.objects.in_bulk([outing.id for outing in left])
    found: dict[str, list[dict[str, Any]]] = {}
    for email, own in by_logger(left).items():
        for outing in own:
            content, row = round_payload(outing, world, at=at), known.get(outing.id)
            if row is None or _went_on(row, content):
                version = row.version if row else None
                if outing.id == wrong_clock and row is None and not refused:
                    content["ended_at"] = (outing.ended_at + timedelta(days=1)).isoformat()
                found.setdefault(email, []).append({**content, "base_version": version})
    return found


def _went_on(row: Round, content: dict[str, Any]) -> bool:
    if row.ended_at is not None:
        return False
    return bool(content["ended_at"]) or len(content["stops"]) > len(row.stops)


@contextmanager
def _device(member: Membership) -> Iterator[str]:
    """A token that opens nothing any more afterwards."""
    actor = actor_of(member)
    try:
        yield issue_token(membership=member, label=DEVICE, by=actor)
    finally:
        for token in AccessToken.objects.filter(membership=member, label=DEVICE, revoked_at=None):
            revoke_token(token=token, by=actor)


def _send(
    path: str, content: list[dict[str, Any]], *, token: str, host: str, port: int, key: str = ""
) -> list[str]:
    """The statuses of the receipts."""
    connection = HTTPConnection(host, port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", PATH + path, json.dumps({key or path: content}), headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"L'envoi a été refusé ({answer.status}) : {body[:300]}")
    return [receipt["status"] for receipt in json.loads(body)["receipts"]]


def _batches(entries: Iterable[DemoEntry]) -> Iterator[list[DemoEntry]]:
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        yield batch
