"""The page of one service: everything its owner lets appear, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings

from entremise.cases.doors import with_a_door
from entremise.core import clock
from entremise.core.reference import load
from entremise.structures.actor import VISITOR
from entremise.structures.hours import in_words
from entremise.structures.models import Contact, Dispositif
from entremise.structures.policies import published_dispositifs
from entremise.structures.reach import communes_served
from entremise.territories.models import Commune, Qpv

from .cards import contacts_of, href_of
from .opening import Now, open_at

OTHERS = 8


@dataclass(frozen=True)
class Sheet:
    """What the page shows. `door` says whether anybody may write to it; `mistake` is where one
    tells that the page is wrong."""

    service: Dispositif
    now: Now
    hours: str
    website: str
    domains: Sequence[str]
    registers: Sequence[str]
    publics: Sequence[str]
    communes: Sequence[Commune]
    qpvs: Sequence[Qpv]
    contacts: Sequence[Contact]
    door: bool
    mistake: str
    others: Sequence[tuple[Dispositif, str]]


def sheet_of(service: Dispositif) -> Sheet:
    """Everything about one published service (a constant number of queries)."""
    contacts = contacts_of([service])[service.pk]
    domains, registers, publics = load("domains"), load("registers"), load("publics")
    others = published_dispositifs(VISITOR).filter(structure=service.structure_id)
    return Sheet(
        service=service,
        now=open_at(service.opening_hours, clock.now(), service.time_zone),
        hours=in_words(service.opening_hours) if service.opening_hours else "",
        website=service.website or service.structure.website,
        domains=[domains.label(code) for code in service.domains],
        registers=[registers.label(code) for code in service.registers],
        publics=[publics.label(code) for code in service.publics],
        communes=list(
            communes_served(Dispositif.objects.filter(pk=service.pk)).order_by("search_name")
        ),
        qpvs=list(service.qpvs.order_by("name")),
        contacts=contacts,
        door=service.pk in with_a_door([service]),
        mistake=_mistake(service, contacts),
        others=[
            (other, href_of(other))
            for other in others.exclude(pk=service.pk).order_by("name", "pk")[:OTHERS]
        ],
    )


def _mistake(service: Dispositif, contacts: Sequence[Contact]) -> str:
    """A letter ready to be written to whoever keeps the sheet; nothing when nobody can be."""
    email = next((one.email for one in contacts if one.email), settings.PUBLIC_CONTACT)
    if not email:
        return ""
    address = f"{settings.PUBLIC_ADDRESS}{href_of(service)}"
    words = {
        "subject": f"Fiche à corriger : {service.name}",
        "body": f"Bonjour,\n\nSur la page {address}, voici ce qui est à corriger :\n\n",
    }
    return f"mailto:{quote(email, safe='@')}?{urlencode(words, quote_via=quote)}"
