"""What this app keeps for a time: where an alert was, and what was said and shown of it."""

from django.db.models import QuerySet

from entremise.journal.retention import Kept

from .actions import erase_alert
from .models import Alert


def _alerts() -> QuerySet[Alert]:
    return Alert.objects.filter(erased_at__isnull=True)


KEPT = (
    Kept(
        code="alerts",
        rows=_alerts,
        began="seen_at",
        structure="structure_id",
        verb="alert.erased",
        treat=erase_alert,
    ),
)
