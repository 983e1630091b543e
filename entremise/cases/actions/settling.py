"""What every write to a case ends with: where it stands now, what comes next, and its line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from entremise.cases.enums import JOINT_STEPS, MAIN_ROLES, Answer, ConsentSubject, Stage, StepState
from entremise.cases.enums import StepKind as Kind
from entremise.cases.models import Case, Consent, Party, Step
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import mark_changed, record
from entremise.structures.actor import Actor
from entremise.vault.keys import open_keys
from entremise.vault.sealing import Key

FACT = "cases"


def held(case: Case, *, closed: bool = False) -> Case:
    """The case, held until the end of the transaction. Raises Refusal when it is closed, unless
    `closed`, or erased."""
    found = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    if found.erased_at:
        raise Refusal("Cette situation a été effacée.", code="case_erased")
    if not closed:
        check_open(found)
    return found


def check_open(case: Case) -> None:
    """Raise Refusal when a case is closed."""
    if not case.is_open:
        raise Refusal(
            f"La situation {case.number} est close. Rouvrez-la pour la modifier.",
            code="case_closed",
        )


def key_of(row: Case | Party) -> Key:
    """The key of a case or of a party. Raises Refusal when it was destroyed."""
    key = open_keys([row.key_id]).get(row.key_id)
    if key is None:
        raise Refusal("Ces informations ont été effacées.", code="key_destroyed")
    return key


def told(case: Case, verb: str, *, by: Actor, changes: Mapping[str, Any] | None = None) -> None:
    """Write the line of something done in a case; never a word of what was said."""
    record(by=by, verb=verb, subject=case, changes=changes, structure_id=case.structure_id)


def settle(case: Case, *, contact: datetime | None = None) -> None:
    """Work out again where the case stands and what comes next, from its steps and consents.

    `contact` is when somebody of the case was last met or heard: retention counts from there.
    """
    parties = list(case.parties.filter(erased_at__isnull=True))
    _settle_answers(parties)
    steps = list(case.steps.order_by("at", "pk"))
    coming = next((step for step in steps if step.state == StepState.PLANNED), None)
    case.stage = _stage(case, parties, steps)
    _settle_next(case, coming)
    if contact:
        case.last_contact_at = max(case.last_contact_at, contact)
    case.save()
    mark_changed(fact=FACT, months=[timezone.localdate(case.opened_at)])


def _settle_next(case: Case, coming: Step | None) -> None:
    """What comes next and when. A case for which nothing is planned is due since nothing is: it
    stands in the queue among what is late."""
    if not case.is_open:
        case.next_step, case.next_at = "", None
    elif coming:
        case.next_step, case.next_at = coming.kind, coming.at
    elif case.next_step or case.next_at is None:
        case.next_step, case.next_at = "", clock.now()


def _settle_answers(parties: Sequence[Party]) -> None:
    """What each party answered to mediation: their last consent says it."""
    asked = Consent.objects.filter(party__in=parties, subject=ConsentSubject.MEDIATION)
    last = {row.party_id: row.answer for row in asked.order_by("recorded_at", "pk")}
    for party in parties:
        if party.answer != last.get(party.pk, ""):
            party.answer = last.get(party.pk, "")
            party.save(update_fields=["answer"])


def _stage(case: Case, parties: Sequence[Party], steps: Sequence[Step]) -> Stage:
    done = {step.kind for step in steps if step.state == StepState.HELD}
    if not case.is_open:
        return Stage.CLOSED
    if case.agreements.exists():
        return Stage.FOLLOW_UP
    if all_agree(parties):
        return Stage.MEDIATION if done & set(JOINT_STEPS) else Stage.INTERVIEWS
    return Stage.ANSWERS if Kind.PROPOSAL in done else Stage.TO_PROPOSE


def all_agree(parties: Sequence[Party]) -> bool:
    """Whether two parties at least have agreed to mediation, and none of the main ones has not."""
    main = [party for party in parties if party.role in MAIN_ROLES]
    return len(main) > 1 and all(party.answer == Answer.GIVEN for party in main)
