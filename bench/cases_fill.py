"""Cases at volume, sealed as the platform seals them: a key for each referral, each case and each
party, fingerprints under the key of their structure."""

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID

from django.db import connection, connections, transaction

from bench.cases_people import AGENCIES, agency, person, said
from bench.cases_registry import Service, make_services
from bench.journal_fill import fill_journal
from bench.rows import Batch
from entremise.cases import reference
from entremise.cases.enums import (
    MAIN_ROLES,
    AgreementForm,
    Answer,
    AskedHow,
    Channel,
    ConsentSubject,
    Kept,
    Origin,
    ReferralState,
    Stage,
    StepKind,
    StepState,
)
from entremise.cases.models import (
    Agreement,
    AgreementItem,
    Case,
    Consent,
    Note,
    Party,
    Referral,
    Step,
    Trace,
)
from entremise.cases.traces import compared
from entremise.core import clock
from entremise.structures.models import Membership
from entremise.vault.keys import new_keys, trace_key
from entremise.vault.rows import trace
from entremise.vault.sealing import Key

CASES_PER_LINE = 1 / 5
LARGE_SHARE = 1 / 40
CHUNK = 1_000
# So many keys are made at once, at most.
KEYS = 400
SEED = 20_130_612
YEARS = 4
# A case lasts a few months: one in five is open.
OPEN = 0.2
# What comes next is planned, or nothing is.
PLANNED = 0.9
# For each case a structure has opened, what it was asked otherwise.
WAITING, TURNED_DOWN = 1 / 50, 1 / 10
STAGES = [Stage.TO_PROPOSE, Stage.ANSWERS, Stage.INTERVIEWS, Stage.MEDIATION, Stage.FOLLOW_UP]
# How far the cases of a structure have gone, or went.
REACHED = [15, 25, 20, 15, 25]
# What is done at each stage, in its order; the last one of an open case is still to come.
COURSE: dict[str, list[StepKind]] = {
    Stage.TO_PROPOSE: [StepKind.CONTACT, StepKind.CONTACT, StepKind.PROPOSAL],
    Stage.ANSWERS: [StepKind.CONTACT, StepKind.PROPOSAL, StepKind.INTERVIEW],
    Stage.INTERVIEWS: [StepKind.CONTACT, StepKind.PROPOSAL, *[StepKind.INTERVIEW] * 2],
    Stage.MEDIATION: [
        StepKind.CONTACT, StepKind.PROPOSAL, *[StepKind.INTERVIEW] * 2, StepKind.ROUND_TABLE,
    ],
    Stage.FOLLOW_UP: [
        StepKind.PROPOSAL, StepKind.INTERVIEW, StepKind.ROUND_TABLE, *[StepKind.FOLLOW_UP] * 2,
    ],
}  # fmt: skip
OUTCOMES = {Stage.TO_PROPOSE: "complaints_stopped", Stage.ANSWERS: "party_refused",
            Stage.INTERVIEWS: "dialogue_resumed", Stage.MEDIATION: "dialogue_resumed",
            Stage.FOLLOW_UP: "agreement"}  # fmt: skip
ANSWERS = {Stage.TO_PROPOSE: "", Stage.ANSWERS: Answer.WAITING}


def fill(size: int) -> None:
    """Fill both databases, unless it was done, with `size` journal lines and their cases."""
    wanted = round(size * CASES_PER_LINE)
    if Case.objects.exists():
        return
    begun = perf_counter()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # rows come in no order: keep their pages at hand
            cursor.execute("PRAGMA cache_size = -3000000")
    with transaction.atomic():
        services = make_services()
        for service, count in zip(services, _spread(wanted, len(services)), strict=True):
            _Filling(service, count).write()
        print(f"  situations : {perf_counter() - begun:.0f} s", file=sys.stderr)
        staff = Membership.objects.filter(structure=services[0].structure).order_by("pk")
        fill_journal(
            size,
            [service.structure for service in services],
            [member.user for member in staff.select_related("user")],
        )
    for one in connections.all():
        with one.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if one.vendor == "postgresql" else "ANALYZE")
        one.close()  # with what was set for the filling
    print(f"  bases remplies : {perf_counter() - begun:.0f} s", file=sys.stderr)


