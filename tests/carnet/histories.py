"""The server's side of the histories: plays the part of the desk, and answers the phones.

`frontend/carnet/histories/run.js` plays random histories with the real modules of the phone. Its
questions come as JSON lines; they are answered here by the real code of the server, in this
process. Histories of one line share its cost: what their phones send is received in one batch.
"""

import hashlib
import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid5

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Q
from django.test import Client

from entremise.activities.actions import cancel_activity, close_period, mend_entry
from entremise.activities.api import (
    BATCH,
    ROUNDS,
    RoundBatch,
    SyncBatch,
    sync_activities,
    sync_rounds,
)
from entremise.activities.checks import check
from entremise.activities.entries import Entry, read_shape
from entremise.activities.enums import RecordKind, Source
from entremise.activities.intake import receive_payloads
from entremise.activities.models import Activity, QuarantinedEntry, Round
from entremise.activities.references import references_of
from entremise.activities.serializers import as_payload, as_round_payload
from entremise.alerts import salvage as alerts_salvage
from entremise.alerts.api import BATCH as ALERTS
from entremise.alerts.api import AlertBatch, sync_alerts
from entremise.alerts.enums import Source as AlertSource
from entremise.alerts.intake import receive as receive_alert
from entremise.alerts.models import Alert
from entremise.alerts.serializers import as_payload as as_alert_payload
from entremise.carnet.entries import OVERLAP, entries_since
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.receipts import SyncStatus
from entremise.structures.actor import Actor
from entremise.structures.models import AccessToken
from entremise.structures.tokens import revoke_token
from entremise.vault.keys import KEYS
from tests.structures.factories import make_token
from tests.support.cast import Cast, Person

ROOT = Path(__file__).resolve().parents[2]
RUN = ROOT / "frontend" / "carnet" / "histories" / "run.js"

FEED = "/api/v1/carnet/entries"

# One request in so many takes the long way.
THROUGH_HTTP = 100

Json = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """Where a kind of record is delivered: its key in a request, the most of one batch, who takes
    it in."""

    key: str
    most: int
    take: Callable[[Any, list[Json]], Any]


DOORS = {
    "/api/v1/sync/activities": Door(
        "entries", BATCH, lambda request, sent: sync_activities(request, SyncBatch(entries=sent))
    ),
    "/api/v1/sync/rounds": Door(
        "rounds", ROUNDS, lambda request, sent: sync_rounds(request, RoundBatch(rounds=sent))
    ),
    "/api/v1/sync/alerts": Door(
        "alerts", ALERTS, lambda request, sent: sync_alerts(request, AlertBatch(alerts=sent))
    ),
}


@dataclass
class Outcome:
    """What a run of histories came to."""

    done: int
    steps: int
    faulty: list[Json]


def play(first: int, last: int, town: "Town") -> Outcome:
    """Histories `first` to `last`, one Node process; the rows they write are taken back."""
    with (
        mock.patch.object(alerts_salvage, "uuid5", _number_of_copy),
        subprocess.Popen(
            ["node", "--max-semi-space-size=64", str(RUN), str(first), str(last)],
            cwd=ROOT,
            env={**os.environ, "NODE_NO_WARNINGS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as node,
    ):
        assert node.stdin is not None
        assert node.stdout is not None
        for line in node.stdout:
            said = json.loads(line)
            if isinstance(said, dict):
                return Outcome(said["done"], said["steps"], said["faulty"])
            node.stdin.write(json.dumps(town.answers(said)) + "\n")
            node.stdin.flush()
    raise AssertionError(f"the phones stopped with code {node.returncode}")


@dataclass
class News:
    """What the feed of a member said since the day began."""

    since: str = ""
    entries: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    cancelled: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    rounds: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    alerts: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))

    def hear(self, said: Json) -> None:
        """Add an answer of the feed."""
        # Nothing else writes meanwhile: the overlap would only say the same again.
        since = datetime.fromisoformat(said["since"]) + OVERLAP
        self.since = since.isoformat()
        for entry in said["entries"]:
            self.entries[entry["id"][:8]][entry["id"]] = entry
            self.cancelled[entry["id"][:8]].discard(entry["id"])
        for walk in said["rounds"]:
            self.rounds[walk["id"][:8]][walk["id"]] = walk
        for one in said["alerts"]:
            self.alerts[one["id"][:8]][one["id"]] = one
        for number in said["cancelled"]:
            self.entries[number[:8]].pop(number, None)
            self.cancelled[number[:8]].add(number)

    def of(self, history: int) -> Json:
        """The part of one history."""
        own = f"{history:08x}"
        entries, cancelled = list(self.entries[own].values()), sorted(self.cancelled[own])
        rounds = list(self.rounds[own].values())
        alerts = [{**one, "id": number} for number, one in self.alerts[own].items()]
        return {
            "since": self.since,
            "entries": entries,
            "cancelled": cancelled,
            "rounds": rounds,
            "alerts": alerts,
        }


