"""What the cast's structure watches over: an alert, in the hands of the town that pays for it."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from entremise.alerts.actions import answer_alert
from entremise.alerts.enums import Reply
from tests.alerts.factories import make_addressee, make_alert, make_photo
from tests.support.belongings import CANARY
from tests.support.cast import Cast

BODIES: dict[str, Callable[[Cast], Any]] = {}


def belongings(cast: Cast) -> list[Model]:
    """An alert with its addressee, what was sent, and the answer of a partner."""
    addressee = make_addressee(cast.structure, label=CANARY, organisation=cast.funder)
    alert = make_alert(
        cast.mediator, cast.dispositif, place={"label": CANARY}, note=CANARY, category="tags"
    )
    sending = alert.sendings.get()  # routed to the only addressee there is
    answer_alert(sending=sending, reply=Reply.RECEIVED, comment=CANARY, by=cast.partner.actor)
    photo = make_photo(cast.mediator, alert)
    return [addressee, alert, sending, sending.answers.get(), photo]
