"""The handover as tables."""

from collections.abc import Sequence

from django.urls import reverse

from entremise.core import clock
from entremise.core.typography import duration
from entremise.structures.models import AccessToken
from entremise.ui.components import MISSING, Column, Link, Table

from .queries import Evening, Outing


def outings_table(evening: Evening) -> Table:
    """The rounds of an evening."""
    columns = (
        Column("people", "Équipe"),
        Column("start", "Départ"),
        Column("end", "Fin"),
        Column("minutes", "Durée", numeric=True, unit="minutes"),
        Column("presence", "Présence sur place", numeric=True, unit="minutes"),
        Column("places", "Lieux visités"),
        Column("activities", "Activités", numeric=True),
    )
    rows = [
        {
            "people": ", ".join(outing.people),
            "start": f"{outing.start:%H:%M}",
            "end": _end(outing),
            "minutes": MISSING if outing.minutes is None else outing.minutes,
            "presence": outing.presence,
            "places": ", ".join(outing.places),
            "activities": outing.activities,
        }
        for outing in evening.outings
    ]
    return Table(f"Tournées de {evening.dispositif}", columns, rows, layout="stack")


def _end(outing: Outing) -> str:
    if outing.end:
        return f"{outing.end:%H:%M}"
    return "fin non consignée" if outing.forgotten else "en cours"


def shares_table(evening: Evening) -> Table:
    """What came in, mediator by mediator. An entry made by two people counts for both: no total."""
    columns = (
        Column("person", "Médiateur"),
        Column("activities", "Activités", numeric=True),
        Column("people", "Personnes", numeric=True),
        Column("minutes", "Durée", numeric=True, unit="minutes"),
        Column("last", "Dernier envoi"),
    )
    rows = [
        {
            "person": share.person,
            "activities": share.activities,
            "people": share.people,
            "minutes": share.minutes,
            "last": f"{share.last:%d/%m à %H:%M}" if share.last else "rien envoyé",
        }
        for share in evening.shares
    ]
    return Table(f"Reçu pour {evening.dispositif}", columns, rows, layout="stack")


def phones_table(phones: Sequence[AccessToken]) -> Table:
    """The telephones that hold something, and since when they have not been heard of."""
    columns = (
        Column("person", "Médiateur"),
        Column("label", "Appareil"),
        Column("waiting", "En attente", numeric=True),
        Column("conflicts", "Conflits", numeric=True),
        Column("seen", "Vu pour la dernière fois"),
        Column("silence", "Depuis"),
        Column("revoke", "En cas de perte"),
    )
    rows = [
        {
            "person": phone.membership.user.name,
            "label": phone.label,
            "waiting": phone.waiting,
            "conflicts": phone.conflicts,
            "seen": phone.last_seen_at,
            "silence": _silence(phone),
            "revoke": Link("Révoquer", reverse("token_revoke", args=[phone.pk])),
        }
        for phone in phones
    ]
    return Table("Appareils où des saisies attendent", columns, rows, layout="stack")


def _silence(phone: AccessToken) -> str:
    if phone.last_seen_at is None:
        return ""
    minutes = max(0, int((clock.now() - phone.last_seen_at).total_seconds() // 60))
    return f"{minutes // 1440} j" if minutes >= 2880 else duration(minutes)
