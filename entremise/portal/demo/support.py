"""What the mission did for structures: rows of data/demo, in days or months before the load."""

import csv
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

from django.db import transaction

from entremise.core.clock import months_after
from entremise.journal.actions import line, record_many
from entremise.structures.actor import VISITOR
from entremise.support import attendances
from entremise.support.enums import DlaKind, MeetingKind, MeetingStatus, Outcome, StepKind
from entremise.support.models import (
    Attendance,
    Deliverable,
    Dla,
    DlaPhaseStart,
    DlaStructure,
    Meeting,
    MeetingStructure,
    NextStep,
    SupportTrack,
    TrackStep,
)

from .pack import FOLDER, Pack
from .world import World

MISSION = "mission"
SATURDAY = 5


def rows_of(name: str, folder: Path = FOLDER) -> Iterator[dict[str, str]]:
    """The rows of one of the files."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def day_at(offset: str, today: date) -> date:
    """So many days from today, moved away from weekends: further back for the past, further on for
    what is to come. A day that documents give (« 2015-05-27 ») is that day.
    """
    if not offset.removeprefix("-").isdigit():
        return date.fromisoformat(offset)
    days = int(offset)
    day = today + timedelta(days=days)
    step = timedelta(days=1 if days > 0 else -1)
    while day.weekday() >= SATURDAY and days:
        day += step
    return day


def _perhaps(offset: str, today: date) -> date | None:
    return day_at(offset, today) if offset else None


@transaction.atomic
def load_support(pack: Pack, world: World, *, today: date, folder: Path = FOLDER) -> int:
    """Keep the tracks, the DLA and the meetings of the mission, unless it has some already: their
    days are counted from the first load. Returns how many were added.
    """
    region = next(row.region for row in pack.members if row.role == "regional")
    mission = world.structures[MISSION]
    if Meeting.objects.filter(region=region, mission=mission).exists():
        return 0
    loader = _Loader(world, today, folder, {"region_id": region, "mission_id": mission})
    loader.keep_tracks()
    loader.keep_dlas()
    loader.keep_meetings()
    subjects = [*loader.tracks.values(), *loader.dlas.values(), *loader.meetings]
    record_many(
        line(by=VISITOR, verb="demo.loaded", subject=one, structure_id=mission) for one in subjects
    )
    return len(subjects)


class _Loader:
    """Writes them at once: one by one would take a minute."""

    def __init__(self, world: World, today: date, folder: Path, whose: dict[str, str | int]):
        self.world, self.today, self.folder, self.whose = world, today, folder, whose
        self.tracks: dict[str, SupportTrack] = {}
        self.dlas: dict[str, Dla] = {}
        self.meetings: list[Meeting] = []

    def keep_tracks(self) -> None:
        """The tracks, and their steps: « kind:from:to:outcome »."""
        steps: list[TrackStep] = []
        for row in rows_of("tracks", self.folder):
            track = SupportTrack(
                **self.whose,
                structure_id=self.world.structures[row["structure"]],
                dispositif_id=self._service(row["dispositif"]),
                purpose=row["purpose"],
                opened_on=day_at(row["opened"], self.today),
                closed_on=_perhaps(row["closed"], self.today),
                outcome=Outcome(row["outcome"]) if row["outcome"] else "",
            )
            self.tracks[row["key"]] = track
            for said in row["steps"].split("|"):
                kind, opened, closed, outcome = said.split(":")
                ended = _perhaps(closed, self.today) or track.closed_on
                steps.append(
                    TrackStep(
                        track=track,
                        kind=StepKind(kind),
                        opened_on=day_at(opened, self.today),
                        closed_on=ended,
                        outcome=(outcome or track.outcome) if ended else "",
                    )
                )
        SupportTrack.objects.bulk_create(self.tracks.values())
        TrackStep.objects.bulk_create(steps)

    def keep_dlas(self) -> None:
        """The DLA, whose days are those of months, counted from the first of this one."""
        rows = {row["key"]: row for row in rows_of("dla", self.folder)}
        for key, row in rows.items():
            starts_on = self._month(row["start"])
            self.dlas[key] = Dla.objects.create(
                **self.whose,
                kind=DlaKind(row["kind"]),
                title=row["title"],
                needs=row["needs"].split("|"),
                provider_id=self.world.structures.get(row["provider"]),
                funder_id=self.world.structures.get(row["funder"]),
                starts_on=starts_on,
                ends_on=months_after(starts_on, int(row["months"])) - timedelta(days=1),
                closed_on=self._month(row["closed"]) if row["closed"] else None,
            )
        for key, row in rows.items():
            dla = self.dlas[key]
            DlaStructure.objects.bulk_create(
                DlaStructure(dla=dla, structure_id=self.world.structures[one])
                for one in row["structures"].split("|")
            )
            said = [part.split(":") for part in row["phases"].split("|")]
            DlaPhaseStart.objects.bulk_create(
                DlaPhaseStart(dla=dla, phase=phase, on=self._month(month)) for phase, month in said
            )
            Deliverable.objects.bulk_create(
                Deliverable(
                    dla=dla,
                    name=name,
                    due_on=self._month(due),
                    handed_on=self._month(handed) if handed else None,
                )
                for name, due, handed in (one.split(":") for one in row["deliverables"].split("|"))
            )

    def keep_meetings(self) -> None:
        """The meetings, those met, those present by function, what is to be done."""
        parties: list[MeetingStructure] = []
        present: list[Attendance] = []
        steps: list[NextStep] = []
        for row in rows_of("meetings", self.folder):
            meeting = self._meeting(row)
            self.meetings.append(meeting)
            parties += [
                MeetingStructure(meeting=meeting, structure_id=self.world.structures[key])
                for key in row["structures"].split("|")
            ]
            present += [
                Attendance(meeting=meeting, function=function, count=count)
                for function, count in attendances.read(row["present"])
            ]
            if row["next"]:
                text, due, done = row["next"].split(";")
                steps.append(
                    NextStep(
                        meeting=meeting,
                        text=text,
                        due_on=_perhaps(due, self.today),
                        done_on=_perhaps(done, self.today),
                    )
                )
        Meeting.objects.bulk_create(self.meetings, batch_size=500)
        MeetingStructure.objects.bulk_create(parties, batch_size=500)
        Attendance.objects.bulk_create(present, batch_size=500)
        NextStep.objects.bulk_create(steps, batch_size=500)

    def _meeting(self, row: dict[str, str]) -> Meeting:
        return Meeting(
            **self.whose,
            on=day_at(row["day"], self.today),
            starts_at=time.fromisoformat(row["time"]) if row["time"] else None,
            lasts=int(row["lasts"]) if row["lasts"] else None,
            kind=MeetingKind(row["kind"]),
            status=MeetingStatus(row["status"]),
            dispositif_id=self._service(row["dispositif"]),
            track=self.tracks.get(row["track"]),
            dla=self.dlas.get(row["dla"]),
            subject=row["subject"],
            minutes=row["minutes"],
            shared=bool(row["shared"]),
        )

    def _service(self, key: str) -> int | None:
        return self.world.dispositifs[key] if key else None

    def _month(self, months: str) -> date:
        """The first of the month so many months from this one."""
        return months_after(self.today.replace(day=1), int(months))
