"""Alerts and addressees for tests."""

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from entremise.alerts.actions import add_photo, send_alert
from entremise.alerts.enums import Source
from entremise.alerts.intake import receive
from entremise.alerts.models import Addressee, Alert, AlertPhoto, Sending
from entremise.core.receipts import Receipt
from entremise.structures.models import Dispositif, Structure
from entremise.territories.models import Commune
from entremise.vault.uploads import clean_upload
from tests.structures.factories import YEAR
from tests.support.cast import Person
from tests.vault.samples import jpeg

_numbers = count(1)
# Last year: whenever the suite runs, the cast is at work and the day is past.
LAST = YEAR - 1
EVENING = datetime(LAST, 3, 12, 18, 30, tzinfo=UTC)


def payload(dispositif: Dispositif, /, **changes: Any) -> dict[str, Any]:
    """An acceptable alert; `changes` replace its fields."""
    return {
        "id": str(uuid.uuid4()),
        "dispositif": dispositif.pk,
        "seen_at": EVENING.isoformat(),
        "category": "lift",
        "place": {"label": "12 rue du Parc, bâtiment B"},
        "note": "Bloqué au troisième",
    } | changes


def give(person: Person, content: Any, source: Source = Source.SYNC) -> Receipt:
    """Deliver an alert as a telephone would."""
    return receive(payload=content, source=source, by=person.actor)


def make_alert(person: Person, dispositif: Dispositif, **changes: Any) -> Alert:
    """An alert kept through the ordinary door."""
    receipt = give(person, payload(dispositif, **changes))
    assert receipt.kept is not None, receipt.errors
    kept: Alert = receipt.kept
    kept.refresh_from_db()
    return kept


def make_addressee(
    structure: Structure, communes: Iterable[Commune] = (), **fields: Any
) -> Addressee:
    """Somebody who answers for everything everywhere, unless fields say otherwise."""
    number = next(_numbers)
    defaults = {
        "label": f"Astreinte {number}",
        "email": f"astreinte-{number}@bailleur.example.org",
        "starts_on": date(YEAR - 1, 1, 1),
    }
    addressee = Addressee.objects.create(structure=structure, **{**defaults, **fields})
    addressee.communes.set(communes)
    return addressee


def make_photo(person: Person, alert: Alert) -> AlertPhoto:
    """A photo taken by a telephone that says where it was."""
    file = clean_upload(jpeg(), "IMG_0012.jpg")
    photo = add_photo(alert=alert, file=file, by=person.actor)
    assert photo is not None
    return photo


def make_sending(person: Person, dispositif: Dispositif, **fields: Any) -> Sending:
    """An alert in the hands of a new addressee, whose `fields` these are."""
    alert = make_alert(person, dispositif)
    addressee = make_addressee(dispositif.structure, **fields)
    return send_alert(alert=alert, addressee=addressee, by=person.actor)
