"""What was done in a structure, and what is not kept for ever: who may read it."""

from django.db.models import QuerySet

from entremise.journal.models import JournalLine, RetentionRun
from entremise.structures.actor import Actor
from entremise.structures.enums import Role


def can_read_journal(actor: Actor) -> bool:
    """A director and a data protection officer, for what was done in their structure."""
    return actor.is_(Role.DIRECTOR, Role.DPO)


def visible_journal(actor: Actor) -> QuerySet[JournalLine]:
    """The lines of the structure, for those two."""
    if can_read_journal(actor):
        return JournalLine.objects.filter(structure_id=actor.structure)
    return JournalLine.objects.none()


def can_read_line(actor: Actor, line: JournalLine) -> bool:
    """The same rule for one line."""
    return can_read_journal(actor) and line.structure_id == actor.structure_id


def can_read_retention(actor: Actor) -> bool:
    """The same two read how long things are kept, and what was done about it."""
    return actor.is_(Role.DIRECTOR, Role.DPO)


def visible_retention_runs(actor: Actor) -> QuerySet[RetentionRun]:
    """The proofs of their structure."""
    if can_read_retention(actor):
        return RetentionRun.objects.filter(structure_id=actor.structure)
    return RetentionRun.objects.none()


def can_read_retention_run(actor: Actor, run: RetentionRun) -> bool:
    """The same rule for one proof."""
    return can_read_retention(actor) and run.structure_id == actor.structure_id
