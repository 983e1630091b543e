"""What every write to an alert begins and ends with."""

from entremise.alerts.models import Alert
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import mark_changed

FACT = "alerts"


def held(alert: Alert) -> Alert:
    """The alert as it stands, held until the end of the transaction."""
    return Alert.objects.select_for_update(of=("self",)).get(pk=alert.pk)


def held_open(alert: Alert) -> Alert:
    """The same. Raises Refusal when it is closed."""
    row = held(alert)
    if row.is_closed:
        raise Refusal("Cette alerte est close : rouvrez-la d'abord.", code="closed")
    return row


def save(alert: Alert, *names: str) -> None:
    """Keep these columns; the figures of its month are to be computed again.

    The version is left alone: it tells what was said of the alert, not what became of it.
    """
    alert.updated_at = clock.now()
    alert.save(update_fields=[*names, "updated_at"])
    mark_changed(fact=FACT, months=[alert.service_date])