def _spread(count: int, among: int) -> list[int]:
    """How many cases each has: the first its share, the others from a fifth of the mean to the
    double of it."""
    large = round(count * LARGE_SHARE)
    weights = [1 - 0.8 * rank / among for rank in range(among - 1)]
    return [large, *(max(1, round((count - large) * one / sum(weights))) for one in weights)]


class _Filling:
    """The referrals and cases of one structure."""

    def __init__(self, service: Service, count: int):
        self.service, self.count = service, count
        self.structure_id = service.structure.pk
        self.chance = random.Random(SEED + self.structure_id)
        self.traces = trace_key(self.structure_id)
        self.topics = [item.code for item in reference.topics().codes]
        self.now = clock.now()
        self.people = max(4, count * 3 // 2)
        self.batch = Batch()
        self.keys = self._keys()
        self.referrals = 0

    def write(self) -> None:
        """Write them all, so many at once."""
        for first in range(0, self.count, CHUNK):
            numbers = range(first, min(first + CHUNK, self.count))
            for number in numbers:
                self._case(number)
            self.batch.write()

    def _keys(self) -> Iterator[Key]:
        while True:
            yield from new_keys(self.structure_id, min(KEYS, 4 * self.count))

    def _case(self, number: int) -> None:
        chance = self.chance
        dispositif_id, team = chance.choice(list(self.service.teams.items()))
        stage = chance.choices(STAGES, REACHED)[0]
        is_open = chance.random() < OPEN
        age = chance.uniform(1, 180) if is_open else chance.uniform(181, 365 * YEARS)
        opened = self.now - timedelta(days=age)
        ended = None if is_open else opened + timedelta(days=chance.uniform(20, 180))
        key = next(self.keys)
        case = Case(
            structure_id=self.structure_id,
            dispositif_id=dispositif_id,
            number=f"{opened.year}-{number:05}",
            topic=chance.choice(self.topics),
            commune_id="59350",
            stage=stage if is_open else Stage.CLOSED,
            opened_at=opened,
            closed_at=ended,
            next_at=opened if is_open else None,
            outcome="" if is_open else OUTCOMES[stage],
            last_contact_at=ended or opened,
        )
        case.seal(key, summary=said(chance, 4))
        self.batch.add(case)
        mediators = chance.sample(team, 2)
        self.batch.link(Case.mediators.through, ((case.pk, one.pk) for one in mediators))
        from_agency = chance.random() < 0.25
        applicant, other = (person(chance.randrange(self.people)) for _ in range(2))
        asker = agency(chance.randrange(AGENCIES)) if from_agency else applicant
        self._referral(dispositif_id, opened, asker, from_agency, ReferralState.ADMITTED, case)
        keys = [next(self.keys), next(self.keys)]
        parties = self._parties(case, stage, keys, [applicant, {"name": other["name"]}])
        self._steps(case, key, stage, parties, mediators)
        self._note(case, key, None, mediators[0])
        self._note(case, keys[0], parties[0], mediators[1])
        if chance.random() < WAITING:
            recently = self.now - timedelta(days=chance.uniform(0, 14))
            self._referral(dispositif_id, recently, asker, from_agency, ReferralState.RECEIVED)
        elif chance.random() < TURNED_DOWN:
            self._referral(dispositif_id, opened, asker, from_agency, ReferralState.EXCLUDED)

    def _referral(
        self, dispositif_id: int, at: datetime, asker: Any, from_agency: bool,
        state: ReferralState, case: Case | None = None,
    ) -> None:  # fmt: skip
        self.referrals += 1
        decided = state != ReferralState.RECEIVED
        referral = Referral(
            structure_id=self.structure_id,
            dispositif_id=dispositif_id,
            number=f"S{at.year}-{self.referrals:05}",
            channel=Channel.PHONE,
            origin=Origin.LANDLORD if from_agency else Origin.RESIDENT,
            topic=case.topic if case else self.chance.choice(self.topics),
            commune_id="59350",
            received_at=at,
            received_by_id=self.service.coordinator.pk,
            acknowledged_at=at,
            state=state,
            decided_at=at if decided else None,
            decided_by_id=self.service.coordinator.pk if decided else None,
            motive="law" if state == ReferralState.EXCLUDED else "",
            case_id=case.pk if case else None,
        )
        key = next(self.keys)
        contact = {name: asker[name] for name in ("phone", "email", "address") if name in asker}
        referral.seal(key, applicant=asker["name"], narrative=said(self.chance, 5), **contact)
        self.batch.add(referral)
        self._traces(asker, referral=referral.pk)

    def _traces(
        self, words: Any, *, referral: UUID | None = None, party: UUID | None = None
    ) -> None:
        self.batch.link(
            Trace,
            (
                (self.structure_id, kind, trace(self.traces, kind, value), referral, party)
                for kind, value in sorted(compared(words))
            ),
        )

    def _parties(
        self, case: Case, stage: Stage, keys: list[Key], told: list[dict[str, str]]
    ) -> list[Party]:
        answer = ANSWERS.get(stage, Answer.GIVEN)
        parties = []
        for role, key, words in zip(MAIN_ROLES, keys, told, strict=True):
            party = Party(case_id=case.pk, role=role, answer=answer, added_at=case.opened_at)
            party.seal(key, **words)
            self.batch.add(party)
            self._traces(words, party=party.pk)
            parties.append(party)
            if answer:
                asked = case.opened_at + timedelta(days=3)
                self.batch.add(
                    Consent(
                        party_id=party.pk, subject=ConsentSubject.MEDIATION, asked_on=asked.date(),
                        asked_how=AskedHow.LETTER, answer=answer, recorded_at=asked,
                        answered_on=asked.date() if answer == Answer.GIVEN else None,
                    )
                )  # fmt: skip
        return parties

    def _steps(
        self, case: Case, key: Key, stage: Stage, parties: list[Party], team: list[Membership]
    ) -> None:
        kinds = COURSE[stage]
        agreement = self._agreement(case, key) if stage == Stage.FOLLOW_UP else None
        until = case.closed_at or self.now
        pace = (until - case.opened_at) / (len(kinds) + 1)
        for rank, kind in enumerate(kinds, start=1):
            coming = case.is_open and rank == len(kinds) and self.chance.random() < PLANNED
            visit = kind == StepKind.FOLLOW_UP
            step = Step(
                case_id=case.pk,
                kind=kind,
                state=StepState.PLANNED if coming else StepState.HELD,
                at=case.opened_at + pace * rank,
                minutes=None if coming else 60,
                kept=Kept.KEPT if visit and not coming else "",
                agreement_id=agreement if visit else None,
            )
            if coming:
                step.at = self.now + timedelta(days=self.chance.uniform(-15, 45))
                case.next_step, case.next_at = kind, step.at
            report = "" if coming else said(self.chance, 3)
            step.seal(key, place="Maison de quartier", report=report)
            self.batch.add(step)
            self.batch.link(Step.parties.through, ((step.pk, one.pk) for one in parties))
            self.batch.link(Step.mediators.through, [(step.pk, team[rank % len(team)].pk)])

    def _agreement(self, case: Case, key: Key) -> UUID:
        made = case.opened_at + timedelta(days=15)
        agreement = Agreement(
            case_id=case.pk, form=AgreementForm.WRITTEN, made_on=made.date(), recorded_at=made
        )
        self.batch.add(agreement)
        for position in (1, 2, 3):
            item = AgreementItem(agreement_id=agreement.pk, position=position)
            item.seal(key, text=said(self.chance, 1))
            self.batch.add(item)
        return agreement.pk

    def _note(self, case: Case, key: Key, party: Party | None, author: Membership) -> None:
        """Of the case, or of a party alone, under the key of the one or of the other."""
        written = case.opened_at + timedelta(days=1)
        note = Note(
            case_id=case.pk, party_id=party.pk if party else None, author_id=author.pk,
            written_at=written,
        )  # fmt: skip
        note.seal(key, text=said(self.chance, 2))
        self.batch.add(note)