@dataclass
class Town:
    """The members of the cast, as the histories need them."""

    cast: Cast
    members: dict[int, Person]
    revoked: set[str] = field(default_factory=set)
    news: dict[int, "News"] = field(default_factory=dict)
    asked: int = 0
    _day: ExitStack = field(default_factory=ExitStack)

    def answers(self, questions: list[Json]) -> list[Json]:
        """An answer to each question of one turn: deliveries, then the desk, then news."""
        sent: dict[str, list[Json]] = {path: [] for path in DOORS}
        feeds, answered = [], []
        for question in questions:
            path = question.get("path", "")
            if self._by_the_long_way(question):
                answered.append((question, self._http(question)))
            elif path in DOORS:
                sent[path].append(question)
            elif path.startswith(FEED):
                feeds.append(question)
        for path, door in DOORS.items():
            answered += self._receive(sent[path], door)
        desk: dict[str, list[Json]] = defaultdict(list)
        for question in questions:
            if "desk" in question:
                desk[question["desk"].replace("-", "_")].append(question)
        for name, asked in desk.items():
            answered += zip(asked, getattr(self, "desk_" + name)(asked), strict=True)
        answered += self._feed(feeds)
        return [{**answer, "number": question["number"]} for question, answer in answered]

    # --- telephones

    def _by_the_long_way(self, question: Json) -> bool:
        """Whether a request passes URL, middleware, token and JSON: now and then, and whenever
        its token is revoked."""
        if "path" not in question:
            return False
        self.asked += 1
        return self.asked % THROUGH_HTTP == 0 or question["token"] in self.revoked

    def _http(self, question: Json) -> Json:
        self._token(question["token"])
        answer = Client().generic(
            question["method"],
            question["path"],
            json.dumps(question.get("body")),
            content_type="application/json",
            headers={"Authorization": f"Bearer {question['token']}"},
        )
        body = answer.json()
        if question["path"].startswith(FEED) and answer.status_code == 200:
            body = _own(body, question["history"])
        return {"status": answer.status_code, "body": json.dumps(body)}

    def _member(self, token: str) -> Person:
        return self.members[int(token.split(":")[0])]

    def _token(self, secret: str) -> AccessToken:
        held = AccessToken.objects.filter(fingerprint=hashlib.sha256(secret.encode()).hexdigest())
        membership = self._member(secret).membership
        assert membership is not None
        return held.first() or make_token(membership, secret)

    def _receive(self, sent: list[Json], door: Door) -> Iterator[tuple[Json, Json]]:
        for number, person in self.members.items():
            own = [question for question in sent if question["token"].startswith(f"{number}:")]
            for group in _grouped(own, door):
                records = [record for question in group for record in question["body"][door.key]]
                answer = door.take(_Request(person.actor), records)
                receipts = iter([item.model_dump(mode="json") for item in answer.receipts])
                for question in group:
                    mine = [next(receipts) for _ in question["body"][door.key]]
                    yield question, _answer({"receipts": mine})

    def _feed(self, asked: list[Json]) -> Iterator[tuple[Json, Json]]:
        """The real feed, read once a turn for all the telephones of a member, from where it was
        last read; each is given all that it said of its history, as a long overlap would."""
        for number, person in self.members.items():
            own = [question for question in asked if question["token"].startswith(f"{number}:")]
            if not own:
                continue
            news = self.news.setdefault(number, News())
            news.hear(entries_since(person.actor, news.since))
            for question in own:
                yield question, _answer(news.of(question["history"]))

    # --- the desk

    @property
    def _desk(self) -> Actor:
        return self.cast.coordinator.actor

    def desk_open_day(self, questions: list[Json]) -> list[Json]:
        """What the histories need to know; whatever is written from now on is taken back."""
        self._day = ExitStack()
        for alias in (DEFAULT_DB_ALIAS, KEYS):
            self._day.enter_context(transaction.atomic(using=alias))
        evening = datetime.combine(clock.today() - timedelta(days=29), time(17), UTC)
        day = {
            "now": clock.now().isoformat(),
            "evening": evening.isoformat(),
            "days": 25,
            "dispositif": self.cast.dispositif.pk,
            "members": [{"id": n, "secret": "A" * 43} for n in self.members],
            "length": int(os.environ.get("CARNET_STEPS", "14")),
        }
        return [day for _ in questions]

    def desk_close_day(self, questions: list[Json]) -> list[Json]:
        for alias in (DEFAULT_DB_ALIAS, KEYS):
            transaction.set_rollback(True, using=alias)
        self._day.close()
        self.revoked.clear()
        self.news.clear()
        return [{} for _ in questions]

    def desk_list(self, questions: list[Json]) -> list[Json]:
        found = _by_history(Activity.objects.only("pk"), questions)
        return [
            {"ids": sorted(str(activity.pk) for activity in found[question["history"]])}
            for question in questions
        ]

    def desk_open(self, questions: list[Json]) -> list[Json]:
        ids = [question["id"] for question in questions]
        found = _with_links(Activity).in_bulk(ids)
        return [{"body": as_payload(found[UUID(number)])} for number in ids]

    def desk_save(self, questions: list[Json]) -> list[Json]:
        bodies = [question["body"] for question in questions]
        receipts = receive_payloads(payloads=bodies, source=Source.PAGE, by=self._desk)
        return [{"saved": receipt.status == SyncStatus.UPDATED} for receipt in receipts]

    def desk_cancel(self, questions: list[Json]) -> list[Json]:
        return [{"saved": self._cancel(question)} for question in questions]

    def _cancel(self, question: Json) -> bool:
        try:
            cancel_activity(activity=Activity.objects.get(pk=question["id"]), by=self._desk)
        except Refusal:
            return False
        return True

    def desk_aside(self, questions: list[Json]) -> list[Json]:
        waiting = QuarantinedEntry.objects.filter(settled_at=None, kind=RecordKind.ACTIVITY)
        found = _by_history(waiting.order_by("received_at"), questions)
        first = [next(iter(found[question["history"]]), None) for question in questions]
        return [{"aside": one.pk, "body": one.payload} if one else {} for one in first]

    def desk_mend(self, questions: list[Json]) -> list[Json]:
        return [{"saved": self._mend(question)} for question in questions]

    def _mend(self, question: Json) -> bool:
        references = references_of(self._desk)
        shape = read_shape(question["body"])
        (entry,) = check([shape], references)  # type: ignore[list-item]
        if not isinstance(entry, Entry):
            return False
        aside = QuarantinedEntry.objects.get(pk=question["aside"])
        try:
            mend_entry(aside=aside, entry=entry, references=references, by=self._desk)
        except Refusal:
            return False
        return True

    def desk_close(self, questions: list[Json]) -> list[Json]:
        director = self.cast.director.actor
        for question in questions:
            day = date.fromisoformat(question["day"])
            close_period(
                dispositif=self.cast.dispositif, start=day, end=day, reason="Bilan", by=director
            )
        return [{} for _ in questions]

    def desk_revoke(self, questions: list[Json]) -> list[Json]:
        for question in questions:
            revoke_token(token=self._token(question["token"]), by=self.cast.director.actor)
            self.revoked.add(question["token"])
        return [{} for _ in questions]

    def desk_alert(self, questions: list[Json]) -> list[Json]:
        found = _by_history(_with_links(Alert), questions)
        first = [next(iter(found[question["history"]]), None) for question in questions]
        return [
            {"body": as_alert_payload(one) | {"base_version": one.version}} if one else {}
            for one in first
        ]

    def desk_save_alert(self, questions: list[Json]) -> list[Json]:
        receipts = [
            receive_alert(payload=question["body"], source=AlertSource.PAGE, by=self._desk)
            for question in questions
        ]
        return [{"saved": receipt.status == SyncStatus.UPDATED} for receipt in receipts]

    def desk_all(self, questions: list[Json]) -> list[Json]:
        entries = _by_history(_with_links(Activity), questions)
        rounds = _by_history(_with_links(Round), questions)
        aside = _by_history(QuarantinedEntry.objects.all(), questions)
        alerts = _by_history(_with_links(Alert), questions)
        return [
            {
                "alerts": [as_alert_payload(one) for one in alerts[history] if not _is_copy(one)],
                "entries": [as_payload(activity) for activity in entries[history]],
                "rounds": [as_round_payload(walk) for walk in rounds[history]],
                "aside": [one.payload for one in aside[history]]
                + [_handed_in(one) for one in alerts[history] if one.source == "revoked"],
            }
            for history in (question["history"] for question in questions)
        ]


