"""Where dispositifs work: the communes they name, and all those of the EPCI they serve whole."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from entremise.core.chunks import chunks
from entremise.territories.models import Commune

from .models import Dispositif

_communes = Dispositif.communes.through.objects
_epcis = Dispositif.epcis.through.objects


def serving(rows: QuerySet[Dispositif], commune: Commune) -> QuerySet[Dispositif]:
    """Those of the rows that work in a commune."""
    return serving_any(rows, [(commune.pk, commune.epci_id)])


def serving_any(
    rows: QuerySet[Dispositif], communes: Iterable[tuple[str, str | None]]
) -> QuerySet[Dispositif]:
    """Those of the rows that work in one of these communes, each with its EPCI."""
    places = list(communes)
    codes, epcis = {code for code, _ in places}, {epci for _, epci in places if epci}
    named = Q(pk__in=_communes.filter(commune__in=codes).values("dispositif"))
    whole = Q(pk__in=_epcis.filter(epci__in=epcis).values("dispositif"))
    return rows.filter(named | whole)


def serving_departement(rows: QuerySet[Dispositif], code: str) -> QuerySet[Dispositif]:
    """Those of the rows that work somewhere in a département."""
    named = Q(pk__in=_communes.filter(commune__departement=code).values("dispositif"))
    within = Commune.objects.current().filter(departement=code, epci__isnull=False)
    whole = Q(pk__in=_epcis.filter(epci__in=within.values("epci")).values("dispositif"))
    return rows.filter(named | whole)


def communes_served(rows: QuerySet[Dispositif]) -> QuerySet[Commune]:
    """The communes of today where at least one of the rows works."""
    found = rows.order_by().values("pk")
    named = Q(pk__in=_communes.filter(dispositif__in=found).values("commune"))
    whole = Q(epci__in=_epcis.filter(dispositif__in=found).values("epci"))
    return Commune.objects.current().filter(named | whole)


def communes_of(rows: Iterable[Dispositif]) -> dict[int, list[str]]:
    """The codes of the communes where each of the rows works, in order (three queries, more past
    some thousands of rows)."""
    found: dict[int, set[str]] = {row.pk: set() for row in rows}
    whole: dict[str, list[int]] = {}
    for keys in chunks(found):
        for key, code in _communes.filter(dispositif__in=keys).values_list("dispositif", "commune"):
            found[key].add(code)
        for key, epci in _epcis.filter(dispositif__in=keys).values_list("dispositif", "epci"):
            whole.setdefault(epci, []).append(key)
    for epcis in chunks(whole):
        inside = Commune.objects.current().filter(epci__in=epcis)
        for code, epci in inside.values_list("code", "epci"):
            for key in whole[epci]:
                found[key].add(code)
    return {key: sorted(codes) for key, codes in found.items()}
