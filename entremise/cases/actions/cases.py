"""Opening is in `referrals`; here a case changes hands, closes and opens again."""

from collections.abc import Sequence

from django.db import transaction

from entremise.cases import reference
from entremise.cases.enums import StepState
from entremise.cases.models import Case
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.journal.actions import changes_between
from entremise.structures.actor import Actor
from entremise.structures.models import Membership

from .settling import held, key_of, settle, told


@transaction.atomic
def assign_mediators(*, case: Case, mediators: Sequence[Membership], by: Actor) -> None:
    """Put people in charge of a case, and only them. Raises Refusal for somebody of elsewhere."""
    case = held(case)
    for member in mediators:
        if member.structure_id != case.structure_id:
            raise Refusal(
                "Une personne d'une autre structure ne peut pas être en charge.",
                code="other_structure",
                field="mediators",
            )
    before = {"mediators": list(case.mediators.values_list("pk", flat=True))}
    case.mediators.set(mediators)
    if changes := changes_between(before, {"mediators": [member.pk for member in mediators]}):
        told(case, "case.assigned", by=by, changes=changes)


@transaction.atomic
def step_back(*, case: Case, by: Actor) -> None:
    """Withdraw from a case one is in charge of; its coordinators find somebody else.

    Raises Refusal for somebody who is not in charge.
    """
    case = held(case)
    if not case.mediators.filter(pk=by.member).exists():
        raise Refusal("Vous n'êtes pas en charge de cette situation.", code="not_in_charge")
    case.mediators.remove(by.member)
    told(case, "case.stepped_back", by=by)


@transaction.atomic
def rewrite_summary(*, case: Case, summary: str, by: Actor) -> None:
    """Say again what happens, in sealed words."""
    case = held(case)
    case.seal(key_of(case), summary=summary)
    case.save(update_fields=["summary"])
    told(case, "case.summed_up", by=by)


@transaction.atomic
def close_case(*, case: Case, outcome: str, by: Actor) -> None:
    """Close a case with its outcome; the steps that were planned are cancelled until it reopens.

    Raises Refusal for an outcome not in the list, or one that says the parties met when no
    session was held.
    """
    case = held(case)
    if outcome not in reference.outcomes():
        raise Refusal("Choisissez une issue de la liste.", code="unknown_outcome", field="outcome")
    case.steps.filter(state=StepState.PLANNED).update(state=StepState.SUSPENDED)
    case.closed_at, case.outcome = clock.now(), outcome
    settle(case, contact=case.closed_at)
    told(case, "case.closed", by=by, changes={"outcome": [None, outcome]})


@transaction.atomic
def reopen_case(*, case: Case, by: Actor) -> int:
    """Open a closed case again, with the steps that its closing cancelled, at their own dates: one
    that is past is late. Returns how many. Raises Refusal when the case is open, or archived."""
    case = held(case, closed=True)
    if case.is_open or case.archived_at:
        raise Refusal("Cette situation ne peut pas être rouverte.", code="cannot_reopen")
    restored = case.steps.filter(state=StepState.SUSPENDED).update(state=StepState.PLANNED)
    before = case.outcome
    case.closed_at, case.outcome, case.reopened = None, "", case.reopened + 1
    settle(case, contact=clock.now())
    told(
        case, "case.reopened", by=by, changes={"outcome": [before, None], "steps": restored}
    )  # fmt: skip
    return restored
