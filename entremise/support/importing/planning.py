"""What a row of a table of meetings comes to: a new one, one that is known, or maybe the same."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from entremise.core import clock
from entremise.core.importing import Asked, Choice, Outcome, Plan
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif
from entremise.support.enums import MeetingStatus
from entremise.support.models import Attendance, Meeting
from entremise.support.policies import led_meetings
from entremise.territories.names import key

BLANK: dict[str, Any] = {
    "starts_at": None, "lasts": None, "dispositif": None, "present": [], "minutes": "",
    "shared": False,
}  # fmt: skip

# What one meeting is known again by: the day, the structures, the subject.
Known = tuple[str, tuple[int, ...], str]


def _rows_of(by: Actor) -> QuerySet[Meeting]:
    present = Prefetch("attendances", Attendance.objects.order_by("pk"))
    return led_meetings(by).prefetch_related("parties", present).order_by("pk")


def said_of(row: Meeting) -> dict[str, Any]:
    """What a meeting is now, as JSON can hold it."""
    return {
        "on": row.on.isoformat(),
        "starts_at": row.starts_at.isoformat("minutes") if row.starts_at else None,
        "lasts": row.lasts,
        "kind": row.kind,
        "status": row.status,
        "structures": sorted(party.structure_id for party in row.parties.all()),
        "dispositif": row.dispositif_id,
        "subject": row.subject,
        "present": [[one.function, one.count] for one in row.attendances.all()],
        "minutes": row.minutes,
        "shared": row.shared,
    }


def _known(said: Mapping[str, Any]) -> Known:
    return said["on"], tuple(said["structures"]), key(said["subject"])


class MeetingPlanner:
    """A meeting is known again by its day, its structures and its subject."""

    def __init__(self, by: Actor):
        self.said: dict[int, dict[str, Any]] = {}
        self.known: defaultdict[Known, list[int]] = defaultdict(list)
        self.of_day: defaultdict[str, list[int]] = defaultdict(list)
        for row in _rows_of(by).iterator(chunk_size=1000):
            said = said_of(row)
            self.said[row.pk] = said
            self.known[_known(said)].append(row.pk)
            self.of_day[said["on"]].append(row.pk)
        self.services = {
            (structure, key(name)): number
            for number, structure, name in Dispositif.objects.values_list(
                "pk", "structure_id", "name"
            )
        }

    def __call__(self, rows: Sequence[Asked]) -> list[Plan]:
        return [self._plan(row) for row in rows]

    def _plan(self, row: Asked) -> Plan:
        given = self._given(row)
        if isinstance(given, Plan):
            return given
        if held := self.known[_known(given)]:
            return self._update(held.pop(0), given)
        near = self._near(given)
        if near is None or row.choice == Choice.CREATE:
            return self._create(given)
        reasons = (f"Le même jour, avec la même structure : « {self.said[near]['subject']} ».",)
        if row.choice == Choice.UPDATE:
            return self._update(near, given)
        if row.choice == Choice.SKIP:
            return Plan(Outcome.SKIPPED, near, reasons=reasons)
        return Plan(Outcome.DUPLICATE, near, reasons=reasons, options=tuple(Choice))

    def _given(self, row: Asked) -> dict[str, Any] | Plan:
        """What the row says, as JSON can hold it; an error when it cannot be so."""
        given = {**row.values, "on": row.values["on"].isoformat()}
        today = clock.today().isoformat()
        if "status" not in given:
            later = given["on"] > today
            given["status"] = MeetingStatus.PLANNED if later else MeetingStatus.HELD
        given["status"] = str(given["status"])
        if given["status"] == MeetingStatus.HELD and given["on"] > today:
            return _error("Ce jour n'est pas encore venu : la rencontre est prévue, pas tenue.")
        if given.get("minutes") and given["status"] == MeetingStatus.PLANNED:
            return _error("Une rencontre prévue n'a pas encore de compte rendu.")
        if given.get("shared") and not given.get("minutes"):
            return _error("Il n'y a pas de compte rendu à partager.")
        if service := given.get("dispositif"):
            numbers = (self.services.get((one, key(service))) for one in given["structures"])
            given["dispositif"] = next(filter(None, numbers), None)
            if given["dispositif"] is None:
                return _error(f"Aucune de ces structures n'a de dispositif « {service} ».")
        return given

    def _near(self, given: Mapping[str, Any]) -> int | None:
        """Another meeting of the day with one of the structures, that the file has not said."""
        met = set(given["structures"])
        for number in self.of_day.get(given["on"], ()):
            said = self.said[number]
            if met & set(said["structures"]) and number in self.known[_known(said)]:
                return number
        return None

    def _create(self, given: Mapping[str, Any]) -> Plan:
        return Plan(Outcome.CREATE, after={**BLANK, **given})

    def _update(self, number: int, given: Mapping[str, Any]) -> Plan:
        known = self.said[number]
        left = self.known[_known(known)]
        if number in left:
            left.remove(number)
        changed = [name for name, value in given.items() if not _same(known[name], value)]
        if not changed:
            return Plan(Outcome.UNCHANGED, number)
        return Plan(
            Outcome.UPDATE, number,
            {name: known[name] for name in changed}, {name: given[name] for name in changed},
        )  # fmt: skip


def _same(known: Any, given: Any) -> bool:
    """Spaces and line breaks do not count: cells keep them as they can."""
    if isinstance(known, str) and isinstance(given, str):
        return known.split() == given.split()
    return bool(known == given)


def _error(reason: str) -> Plan:
    return Plan(Outcome.ERROR, reasons=(reason,))
