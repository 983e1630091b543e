"""Meetings, tracks and DLA for tests, entered through the ordinary doors."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from entremise.core import clock
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Structure
from entremise.support import actions
from entremise.support.actions import DlaSheet, MeetingSheet, Task, TrackSheet
from entremise.support.enums import DlaKind, MeetingKind, MeetingStatus
from entremise.support.models import Dla, Meeting, SupportTrack
from tests.structures.factories import make_structure
from tests.territories.factories import make_region

_numbers = count(1)
HDF = "32"


def days_ago(days: int) -> date:
    """So many days before today; after it when below zero."""
    return clock.today() - timedelta(days=days)


def mission_of(region: str = HDF) -> Actor:
    """The mission that follows a region: nobody in particular."""
    make_region(region, f"Région {region}")
    name = f"Mission de la région {region}"
    mission = Structure.objects.filter(name=name).first() or make_structure(name, operator_type="")
    return Actor(user_id=None, structure_id=mission.pk, role=Role.REGIONAL, region_code=region)


def meeting_sheet(*structures: Structure, **changes: Any) -> MeetingSheet:
    """An acceptable meeting, held yesterday; `changes` replace what it is."""
    said = {
        "on": days_ago(1),
        "kind": MeetingKind.VISIT,
        "subject": f"Point sur l'activité {next(_numbers)}",
        "structures": structures,
    }
    return MeetingSheet(**{**said, **changes})


def make_meeting(
    *structures: Structure, region: str = HDF, tasks: Sequence[Task] = (), **changes: Any
) -> Meeting:
    """A meeting of a mission with these structures."""
    sheet = meeting_sheet(*structures, **changes)
    return actions.log_meeting(sheet=sheet, tasks=tasks, by=mission_of(region), again=True)


def plan_meeting(*structures: Structure, days: int = 3, **changes: Any) -> Meeting:
    """A meeting to come."""
    return make_meeting(*structures, on=days_ago(-days), status=MeetingStatus.PLANNED, **changes)


def make_track(structure: Structure, region: str = HDF, **changes: Any) -> SupportTrack:
    """A track opened a month ago."""
    said = {"purpose": f"Créer un service {next(_numbers)}", "opened_on": days_ago(30)}
    sheet = TrackSheet(structure=structure, **{**said, **changes})
    return actions.open_track(sheet=sheet, by=mission_of(region))


def make_dla(*structures: Structure, region: str = HDF, **changes: Any) -> Dla:
    """A DLA begun two months ago: collective as soon as there are two structures."""
    alone = len(structures) == 1
    said = {
        "kind": DlaKind.INDIVIDUAL if alone else DlaKind.COLLECTIVE,
        "title": f"Pérenniser les postes {next(_numbers)}",
        "structures": structures,
        "starts_on": days_ago(60),
    }
    return actions.open_dla(sheet=DlaSheet(**{**said, **changes}), by=mission_of(region))
