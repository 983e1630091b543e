"""The disputes of the demonstration, walked by the actions as far as each one went."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from entremise.cases import actions
from entremise.cases.actions.referrals import Told
from entremise.cases.enums import (
    Answer,
    AskedHow,
    Channel,
    ConsentSubject,
    Kept,
    Origin,
    StepKind,
    StepState,
)
from entremise.cases.models import Case, Reception, Referral, Step
from entremise.core import clock
from entremise.structures.actor import VISITOR, Actor, actor_of
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif, Membership
from entremise.territories.models import Qpv

from .pack import FOLDER, Pack
from .world import World

# What a case has been through, in order: it stops at the one it has reached.
STAGES = ("to_propose", "answers", "interviews", "mediation", "follow_up", "closed")
OUTSIDE = ("received", "excluded", "redirected")
PLACE = "Maison de quartier"


@dataclass(frozen=True)
class DisputeRow:
    """One dispute of the pack."""

    dispositif: str
    days: int
    topic: str
    reached: str
    channel: str
    narrative: str
    applicant: str
    other: str
    origin: str = Origin.RESIDENT
    phone: str = ""
    address: str = ""
    language: str = ""
    outcome: str = ""
    motive: str = ""
    third_party: str = ""
    agreement: Sequence[str] = field(default=())

    def went_past(self, stage: str) -> bool:
        """Whether it has gone further than that stage."""
        return self.reached in STAGES and STAGES.index(self.reached) > STAGES.index(stage)


def load_disputes(pack: Pack, world: World, *, at: datetime) -> int:
    """Open the public forms and walk the disputes of the pack, as they would be at this instant.

    Does nothing where a dispositif already has referrals. Returns how many were made.
    """
    said = tomllib.loads((FOLDER / "cases.toml").read_text(encoding="utf-8"))
    director = _first(world, pack, Role.DIRECTOR)
    for key, phone in said["receptions"].items():
        _open_reception(world.dispositifs[key], phone, director)
    rows = [DisputeRow(**row) for row in said["cases"]]
    made = 0
    for key in dict.fromkeys(row.dispositif for row in rows):
        dispositif = Dispositif.objects.get(pk=world.dispositifs[key])
        if Referral.objects.filter(dispositif=dispositif).exists():
            continue
        own = [row for row in rows if row.dispositif == key]
        for row in sorted(own, key=lambda row: -row.days):
            with transaction.atomic():
                _Walk(row, dispositif, at).go()
            made += 1
    return made


def _first(world: World, pack: Pack, role: Role) -> dict[int, Actor]:
    """The director of each structure of the pack, by its number."""
    emails = [row.email for row in pack.members if row.role == role]
    members = Membership.objects.select_related("user", "structure").filter(
        pk__in=[world.members[email] for email in emails]
    )
    return {member.structure_id: actor_of(member) for member in members}


def _open_reception(dispositif_id: int, phone: str, directors: Mapping[int, Actor]) -> None:
    dispositif = Dispositif.objects.get(pk=dispositif_id)
    by = directors.get(dispositif.structure_id)
    if by and not Reception.objects.filter(dispositif=dispositif).exists():
        actions.set_reception(dispositif=dispositif, public=True, phone=phone, email="", by=by)


class _Walk:
    """One dispute, from its first day to where it stands."""

    def __init__(self, row: DisputeRow, dispositif: Dispositif, at: datetime):
        self.row, self.dispositif, self.at = row, dispositif, at
        self.received = (at - timedelta(days=row.days)).replace(minute=20, second=0, microsecond=0)
        team = dispositif.team.select_related("user", "structure").order_by("pk")
        self.mediators = list(team.filter(role=Role.MEDIATOR)[:2])
        self.coordinator = actor_of(team.filter(role=Role.COORDINATOR)[0])
        self.mediator = actor_of(self.mediators[0])

    def go(self) -> None:
        """Through everything it has been through."""
        with self._day(0):
            referral = self._referral()
        decided: Case | None = None
        with self._day(1):
            if self.row.reached == "excluded":
                actions.exclude_referral(
                    referral=referral, motive=self.row.motive, by=self.coordinator
                )
            elif self.row.reached == "redirected":
                actions.redirect_referral(
                    referral=referral,
                    third_party=self.row.third_party,
                    partner=None,
                    by=self.coordinator,
                )
            elif self.row.reached != "received":
                decided = actions.admit_referral(
                    referral=referral, mediators=self.mediators, by=self.coordinator
                )
        if decided:
            self._follow(decided)

    def _referral(self) -> Referral:
        row = self.row
        return actions.receive_referral(
            dispositif=self.dispositif,
            channel=Channel(row.channel),
            origin=Origin(row.origin),
            content=Told(
                topic=row.topic,
                narrative=row.narrative,
                applicant=row.applicant,
                phone=row.phone,
                address=row.address,
                other_party=row.other,
                commune=self.dispositif.communes.order_by("pk").first(),
                qpv=Qpv.objects.filter(pk__in=self.dispositif.qpvs.values("pk")).first(),
            ),
            by=VISITOR if row.channel == Channel.FORM else self.mediator,
        )

    def _follow(self, case: Case) -> None:
        row, by = self.row, self.mediator
        if row.language:
            self._speak(case)
        if row.went_past("to_propose"):
            self._hold(case, StepKind.PROPOSAL, 4, report="Lettres remises en main propre.")
        if row.outcome == "party_refused":
            self._ask(case, 9, Answer.REFUSED)
        elif row.went_past("answers"):
            self._ask(case, 9, Answer.GIVEN)
        elif row.reached == "answers":
            self._ask(case, 9, None)
        if row.went_past("interviews") and row.outcome != "party_refused":
            self._hold(case, StepKind.INTERVIEW, 14, minutes=60, report="Chacun a été reçu seul.")
            self._hold(
                case, StepKind.ROUND_TABLE, 24,
                minutes=90, report="Ils se sont parlé pour la première fois depuis des mois.",
            )  # fmt: skip
        with self._day(26):
            if row.agreement and row.went_past("mediation"):
                actions.record_agreement(
                    case=case, how="written", made_on=clock.today(), items=row.agreement, by=by
                )
        if row.agreement and row.went_past("mediation"):
            self._hold(case, StepKind.FOLLOW_UP, 57, kept=Kept.KEPT, report="C'est plus calme.")
        if row.reached == "closed":
            if row.agreement:
                self._hold(case, StepKind.FOLLOW_UP, 117, kept=Kept.PARTLY, report="Un oubli.")
            with self._day(120):
                actions.close_case(case=case, outcome=row.outcome, by=by)
        elif row.reached in ("interviews", "mediation"):
            self._plan(case, StepKind.INTERVIEW if row.reached == "interviews" else "round_table")

    def _speak(self, case: Case) -> None:
        with self._day(2):
            party = case.parties.get(role="other")
            words = {"name": self.row.other, "language": self.row.language}
            actions.edit_party(
                party=party, role=party.role, represents=None, words=words, by=self.mediator
            )

    def _ask(self, case: Case, day: int, answer: Answer | None) -> None:
        """Both are asked. Without an answer, the first agrees and the second keeps us waiting."""
        parties = list(case.parties.order_by("role"))
        for number, party in enumerate(parties):
            with self._day(day - 3):
                consent = actions.ask_consent(
                    party=party, subject=ConsentSubject.MEDIATION, asked_on=clock.today(),
                    asked_how=AskedHow.LETTER, by=self.mediator,
                )  # fmt: skip
            given = answer or (Answer.GIVEN if number == 0 else None)
            if given:
                with self._day(day):
                    actions.record_answer(
                        consent=consent, answer=given, answered_on=clock.today(), written=True,
                        by=self.mediator,
                    )  # fmt: skip

    def _hold(self, case: Case, kind: StepKind, day: int, **told: Any) -> None:
        with self._day(day):
            step = case.steps.filter(kind=kind, state=StepState.PLANNED).order_by("at").first()
            step = step or self._step(case, kind, clock.now())
            actions.hold_step(
                step=step,
                at=clock.now(),
                minutes=told.pop("minutes", None),
                parties=list(case.parties.all()),
                mediators=self.mediators,
                place=PLACE,
                by=self.mediator,
                **told,
            )

    def _plan(self, case: Case, kind: str) -> None:
        with self._day(self.row.days - 1):
            coming = (self.at + timedelta(days=2 + self.row.days % 5)).replace(
                hour=13, minute=30, second=0, microsecond=0
            )
            self._step(case, kind, coming)

    def _step(self, case: Case, kind: str, at: datetime) -> Step:
        return actions.plan_step(
            case=case, kind=kind, at=at, parties=list(case.parties.all()),
            mediators=self.mediators, place=PLACE, by=self.mediator,
        )  # fmt: skip

    @contextmanager
    def _day(self, number: int) -> Iterator[None]:
        """That many days after it was received, and never later than now."""
        then = min(self.received + timedelta(days=number), self.at)
        with clock.hold(then):
            yield
