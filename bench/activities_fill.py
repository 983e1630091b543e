"""A million activities in a database: 200 structures of very unequal size, two years, in pairs."""

import json
import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core import signing
from django.db import connection, transaction

from bench.rows import insert
from entremise.accounts.models import User
from entremise.activities import reference
from entremise.activities.models import Activity
from entremise.core import clock
from entremise.structures.actor import actor_of
from entremise.structures.enums import ActorType, Domain, OperatorType, Portage, Role
from entremise.structures.models import Dispositif, FundingLine, Membership, Structure
from entremise.structures.tokens import issue_token
from entremise.territories.models import Commune

STRUCTURES = 200
CHUNK = 20_000
SEED = 20_130_612


@dataclass
class Filled:
    """What the measures need of the filled database: the largest structure and its people."""

    director: Membership
    dispositif: Dispositif
    pair: list[int]
    secret: str
    last_day: datetime
    deep_cursor: str
    sent: list[str] = field(default_factory=list)


def fill(size: int) -> Filled:
    """Fill the database unless it holds `size` activities, then find the largest structure."""
    if Activity.objects.count() < size:
        with transaction.atomic():
            _registry()
            _activities(size)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return _filled()


def _registry() -> None:
    today = clock.today()
    opened = date(today.year - 4, 1, 1)
    commune, _ = Commune.objects.get_or_create(
        code="59350", defaults={"name": "Lille", "search_name": "lille"}
    )
    funder = Structure.objects.create(name="Financeur", actor_type=ActorType.COMMUNE)
    for number in range(STRUCTURES):
        structure = Structure.objects.create(
            name=f"Structure {number:03}",
            actor_type=ActorType.ASSOCIATION,
            operator_type=OperatorType.ASSOCIATION,
        )
        dispositif = Dispositif.objects.create(
            structure=structure,
            name="Service",
            domains=[Domain.PUBLIC_SPACE],
            portage=Portage.ASSOCIATION,
            opened_on=opened,
        )
        dispositif.communes.add(commune)
        FundingLine.objects.create(
            dispositif=dispositif, funder=funder, label="Convention",
            starts_on=opened, ends_on=date(today.year + 1, 12, 31),
        )  # fmt: skip
        for rank, role in enumerate([Role.DIRECTOR, Role.MEDIATOR, Role.MEDIATOR]):
            user = User.objects.create(
                email=f"m{number}-{rank}@example.org", name=f"{role} {number}"
            )
            member = Membership.objects.create(
                user=user, structure=structure, role=role, starts_on=opened
            )
            member.dispositifs.add(dispositif)


def _activities(size: int) -> None:
    services = list(Dispositif.objects.select_related("structure").order_by("pk"))
    teams = {
        dispositif.pk: list(
            Membership.objects.filter(structure=dispositif.structure, role=Role.MEDIATOR)
            .order_by("pk").values_list("pk", flat=True)
        )
        for dispositif in services
    }  # fmt: skip
    lines = dict(FundingLine.objects.values_list("dispositif_id", "pk"))
    # A few structures hold most of the activity: one over the square of its rank.
    weights = [1 / (rank + 1) for rank in range(len(services))]
    drawn = _Draw(size, services, weights, teams)
    names = [column.column for column in Activity._meta.concrete_fields]
    while chunk := drawn.take(CHUNK):
        insert("activities_activity", names, (row for row, _, _ in chunk))
        insert(
            "activities_activity_mediators", ["activity_id", "membership_id"],
            ((key, member) for _, key, pk in chunk for member in teams[pk]),
        )  # fmt: skip
        insert(
            "activities_activity_funding_lines", ["activity_id", "fundingline_id"],
            ((key, lines[pk]) for _, key, pk in chunk),
        )  # fmt: skip


class _Draw:
    """Draws rows in the order of the model's columns, the same ones for a size."""

    def __init__(
        self,
        size: int,
        services: list[Dispositif],
        weights: list[float],
        teams: dict[int, list[int]],
    ):
        self.left, self.random = size, random.Random(SEED)
        self.services, self.weights, self.teams = services, weights, teams
        self.registers = [item.code for item in reference.registers().codes]
        self.topics = [item.code for item in reference.topics().codes]
        self.outcomes = [item.code for item in reference.outcomes().codes]
        self.end = clock.now().replace(hour=18, minute=0, second=0, microsecond=0)
        self.sqlite = connection.vendor == "sqlite"
        self.now = self._at(clock.now())

    def take(self, count: int) -> list[tuple[tuple[Any, ...], Any, int]]:
        count = min(count, self.left)
        self.left -= count
        chosen = self.random.choices(self.services, self.weights, k=count)
        return [self._row(service) for service in chosen]

    def _row(self, service: Dispositif) -> tuple[tuple[Any, ...], Any, int]:
        draw = self.random
        key = uuid.UUID(int=draw.getrandbits(128), version=4)
        identifier = key.hex if self.sqlite else key
        start = self.end - timedelta(minutes=draw.randrange(60, 730 * 1440))
        register = draw.choice(self.registers)
        people = draw.randrange(12)
        women = draw.randrange(people + 1)
        values = {
            "id": identifier,
            "structure_id": service.structure_id,
            "dispositif_id": service.pk,
            "started_at": self._at(start),
            "time_zone": "Europe/Paris",
            "service_date": start.date().isoformat() if self.sqlite else start.date(),
            "duration": draw.choice([5, 10, 15, 20, 30, 45, 60]),
            "register": register,
            "historical_register": "active_presence",
            "temporality": "real_time" if register == "conflict" else "",
            "domain": "public_space",
            "origin": draw.choice(["self", "resident", "landlord"]),
            "topics": json.dumps(draw.sample(self.topics, 2)),
            "place_kind": "street",
            "place_label": f"Place {draw.randrange(400)}",
            "address": "",
            "lon": 3.0 + draw.random() / 10,
            "lat": 50.6 + draw.random() / 10,
            "commune_id": "59350",
            "qpv_id": None,
            "in_qpv": False,
            "place_method": "point",
            "people": people,
            "publics": json.dumps({"sex": {"female": women, "male": people - women}}),
            "outcome": draw.choice(self.outcomes),
            "orientation": "",
            "partner_id": None,
            "note": "",
            "round_id": None,
            "source": "import",
            "version": 1,
            "deliveries": "[]",
            "logged_by_id": self.teams[service.pk][0],
            "created_at": self.now,
            "updated_at": self.now,
            "cancelled_at": None,
        }
        row = tuple(values[column.column] for column in Activity._meta.concrete_fields)
        return row, identifier, service.pk

    def _at(self, instant: datetime) -> Any:
        if self.sqlite:
            return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        return instant


def _filled() -> Filled:
    dispositif = Dispositif.objects.order_by("pk").first()
    assert dispositif is not None
    members = Membership.objects.filter(structure=dispositif.structure).select_related("user")
    director = members.get(role=Role.DIRECTOR)
    pair = list(members.filter(role=Role.MEDIATOR).order_by("pk"))
    secret = issue_token(membership=pair[0], label="mesure", by=actor_of(pair[0]))
    rows = Activity.objects.filter(structure=dispositif.structure).order_by("-started_at", "-id")
    deep = rows[20_000:20_001].first() or rows.last()
    assert deep is not None
    return Filled(
        director=director,
        dispositif=dispositif,
        pair=[member.pk for member in pair],
        secret=secret,
        last_day=clock.now() - timedelta(hours=6),
        deep_cursor=signing.dumps([str(deep.started_at), str(deep.pk)]),
    )
