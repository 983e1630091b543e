"""What this app keeps for a time: the files that were brought in, and the cells of their rows."""

from django.db.models import QuerySet

from entremise.journal.retention import Kept

from .actions import erase_import
from .models import Import


def _imports() -> QuerySet[Import]:
    return Import.objects.filter(erased_at__isnull=True)


KEPT = (
    Kept(
        code="imports",
        rows=_imports,
        began="created_at",
        structure="structure_id",
        verb="import.erased",
        treat=erase_import,
    ),
)
