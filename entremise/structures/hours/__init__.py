"""Opening hours, kept in the form of OpenStreetMap: read, said in French, typed by day."""

from .grammar import computable, depends_on_school
from .reading import Span, open_now, validate_hours, week
from .slots import Slot, Slots, hours_of, slots_of
from .words import in_words

__all__ = [
    "Slot",
    "Slots",
    "Span",
    "computable",
    "depends_on_school",
    "hours_of",
    "in_words",
    "open_now",
    "slots_of",
    "validate_hours",
    "week",
]
