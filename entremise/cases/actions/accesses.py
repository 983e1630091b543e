"""Opening a case one is not in charge of: for a reason, for a time, and told to the director."""

import re
from datetime import timedelta

from django.db import transaction

from entremise.cases.models import Access, Case
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import record
from entremise.structures.actor import Actor

from .settling import held, key_of, told

LONGEST = 72  # hours
# « Urgence », or a key held down, says nothing to whoever reviews it.
FEWEST_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{2,}")


@transaction.atomic
def break_glass(*, case: Case, reason: str, hours: int, by: Actor) -> Access:
    """Let somebody of the structure read a case for some hours. Raises Refusal without a reason
    of FEWEST_WORDS different words, or for longer than LONGEST."""
    case = held(case, closed=True)
    reason = reason.strip()
    if len(set(_WORD.findall(reason.casefold()))) < FEWEST_WORDS:
        raise Refusal(
            "Dites en une phrase pourquoi vous devez lire cette situation : la direction la lira.",
            code="no_reason",
            field="reason",
        )
    if not 1 <= hours <= LONGEST:
        raise Refusal(
            f"Choisissez une durée de 1 à {LONGEST} heures.", code="too_long", field="hours"
        )
    now = clock.now()
    access = Access(
        case=case,
        membership_id=by.member,
        opened_at=now,
        until=now + timedelta(hours=hours),
    )
    access.seal(key_of(case), reason=reason)
    access.save(force_insert=True)
    told(case, "case.glass_broken", by=by, changes={"hours": hours, "access": str(access.pk)})
    return access


@transaction.atomic
def review_access(*, access: Access, by: Actor) -> None:
    """Write that the director has seen an exceptional access."""
    if access.seen_at is None:
        access.seen_at = clock.now()
        access.save(update_fields=["seen_at"])
        record(
            by=by,
            verb="access.reviewed",
            subject=access.case,
            changes={"access": str(access.pk)},
            structure_id=access.case.structure_id,
        )
