"""What is planned with the parties, and what took place."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from entremise.cases.enums import JOINT_STEPS, SESSIONS, StepKind, StepState
from entremise.cases.models import Case, Party, Step
from entremise.core import clock
from entremise.core.errors import Refusal
from entremise.structures.actor import Actor
from entremise.structures.models import Membership

from .settling import all_agree, held, key_of, settle, told


@transaction.atomic
def plan_step(
    *,
    case: Case,
    kind: str,
    at: datetime,
    parties: Sequence[Party],
    mediators: Sequence[Membership],
    place: str,
    by: Actor,
) -> Step:
    """Plan what comes next. Raises Refusal for a joint session the parties have not agreed to."""
    case = held(case)
    _check(case, kind, parties)
    step = Step(case=case, kind=kind, at=at)
    step.seal(key_of(case), place=place)
    step.save(force_insert=True)
    step.parties.set(parties)
    step.mediators.set(mediators)
    settle(case)
    told(case, "step.planned", by=by, changes=_about(step))
    return step


@transaction.atomic
def move_step(
    *,
    step: Step,
    at: datetime,
    parties: Sequence[Party],
    mediators: Sequence[Membership],
    place: str,
    by: Actor,
) -> None:
    """Change when, where or with whom a planned step takes place. Raises Refusal as `plan_step`."""
    case, step = _planned(step)
    _check(case, step.kind, parties)
    before = step.at
    step.at, step.reminded_on = at, None
    step.seal(key_of(case), place=place)
    step.save()
    step.parties.set(parties)
    step.mediators.set(mediators)
    settle(case)
    told(
        case, "step.moved", by=by,
        changes={**_about(step), "at": [before.isoformat(), at.isoformat()]},
    )  # fmt: skip


@transaction.atomic
def hold_step(
    *,
    step: Step,
    at: datetime,
    minutes: int | None,
    parties: Sequence[Party],
    mediators: Sequence[Membership],
    place: str,
    report: str,
    by: Actor,
    kept: str = "",
) -> None:
    """Write that a step took place, with whom, for how long, and what was said in sealed words.

    Raises Refusal for an instant to come, a session without a duration, a follow-up that finds
    nothing, or a joint session the parties have not agreed to.
    """
    case, step = _planned(step)
    _check(case, step.kind, parties)
    if at > clock.now():
        raise Refusal("Cette étape n'a pas encore eu lieu.", code="future", field="at")
    if step.kind in SESSIONS and not minutes:
        raise Refusal("Indiquez la durée de la séance.", code="no_duration", field="minutes")
    if step.kind == StepKind.FOLLOW_UP and not kept:
        raise Refusal("Dites si l'accord est tenu.", code="no_finding", field="kept")
    step.state, step.at, step.minutes = StepState.HELD, at, minutes
    step.kept = kept if step.kind == StepKind.FOLLOW_UP else ""
    step.seal(key_of(case), place=place, report=report)
    step.save()
    step.parties.set(parties)
    step.mediators.set(mediators)
    settle(case, contact=at)
    told(case, "step.held", by=by, changes={**_about(step), "minutes": minutes, "kept": step.kept})


@transaction.atomic
def miss_step(*, step: Step, by: Actor) -> None:
    """Write that nobody came, or that it could not take place."""
    case, step = _planned(step)
    step.state = StepState.MISSED
    step.save(update_fields=["state"])
    settle(case)
    told(case, "step.missed", by=by, changes=_about(step))


@transaction.atomic
def cancel_step(*, step: Step, by: Actor) -> None:
    """Take a planned step back."""
    case, step = _planned(step)
    step.state = StepState.CANCELLED
    step.save(update_fields=["state"])
    settle(case)
    told(case, "step.cancelled", by=by, changes=_about(step))


def _planned(step: Step) -> tuple[Case, Step]:
    """The case and the step, held. Raises Refusal when it is no longer to come."""
    case = held(step.case)
    step = Step.objects.select_for_update(of=("self",)).get(pk=step.pk)
    if step.state != StepState.PLANNED:
        raise Refusal(f"Cette étape est déjà {step.get_state_display()}.", code="step_not_planned")
    return case, step


def _check(case: Case, kind: str, parties: Sequence[Party]) -> None:
    if any(party.case_id != case.pk for party in parties):
        raise Refusal("Choisissez des parties de cette situation.", code="other", field="parties")
    if kind in JOINT_STEPS and not all_agree(list(case.parties.filter(erased_at__isnull=True))):
        raise Refusal(
            "Une navette ou une table ronde demande l'accord de chaque partie. Enregistrez-le "
            "d'abord.",
            code="no_consent",
        )


def _about(step: Step) -> dict[str, object]:
    return {"step": str(step.pk), "kind": step.kind}
