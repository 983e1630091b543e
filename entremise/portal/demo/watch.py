"""The alerts of the demonstration: drawn from the pack, given and answered by the actions."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from entremise.alerts.actions import Address, add_addressee, answer_alert, remind_addressee
from entremise.alerts.enums import Reply, Source
from entremise.alerts.intake import receive
from entremise.alerts.models import Addressee, Alert, Sending
from entremise.core import clock
from entremise.structures.actor import VISITOR, Actor, actor_of
from entremise.structures.enums import Role
from entremise.structures.models import Membership, Structure
from entremise.territories.models import Commune

from .chance import Weights, identifier, seeded
from .pack import FOLDER, Pack, PlaceRow
from .world import World

FIRST_HOUR, HOURS = 13, 9  # alerts are given between one in the afternoon and ten at night
DETAILS = ("bâtiment A", "bâtiment B", "entrée 3", "entrée 12", "côté parking", "")
WITH_WORDS = 1 / 3


def load_alerts(pack: Pack, world: World, *, at: datetime) -> int:
    """Keep the addressees, then the alerts of each dispositif as they would be at this instant.

    Does nothing where a dispositif already has some. Returns how many were given.
    """
    said = tomllib.loads((FOLDER / "alerts.toml").read_text(encoding="utf-8"))
    directors = _directors(pack, world)
    for row in said["addressees"]:
        _keep_addressee(row, world, directors[world.structures[row["structure"]]], at.date())
    given = 0
    for key, count in said["count"].items():
        if Alert.objects.filter(dispositif=world.dispositifs[key]).exists():
            continue
        team = _Team(key, said, pack, world, at)
        for number in range(count):
            with transaction.atomic():
                given += team.give(number)
    return given


def _directors(pack: Pack, world: World) -> dict[int, Actor]:
    """The director of each structure of the pack, by its number."""
    emails = [row.email for row in pack.members if row.role == Role.DIRECTOR]
    members = Membership.objects.select_related("user", "structure").filter(
        pk__in=[world.members[email] for email in emails]
    )
    return {member.structure_id: actor_of(member) for member in members}


def _keep_addressee(row: Mapping[str, Any], world: World, by: Actor, today: date) -> None:
    structure_id = world.structures[row["structure"]]
    if Addressee.objects.filter(structure_id=structure_id, label=row["label"]).exists():
        return
    organisation = row["organisation"] and world.structures[row["organisation"]]
    address = Address(
        label=row["label"],
        email=row["email"],
        escalation_email=row["escalation_email"],
        categories=row["categories"],
        communes=list(Commune.objects.filter(pk__in=row["communes"])),
        organisation=Structure.objects.get(pk=organisation) if organisation else None,
        starts_on=date(today.year - 1, 1, 1),
        ends_on=None,
    )
    add_addressee(structure_id=structure_id, address=address, by=by)


class _Team:
    """A team, what it may see and where."""

    def __init__(self, key: str, said: Mapping[str, Any], pack: Pack, world: World, at: datetime):
        self.key, self.said, self.at = key, said, at
        self.dispositif = world.dispositifs[key]
        members = Membership.objects.select_related("user", "structure").in_bulk(
            [world.members[row.email] for row in pack.mediators_of(key)]
        )
        self.mediators = [actor_of(members[number]) for number in sorted(members)]
        self.places = Weights(
            {row: row.weight for row in pack.places if row.dispositif == key and row.label}
        )
        self.categories = Weights({code: row["weight"] for code, row in said["seen"].items()})
        stories = said["stories"]
        self.stories = Weights({n: row["weight"] for n, row in enumerate(stories)})

    def give(self, number: int) -> bool:
        """One alert, and what was answered until now."""
        rng = seeded(self.said["seed"], self.key, number)
        seen_at = self._when(rng, number)
        with clock.hold(seen_at):
            kept = receive(
                payload=self._payload(rng, number, seen_at),
                source=Source.SYNC,
                by=rng.choice(self.mediators),
            ).kept
        if kept is None:
            raise ValueError(f"alerte {number} de {self.key} refusée : le paquet est faux")
        answers = self.said["stories"][self.stories.pick(rng)]["answers"]
        if sending := kept.sendings.first():
            self._answer(sending, answers, rng)
        return True

    def _when(self, rng: Random, number: int) -> datetime:
        """Spread over the days, the last one yesterday."""
        count = self.said["count"][self.key]
        back = timedelta(days=1 + self.said["days"] * (count - 1 - number) // count)
        hour = FIRST_HOUR + rng.randrange(HOURS)
        return (self.at - back).replace(
            hour=hour, minute=5 * rng.randrange(12), second=0, microsecond=0
        )

    def _payload(self, rng: Random, number: int, seen_at: datetime) -> dict[str, Any]:
        place: PlaceRow = self.places.pick(rng)
        category = self.categories.pick(rng)
        detail = rng.choice(DETAILS)
        return {
            "id": str(identifier(self.said["seed"], self.key, number)),
            "dispositif": self.dispositif,
            "seen_at": seen_at.isoformat(),
            "category": category,
            "danger": category == "hazard" or rng.random() < 0.08,
            "place": {
                "label": f"{place.label}, {detail}" if detail else place.label,
                "lon": place.lon,
                "lat": place.lat,
                "commune": place.commune,
            },
            "note": rng.choice(self.said["seen"][category]["notes"]),
        }

    def _answer(self, sending: Sending, answers: Sequence[tuple[str, int]], rng: Random) -> None:
        """The answers that have had the time to come, and the reminder before a late one."""
        remind_after = sending.alert.kind.remind_after(danger=sending.alert.danger)
        first = timedelta(hours=answers[0][1]) if answers else self.at - sending.sent_at
        if first > remind_after:
            with clock.hold(sending.sent_at + remind_after):
                remind_addressee(sending=sending)
        for code, hours in answers:
            then = sending.sent_at + timedelta(hours=hours, minutes=rng.randrange(60))
            words = rng.choice(self.said["words"][code]) if rng.random() < WITH_WORDS else ""
            if then <= self.at:
                with clock.hold(then):
                    answer_alert(sending=sending, reply=Reply(code), comment=words, by=VISITOR)
