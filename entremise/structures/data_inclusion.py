"""The registry in the schema data·inclusion v1, which directories of social services exchange:
structures, and dispositifs as services. Only what the public may read.

https://github.com/gip-inclusion/data-inclusion-schema
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from entremise.core import clock
from entremise.core.reference import load

from .enums import Domain
from .models import Contact, Dispositif, Structure

SOURCE = "entremise"
EVERYONE = "everyone"
NAME = 150  # signs
AT_ONCE = 500
Item = dict[str, Any]

STRUCTURE_FIELDS = (
    "source", "id", "nom", "date_maj", "description", "siret", "commune", "code_insee", "adresse",
    "telephone", "courriel", "site_web", "reseaux_porteurs",
)  # fmt: skip
SERVICE_FIELDS = (
    "source", "structure_id", "id", "nom", "description", "date_maj", "type", "thematiques",
    "frais", "publics", "commune", "code_insee", "adresse", "longitude", "latitude", "telephone",
    "courriel", "modes_accueil", "zone_eligibilite", "lien_mobilisation", "modes_mobilisation",
    "mobilisable_par", "horaires_accueil",
)  # fmt: skip


def structures(rows: QuerySet[Structure]) -> Iterator[Item]:
    """Those of these structures that are public, one by one."""
    held = rows.filter(published=True, merged_into=None).select_related("commune")
    held = held.prefetch_related("contacts").order_by("pk")
    for row in held.iterator(chunk_size=AT_ONCE):
        yield _said(_structure(row))


def services(rows: QuerySet[Dispositif]) -> Iterator[Item]:
    """Those of these dispositifs that are public and open, one by one."""
    held = rows.filter(
        Q(closed_on=None) | Q(closed_on__gte=clock.today()),
        published=True, structure__published=True, structure__merged_into=None,
    ).select_related("structure")  # fmt: skip
    held = held.prefetch_related("contacts", "communes", "epcis").order_by("pk")
    for row in held.iterator(chunk_size=AT_ONCE):
        yield _said(_service(row))


def in_cells(item: Mapping[str, Any], fields: tuple[str, ...]) -> list[Any]:
    """An item as a line of a table: a list is written as JSON does."""
    return [
        json.dumps(value, ensure_ascii=False)
        if isinstance(value := item.get(name, ""), list)
        else value
        for name in fields
    ]


def _structure(row: Structure) -> Item:
    own = [contact for contact in row.contacts.all() if contact.dispositif_id is None]
    kinds = [row.get_actor_type_display(), row.get_operator_type_display()]
    networks = {_network(code) for code in (row.actor_type, *row.networks)}
    return {
        "source": SOURCE,
        "id": _structure_id(row.pk),
        "nom": named(row.name),
        "date_maj": _latest(
            row.confirmed_on,
            row.changed_at.date() if row.changed_at else None,
            row.registered_on,
        ),
        "description": f"Acteur de la médiation sociale : {', '.join(filter(None, kinds))}.",
        "siret": row.siret,
        "commune": row.commune.name if row.commune else None,
        "code_insee": row.commune_id,
        "adresse": row.address,
        **_reach(own),
        "site_web": row.website,
        "reseaux_porteurs": sorted(networks - {""}),
    }


def _service(row: Dispositif) -> Item:
    communes = sorted(row.communes.all(), key=lambda commune: commune.pk)
    whole = sorted(epci.pk for epci in row.epcis.all())
    seat = communes[0] if len(communes) == 1 else None
    reach = _reach(list(row.contacts.all()))
    ways = {
        "telephoner": reach["telephone"],
        "envoyer-un-courriel": reach["courriel"],
        "se-presenter": row.address,
        "utiliser-lien-mobilisation": row.website,
    }
    return {
        "source": SOURCE,
        "structure_id": _structure_id(row.structure_id),
        "id": f"{SOURCE}--dispositif-{row.pk}",
        "nom": named(row.name),
        "description": row.summary or described(row),
        "date_maj": _latest(row.confirmed_on, row.opened_on),
        "type": "accompagnement",
        "thematiques": sorted({theme for code in row.domains for theme in _themes(code)}),
        "frais": "gratuit",
        "publics": _publics(row),
        "commune": seat.name if seat else None,
        "code_insee": seat.pk if seat else None,
        "adresse": row.address,
        "longitude": row.lon,
        "latitude": row.lat,
        **reach,
        "modes_accueil": ["en-presentiel"],
        "zone_eligibilite": [*whole, *(c.pk for c in communes if c.epci_id not in whole)],
        "lien_mobilisation": row.website,
        "modes_mobilisation": sorted(way for way, held in ways.items() if held),
        "mobilisable_par": ["professionnels", "usagers"],
        "horaires_accueil": row.opening_hours,
    }


def _structure_id(number: int) -> str:
    return f"{SOURCE}--structure-{number}"


def named(name: str) -> str:
    """A name as the schema wants it."""
    return name[:NAME].rstrip(". ").ljust(3, "…")


def _latest(*days: date | None) -> str:
    """The last of the days known, never one to come."""
    known = [day for day in days if day] or [clock.today()]
    return min(max(known), clock.today()).isoformat()


def described(row: Dispositif) -> str:
    """What is said of a dispositif that has no presentation: the schema wants one."""
    domains = ", ".join(Domain(code).label for code in row.domains)
    return f"Médiation sociale : {domains}."


def publics(row: Dispositif) -> list[str]:
    """« tous-publics » stands alone."""
    return [EVERYONE] if EVERYONE in row.publics else row.publics


def _publics(row: Dispositif) -> list[str]:
    return sorted(load("publics")[code].extra["data_inclusion"] for code in publics(row))


def _reach(contacts: list[Contact]) -> Item:
    """The first function that the public may call, and the first it may write to."""
    public = sorted((one for one in contacts if one.published), key=lambda one: one.function)
    phone = next((one.phone for one in public if one.phone), "")
    return {
        "telephone": f"+33{phone[1:]}" if len(phone) == 10 and phone[0] == "0" else phone,
        "courriel": next((one.email for one in public if one.email), ""),
    }


def _themes(domain: str) -> list[str]:
    themes: list[str] = load("data_inclusion")[domain].extra["themes"]
    return themes


def _network(code: str) -> str:
    known = load("data_inclusion").by_code.get(code)
    return known.extra.get("network", "") if known else ""


def _said(item: Item) -> Item:
    """What is not known is not said."""
    return {name: value for name, value in item.items() if value not in (None, "", [])}
