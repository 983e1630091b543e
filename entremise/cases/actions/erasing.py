"""The end of what was entrusted: a case is archived, then erased; a referral is erased.

Erasing destroys keys, so that old backups say nothing either. What is left counts: subject,
commune, dates, steps, outcome. Keys live in another database: destroyed, they do not come back
when the transaction of the rows is undone, and doing it again then erases the rows.
"""

from uuid import UUID

from django.db import transaction

from entremise.cases.enums import PartyRole, StepState
from entremise.cases.models import AgreementItem, Case, Letter, Note, Party, Referral, Trace
from entremise.cases.traces import comparable
from entremise.core import clock
from entremise.core.web import Author
from entremise.journal.actions import record
from entremise.vault.files import forget_files
from entremise.vault.keys import destroy_keys, open_keys
from entremise.vault.rows import SealedRow, words_of

from .settling import held, settle

# The outcome of a case that nobody has closed, and whose parties were not heard of for years.
LEFT = "out_of_reach"


@transaction.atomic
def archive_case(*, row: Case, by: Author) -> None:
    """From now on nobody works on a closed case, and reading it takes breaking the glass."""
    row.archived_at = clock.now()
    row.save(update_fields=["archived_at"])
    record(by=by, verb="case.archived", subject=row, structure_id=row.structure_id)


@transaction.atomic
def erase_case(*, row: Case, by: Author) -> None:
    """Erase the words, letters and files of a case, of its parties and of its referrals, and the
    keys that opened them.

    One that was left open is closed first.
    """
    row = held(row, closed=True)
    if row.is_open:
        row.steps.filter(state=StepState.PLANNED).update(state=StepState.CANCELLED)
        row.closed_at, row.outcome = clock.now(), LEFT
        settle(row)
    parties, referrals = list(row.parties.all()), list(row.referrals.all())
    Trace.objects.filter(party__in=parties).delete()
    Trace.objects.filter(referral__in=referrals).delete()
    Note.objects.filter(case=row).delete()
    forget_files(row.attachments.all())
    row.attachments.all().delete()
    items = AgreementItem.objects.filter(agreement__case=row)
    for rows in (row.steps, row.accesses, row.letters, items):
        rows.update(**_no_words(rows.model))
    now = clock.now()
    row.parties.update(erased_at=now, **_no_words(row.parties.model))
    row.referrals.update(erased_at=now, **_no_words(Referral))
    Case.objects.filter(pk=row.pk).update(erased_at=now, **_no_words(Case))
    record(by=by, verb="case.erased", subject=row, structure_id=row.structure_id)
    destroy_keys({row.key_id, *(one.key_id for one in (*parties, *referrals))})


@transaction.atomic
def erase_party(*, party: Party, by: Author) -> None:
    """Erase one party who asks for it: their words, notes, letters and files, and the key that
    opened them; what they asked, and their name where others asked. What belongs to all stays.

    Raises Refusal when the case was erased already.
    """
    case = held(party.case, closed=True)
    called = comparable("name", party.words(open_keys([party.key_id]).get(party.key_id))["name"])
    party.traces.all().delete()
    party.notes.all().delete()
    forget_files(party.attachments.all())
    party.attachments.all().delete()
    party.letters.update(**_no_words(Letter))
    now = clock.now()
    Party.objects.filter(pk=party.pk).update(erased_at=now, **_no_words(Party))
    keys = {party.key_id} | _erase_from_referrals(party, called)
    settle(case)
    record(
        by=by,
        verb="party.erased",
        subject=case,
        changes={"party": str(party.pk)},
        structure_id=case.structure_id,
    )
    destroy_keys(keys)


def _erase_from_referrals(party: Party, called: str) -> set[UUID]:
    """Erase what a party asked, and their name in what others asked. The keys to destroy.

    Somebody's own request is the one their case was opened from, or one that bears their name.
    """
    keys = set()
    for referral, words in words_of(party.case.referrals.filter(erased_at__isnull=True)):
        own = referral.pk == party.request_id
        if own or (called and comparable("name", words["applicant"]) == called):
            referral.traces.all().delete()
            rows = Referral.objects.filter(pk=referral.pk)
            rows.update(erased_at=clock.now(), **_no_words(Referral))
            keys.add(referral.key_id)
        elif party.role == PartyRole.OTHER:
            Referral.objects.filter(pk=referral.pk).update(other_party=b"")
    return keys


@transaction.atomic
def erase_referral(*, row: Referral, by: Author) -> None:
    """Erase the words of a referral that led to no case, and the key that opened them."""
    row.traces.all().delete()
    Referral.objects.filter(pk=row.pk).update(erased_at=clock.now(), **_no_words(Referral))
    record(by=by, verb="referral.erased", subject=row, structure_id=row.structure_id)
    destroy_keys({row.key_id})


def _no_words(model: type[SealedRow]) -> dict[str, bytes]:
    return dict.fromkeys(model.sealed_fields(), b"")
