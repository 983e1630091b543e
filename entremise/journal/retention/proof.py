"""What proves a run: a digest of the identifiers treated, which the journal gives again."""

from collections.abc import Iterable
from hashlib import sha256

from django.db.models import Max

from entremise.journal.models import JournalLine, RetentionRun


def followed(digest: str, keys: Iterable[object]) -> str:
    """The digest (SHA-256, in hexadecimal) once these identifiers have followed, in their order.

    Each one is that of the former and of an identifier: `sha256(former + identifier)`.
    """
    for key in keys:
        digest = sha256(f"{digest}{key}".encode()).hexdigest()
    return digest


def told_again(run: RetentionRun) -> str:
    """The digest of a closed run as the lines of the journal give it: one line a row treated, by
    the platform itself, between the line of the run before and its own.
    """
    runs = RetentionRun.objects.filter(structure_id=run.structure_id, verb=run.verb)
    former = runs.filter(place__lt=run.place).aggregate(last=Max("place"))["last"] or 0
    lines = JournalLine.objects.filter(
        structure_id=run.structure_id,
        verb=run.verb,
        user=None,
        place__gt=former,
        place__lt=run.place,
    ).order_by("place")
    return followed("", lines.values_list("subject_id", flat=True).iterator())
