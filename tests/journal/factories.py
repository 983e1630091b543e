"""Proofs of retention for tests."""

from datetime import date
from itertools import count

from django.utils import timezone

from entremise.core import clock
from entremise.journal.models import RetentionRun
from entremise.journal.retention import rules_on
from entremise.journal.retention.rules import edition

_places = count(1_000_000)


def make_run(structure_id: int, **fields: object) -> RetentionRun:
    """A closed run of the first rule, that treated nothing and has no line in the journal."""
    rule = next(iter(rules_on(clock.today()).values()))
    return RetentionRun.objects.create(
        **{
            "structure_id": structure_id,
            "rule": rule.code,
            "since": rule.since,
            "months": rule.months,
            "action": rule.action,
            "verb": "entry.erased",
            "day": clock.today(),
            "oldest": date(2020, 1, 1),
            "started_at": timezone.now(),
            "ended_at": timezone.now(),
            "edition": edition(),
            "place": next(_places),
            **fields,
        }
    )
