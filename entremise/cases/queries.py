"""Reads of referrals and cases for screens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from entremise.core import clock
from entremise.core.paging import KeysetPage, keyset
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Membership
from entremise.structures.policies import managed_dispositifs
from entremise.territories.models import Commune
from entremise.vault.keys import open_keys
from entremise.vault.rows import SealedRow, words_of

from . import traces
from .enums import Origin, PartyRole, StepState
from .models import (
    Access,
    Agreement,
    AgreementItem,
    Case,
    Consent,
    Note,
    Party,
    Reception,
    Referral,
    Sharing,
    Step,
)
from .policies import (
    listed_cases,
    readable_cases,
    sent_referrals,
    visible_accesses,
    visible_referrals,
)

PAGE_SIZE = 30

# What draws each kind of thing that happens in a case.
STORY = {
    "agreement": "cases/story/agreement.html",
    "closed": "cases/story/closed.html",
    "consent": "cases/story/consent.html",
    "note": "cases/story/note.html",
    "opened": "cases/story/opened.html",
    "referral": "cases/story/referral.html",
    "sharing": "cases/story/sharing.html",
    "step": "cases/story/step.html",
}


def team() -> Prefetch[Any]:
    """Who is in charge of each case of a list."""
    return Prefetch("mediators", Membership.objects.select_related("user").order_by("pk"))


# --- the queue


def queue(actor: Actor, filters: Mapping[str, Any], after: str | None) -> KeysetPage[Case]:
    """The open cases one knows of, what is due first; or the closed ones, the latest opened first.
    No sealed word is read."""
    rows = _filtered(actor, filters).select_related("commune", "qpv", "dispositif")
    rows = rows.prefetch_related(team())
    if filters.get("closed"):
        rows = rows.filter(closed_at__isnull=False)
        return keyset(rows, by=("opened_at", "id"), after=after, size=PAGE_SIZE)
    rows = rows.filter(closed_at__isnull=True)
    if filters.get("late"):
        rows = rows.filter(next_at__lt=clock.now())
    return keyset(rows, by=("next_at", "id"), after=after, size=PAGE_SIZE, descending=False)


def _filtered(actor: Actor, filters: Mapping[str, Any]) -> QuerySet[Case]:
    rows = listed_cases(actor).filter(erased_at__isnull=True)
    if filters.get("mine"):
        rows = rows.filter(pk__in=_in_charge(actor))
    for name in ("dispositif", "stage", "topic"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    return rows


def _in_charge(actor: Actor) -> QuerySet[Any]:
    return Case.mediators.through.objects.filter(membership_id=actor.member).values("case_id")


def readable_among(actor: Actor, cases: Sequence[Case]) -> set[UUID]:
    """Which of these cases one may open."""
    return set(
        readable_cases(actor).filter(pk__in=[c.pk for c in cases]).values_list("pk", flat=True)
    )


def found_by_person(actor: Actor, typed: str) -> list[Case]:
    """The cases one may read with a party called so, reached so or living there."""
    ids = traces.cases_about(actor.structure, typed)[: PAGE_SIZE * 2]
    rows = readable_cases(actor).filter(pk__in=ids)
    rows = rows.select_related("commune", "qpv", "dispositif").prefetch_related(team())
    found = {case.pk: case for case in rows}
    return [found[one] for one in ids if one in found][:PAGE_SIZE]


def by_number(actor: Actor, typed: str) -> Case | None:
    """The case of that number, if one may read it."""
    return readable_cases(actor).filter(number=typed.strip()).first()


@dataclass(frozen=True)
class Tasks:
    """What awaits somebody: late steps, steps of the week, cases nothing is planned for."""

    late: int
    week: int
    unplanned: int


def tasks_of(actor: Actor, *, mine: bool) -> Tasks:
    """Counts over the open cases of one's queue (three queries)."""
    rows = _filtered(actor, {"mine": mine}).filter(closed_at__isnull=True)
    now = clock.now()
    return Tasks(
        late=rows.filter(next_at__lt=now).exclude(next_step="").count(),
        week=rows.filter(next_at__gte=now, next_at__lt=now + timedelta(days=7)).count(),
        unplanned=rows.filter(next_step="").count(),
    )


# --- one case


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
    parties = list(case.parties.order_by("added_at", "pk"))
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
    sealed: list[SealedRow] = [case, *parties, *steps, *notes, *items, *referrals]
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
    entries = [Entry(row.received_at, "referral", row, told[row.pk]) for row in referrals]
    entries += [Entry(case.opened_at, "opened", case)]
    entries += [
        Entry(row.at, "step", row, told[row.pk], _names(row, called))
        for row in steps
        if row.state != StepState.PLANNED
    ]
    entries += [_note(row, told, called) for row in notes]
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


def _note(row: Note, told: Mapping[Any, Mapping[str, str]], called: Mapping[Any, str]) -> Entry:
    about = called[row.party_id] if row.party_id else ""
    return Entry(row.written_at, "note", row, told[row.pk], about)


