"""What the entry form offers a person: their dispositifs, teammates, habits and recent places."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from entremise.structures.actor import Actor
from entremise.structures.enums import Domain, Role
from entremise.structures.models import Dispositif, FundingLine, Membership, Partner
from entremise.structures.policies import visible_members
from entremise.territories.models import Commune, Qpv
from entremise.territories.spots import PlaceMethod

from .models import Activity
from .policies import loggable_dispositifs

USUAL = (10, 20, 30, 45, 60, 90)
REMEMBERED = 60  # entries from which habits are learned
PLACES_OFFERED = 6

Choices = list[tuple[Any, str]]


@dataclass(frozen=True)
class RecentPlace:
    """A place of a recent entry, offered again with all that is known of it."""

    key: str
    label: str
    place: dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """Everything the form needs, read in a constant number of queries."""

    dispositifs: Sequence[Dispositif]
    mediators: Choices
    communes: Choices
    qpvs: Choices
    partners: Choices
    funding: Choices
    durations: Sequence[int]
    places: Sequence[RecentPlace]
    habits: dict[str, Any]

    @property
    def domains(self) -> Choices:
        """The domains of these dispositifs."""
        held = {code for dispositif in self.dispositifs for code in dispositif.domains}
        return [(code, label) for code, label in Domain.choices if code in held]

    def place(self, key: str) -> RecentPlace | None:
        """The recent place of that key."""
        return next((place for place in self.places if place.key == key), None)

    def zone(self, dispositif: Any) -> ZoneInfo:
        """The time zone of a dispositif; that of Paris when it is not offered."""
        found = [item.time_zone for item in self.dispositifs if item.pk == dispositif]
        return ZoneInfo(next(iter(found), "Europe/Paris"))

    def with_named(
        self,
        *,
        structure_id: int,
        mediators: Iterable[Any] = (),
        communes: Iterable[Any] = (),
        qpvs: Iterable[Any] = (),
    ) -> "Desk":
        """The same, with the members of the structure and the places that a record names: one may
        go out with another team, and beyond the territory. What no row has is left out.
        """
        keys = [key for key in mediators if type(key) is int and 0 < key < 2**31]
        members = Membership.objects.filter(structure_id=structure_id, pk__in=keys)
        named = Commune.objects.filter(pk__in=_texts(communes))
        quarters = Qpv.objects.filter(pk__in=_texts(qpvs))
        return replace(
            self,
            mediators=_joined(self.mediators, members.values_list("pk", "user__name")),
            communes=_joined(self.communes, named.values_list("code", "name")),
            qpvs=_joined(self.qpvs, ((qpv.code, str(qpv)) for qpv in quarters)),
        )


def desk_of(actor: Actor) -> Desk:
    """The desk of whoever logs."""
    dispositifs = list(loggable_dispositifs(actor).order_by("name"))
    ids = [item.pk for item in dispositifs]
    recent = list(
        Activity.objects.filter(logged_by_id=actor.member)
        .order_by("-created_at")
        .prefetch_related("mediators")[:REMEMBERED]
    )
    communes = Dispositif.communes.through.objects.filter(dispositif_id__in=ids)
    qpvs = Dispositif.qpvs.through.objects.filter(dispositif_id__in=ids)
    return Desk(
        dispositifs=dispositifs,
        mediators=_mediators(actor),
        communes=[
            (commune.code, commune.name)
            for commune in Commune.objects.filter(pk__in=communes.values("commune_id")).order_by(
                "name"
            )
        ],
        qpvs=[
            (qpv.code, str(qpv))
            for qpv in Qpv.objects.filter(pk__in=qpvs.values("qpv_id")).order_by("name")
        ],
        partners=[
            (partner.pk, partner.name)
            for partner in Partner.objects.filter(structure_id=actor.structure).order_by("name")
        ],
        funding=[
            (line.pk, f"{line.label} ({line.starts_on:%Y})")
            for line in FundingLine.objects.filter(dispositif__in=ids).order_by(
                "-starts_on", "label"
            )
        ],
        durations=_durations(recent),
        places=_places(recent),
        habits=_habits(actor, dispositifs, recent),
    )


def _texts(values: Iterable[Any]) -> set[str]:
    return {value for value in values if isinstance(value, str)}


def _joined(offered: Choices, named: Iterable[tuple[Any, str]]) -> Choices:
    """Both, each once, by name."""
    return sorted({**dict(offered), **dict(named)}.items(), key=lambda choice: choice[1])


def _mediators(actor: Actor) -> Choices:
    """Colleagues who go out; oneself always, even when one usually does not."""
    team = visible_members(actor).filter(role__in=[Role.MEDIATOR, Role.COORDINATOR])
    members = {member.pk: member for member in team.select_related("user")}
    if actor.membership_id not in members:
        own = Membership.objects.select_related("user").get(pk=actor.member)
        members[own.pk] = own
    return sorted(((pk, member.user.name) for pk, member in members.items()), key=lambda m: m[1])


def _durations(recent: Sequence[Activity]) -> list[int]:
    """The six durations this person uses most, completed by the usual ones, in order."""
    often = [minutes for minutes, _ in Counter(a.duration for a in recent).most_common(6)]
    return sorted(dict.fromkeys([*often, *USUAL]).keys() if len(often) < 6 else often)[:8]


def _places(recent: Sequence[Activity]) -> list[RecentPlace]:
    found: dict[str, RecentPlace] = {}
    for activity in recent:
        label = activity.place_label
        if label and label not in found:
            found[label] = RecentPlace(str(activity.pk), label, place_of(activity))
        if len(found) == PLACES_OFFERED:
            break
    return list(found.values())


def place_of(activity: Activity) -> dict[str, Any]:
    """The place of an activity, as an entry gives it: a neighbourhood found from a point is found
    again, what was declared stands beside the point."""
    found = activity.lon is not None and activity.place_method != PlaceMethod.DECLARED
    return {
        "kind": activity.place_kind,
        "label": activity.place_label,
        "address": activity.address,
        "lon": activity.lon,
        "lat": activity.lat,
        "commune": activity.commune_id,
        "qpv": None if found else activity.qpv_id,
    }


def _habits(
    actor: Actor, dispositifs: Sequence[Dispositif], recent: Sequence[Activity]
) -> dict[str, Any]:
    last = recent[0] if recent else None
    allowed = {item.pk for item in dispositifs}
    dispositif = last.dispositif_id if last and last.dispositif_id in allowed else None
    return {
        "dispositif": dispositif or next(iter(sorted(allowed)), None),
        "mediators": [member.pk for member in last.mediators.all()]
        if last
        else [actor.membership_id],
        "duration": Counter(a.duration for a in recent).most_common(1)[0][0] if recent else 20,
        "place_kind": last.place_kind if last else "street",
    }
