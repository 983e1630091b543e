"""Numbers people quote on the telephone: « 2026-0042 » for a case, « S2026-0107 » otherwise."""

from django.db.models import F

from entremise.cases.models import Numbering
from entremise.core import clock

CASE, REFERRAL = "C", "S"


def next_number(structure_id: int, series: str) -> str:
    """The next number of a series this year; the row is held until the end of the transaction."""
    year = clock.today().year
    row, _ = Numbering.objects.select_for_update().get_or_create(
        structure_id=structure_id, series=series, year=year
    )
    Numbering.objects.filter(pk=row.pk).update(last=F("last") + 1)
    row.refresh_from_db(fields=["last"])
    prefix = series if series == REFERRAL else ""
    return f"{prefix}{year}-{row.last:04}"
