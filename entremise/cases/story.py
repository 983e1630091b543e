"""One case, opened: its parties, what happened in it, what comes next; and a party's own copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet, When, expressions

from entremise.core import clock
from entremise.structures.models import Membership
from entremise.vault.keys import open_keys
from entremise.vault.rows import SealedRow, words_of

from .enums import Origin, PartyRole, StepState
from .models import (
    Agreement,
    AgreementItem,
    Attachment,
    Case,
    Consent,
    Letter,
    Note,
    Party,
    Referral,
    Sharing,
    Step,
)

# Whoever asks comes first, then the others, each with who stands for them.
RANK = expressions.Case(*(When(role=role, then=place) for place, role in enumerate(PartyRole)))

# What draws each kind of thing that happens in a case.
STORY = {
    "agreement": "cases/story/agreement.html",
    "file": "cases/story/file.html",
    "closed": "cases/story/closed.html",
    "consent": "cases/story/consent.html",
    "letter": "cases/story/letter.html",
    "note": "cases/story/note.html",
    "opened": "cases/story/opened.html",
    "referral": "cases/story/referral.html",
    "sharing": "cases/story/sharing.html",
    "step": "cases/story/step.html",
}


def team() -> Prefetch[Any]:
    """Who is in charge of each case of a list."""
    return Prefetch("mediators", Membership.objects.select_related("user").order_by("pk"))


# The words of sealed rows, by their numbers.
Told = Mapping[Any, Mapping[str, str]]


@dataclass
class PartyShown:
    """A party as its page shows it: words, consents, notes of theirs alone."""

    party: Party
    words: Mapping[str, str]
    consents: list[Consent]
    represents: str = ""

    @property
    def called(self) -> str:
        """Their name, or what they are when it is not known."""
        return self.words["name"] or str(self.party)


@dataclass(frozen=True)
class Entry:
    """One thing that happened, on the line of time. `kind` names the fragment that draws it."""

    at: datetime
    kind: str
    row: Any
    words: Mapping[str, str] = field(default_factory=dict)
    more: Any = None

    @property
    def template(self) -> str:
        """The fragment that draws it."""
        return STORY[self.kind]

    @property
    def is_late(self) -> bool:
        """Whether it should have taken place."""
        return self.at < clock.now()


@dataclass(frozen=True)
class CaseShown:
    """A whole case, opened."""

    case: Case
    words: Mapping[str, str]
    parties: list[PartyShown]
    timeline: list[Entry]
    coming: list[Entry]


def opened(case: Case) -> CaseShown:
    """A case with all that is in it: a fixed number of queries, one of them for all its keys."""
    parties = list(case.parties.order_by(RANK, "added_at", "pk"))
    consents = list(
        Consent.objects.filter(party__in=parties).select_related("partner").order_by("recorded_at")
    )
    steps = list(
        case.steps.prefetch_related(
            "parties", Prefetch("mediators", Membership.objects.select_related("user"))
        ).order_by("at", "pk")
    )
    notes = list(case.notes.select_related("author__user").order_by("written_at"))
    agreements = list(case.agreements.order_by("made_on"))
    items = list(AgreementItem.objects.filter(agreement__in=agreements).order_by("position"))
    referrals = list(case.referrals.select_related("organisation"))
    letters = list(case.letters.select_related("author__user").order_by("written_at"))
    files = list(case.attachments.select_related("added_by__user").order_by("created_at"))
    sealed: list[SealedRow] = [case, *parties, *steps, *notes, *items, *referrals, *files, *letters]
    told = {row.pk: said for row, said in words_of(sealed)}
    shown = [
        PartyShown(
            party,
            told[party.pk],
            [consent for consent in consents if consent.party_id == party.pk],
            told[party.represents_id]["name"] if party.represents_id else "",
        )
        for party in parties
    ]
    called = {one.party.pk: one.called for one in shown}
    entries = [_referral(row, told, told[case.pk]["summary"]) for row in referrals]
    entries += [Entry(case.opened_at, "opened", case)]
    entries += [
        Entry(row.at, "step", row, told[row.pk], _names(row, called))
        for row in steps
        if row.state != StepState.PLANNED
    ]
    entries += [_note(row, told, called) for row in notes]
    entries += [
        Entry(row.created_at, "file", row, told[row.pk], _about(row.party_id, called))
        for row in files
    ]
    entries += [
        Entry(row.written_at, "letter", row, told[row.pk], called[row.party_id]) for row in letters
    ]
    entries += [_agreement(row, items, told) for row in agreements]
    entries += [
        Entry(row.recorded_at, "consent", row, {}, called[row.party_id]) for row in consents
    ]
    entries += [Entry(row.at, "sharing", row) for row in _sharings(case)]
    if case.closed_at:
        entries.append(Entry(case.closed_at, "closed", case))
    coming = [
        Entry(row.at, "step", row, told[row.pk], _names(row, called))
        for row in steps
        if row.state == StepState.PLANNED
    ]
    timeline = sorted(entries, key=lambda entry: entry.at, reverse=True)
    return CaseShown(case, told[case.pk], shown, timeline, coming)


def _names(step: Step, called: Mapping[Any, str]) -> list[str]:
    return [called[party.pk] for party in step.parties.all() if party.pk in called]


def _referral(row: Referral, told: Told, summary: str) -> Entry:
    """What was asked, unless the summary says the same."""
    said = told[row.pk]
    narrative = "" if said["narrative"] == summary else said["narrative"]
    return Entry(row.received_at, "referral", row, {**said, "narrative": narrative})


def _note(row: Note, told: Told, called: Mapping[Any, str]) -> Entry:
    return Entry(row.written_at, "note", row, told[row.pk], _about(row.party_id, called))


def _about(party_id: Any, called: Mapping[Any, str]) -> str:
    return called[party_id] if party_id else ""


def _agreement(row: Agreement, items: Sequence[AgreementItem], told: Told) -> Entry:
    own = [told[item.pk]["text"] for item in items if item.agreement_id == row.pk]
    return Entry(row.recorded_at, "agreement", row, {}, own)


def _sharings(case: Case) -> QuerySet[Sharing]:
    return case.sharings.select_related("partner", "by__user").order_by("at")


def parties_of(case: Case) -> list[PartyShown]:
    """The parties of a case by name, for a form."""
    rows = words_of(case.parties.filter(erased_at__isnull=True).order_by(RANK, "added_at", "pk"))
    return [PartyShown(party, words, []) for party, words in rows]


@dataclass(frozen=True)
class Copy:
    """All that is kept about one party and nothing of the others, for them to read."""

    words: Mapping[str, str]
    referrals: list[tuple[Referral, Mapping[str, str]]]
    consents: list[Consent]
    notes: list[tuple[Note, Mapping[str, str]]]
    letters: list[tuple[Letter, Mapping[str, str]]]
    files: list[tuple[Attachment, Mapping[str, str]]]
    steps: list[tuple[Step, Mapping[str, str]]]
    agreements: list[tuple[Agreement, list[str]]]
    sharings: list[Sharing]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is known of them, with its labels."""
        return [(_label(name), text) for name, text in self.words.items() if text]


