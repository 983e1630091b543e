"""Activities and entries for tests."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from entremise.activities.enums import Source
from entremise.activities.intake import receive_payloads, receive_round_payloads
from entremise.activities.models import Activity, Round
from entremise.core.receipts import Receipt
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif
from tests.structures.factories import YEAR
from tests.support.cast import Person

# Last year: whenever the suite runs, the cast is at work and the day is past.
LAST = YEAR - 1
EVENING = datetime(LAST, 3, 12, 18, 30, tzinfo=UTC)


def payload(dispositif: Dispositif, /, **changes: Any) -> dict[str, Any]:
    """An acceptable entry; `changes` replace its fields."""
    return {
        "id": str(uuid.uuid4()),
        "dispositif": dispositif.pk,
        "started_at": EVENING.isoformat(),
        "duration": 20,
        "register": "presence",
        "place": {"kind": "street"},
        "people": 3,
    } | changes


def send(person: Person | Actor, *payloads: Any) -> list[Receipt]:
    """Deliver payloads as a device would."""
    actor = person.actor if isinstance(person, Person) else person
    return receive_payloads(payloads=payloads, source=Source.SYNC, by=actor)


def round_payload(dispositif: Dispositif, /, **changes: Any) -> dict[str, Any]:
    """An acceptable round of three hours; `changes` replace its fields."""
    return {
        "id": str(uuid.uuid4()),
        "dispositif": dispositif.pk,
        "started_at": EVENING.isoformat(),
        "ended_at": (EVENING + timedelta(hours=3)).isoformat(),
    } | changes


def send_rounds(person: Person | Actor, *payloads: Any) -> list[Receipt]:
    """Deliver rounds as a device would."""
    actor = person.actor if isinstance(person, Person) else person
    return receive_round_payloads(payloads=payloads, by=actor)


def make_round(person: Person, dispositif: Dispositif, **changes: Any) -> Round:
    """A round kept through the ordinary door."""
    (receipt,) = send_rounds(person, round_payload(dispositif, **changes))
    assert receipt.kept is not None, receipt.errors
    kept: Round = receipt.kept
    return kept


def make_activity(person: Person, dispositif: Dispositif, **changes: Any) -> Activity:
    """An activity kept through the ordinary door."""
    (receipt,) = send(person, payload(dispositif, **changes))
    assert receipt.kept is not None, receipt.errors
    kept: Activity = receipt.kept
    return kept


def make_activities(person: Person, dispositif: Dispositif, count: int) -> None:
    """Several activities, an hour apart."""
    send(
        person,
        *(
            payload(dispositif, started_at=(EVENING - timedelta(hours=n)).isoformat())
            for n in range(count)
        ),
    )
