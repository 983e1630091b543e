"""What a coordinator reads when an evening changes hands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Prefetch, Q, QuerySet, Sum

from entremise.activities.enums import RecordKind
from entremise.activities.models import Activity, Round
from entremise.activities.policies import (
    loggable_dispositifs,
    visible_activities,
    visible_quarantine,
    visible_rounds,
)
from entremise.activities.queries import current_service_day, to_complete
from entremise.activities.rounds import LONGEST
from entremise.core import clock
from entremise.structures.actor import Actor
from entremise.structures.models import AccessToken, Dispositif, Membership

from .policies import visible_phones

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Outing:
    """One round: who, since when, until when, how long, how long on the spot, where, how much.

    Without an end it is still out, unless it was `forgotten`: no round lasts that long, and how
    long it did (`minutes`) is not known.
    """

    people: Sequence[str]
    start: datetime
    end: datetime | None
    forgotten: bool
    minutes: int | None
    presence: int
    places: Sequence[str]
    activities: int


@dataclass(frozen=True)
class Share:
    """What one mediator took part in, and when they last sent something themselves, if they did."""

    person: str
    activities: int
    people: int
    minutes: int
    last: datetime | None


@dataclass(frozen=True)
class Evening:
    """One dispositif on one service day."""

    dispositif: Dispositif
    day: date
    outings: Sequence[Outing]
    shares: Sequence[Share]


@dataclass(frozen=True)
class Handover:
    """The whole page: the evenings, the telephones, what is left to do."""

    evenings: Sequence[Evening]
    phones: Sequence[AccessToken]
    quiet_phones: int
    unplaced: int
    refused_entries: int
    refused_rounds: int
    conflicts: int

    @property
    def nothing_left(self) -> bool:
        """Whether nobody has anything to put right."""
        return not (self.unplaced or self.refused_entries or self.refused_rounds or self.conflicts)


def handover_of(actor: Actor, day: date | None = None) -> Handover:
    """The evening under way, or that of a day, in the open dispositifs the actor answers for.

    A constant number of queries, whatever the number of dispositifs, rounds and telephones.
    """
    phones = _phones(actor)
    waiting = [phone for phone in phones if phone.waiting or phone.conflicts]
    refused = dict(
        visible_quarantine(actor).values_list("kind").annotate(count=Count("pk")).order_by("kind")
    )
    return Handover(
        evenings=_evenings(actor, day),
        phones=waiting,
        quiet_phones=len(phones) - len(waiting),
        unplaced=to_complete(actor).count(),
        refused_entries=refused.get(RecordKind.ACTIVITY, 0),
        refused_rounds=refused.get(RecordKind.ROUND, 0),
        conflicts=sum(phone.conflicts or 0 for phone in phones),
    )


def _phones(actor: Actor) -> list[AccessToken]:
    """The devices that may still send, those that hold most first."""
    seen = visible_phones(actor).filter(revoked_at=None, last_seen_at__isnull=False)
    rows = seen.select_related("membership__user").order_by("-last_seen_at", "pk")
    return sorted(rows, key=lambda phone: -(phone.waiting or 0))


def _evenings(actor: Actor, day: date | None) -> list[Evening]:
    open_today = Q(closed_on=None) | Q(closed_on__gte=day or clock.today())
    services = list(loggable_dispositifs(actor).filter(open_today).order_by("name", "pk"))
    days = {service.pk: day or current_service_day(service) for service in services}
    rounds = _rounds(actor, days)
    shares = _shares(actor, services, days)
    return [
        Evening(service, days[service.pk], rounds.get(service.pk, ()), shares.get(service.pk, ()))
        for service in services
    ]


def _rounds(actor: Actor, days: Mapping[int, date]) -> dict[int, list[Outing]]:
    team = Prefetch("mediators", Membership.objects.select_related("user").order_by("user__name"))
    rows = (
        visible_rounds(actor)
        .filter(dispositif_id__in=days, service_date__in=set(days.values()))
        .prefetch_related(team)
        .order_by("started_at", "pk")
    )
    kept = [row for row in rows if row.service_date == days[row.dispositif_id]]
    counts = dict(
        visible_activities(actor)
        .filter(round_id__in=[row.pk for row in kept], cancelled_at=None)
        .values_list("round_id")
        .annotate(count=Count("pk"))
    )
    found: dict[int, list[Outing]] = {}
    for row in kept:
        found.setdefault(row.dispositif_id, []).append(_outing(row, counts))
    return found


def _outing(row: Round, counts: Mapping[UUID | None, int]) -> Outing:
    now = clock.now()
    forgotten = row.ended_at is None and now - row.started_at > LONGEST
    until = None if forgotten else row.ended_at or now
    return Outing(
        people=[member.user.name for member in row.mediators.all()],
        start=row.local(row.started_at),
        end=row.local(row.ended_at) if row.ended_at else None,
        forgotten=forgotten,
        minutes=None if until is None else max(0, (until - row.started_at) // MINUTE),
        presence=sum(_presence(stop, until) for stop in row.stops),
        places=list(dict.fromkeys(stop["label"] for stop in row.stops if stop["label"])),
        activities=counts.get(row.pk, 0),
    )


def _presence(stop: Mapping[str, Any], until: datetime | None) -> int:
    """The minutes spent at a stop, as the phone says them: the way between two is not counted.

    One that nobody has left lasts until `until`; for a time nobody knows when that is None.
    """
    left = datetime.fromisoformat(stop["left_at"]) if stop.get("left_at") else until
    arrived = datetime.fromisoformat(stop["arrived_at"])
    return max(0, round((left - arrived) / MINUTE)) if left else 0


def _shares(
    actor: Actor, services: Sequence[Dispositif], days: Mapping[int, date]
) -> dict[int, list[Share]]:
    """What came in from each mediator: an entry made by two counts for both."""
    received = visible_activities(actor).filter(
        dispositif_id__in=days, service_date__in=set(days.values()), cancelled_at__isnull=True
    )
    sent = _last_sent(received, services)
    rows: Any = (
        received.values("dispositif_id", "service_date", "mediators", "mediators__user__name")
        .annotate(activities=Count("pk"), met=Sum("people"), spent=Sum("duration"))
        .order_by("mediators__user__name", "mediators")
    )
    found: dict[int, list[Share]] = {}
    for row in rows:
        service, day = row["dispositif_id"], row["service_date"]
        if day == days[service]:
            share = Share(
                person=row["mediators__user__name"] or "",
                activities=row["activities"],
                people=row["met"],
                minutes=row["spent"],
                last=sent.get((service, day, row["mediators"])),
            )
            found.setdefault(service, []).append(share)
    return found


def _last_sent(
    received: QuerySet[Activity], services: Sequence[Dispositif]
) -> dict[tuple[int, date, int], datetime]:
    """When each person last sent, by dispositif and day: who sends is not all who took part."""
    zones = {service.pk: ZoneInfo(service.time_zone) for service in services}
    rows = (
        received.values_list("dispositif_id", "service_date", "logged_by")
        .annotate(last=Max("created_at"))
        .order_by("dispositif_id")
    )
    return {
        (service, day, member): last.astimezone(zones[service])
        for service, day, member, last in rows
    }