def _agreement(
    row: Agreement, items: Sequence[AgreementItem], told: Mapping[Any, Mapping[str, str]]
) -> Entry:
    own = [told[item.pk]["text"] for item in items if item.agreement_id == row.pk]
    return Entry(row.recorded_at, "agreement", row, {}, own)


def _sharings(case: Case) -> QuerySet[Sharing]:
    return case.sharings.select_related("partner", "by__user").order_by("at")


def parties_of(case: Case) -> list[PartyShown]:
    """The parties of a case by name, for a form."""
    rows = words_of(case.parties.filter(erased_at__isnull=True).order_by("added_at", "pk"))
    return [PartyShown(party, words, []) for party, words in rows]


@dataclass(frozen=True)
class Copy:
    """All that is kept about one party and nothing of the others, for them to read."""

    words: Mapping[str, str]
    referrals: list[tuple[Referral, Mapping[str, str]]]
    consents: list[Consent]
    notes: list[tuple[Note, Mapping[str, str]]]
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

    The referral is theirs when they made it. Of steps, the place and the date of those they were
    in; not the report, which speaks of the others as well. An agreement is read whole by all.
    """
    case = party.case
    own = case.referrals.filter(origin=Origin.RESIDENT) if _made_the_request(party) else []
    agreements = list(case.agreements.order_by("made_on"))
    items = AgreementItem.objects.filter(agreement__in=agreements).order_by("position")
    said = words_of(items)
    return Copy(
        words=words(party),
        referrals=words_of(own),
        consents=list(party.consents.select_related("partner").order_by("asked_on")),
        notes=notes_of(party),
        steps=words_of(party.steps.order_by("at")),
        agreements=[
            (row, [text["text"] for item, text in said if item.agreement_id == row.pk])
            for row in agreements
        ],
        sharings=list(
            Sharing.objects.filter(consents__party=party).select_related("partner").distinct()
        ),
    )


def _made_the_request(party: Party) -> bool:
    return party.role == PartyRole.APPLICANT


def notes_of(party: Party) -> list[tuple[Note, Mapping[str, str]]]:
    """What is noted of a party alone, the latest first."""
    return words_of(party.notes.select_related("author__user").order_by("-written_at"))


# --- referrals


def referral_page(
    actor: Actor, filters: Mapping[str, Any], after: str | None
) -> KeysetPage[Referral]:
    """The referrals one examines or has noted, the latest first; no sealed word is read."""
    rows = visible_referrals(actor).select_related("commune", "dispositif", "organisation", "case")
    for name in ("state", "dispositif"):
        if value := filters.get(name):
            rows = rows.filter(**{name: value})
    return keyset(rows, by=("received_at", "id"), after=after, size=PAGE_SIZE)


def sent_page(actor: Actor, after: str | None) -> KeysetPage[Referral]:
    """What one's organisation has sent."""
    rows = sent_referrals(actor).select_related("dispositif__structure", "commune")
    return keyset(rows, by=("received_at", "id"), after=after, size=PAGE_SIZE)


def words(row: SealedRow) -> dict[str, str]:
    """The words of one row; empty ones when its key was destroyed."""
    return row.words(open_keys([row.key_id]).get(row.key_id))


def one(rows: QuerySet[Case], pk: str) -> Case | None:
    """The row of that identifier, if it is one and one of these."""
    try:
        return rows.filter(pk=pk).first()
    except ValidationError:
        return None


def receptions(actor: Actor) -> list[tuple[Dispositif, Reception | None]]:
    """How each dispositif one runs receives requests."""
    rows = managed_dispositifs(actor).select_related("reception").order_by("name")
    return [(one, getattr(one, "reception", None)) for one in rows]


def commune_asked(code: str) -> Commune:
    """The commune of that code. Raises Http404."""
    return get_object_or_404(Commune, code=code)


def open_receptions(commune: Commune) -> list[Reception]:
    """The dispositifs that serve a commune and that anybody there may write to."""
    rows = Reception.objects.filter(public=True, dispositif__communes=commune)
    rows = rows.filter(
        Q(dispositif__closed_on__isnull=True) | Q(dispositif__closed_on__gte=clock.today())
    )
    return list(rows.select_related("dispositif__structure").order_by("dispositif__name", "pk"))


# --- exceptional accesses


def accesses(actor: Actor, *, seen: bool) -> list[tuple[Access, Mapping[str, str]]]:
    """The exceptional accesses to review, or the last ones reviewed, with their reasons."""
    rows = visible_accesses(actor).filter(seen_at__isnull=not seen)
    rows = rows.select_related("case", "membership__user").order_by("-opened_at")
    return words_of(rows[:200])


def my_access(actor: Actor, case: Case) -> Access | None:
    """The exceptional access under which one is reading a case, if one is."""
    own = Access.objects.filter(case=case, membership_id=actor.member, until__gt=clock.now())
    return own.order_by("-until").first()
