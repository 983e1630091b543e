"""What anybody may read of the registry: what its owners let appear, and that stands today.

A sheet that its owner keeps from the public is nowhere: neither in a page, nor in a search, nor in
a file. These lists answer the same to everybody; they take the actor as any other.
"""

from django.db.models import Q, QuerySet

from entremise.core import clock
from entremise.structures.actor import Actor
from entremise.structures.models import Contact, Dispositif, Structure


def published_structures(actor: Actor) -> QuerySet[Structure]:
    """Those that appear, and were not merged with another one."""
    return Structure.objects.filter(published=True, merged_into=None)


def announced_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Those that appear, of structures that appear, be they closed or still to open."""
    return Dispositif.objects.filter(
        published=True, structure__published=True, structure__merged_into=None
    )


def published_dispositifs(actor: Actor) -> QuerySet[Dispositif]:
    """Those that appear and are open today."""
    today = clock.today()
    return announced_dispositifs(actor).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=today), opened_on__lte=today
    )


def published_contacts(actor: Actor) -> QuerySet[Contact]:
    """The functions that may be written to or called: of structures that appear, and of those of
    their dispositifs that do."""
    owner = Q(dispositif__isnull=True) | Q(dispositif__in=published_dispositifs(actor))
    return Contact.objects.filter(owner, published=True, structure__in=published_structures(actor))
