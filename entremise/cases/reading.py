"""Each reading of what names people leaves a line, in the transaction that reads."""

from collections.abc import Iterable
from uuid import UUID

from entremise.journal.actions import record
from entremise.structures.actor import Actor
from entremise.structures.models import Structure

from .models import Agreement, Attachment, Case, Letter, Party, Referral, Step


def case_read(actor: Actor, found: Case | Party | Step | Agreement) -> None:
    """Somebody opens a case, or a page about a party, a step or an agreement of it."""
    case = found if isinstance(found, Case) else found.case
    record(by=actor, verb="case.read", subject=case, structure_id=case.structure_id)


def party_exported(actor: Actor, party: Party) -> None:
    """Somebody takes a copy of all that is kept about one party, to hand it over."""
    case = party.case
    record(
        by=actor,
        verb="party.exported",
        subject=case,
        changes={"party": str(party.pk)},
        structure_id=case.structure_id,
    )


def letter_read(actor: Actor, letter: Letter) -> None:
    """Somebody opens a letter."""
    case = letter.case
    record(
        by=actor,
        verb="letter.read",
        subject=case,
        changes={"letter": str(letter.pk)},
        structure_id=case.structure_id,
    )


def file_read(actor: Actor, attachment: Attachment) -> None:
    """Somebody opens a file of a case."""
    case = attachment.case
    record(
        by=actor,
        verb="file.read",
        subject=case,
        changes={"file": str(attachment.pk)},
        structure_id=case.structure_id,
    )


def referral_read(actor: Actor, referral: Referral) -> None:
    """Somebody opens a referral."""
    record(by=actor, verb="referral.read", subject=referral, structure_id=referral.structure_id)


def searched(actor: Actor, found: Iterable[UUID]) -> None:
    """Somebody looked for a person; what was typed is not told, what it led to is."""
    record(
        by=actor,
        verb="case.searched",
        subject=Structure(pk=actor.structure),
        changes={"cases": [str(one) for one in found]},
    )
