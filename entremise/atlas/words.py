"""Days and places in French, short enough for a line of a table."""

from collections.abc import Sequence

from entremise.core.typography import agree, figure, listed
from entremise.structures.hours.words import NAMES

from .coverage import Band, Covered, How
from .overlaps import Overlap, finest

SHORT = {Band.DAY: "en journée", Band.EVENING: "le soir", Band.NIGHT: "la nuit"}


def days_written(days: Sequence[int]) -> str:
    """« tous les jours », « du lundi au vendredi », « mardi et jeudi »."""
    if len(days) == 7:
        return "tous les jours"
    whole = len(days) > 2 and days[-1] - days[0] == len(days) - 1
    if whole:
        return f"du {NAMES[days[0]]} au {NAMES[days[-1]]}"
    return listed([NAMES[day] for day in days])


def when_written(place: Covered) -> str:
    """« le soir, du lundi au vendredi ; la nuit, samedi ; horaires inconnus : 2 »."""
    parts = [f"{SHORT[band]}, {days_written(days)}" for band in Band if (days := place.days(band))]
    if place.unknown:
        alone = place.unknown == len(place.services)
        parts.append("horaires inconnus" if alone else f"horaires inconnus : {place.unknown}")
    return " ; ".join(parts)


def how_written(place: Covered, how: How) -> str:
    """By what a dispositif covers a place, in words."""
    if place.is_qpv:
        return {
            How.NAMED: "nomme ce quartier",
            How.AREA: "son secteur le touche",
            How.COMMUNE: "dessert toute la commune",
        }[how]
    return {
        How.NAMED: "dans toute la commune",
        How.AREA: "dans son secteur",
        How.PART: "dans des quartiers",
    }[how]


def places_written(overlap: Overlap, most: int = 3) -> str:
    """« Moulins, Wazemmes et 3 autres »."""
    names = [place.name for place in finest(overlap.places)]
    if len(names) <= most:
        return listed(names)
    return f"{', '.join(names[:most])} et {figure(len(names) - most)} autres"


def meeting_written(overlap: Overlap) -> str:
    """« mêmes domaines, mêmes soirées » as far as hours are known."""
    if overlap.evenings is None:
        return "horaires inconnus"
    if overlap.apart:
        return "jamais aux mêmes heures"
    if overlap.evenings:
        return f"mêmes soirées, {days_written(overlap.evenings)}"
    return "aux mêmes heures de la journée ou de la nuit"


def others_written(count: int) -> str:
    """« Un autre dispositif intervient déjà », « Deux autres dispositifs interviennent déjà »."""
    few = {1: "Un autre", 2: "Deux autres", 3: "Trois autres"}
    number = few.get(count, f"{figure(count)} autres")
    verb = agree(count, "intervient", "interviennent")
    return f"{number} {agree(count, 'dispositif')} {verb} déjà"
