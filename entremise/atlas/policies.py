"""Who reads the map, and which dispositifs are on it."""

from django.db.models import Q, QuerySet

from entremise.core import clock
from entremise.structures.actor import Actor
from entremise.structures.enums import Role
from entremise.structures.models import Dispositif
from entremise.structures.policies import announced_dispositifs, visible_dispositifs

READERS = (Role.COORDINATOR, Role.DIRECTOR, Role.PARTNER, Role.REGIONAL, Role.STEERING)


def can_read_map(actor: Actor) -> bool:
    """Whoever decides where mediation goes: those who run it, who pay for it, who coordinate it."""
    return actor.is_(*READERS)


def mapped_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Those that everybody sees, and those one reads anyway, open today or still to open."""
    public = Q(pk__in=announced_dispositifs(actor).values("pk"))
    own = Q(pk__in=visible_dispositifs(actor).values("pk"))
    running = Q(closed_on__isnull=True) | Q(closed_on__gte=clock.today())
    return Dispositif.objects.filter(public | own, running)


def can_see_overlaps(actor: Actor) -> bool:
    """The regional mission, which is there so that two services do not tread on each other."""
    return actor.is_(Role.REGIONAL, Role.STEERING)