# A correction that a revoked telephone hands in stands beside the alert: which one, by its number.
COPIES: dict[UUID, UUID] = {}


def _number_of_copy(alert: UUID, digest: str) -> UUID:
    """Like `uuid5`, in the numbers of the same history."""
    copy = UUID(f"{alert}"[:9] + f"{uuid5(alert, digest)}"[9:])
    COPIES[copy] = alert
    return copy


def _handed_in(alert: Alert) -> Json:
    """What a revoked telephone had written: a code that nobody knows is said below its note."""
    said = as_alert_payload(alert)
    number = COPIES.get(alert.pk, alert.pk)
    return said | {"id": str(number), "note": said["note"].partition("\n")[0]}


def _is_copy(alert: Alert) -> bool:
    return alert.pk in COPIES


@dataclass
class _Request:
    actor: Actor


def _own(news: Json, history: int) -> Json:
    """Of the news of a member, those of one history."""
    prefix = f"{history:08x}-"
    return {
        "since": news["since"],
        "entries": [entry for entry in news["entries"] if entry["id"].startswith(prefix)],
        "cancelled": [number for number in news["cancelled"] if number.startswith(prefix)],
        "rounds": [walk for walk in news["rounds"] if walk["id"].startswith(prefix)],
        "alerts": [one for one in news["alerts"] if one["id"].startswith(prefix)],
    }


