"""What an entry is checked against, read once for a whole batch."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif, Membership, Partner
from entremise.structures.paying import Line, grouped, lines_of

from .models import ClosedPeriod
from .policies import loggable_dispositifs


@dataclass(frozen=True)
class Service:
    """A dispositif as far as entries are concerned."""

    id: int
    structure_id: int
    name: str
    domains: tuple[str, ...]
    communes: tuple[str, ...]
    time_zone: str
    day_starts_at: int
    opened_on: date
    closed_on: date | None
    lines: tuple[Line, ...]
    closed_periods: tuple[tuple[date, date, str], ...]

    def closed_because(self, day: date) -> str | None:
        """The reason for which that day no longer changes, if any."""
        return next((why for start, end, why in self.closed_periods if start <= day <= end), None)


@dataclass(frozen=True)
class References:
    """The services, teammates and partners an actor may name in an entry."""

    membership_id: int
    services: dict[int, Service]
    mediators: frozenset[int]
    partners: dict[int, str]

    def communes_of(self, dispositif: int) -> tuple[str, ...]:
        """The communes a service covers; none for one that the actor may not name."""
        service = self.services.get(dispositif)
        return service.communes if service else ()


def references_of(actor: Actor) -> References:
    """Seven queries, whatever the number of entries. Raises ValueError without a membership."""
    if actor.membership_id is None:
        raise ValueError("an entry is logged by a member of a structure")
    found = list(loggable_dispositifs(actor))
    ids = [dispositif.pk for dispositif in found]
    communes = grouped(
        Dispositif.communes.through.objects.filter(dispositif_id__in=ids).values_list(
            "dispositif_id", "commune_id"
        )
    )
    lines = lines_of(ids)
    closed = _closed(ids)
    services = {
        item.pk: Service(
            id=item.pk,
            structure_id=item.structure_id,
            name=item.name,
            domains=tuple(item.domains),
            communes=tuple(communes.get(item.pk, ())),
            time_zone=item.time_zone,
            day_starts_at=item.day_starts_at,
            opened_on=item.opened_on,
            closed_on=item.closed_on,
            lines=tuple(lines.get(item.pk, ())),
            closed_periods=tuple(closed.get(item.pk, ())),
        )
        for item in found
    }
    return References(
        membership_id=actor.member,
        services=services,
        mediators=frozenset(
            Membership.objects.filter(structure_id=actor.structure).values_list("pk", flat=True)
        ),
        partners=dict(
            Partner.objects.filter(structure_id=actor.structure).values_list("pk", "category")
        ),
    )


def with_periods_held(references: References, dispositifs: Collection[int]) -> References:
    """The same, the closed periods of these dispositifs read again and held until the transaction
    ends: a seal that comes meanwhile waits, and one that came before is seen.
    """
    held = Dispositif.objects.select_for_update(no_key=True).filter(pk__in=dispositifs)
    numbers = list(held.order_by("pk").values_list("pk", flat=True))
    closed = _closed(numbers)
    services = {
        number: replace(service, closed_periods=tuple(closed.get(number, ())))
        if number in numbers
        else service
        for number, service in references.services.items()
    }
    return replace(references, services=services)


def _closed(dispositifs: Sequence[int]) -> dict[int, list[tuple[date, date, str]]]:
    """The closed periods of each dispositif."""
    return grouped(
        (period.dispositif_id, (period.starts_on, period.ends_on, period.reason))
        for period in ClosedPeriod.objects.filter(dispositif__in=dispositifs)
    )
