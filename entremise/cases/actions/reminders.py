"""Reminds those in charge of what comes, and of what should have come, one letter a day each."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from entremise.cases.enums import StepState
from entremise.cases.models import Step
from entremise.cases.tasks import send_reminder
from entremise.core import clock
from entremise.journal.actions import line, record_many
from entremise.structures.actor import VISITOR
from entremise.structures.enums import Role
from entremise.structures.models import Membership

# What is late is said again every week, as long as nobody has said what became of it.
AGAIN = timedelta(days=7)


@transaction.atomic
def remind_steps() -> int:
    """Write to each person in charge what is planned today or tomorrow, and what is late.

    A step is told once before its day, then every week once it is late. A case nobody is in charge
    of is told to the coordinators of its team. Returns how many letters leave.
    """
    today = clock.today()
    due = list(_due(today))
    told: dict[Membership, list[Step]] = defaultdict(list)
    for step in due:
        for member in _in_charge(step):
            told[member].append(step)
    Step.objects.filter(pk__in=[step.pk for step in due]).update(reminded_on=today)
    record_many(
        line(
            by=VISITOR,
            verb="steps.reminded",
            subject=member,
            changes={"steps": [str(step.pk) for step in steps]},
            structure_id=member.structure_id,
        )
        for member, steps in told.items()
    )
    for member, steps in told.items():
        ids = [str(step.pk) for step in steps]
        transaction.on_commit(partial(send_reminder.enqueue, member.pk, ids))
    return len(told)


def _due(today: date) -> list[Step]:
    after_tomorrow = timezone.make_aware(datetime.combine(today + timedelta(days=2), time.min))
    rows = Step.objects.filter(state=StepState.PLANNED, case__closed_at__isnull=True)
    rows = rows.filter(case__erased_at__isnull=True).filter(
        Q(at__gte=clock.now(), at__lt=after_tomorrow, reminded_on__isnull=True)
        | Q(at__lt=clock.now(), reminded_on__isnull=True)
        | Q(at__lt=clock.now(), reminded_on__lte=today - AGAIN)
    )
    members = Membership.objects.select_related("user")
    return list(
        rows.select_related("case__dispositif")
        .prefetch_related(
            Prefetch("case__mediators", members), Prefetch("case__dispositif__team", members)
        )
        .order_by("at", "pk")
    )


def _in_charge(step: Step) -> list[Membership]:
    today = clock.today()
    followers = [one for one in step.case.mediators.all() if _holds(one, today)]
    return followers or [
        one
        for one in step.case.dispositif.team.all()
        if one.role == Role.COORDINATOR and _holds(one, today)
    ]


def _holds(member: Membership, today: date) -> bool:
    return member.starts_on <= today and (member.ends_on is None or member.ends_on >= today)
