"""The animator's week: whom one meets, what is due, whom nobody has met for long."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from entremise.core import clock
from entremise.positions.policies import visible_conventions
from entremise.positions.queries import conventions_ending
from entremise.structures.actor import Actor
from entremise.support import following, queries, tables
from entremise.support.models import Deliverable, Meeting, NextStep
from entremise.ui.components import Link, Table

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SHOWN = 5


@dataclass(frozen=True)
class Day:
    """A day, and the meetings on it that are planned or held."""

    day: date
    meetings: list[Meeting]
    is_today: bool


@dataclass(frozen=True)
class Week:
    """Monday to Sunday, and what must not be forgotten this week. `late` are the steps due before
    today; of the lists that may be long, the first ones and how many there are."""

    monday: date
    days: list[Day]
    unsaid: Table | None
    late: list[NextStep]
    due: list[NextStep]
    deliverables: list[Deliverable]
    silent: Table | None
    conventions: list[Link]
    ending: int
    left_aside: Table | None
    left_aside_count: int

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + 6 * DAY

    @property
    def before(self) -> date:
        """The Monday before."""
        return self.monday - WEEK

    @property
    def after(self) -> date:
        """The Monday after."""
        return self.monday + WEEK


def week_of(actor: Actor, day: date) -> Week:
    """The week that holds a day, of the mission that follows the actor's region."""
    monday = day - day.weekday() * DAY
    sunday, today = monday + 6 * DAY, clock.today()
    steps = list(following.next_steps_due(actor, max(sunday, today)))
    silent = list(following.silent_tracks(actor, today)[:SHOWN])
    unsaid = list(queries.unsaid(actor)[:SHOWN])
    left_aside = queries.to_meet(actor)
    first = list(queries.unplanned(left_aside)[:SHOWN])
    conventions = conventions_ending(today).filter(pk__in=visible_conventions(actor).values("pk"))
    return Week(
        monday=monday,
        days=_days(actor, monday, today),
        unsaid=tables.meeting_table(unsaid, caption="Rencontres prévues et passées")
        if unsaid
        else None,
        late=[step for step in steps if step.is_late(today)],
        due=[step for step in steps if not step.is_late(today)],
        deliverables=list(following.deliverables_due(actor, max(sunday, today))),
        silent=tables.track_table(silent, caption="Accompagnements sans nouvelles")
        if silent
        else None,
        conventions=[
            Link(
                f"{row.position.structure}, {row.number}, fin le {row.ends_on:%d/%m/%Y}",
                reverse("position_detail", args=[row.position_id]),
            )
            for row in conventions.select_related("position__structure")[:SHOWN]
        ],
        ending=conventions.count(),
        left_aside=tables.to_meet_table(first) if first else None,
        left_aside_count=left_aside.count(),
    )


def _days(actor: Actor, monday: date, today: date) -> list[Day]:
    """Working days, and those of the weekend that hold something."""
    held: defaultdict[date, list[Meeting]] = defaultdict(list)
    for row in queries.between(actor, monday, monday + 6 * DAY):
        held[row.on].append(row)
    days = [monday + rank * DAY for rank in range(7)]
    return [Day(day, held[day], day == today) for day in days if day.weekday() < 5 or held[day]]


def asked_day(typed: str) -> date:
    """The day an address names; today when it names none."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return clock.today()
    return day if clock.is_sensible(day) else clock.today()


def counts(actor: Actor) -> dict[str, int]:
    """For the home of the mission: the meetings left this week, the steps that are late, the
    structures left aside.
    """
    today = clock.today()
    sunday = today + (6 - today.weekday()) * DAY
    return {
        "meetings": queries.planned(actor).filter(on__lte=sunday).count(),
        "unsaid": queries.unsaid(actor).count(),
        "late_steps": following.overdue(actor),
        "left_aside": queries.to_meet(actor).count(),
    }
