"""What a round needs on a telephone, by sections, each sent again only when it has changed.

The since-token holds the digest of each section as it was last sent: nothing to store, and what
has not changed is not sent, whatever made the telephone ask.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from entremise.activities import reference
from entremise.activities.policies import loggable_dispositifs
from entremise.alerts import reference as alerts
from entremise.core.reference import Code, CodeList
from entremise.structures.actor import Actor
from entremise.structures.enums import Domain, PartnerCategory, Role
from entremise.structures.models import Dispositif, Membership, Partner, Structure
from entremise.structures.policies import visible_members

from .places import recent_places
from .territory import Territory, territory_of

_PART = re.compile(r"([a-z]+)\.([0-9a-f]{12})")

LISTS: Mapping[str, Callable[[], CodeList]] = {
    "register": reference.registers,
    "outcomes": reference.outcomes,
    "origins": reference.origins,
    "topics": reference.topics,
    "place_kinds": reference.place_kinds,
    "sexes": reference.sexes,
    "ages": reference.ages,
    "statuses": reference.statuses,
    "temporalities": reference.temporalities,
    "historical_registers": reference.historical_registers,
}


@dataclass(frozen=True)
class Section:
    """A part of the snapshot: a stamp that changes with it, and what it holds."""

    name: str
    stamp: str
    content: Callable[[], Any]


def snapshot(actor: Actor, since: str = "") -> dict[str, Any]:
    """The sections that are not those of the since-token, and the token of what is sent now.

    A token that cannot be read stands for none: everything is sent.
    """
    known = dict(_PART.findall(since))
    sections = _sections(actor)
    return {
        "since": "~".join(f"{section.name}.{section.stamp}" for section in sections),
        "sections": {
            section.name: section.content()
            for section in sections
            if known.get(section.name) != section.stamp
        },
    }


def _sections(actor: Actor) -> list[Section]:
    dispositifs = list(
        loggable_dispositifs(actor).prefetch_related("communes").order_by("name", "pk")
    )
    # One is sent to help another team: the whole territory of the structure is on the telephone.
    served = Dispositif.objects.filter(structure_id=actor.structure)
    territory = territory_of(list(served.prefetch_related("communes")))
    return [
        _section("lists", _lists()),
        _section("service", _service(actor, dispositifs)),
        _section("places", {"recent": recent_places(actor)}),
        _section("communes", territory.communes()),
        _contours(territory),
    ]


def _section(name: str, content: Any) -> Section:
    return Section(name, digest(content), lambda: content)


def _contours(territory: Territory) -> Section:
    """Drawing them is long: their stamp says what they are drawn from."""
    return Section("contours", digest(territory.drawn_from()), territory.contours)


def digest(content: Any) -> str:
    """A short fingerprint of what JSON can hold."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _lists() -> dict[str, list[dict[str, Any]]]:
    lists = {name: [_code(item) for item in load().codes] for name, load in LISTS.items()}
    lists["partner_categories"] = [
        {"code": code, "label": label} for code, label in PartnerCategory.choices
    ]
    lists["alert_categories"] = [
        {"code": one.code, "label": one.label, "short": one.short, "icon": one.icon}
        | {"branch": one.branch, "danger": one.danger, "addressee": one.addressee}
        for one in alerts.categories().values()
    ]
    lists["alert_branches"] = [
        {"code": code, "label": label} for code, label in alerts.branch_labels().items()
    ]
    lists["domains"] = [{"code": code, "label": label} for code, label in Domain.choices]
    return lists


def _code(item: Code) -> dict[str, Any]:
    icon = {"icon": item.icon} if item.icon else {}
    return {"code": item.code, "label": item.label, "short": item.short, **icon, **item.extra}


def _service(actor: Actor, dispositifs: list[Dispositif]) -> dict[str, Any]:
    structure = Structure.objects.get(pk=actor.structure)
    partners = Partner.objects.filter(structure_id=actor.structure).order_by("name")
    return {
        "dispositifs": [_dispositif(item) for item in dispositifs],
        "mediators": _mediators(actor),
        "partners": list(partners.values("id", "name", "category")),
        "structure": {"name": str(structure), "pin": structure.carnet_pin},
        "member": {"id": actor.member, "name": actor.name},
    }


def _dispositif(item: Dispositif) -> dict[str, Any]:
    return {
        "id": item.pk,
        "name": item.name,
        "domains": item.domains,
        "communes": sorted(commune.code for commune in item.communes.all()),
        "time_zone": item.time_zone,
        "day_starts_at": item.day_starts_at,
        "opened_on": item.opened_on.isoformat(),
        "closed_on": item.closed_on.isoformat() if item.closed_on else None,
    }


def _mediators(actor: Actor) -> list[dict[str, Any]]:
    """Colleagues who go out today, oneself included."""
    team = Membership.objects.filter(pk=actor.member) | Membership.objects.filter(
        pk__in=visible_members(actor)
        .filter(role__in=[Role.MEDIATOR, Role.COORDINATOR])
        .values("pk")
    )
    rows = team.select_related("user").order_by("user__name", "pk")
    return [{"id": member.pk, "name": member.user.name} for member in rows]