def _label(name: str) -> str:
    return str(Party._meta.get_field(name).verbose_name).capitalize()  # type: ignore[union-attr]


def copy_for(party: Party) -> Copy:
    """What a party may ask to read (GDPR, article 15).

    The referral is theirs when they made it themselves. Of steps, the place and the date of those
    they were in; not the report, which speaks of the others as well. An agreement is read whole by
    all.
    """
    case = party.case
    own = case.referrals.filter(origin=Origin.RESIDENT, pk__in=[party.request_id])
    agreements = list(case.agreements.order_by("made_on"))
    items = AgreementItem.objects.filter(agreement__in=agreements).order_by("position")
    said = words_of(items)
    return Copy(
        words=party.words(open_keys([party.key_id]).get(party.key_id)),
        referrals=words_of(own),
        consents=list(party.consents.select_related("partner").order_by("asked_on")),
        notes=notes_of(party),
        letters=words_of(party.letters.order_by("written_at")),
        files=words_of(party.attachments.order_by("created_at")),
        steps=words_of(party.steps.order_by("at")),
        agreements=[
            (row, [text["text"] for item, text in said if item.agreement_id == row.pk])
            for row in agreements
        ],
        sharings=list(
            Sharing.objects.filter(consents__party=party).select_related("partner").distinct()
        ),
    )


def notes_of(party: Party) -> list[tuple[Note, Mapping[str, str]]]:
    """What is noted of a party alone, the latest first."""
    return words_of(party.notes.select_related("author__user").order_by("-written_at"))
