"""How long things are kept in a structure: what is about to end, and the proofs of what has."""

from dataclasses import dataclass
from datetime import timedelta

from entremise.core import clock
from entremise.core.paging import KeysetPage, keyset
from entremise.core.typography import agree, figure
from entremise.journal.enums import RetentionAction
from entremise.journal.models import JournalLine, RetentionRun
from entremise.journal.retention import Rule, plan, rules_on
from entremise.journal.retention.proof import told_again
from entremise.journal.retention.rules import rule_of

from .actor import Actor
from .policies import visible_retention_runs

PAGE_SIZE = 20
AHEAD = timedelta(days=91)
DONE = {
    RetentionAction.ARCHIVE: "archivé",
    RetentionAction.ANONYMISE: "anonymisé",
    RetentionAction.ERASE: "effacé",
}


@dataclass(frozen=True)
class Coming:
    """A rule, how many rows it treats the next night, and before three months are over."""

    rule: Rule
    tonight: int
    soon: int


def coming(actor: Actor) -> list[Coming]:
    """What is about to end in the structure of the actor, under each rule that treats something."""
    tomorrow = clock.today() + timedelta(days=1)
    tonight, soon = (
        {one.rule.code: one.count for one in plan(day, structure_id=actor.structure)}
        for day in (tomorrow, tomorrow + AHEAD)
    )
    return [
        Coming(rule, tonight.get(rule.code, 0), soon.get(rule.code, 0))
        for rule in rules_on(tomorrow).values()
        if rule.months
    ]


def runs_page(actor: Actor, after: str | None, size: int = PAGE_SIZE) -> KeysetPage[RetentionRun]:
    """The proofs of the structure, newest first."""
    return keyset(visible_retention_runs(actor), by=("started_at", "id"), after=after, size=size)


def subject_of(run: RetentionRun) -> str:
    """What the rule of a run is about; its code when the file no longer holds it."""
    rule = rule_of(run.rule, run.since)
    return rule.subject if rule else run.rule


def done_written(run: RetentionRun) -> str:
    """« 12 enregistrements effacés »."""
    count, done = run.treated, DONE[RetentionAction(run.action)]
    return f"{figure(count)} {agree(count, 'enregistrement')} {agree(count, done)}"


@dataclass(frozen=True)
class Proof:
    """A run with what makes it credible. `sound` is whether the sealed lines of the journal say
    the same as it; None as long as it is not closed.
    """

    run: RetentionRun
    rule: Rule | None
    line: JournalLine | None
    sound: bool | None


def proof_of(run: RetentionRun) -> Proof:
    """The proof of a run, read again from the journal."""
    rule = rule_of(run.rule, run.since)
    if run.place is None:
        return Proof(run, rule, None, None)
    line = JournalLine.objects.filter(chain=run.structure_id, place=run.place).first()
    told = line.changes if line else {}
    as_told = (told.get("digest"), told.get("treated")) == (run.digest, run.treated)
    return Proof(run, rule, line, as_told and told_again(run) == run.digest)
