"""What the page of a structure says of its meetings, its tracks and its DLA."""

from entremise.structures.actor import Actor
from entremise.structures.models import Structure
from entremise.structures.panels import Panel, Section
from entremise.ui.components import Link

from .following import shown_dlas, with_news
from .models import Meeting
from .policies import (
    can_lead_support,
    can_read_support,
    visible_dlas,
    visible_meetings,
    visible_tracks,
)
from .queries import shown
from .tables import dla_table, meeting_table, meetings_with, planning, support_of, track_table

SHOWN = 5


def meetings(actor: Actor, structure: Structure) -> Panel | None:
    """The latest ones and those to come, with the way to plan another."""
    if not can_read_support(actor):
        return None
    met = Meeting.objects.filter(parties__structure=structure)
    rows = list(
        shown(visible_meetings(actor).filter(pk__in=met.values("pk"))).order_by("-on", "-pk")[
            : SHOWN + 1
        ]
    )
    links = []
    if can_lead_support(actor):
        links = [Link("Prévoir une rencontre", planning(structure))]
        if rows:
            links.append(Link("Toutes ses rencontres", meetings_with(structure)))
    elif rows:
        links = [Link("Toutes les rencontres", meetings_with(None))]
    table = meeting_table(rows[:SHOWN], caption="Dernières rencontres") if rows else None
    return Section(
        "rencontres",
        "Rencontres avec la mission régionale",
        table,
        "" if rows else "Aucune rencontre avec la mission régionale n'est notée.",
        links,
    ).panel


def support(actor: Actor, structure: Structure) -> Panel | None:
    """Its tracks, those that run first."""
    if not can_read_support(actor):
        return None
    rows = with_news(visible_tracks(actor).filter(structure=structure))
    found = sorted(rows, key=lambda row: (row.closed_on is not None, -row.opened_on.toordinal()))
    links = [Link("Ouvrir un accompagnement", support_of(structure))]
    if not found and not can_lead_support(actor):
        return None
    return Section(
        "accompagnements",
        "Accompagnements par la mission régionale",
        track_table(found[:SHOWN]) if found else None,
        "" if found else "La mission n'accompagne pas encore cette structure.",
        links if can_lead_support(actor) else (),
    ).panel


def dla(actor: Actor, structure: Structure) -> Panel | None:
    """The DLA that accompany it, if any."""
    if not can_read_support(actor):
        return None
    own = visible_dlas(actor).filter(pk__in=structure.in_dlas.values("dla"))
    rows = list(shown_dlas(own).order_by("-starts_on", "-pk"))
    heading = "Dispositif local d'accompagnement (DLA)"
    return Section("dla", heading, dla_table(rows)).panel if rows else None
