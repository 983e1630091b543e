"""What a revoked device hands in, by whoever may no longer work there: kept as it was written, even
unfinished, for the team to check. It goes to nobody by itself and changes nothing of what is
known.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid5

from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.core.shapes import Rejected, read
from entremise.core.storable import storable
from entremise.structures.actor import Actor
from entremise.structures.days import service_day
from entremise.structures.models import Dispositif, Membership
from entremise.territories.spots import NOWHERE, Spot

from . import reference
from .actions import keep_alert
from .enums import Source, State
from .models import Alert
from .seen import AlertIn, Seen, seen_of, spot_of
from .serializers import as_payload

# A stolen telephone that is not opened could be made to say a great deal.
MOST_TO_CHECK = 200
LABEL = 240  # characters that the place of an alert takes
PHOTOS = "photos"
_NOWHERE_YET = UUID(int=0)


def salvage(*, payload: Any, by: Actor) -> bool:
    """Keep one alert, once however often it is handed in. False for what is not an alert at all.

    Raises Refusal once `MOST_TO_CHECK` of that person's wait.
    """
    payload = storable(payload)
    services = list(Dispositif.objects.filter(structure_id=by.structure).order_by("pk"))
    if not isinstance(payload, dict) or not services:
        return False
    seen = _seen(payload, services, by)
    if _known_otherwise(seen):
        # A correction that never arrived: it stands beside what is known, under a number that the
        # same words always give.
        seen = replace(seen, id=uuid5(seen.id, seen.digest), base_version=None)
    if not Alert.objects.filter(pk=seen.id).exists():
        _require_room(by)
        keep_alert(seen=seen, source=Source.REVOKED, by=by)
    return True


def to_photograph(alert: Alert, by: Actor) -> Alert:
    """The alert that a photo of a revoked device goes with: itself as long as nobody outside has
    it, else one beside it, which goes to nobody.
    """
    if alert.source == Source.REVOKED and alert.sent_at is None and not alert.is_closed:
        return alert
    number = uuid5(alert.pk, PHOTOS)
    said = as_payload(alert) | {
        "id": str(number),
        "note": "Photos remises par un appareil révoqué, pour une alerte déjà connue.",
    }
    if not Alert.objects.filter(pk=number).exists():
        salvage(payload=said, by=by)
    return Alert.objects.get(pk=number)


def _known_otherwise(seen: Seen) -> bool:
    kept = Alert.objects.filter(pk=seen.id).values_list("deliveries", flat=True).first()
    return kept is not None and seen.digest not in kept


def _require_room(by: Actor) -> None:
    waiting = Alert.objects.filter(
        logged_by_id=by.member, source=Source.REVOKED, state=State.SIGNALLED
    )
    if waiting.count() >= MOST_TO_CHECK:
        raise Refusal(
            "Trop d'alertes de cet appareil attendent déjà d'être vérifiées.",
            code="too_many",
            status=413,
        )


def _seen(payload: dict[str, Any], services: list[Dispositif], by: Actor) -> Seen:
    """The alert, each thing that a row cannot hold being said in its note instead."""
    shaped = read(AlertIn, payload, whole="alert", what="une alerte")
    aside: dict[str, Any] = {}
    if isinstance(shaped, Rejected):
        digest = hashlib.sha256(_text(payload).encode()).hexdigest()[:16]
        shaped, aside = _mended(payload, shaped, services[0])
    else:
        # That of the delivery: an answer that was lost is recognised.
        digest = shaped.digest()
    service = next((one for one in services if one.pk == shaped.dispositif), None)
    if service is None:
        service = services[0]
        aside["dispositif"] = shaped.dispositif
    if shaped.category not in reference.categories():
        aside["category"], shaped.category = shaped.category, ""
    day = service_day(shaped.seen_at, service.time_zone, service.day_starts_at)
    if clock.is_ahead(shaped.seen_at) or day < service.opened_on:
        aside["seen_at"], shaped.seen_at = shaped.seen_at.isoformat(), clock.now()
    spot = spot_of(shaped, service)
    own = Membership.objects.filter(structure_id=by.structure, pk__in=shaped.seen_by)
    team = tuple(own.order_by("pk").values_list("pk", flat=True)) or (by.member,)
    seen = seen_of(shaped, service, spot if isinstance(spot, Spot) else NOWHERE, team)
    note = "\n".join(filter(None, (seen.words["note"], *_said(aside))))
    return replace(seen, digest=digest, words=seen.words | {"note": note})


def _mended(
    payload: dict[str, Any], faults: Rejected, service: Dispositif
) -> tuple[AlertIn, dict[str, Any]]:
    """The alert without the fields that cannot be read, and these."""
    faulty = {name.partition(".")[0] for name in faults.errors} | {
        name for name in payload if name not in AlertIn.model_fields
    }
    sound = {name: value for name, value in payload.items() if name not in faulty}
    aside = {name: payload[name] for name in sorted(faulty) if payload.get(name)}
    place = payload.get("place")
    label = str(place.get("label") or "") if isinstance(place, dict) else ""
    blank: dict[str, Any] = {
        "id": uuid5(_NOWHERE_YET, _text(payload)),
        "dispositif": service.pk,
        "seen_at": clock.now(),
        "category": "",
        "place": {"label": label[:LABEL]},
    }
    shaped = read(AlertIn, blank | sound, whole="alert", what="une alerte")
    if isinstance(shaped, Rejected):
        # Two fields that only agree badly together: everything is said in the note.
        return AlertIn(**blank), dict(payload)
    return shaped, aside


def _said(aside: dict[str, Any]) -> Iterator[str]:
    for name, value in aside.items():
        if value not in (None, ""):
            yield f"{name} : {value if isinstance(value, str) else _text(value)}"


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
