"""What the map and the coverage add to the page of a dispositif."""

from dataclasses import dataclass

from entremise.core.typography import listed
from entremise.structures.actor import Actor
from entremise.structures.models import Dispositif
from entremise.structures.panels import Panel
from entremise.structures.policies import can_edit_dispositif

from .overlaps import Overlap, finest, overlaps_of
from .policies import can_read_map
from .sketch import Sketch, sketch
from .words import meeting_written, others_written, places_written


@dataclass(frozen=True)
class Meeting:
    """Who else does the same thing in the same place."""

    headline: str
    lines: list[tuple[Overlap, str, str]]


@dataclass(frozen=True)
class Territory:
    """Where it works, drawn; `editable` when one may draw its area."""

    sketch: Sketch
    dispositif: Dispositif
    editable: bool


def overlaps(actor: Actor, dispositif: Dispositif) -> Panel | None:
    """« Deux autres dispositifs interviennent déjà à Moulins », for whoever reads the map."""
    if not can_read_map(actor):
        return None
    pairs = overlaps_of(actor, dispositif)
    if not pairs:
        return None
    names = list(dict.fromkeys(place.name for pair in pairs for place in finest(pair.places)))
    where = listed(names) if len(names) <= 3 else f"{', '.join(names[:3])}…"
    lines = [(pair, places_written(pair), meeting_written(pair)) for pair in pairs]
    content = Meeting(f"{others_written(len(pairs))} : {where}.", lines)
    return Panel("atlas/_overlaps.html", content, urgent=True)


def territory(actor: Actor, dispositif: Dispositif) -> Panel | None:
    """A small map of the territory served."""
    drawn = sketch(dispositif)
    editable = can_edit_dispositif(actor, dispositif)
    if drawn is None and not editable:
        return None
    return Panel("atlas/_territory.html", Territory(drawn or Sketch.empty(), dispositif, editable))
