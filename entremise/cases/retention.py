"""What this app keeps for a time: what people entrusted to a mediator."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from entremise.core import clock
from entremise.journal.retention import Kept

from .actions import archive_case, erase_case, erase_referral
from .models import Case, Referral


def _closed_cases() -> QuerySet[Case]:
    return Case.objects.filter(
        closed_at__isnull=False, archived_at__isnull=True, erased_at__isnull=True
    )


def _cases() -> QuerySet[Case]:
    """Closed, or left: an open case for which something is still to come is alive."""
    left = Q(closed_at__isnull=False) | Q(next_at__lt=clock.now())
    return Case.objects.filter(left, erased_at__isnull=True)


def _referrals_without_case() -> QuerySet[Referral]:
    return Referral.objects.filter(case=None, erased_at__isnull=True).annotate(
        settled_at=Coalesce("decided_at", "received_at")
    )


KEPT = (
    Kept(
        code="closed_cases",
        rows=_closed_cases,
        began="last_contact_at",
        structure="structure_id",
        verb="case.archived",
        treat=archive_case,
    ),
    Kept(
        code="cases",
        rows=_cases,
        began="last_contact_at",
        structure="structure_id",
        verb="case.erased",
        treat=erase_case,
    ),
    Kept(
        code="referrals",
        rows=_referrals_without_case,
        began="settled_at",
        structure="structure_id",
        verb="referral.erased",
        treat=erase_referral,
    ),
)
