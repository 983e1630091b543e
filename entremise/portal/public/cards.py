"""A service in a few lines: what it does, where, when, how to reach it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.text import slugify

from entremise.core import clock
from entremise.core.chunks import chunks
from entremise.core.reference import load
from entremise.core.typography import agree, listed
from entremise.structures.actor import VISITOR
from entremise.structures.identifiers import phone_written
from entremise.structures.models import Contact, Dispositif
from entremise.structures.policies import published_contacts
from entremise.structures.reach import communes_of
from entremise.territories.models import Commune

from .opening import Now, open_at

NAMED = 3  # communes said by name, the others by their number


@dataclass(frozen=True)
class Card:
    """One service of a list. `far` says how far it is, when that was asked."""

    pk: int
    name: str
    structure: str
    href: str
    does: str
    where: str
    now: Now
    phone: str
    email: str
    far: str = ""

    @property
    def called(self) -> str:
        """Its telephone as it is read."""
        return phone_written(self.phone)


# What a device fills in by itself.
BLANK = Card(0, "", "", "", "", "", Now(False, ""), "", "")


def href_of(dispositif: Dispositif) -> str:
    """The address of its page: its number finds it, its name is for those who read addresses."""
    return reverse("public_service", args=[dispositif.pk, slug_of(dispositif)])


def slug_of(dispositif: Dispositif) -> str:
    """« Médiation de nuit » → mediation-de-nuit."""
    return slugify(dispositif.name)[:60].strip("-") or "service"


def cards_of(rows: Sequence[Dispositif], far: dict[int, str] | None = None) -> list[Card]:
    """The cards of these services, in their order (five queries, however many)."""
    codes = communes_of(rows)
    wanted = {code for served in codes.values() for code in served}
    names = dict(Commune.objects.filter(pk__in=wanted).values_list("code", "name"))
    contacts, instant = contacts_of(rows), clock.now()
    return [
        replace(
            card_of(row, [names[code] for code in codes[row.pk]], contacts[row.pk], instant),
            far=(far or {}).get(row.pk, ""),
        )
        for row in rows
    ]


def card_of(
    row: Dispositif, communes: Sequence[str], contacts: Sequence[Contact], instant: datetime
) -> Card:
    """One card, once its communes and contacts are known."""
    return Card(
        pk=row.pk,
        name=row.name,
        structure=row.structure.name,
        href=href_of(row),
        does=does(row),
        where=where(row, communes),
        now=open_at(row.opening_hours, instant, row.time_zone),
        phone=next((one.phone for one in contacts if one.phone), ""),
        email=next((one.email for one in contacts if one.email), ""),
    )


def does(row: Dispositif) -> str:
    """« Voisinage et espace public, droits et démarches »."""
    domains = load("domains")
    first, *others = [domains.short(code) for code in row.domains]
    return ", ".join([first, *(other[0].lower() + other[1:] for other in others)])


def where(row: Dispositif, communes: Sequence[str]) -> str:
    """Where one is received, or where it comes to people."""
    if row.address:
        return row.address
    named, others = list(communes[:NAMED]), len(communes) - NAMED
    if others > 0:
        return f"Intervient à {', '.join(named)} et dans {others} {agree(others, 'autre commune', 'autres communes')}"  # noqa: E501
    return f"Intervient à {listed(named)}" if named else ""


def contacts_of(rows: Iterable[Dispositif]) -> dict[int, list[Contact]]:
    """How each of these services is reached: its own contacts, then those of its structure."""
    rows = list(rows)
    published = published_contacts(VISITOR).order_by("function", "pk")
    own: dict[int, list[Contact]] = {}
    common: dict[int, list[Contact]] = {}
    for owners in chunks({row.structure_id for row in rows}):
        for contact in published.filter(structure__in=owners):
            if contact.dispositif_id is None:
                common.setdefault(contact.structure_id, []).append(contact)
            else:
                own.setdefault(contact.dispositif_id, []).append(contact)
    return {row.pk: own.get(row.pk, []) + common.get(row.structure_id, []) for row in rows}