def _answer(body: Json) -> Json:
    return {"status": 200, "body": json.dumps(body)}


def _grouped(sent: Iterable[Json], door: Door) -> Iterator[list[Json]]:
    """Requests by as many as one batch may hold."""
    group: list[Json] = []
    size = 0
    for question in sent:
        count = len(question["body"][door.key])
        if group and size + count > door.most:
            yield group
            group, size = [], 0
        group.append(question)
        size += count
    if group:
        yield group


def _with_links(model: Any) -> Any:
    links = [relation.name for relation in model._meta.many_to_many]
    return model.objects.prefetch_related(*links)


def _by_history(rows: Any, questions: list[Json]) -> dict[int, list[Any]]:
    """The rows of the histories asked about: their number begins the identifiers."""
    aside = rows.model is QuarantinedEntry
    wanted = Q()
    for question in questions:
        own = f"{question['history']:08x}-"
        ends = (UUID(own + f"{fill * 4}-" * 3 + fill * 12) for fill in "0f")
        wanted |= Q(claimed_id__startswith=own) if aside else Q(pk__range=tuple(ends))
    held: dict[int, list[Any]] = defaultdict(list)
    for row in rows.filter(wanted):
        held[int(str(row.claimed_id if aside else row.pk)[:8], 16)].append(row)
    return held
