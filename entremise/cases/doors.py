"""Which services anybody may write to. The public pages know nothing else of disputes."""

from collections.abc import Iterable

from django.db.models import QuerySet

from entremise.structures.actor import VISITOR
from entremise.structures.models import Dispositif
from entremise.structures.policies import published_dispositifs

from .models import Reception


def open_doors() -> QuerySet[Reception]:
    """The receptions of the services that appear to the public, are open, and take its requests."""
    return Reception.objects.filter(public=True, dispositif__in=published_dispositifs(VISITOR))


def with_a_door(dispositifs: Iterable[Dispositif]) -> set[int]:
    """Those of these services that anybody may write to, by number."""
    return set(open_doors().filter(dispositif__in=dispositifs).values_list("dispositif", flat=True))
