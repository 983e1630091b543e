"""What this app keeps for a time: the free text of the field."""

from django.db.models import QuerySet

from entremise.journal.retention import Kept

from .actions import erase_entry, erase_note
from .models import Activity, QuarantinedEntry


def _settled_entries() -> QuerySet[QuarantinedEntry]:
    return QuarantinedEntry.objects.filter(settled_at__isnull=False, erased_at=None)


def _noted_activities() -> QuerySet[Activity]:
    return Activity.objects.exclude(note="")


KEPT = (
    Kept(
        code="settled_entries",
        rows=_settled_entries,
        began="settled_at",
        structure="structure_id",
        verb="entry.erased",
        treat=erase_entry,
    ),
    Kept(
        code="activity_notes",
        rows=_noted_activities,
        began="service_date",
        structure="structure_id",
        verb="activity.note_erased",
        treat=erase_note,
    ),
)
