"""Who reads and writes the posts. A post is a job, not a person: no name is behind these rules."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from entremise.core import clock
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Membership

from .enums import Status
from .models import AdulteRelaisConvention, Position, PositionPeriod

READERS = (Role.COORDINATOR, Role.DIRECTOR, Role.REGIONAL)
COUNTERS = (*READERS, Role.STEERING)


def can_list_positions(actor: Actor) -> bool:
    """Directors and coordinators for their structure, the regional mission for its region."""
    return actor.is_(*READERS)


def visible_positions(actor: Actor) -> QuerySet[Position]:
    """Those of one's structure; those who work in the region for its mission."""
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR):
        return Position.objects.filter(structure_id=actor.structure)
    if actor.is_(Role.REGIONAL):
        return Position.objects.filter(commune__region=actor.region_code)
    return Position.objects.none()


def can_see_position(actor: Actor, position: Position) -> bool:
    """The same rule for one post."""
    return visible_positions(actor).filter(pk=position.pk).exists()


def can_add_position(actor: Actor) -> bool:
    """A director in their structure; the regional mission, for whoever thinks of a post."""
    return actor.is_(Role.DIRECTOR, Role.REGIONAL)


def can_edit_position(actor: Actor, position: Position) -> bool:
    """The director of the employer. The regional mission too as long as it is only in prospect, and
    whatever it has become when nobody of the employer could do it.
    """
    if actor.is_(Role.DIRECTOR):
        return actor.structure_id == position.structure_id
    return can_support_position(actor, position) and (
        not position.periods.exclude(status=Status.PROSPECT).exists() or not _directed(position)
    )


def _directed(position: Position) -> bool:
    """Whether somebody directs the employer on the platform."""
    return bool(directed_structures([position.structure_id]))


def directed_structures(numbers: Collection[int]) -> set[int]:
    """Those of these structures that somebody directs on the platform today."""
    today = clock.today()
    members = Membership.objects.filter(
        structure__in=numbers, role=Role.DIRECTOR, user__is_active=True
    )
    over = Q(ends_on__isnull=False, ends_on__lt=today)
    found = members.filter(starts_on__lte=today).exclude(over)
    return set(found.values_list("structure_id", flat=True))


def can_import_positions(actor: Actor) -> bool:
    """A director, for the posts of their structure; the regional mission, for those of its region
    that it may write.
    """
    return can_add_position(actor)


def can_import_adultes_relais(actor: Actor) -> bool:
    """The regional mission, which reads what the State publishes."""
    return actor.is_(Role.REGIONAL)


def can_support_position(actor: Actor, position: Position) -> bool:
    """The regional mission, which says which posts of its region it supports."""
    return actor.is_(Role.REGIONAL) and can_see_position(actor, position)


# --- figures


def can_count_jobs(actor: Actor) -> bool:
    """Whoever reads posts, and the steering committee, which reads figures only."""
    return actor.is_(*COUNTERS)


def counted_positions(actor: Actor) -> QuerySet[Position]:
    """What is counted: the posts one reads; all those of its region for the committee."""
    if actor.is_(Role.STEERING):
        return Position.objects.filter(commune__region=actor.region_code)
    return visible_positions(actor)


def counted_periods(actor: Actor) -> QuerySet[PositionPeriod]:
    """The states of the same posts, where counting reads whose and where they are."""
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR):
        return PositionPeriod.objects.filter(structure_id=actor.structure)
    if actor.is_(Role.REGIONAL, Role.STEERING):
        return PositionPeriod.objects.filter(region=actor.region_code)
    return PositionPeriod.objects.none()


# --- conventions


def can_list_conventions(actor: Actor) -> bool:
    """Whoever reads posts."""
    return actor.is_(*READERS)


def visible_conventions(actor: Actor) -> QuerySet[AdulteRelaisConvention]:
    """Those of the posts one reads."""
    if actor.is_(Role.COORDINATOR, Role.DIRECTOR):
        own = Q(position__structure_id=actor.structure)
    elif actor.is_(Role.REGIONAL):
        own = Q(position__commune__region=actor.region_code)
    else:
        return AdulteRelaisConvention.objects.none()
    return AdulteRelaisConvention.objects.filter(own)


def can_see_convention(actor: Actor, convention: AdulteRelaisConvention) -> bool:
    """The same rule for one convention."""
    return visible_conventions(actor).filter(pk=convention.pk).exists()


def can_sign_convention(actor: Actor, position: Position) -> bool:
    """The director of the employer, who signs it with the State."""
    return actor.is_(Role.DIRECTOR) and actor.structure_id == position.structure_id


def can_keep_convention(actor: Actor, convention: AdulteRelaisConvention) -> bool:
    """The same director."""
    return can_sign_convention(actor, convention.position)
